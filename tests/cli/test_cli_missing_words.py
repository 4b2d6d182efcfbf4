"""A command that is not told for whom, or with what, says so and does nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.cli.rto import Rto, rto
from talent_powerpro.cli.exits import Exit


@pytest.fixture
def world(tmp_path: Path) -> Rto:
    return rto(tmp_path).imported()


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (("release", "--why", "seen"), "argument 'HOLD...'"),
        (("keep", "--why", "seen"), "argument 'HOLD...'"),
        (("release", "1f6896ac"), "option '--why'"),
        (("keep", "1f6896ac"), "option '--why'"),
        (("dismiss", "missed", "--why", "seen"), "argument 'ENROLMENT...'"),
        (("apply",), "argument 'FILE'"),
        (("undo", "--yes"), "argument 'RUN'"),
        (("report",), "option '--html'"),
        (("set-export", "--all", "--clear"), "argument 'COURSE_CODE'"),
        (("clear-export",), "argument 'ENROLMENT'"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_a_word_that_is_missing_is_named(world: Rto, words: tuple[str, ...], missing: str) -> None:
    before = world.store.read_bytes()
    refused = world.command(*words)
    assert (refused.exit_code, refused.stdout) == (Exit.SETTINGS, "")
    assert f"error: Missing {missing}" in refused.stderr
    assert world.store.read_bytes() == before
