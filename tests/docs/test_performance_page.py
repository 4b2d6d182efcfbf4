"""The page on performance shows the kept figures, and argues for every case."""

from __future__ import annotations

import re

from benchmarks.cases import CASES
from benchmarks.figures import BEFORE, OURS, loaded
from benchmarks.page import BEGIN, END, PAGE, PLOTS, contents

TEXT = PAGE.read_text(encoding="utf-8")


def test_table_and_plots_are_those_of_the_kept_figures() -> None:
    text, pictures = contents()
    assert TEXT.split(BEGIN)[1].split(END)[0].strip() == text
    files = {path.name: path.read_text(encoding="utf-8") for path in PLOTS.iterdir()}
    assert files == pictures


def test_figures_are_of_cases_at_full_size() -> None:
    for file in (OURS, BEFORE):
        cases = loaded(file)
        assert list(cases) == [name for name in CASES if name in cases]
        assert {case["scale"] for case in cases.values()} == {1.0}


def test_before_is_the_commit_before_calls_were_saved() -> None:
    commits = {case["commit"] for case in loaded(BEFORE).values()}
    assert commits == {loaded(BEFORE)["idle"]["commit"]}
    assert commits.pop().startswith("b900e61")


def test_every_case_with_a_row_has_its_paragraph() -> None:
    headings = " ".join(re.findall(r"^### .*$", TEXT, re.MULTILINE))
    assert {name for name, case in CASES.items() if case.rows} == set(
        re.findall(r"`([\w-]+)`", headings)
    )


def test_every_plot_is_shown_and_described() -> None:
    shown = dict(re.findall(r"!\[([^\]]+)\]\(performance/([\w.]+)\)", TEXT))
    assert sorted(shown.values()) == sorted(path.name for path in PLOTS.iterdir())
