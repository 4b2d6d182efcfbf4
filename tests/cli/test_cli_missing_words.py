"""A command that is not told for whom, with what or why says so, and does nothing until it is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.cli.handed_on import edit
from support.cli.rto import Rto, rto
from support.cli.standing import FOREIGN, stand
from talent_powerpro.cli.exits import Exit


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rto:
    """The guide's RTO, where Joana is held and Pink was missed."""
    soon_after = datetime(2022, 6, 4, tzinfo=UTC)
    monkeypatch.setattr("talent_powerpro.cli.commands.dismiss.now_utc", lambda: soon_after)
    made = rto(tmp_path).imported()
    stand(made, FOREIGN)
    edit(made, "UPDATE enrolments SET export = 1, export_date = '2022-06-02' WHERE id = '1002'")
    return made


@pytest.mark.parametrize(
    ("words", "word", "missing"),
    [
        (("release", "--why", "seen"), (FOREIGN.id,), "argument 'HOLD...'"),
        (("keep", "--why", "seen"), (FOREIGN.id,), "argument 'HOLD...'"),
        (("release", FOREIGN.id), ("--why", "seen"), "option '--why'"),
        (("keep", FOREIGN.id), ("--why", "seen"), "option '--why'"),
        (("dismiss", "missed", "--why", "seen"), ("panther",), "argument 'ENROLMENT...'"),
        (("set-export", "--all", "--clear"), ("ICT30120-A",), "argument 'COURSE_CODE'"),
        (("clear-export",), ("gomez",), "argument 'ENROLMENT'"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_a_word_that_is_missing_is_named(
    world: Rto, words: tuple[str, ...], word: tuple[str, ...], missing: str
) -> None:
    before = world.store.read_bytes()
    refused = world.command(*words)
    assert (refused.exit_code, refused.stdout) == (Exit.SETTINGS, "")
    assert f"error: Missing {missing}" in refused.stderr
    assert world.store.read_bytes() == before
    done = world.command(*words, *word)
    assert (done.exit_code, done.stderr) == (Exit.DONE, "")
    assert world.store.read_bytes() != before


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (("apply",), "argument 'FILE'"),
        (("undo", "--yes"), "argument 'RUN'"),
        (("report",), "option '--html'"),
    ],
    ids=["apply", "undo", "report"],
)
def test_a_file_or_a_run_that_is_missing_is_named(
    world: Rto, words: tuple[str, ...], missing: str
) -> None:
    refused = world.command(*words)
    assert (refused.exit_code, refused.stdout) == (Exit.SETTINGS, "")
    assert f"error: Missing {missing}" in refused.stderr


def test_a_list_that_does_not_exist_is_named_with_those_that_do(world: Rto) -> None:
    refused = world.command("dismiss", "mised", "panther", "--why", "seen")
    assert (refused.exit_code, refused.stdout) == (Exit.SETTINGS, "")
    assert "error: Invalid value for 'LIST': 'mised' is not one of 'missed', " in refused.stderr
    assert world.command("dismiss", "missed", "panther", "--why", "seen").exit_code == Exit.DONE
