"""The figures of the page on reliability: all are zero, and each names its command."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from attrs import evolve

from reliability import counts
from reliability.figures import COLUMNS, PAGE, ROOT, Figure, duration, rows, write
from reliability.findings import Findings

SESSIONS = re.findall(
    r"^@nox\.session\ndef (\w+)", (ROOT / "noxfile.py").read_text(encoding="utf-8"), re.MULTILINE
)
FIGURES = rows()


@pytest.mark.parametrize("what", ["Kills", "Soak", "Worlds", "Fleet"])
def test_each_nightly_measurement_has_its_row(what: str) -> None:
    assert [row[0].partition(":")[0] for row in FIGURES].count(what) == 1


@pytest.mark.parametrize("row", FIGURES, ids=lambda row: row[0].partition(":")[0])
def test_each_row_is_whole_and_its_harm_is_zero(row: list[str]) -> None:
    what, tried, *harm, seed, commit, took, command = row
    assert len(row) == len(COLUMNS)
    assert re.fullmatch(r"[^:]+: .+", what)
    assert int(tried.replace(",", "")) > 0
    assert harm == ["0"] * 4
    assert seed.isdigit()
    assert re.fullmatch(r"[0-9a-f]{10}\+?", commit)
    assert re.fullmatch(r"([0-9]+ min )?[0-9]+ s", took)
    words = shlex.split(command.strip("`"))
    assert words[:2] == ["nox", "-s"]
    assert words[2] in SESSIONS
    assert words[words.index("--seed") + 1] == seed


def test_the_page_has_the_figures_of_full_nightly_runs() -> None:
    """At least three hundred kills, ten thousand enrolments, and two hundred worlds and RTOs."""
    by_name = {row[0].partition(":")[0]: row for row in FIGURES}
    assert int(by_name["Kills"][1].replace(",", "")) >= 300
    assert "30 days, 6 runs a day, 10,000 enrolments" in by_name["Soak"][0]
    assert "200 random worlds of 30 to 100 clients" in by_name["Worlds"][0]
    assert "200 RTOs with 10 students due each" in by_name["Fleet"][0]


# --- writing it -------------------------------------------------------------------

FIGURE = Figure("Kites", "flown", 1234, Findings(), 7, 432.4, "nox -s kites", "0123456789")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    page = tmp_path / "reliability.md"
    page.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    return page


def test_a_new_figure_is_one_more_row(copy: Path) -> None:
    write(FIGURE, copy)
    kites = ["Kites: flown", "1,234", "0", "0", "0", "0", "7"]
    assert rows(copy) == [*FIGURES, [*kites, "0123456789", "7 min 12 s", "`nox -s kites`"]]


def test_a_figure_replaces_the_previous_one(copy: Path) -> None:
    write(FIGURE, copy)
    write(evolve(FIGURE, how="higher", findings=Findings(1, 2, 3, 4)), copy)
    (*others, row) = rows(copy)
    assert others == FIGURES
    assert row[:6] == ["Kites: higher", "1,234", "1", "2", "3", "4"]


def test_the_rest_of_the_page_stays(copy: Path) -> None:
    before = copy.read_text(encoding="utf-8")
    write(FIGURE, copy)
    after = copy.read_text(encoding="utf-8")
    assert after.replace(f"{FIGURE.row}\n", "") == before


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.6, "1 s"), (59.4, "59 s"), (60, "1 min 0 s"), (3725, "62 min 5 s")]
)
def test_a_duration_is_in_minutes_and_seconds(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_the_page_counts_functions_and_generated_cases_apart() -> None:
    text = PAGE.read_text(encoding="utf-8").split(counts.BEGIN)[1].split(counts.END)[0]
    head, _, *lines, _, at = text.strip().splitlines()
    assert head == "| what was counted | with each change | at night |"
    cells = [line.strip("| ").split(" | ") for line in lines]
    assert [row[0] for row in cells] == [words for words, _ in counts.ROWS]
    for _, day, night in cells:
        assert 0 < int(day.replace(",", "")) <= int(night.replace(",", ""))
    assert re.fullmatch(r"Counted at commit [0-9a-f]{10}\+? by `nox -s counts -- --write`\.", at)
    assert "counts" in SESSIONS


def test_the_counts_replace_the_previous_ones_and_nothing_else(copy: Path) -> None:
    before = copy.read_text(encoding="utf-8")
    counts.write("new", copy)
    after = copy.read_text(encoding="utf-8")
    assert after.split(counts.BEGIN)[1].split(counts.END)[0].strip() == "new"
    assert after.split(counts.BEGIN)[0] == before.split(counts.BEGIN)[0]
    assert after.split(counts.END)[1] == before.split(counts.END)[1]


def test_each_law_names_existing_tests() -> None:
    page = PAGE.read_text(encoding="utf-8")
    laws = [line for line in page.splitlines() if re.match(r"\| \d+\. ", line)]
    named = {int(line.split()[1].rstrip(".")): re.findall(r"`(test_\w+)`", line) for line in laws}
    assert sorted(named) == list(range(1, 14))
    files = (ROOT / "tests" / "laws").glob("test_*.py")
    there = "\n".join(path.read_text(encoding="utf-8") for path in files)
    for tests in named.values():
        assert tests
        assert [each for each in tests if f"def {each}(" not in there] == []
