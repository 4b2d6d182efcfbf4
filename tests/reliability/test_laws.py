"""The nightly trial of the laws goes on where it was ended."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from reliability.laws import BEGIN, END, Tried, keep, kept, run, said, write

LAWS = """
from hypothesis import given, settings, strategies

def test_an_example(): assert False

@given(strategies.integers())
@settings(max_examples=30)
def test_law(number): ...

@given(strategies.integers())
def test_false_law(number): assert number < 0
"""
LAW, FALSE_LAW = "test_some.py::test_law", "test_some.py::test_false_law"
TRIED = Tried(10_000, 60.5, "abc", 1_795_000_000, at_night=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "test_some.py").write_text(LAWS)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "conftest.py").touch()
    (tmp_path / "other" / "test_other.py").write_text("def test_an_example(): ...")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    hypothesis\n")
    return tmp_path


def test_laws_alone_are_tried_and_those_that_hold_are_kept(folder: Path) -> None:
    file = folder / "laws.json"
    assert run([], file, "abc", folder=folder) == pytest.ExitCode.TESTS_FAILED
    held = kept(file)
    assert held == {LAW: Tried(30, held[LAW].seconds, "abc", held[LAW].at, at_night=False)}


def test_what_held_at_this_commit_is_not_tried_again(folder: Path) -> None:
    file = folder / "laws.json"
    known = {LAW: Tried(30, 1.0, "abc", 5, at_night=False), FALSE_LAW: evolve(TRIED, commit="abc")}
    keep(known, file)
    assert run([], file, "abc", folder=folder) == pytest.ExitCode.OK
    assert kept(file) == known
    assert run(["-k", "test_law"], file, "acd", folder=folder) == pytest.ExitCode.OK
    assert kept(file)[LAW].commit == "acd"


def test_a_law_that_no_longer_holds_is_not_kept(folder: Path) -> None:
    file = folder / "laws.json"
    keep({LAW: TRIED, FALSE_LAW: evolve(TRIED, commit="abb")}, file)
    assert run(["-k", "false"], file, "abc", folder=folder) == pytest.ExitCode.TESTS_FAILED
    assert kept(file) == {LAW: TRIED}


def test_with_more_examples_than_were_tried_a_law_is_tried_again(folder: Path) -> None:
    file = folder / "laws.json"
    keep({LAW: Tried(29, 1.0, "abc", 5, at_night=False)}, file)
    assert run(["-k", "test_law"], file, "abc", folder=folder) == pytest.ExitCode.OK
    assert kept(file)[LAW].examples == 30


def test_once_the_time_is_over_no_law_is_begun(folder: Path) -> None:
    file = folder / "laws.json"
    # The dearest comes last.
    keep({LAW: Tried(20, 500.0, "abc", 5, at_night=False)}, file)
    (folder / "test_some.py").write_text(LAWS.replace("number < 0", "True"))
    assert run([], file, "abc", minutes=1e-9, folder=folder) == pytest.ExitCode.OK
    assert kept(file)[LAW].examples == 20
    assert FALSE_LAW in kept(file)


def test_the_page_says_how_many_were_tried_and_at_which_commits(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"Before.\n{BEGIN}\nold\n{END}\nAfter.\n")
    by_day = Tried(25, 1.0, "abb", 1, at_night=False)
    later = Tried(1_000, 60.0, "acd", TRIED.at + 1, at_night=True)
    text = said({"one": later, "two": TRIED, "three": by_day})
    assert text == (
        "2 of the 3 cases of laws were tried with up to 10,000 examples each, 11,000 together, in "
        "2 min 0 s: the oldest at commit abc, the newest at acd. All held. "
        "`nox -s laws_nightly -- --write` goes on."
    )
    write(text, page)
    assert page.read_text() == f"Before.\n{BEGIN}\n\n{text}\n\n{END}\nAfter.\n"
    assert said({"three": by_day}) == "No law was tried with all examples yet."
