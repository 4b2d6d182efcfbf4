"""Kills of the command's process at any call: a sample of the trials of ``nox -s kills``."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from reliability.findings import Findings, differences
from reliability.kills import (
    HTTP,
    STORE,
    Kill,
    Kinds,
    Played,
    Trial,
    due_from,
    kills_of,
    make_store,
    play,
    spread,
    trials,
    try_all,
)
from support.nightly import nightly
from support.sql.dialect_stores import SERVERS

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL does not exist on Windows")

TEN = Kinds(once=7, twice=1, over_midnight=1)


@nightly
@POSIX
@pytest.mark.parametrize("width", [1, 3])
def test_a_command_killed_at_any_call_and_restarted_ends_as_if_undisturbed(
    tmp_path: Path, width: int
) -> None:
    lines: list[str] = []
    tried = try_all(TEN, seed=2022, width=width, folder=tmp_path, tell=lines.append)
    assert tried.findings == Findings(), lines
    # The second kill of a trial may come too late for a start that had little left to do.
    assert tried.kills >= TEN.number


@pytest.mark.servers
@POSIX
@pytest.mark.parametrize("width", [3, pytest.param(1, marks=nightly)])
@pytest.mark.parametrize("server", SERVERS)
def test_kills_over_a_database_server_end_as_if_undisturbed(
    tmp_path: Path, server: str, width: int
) -> None:
    """Ten trials by day, and twenty at night."""
    lines: list[str] = []
    tried = try_all(TEN, seed=7, width=width, folder=tmp_path, tell=lines.append, dialect=server)
    assert tried.findings == Findings(), lines
    assert tried.kills >= TEN.number


@POSIX
def test_a_user_created_just_before_a_kill_is_found_and_not_created_again(tmp_path: Path) -> None:
    """Checks that the command is really killed. Otherwise the other tests would prove nothing."""
    store, one, other = tmp_path / "college.db", tmp_path / "one", tmp_path / "other"
    make_store(store)
    one.mkdir()
    other.mkdir()
    undisturbed = play(Trial(1), store, one)
    created = undisturbed.requests.index("usersignup") + 1
    kills = (Kill(HTTP, created, "after"), Kill(STORE, 1, "within"))
    ended = play(Trial(1, kills), store, other)
    assert ended.killed == 2
    assert differences(undisturbed.facts, ended.facts) == Findings()
    signups = [played.requests.count("usersignup") for played in (undisturbed, ended)]
    assert signups == [5, 4]


# --- which trials -----------------------------------------------------------------

UNDISTURBED = Played(
    Trial(3),
    facts={},
    killed=0,
    requests=("courses", "users", "usersignup"),
    writes=("write", "mark_due", "begin", "end"),
)


def test_a_call_may_be_killed_before_and_after_and_a_write_within_too() -> None:
    kills = kills_of(UNDISTURBED)
    assert len(kills) == 3 * 2 + 4 * 3
    assert Kill(HTTP, 1, "before") in kills
    assert Kill(STORE, 4, "within") in kills


def test_kills_are_spread_over_all_calls() -> None:
    everywhere = kills_of(UNDISTURBED)
    rng = random.Random(1)
    assert list(spread(everywhere, len(everywhere), rng)) == everywhere
    few = [everywhere.index(each) for each in spread(everywhere, 3, rng)]
    assert [index // 6 for index in few] == [0, 1, 2]


def test_many_trials_are_of_all_kinds() -> None:
    kinds = Kinds.of(20)
    assert kinds == Kinds(once=16, twice=2, over_midnight=2)
    made = list(trials(UNDISTURBED, kinds, random.Random(1)))
    assert len(made) == kinds.number == 20
    assert {trial.width for trial in made} == {3}
    assert [len(trial.kills) for trial in made].count(2) == 2
    assert sum(trial.days_between for trial in made) == 2


def test_what_is_restarted_on_the_next_day_was_found_due_before() -> None:
    assert due_from(UNDISTURBED) == {HTTP: 1, STORE: 3}
    kinds = Kinds(once=0, over_midnight=50)
    for trial in trials(UNDISTURBED, kinds, random.Random(1)):
        (kill,) = trial.kills
        assert kill.side == HTTP or kill.number >= 3


def test_the_same_seed_makes_the_same_trials() -> None:
    def made() -> list[Trial]:
        return list(trials(UNDISTURBED, Kinds.of(10), random.Random("7 1")))

    assert made() == made()
