"""A fleet in trouble: a sample of ``nox -s fleet``, and what the sample could get wrong."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from attrs import evolve

from reliability.findings import Findings
from reliability.fleet import SICK, Trial, at_work, play
from support.cli.rto import command
from support.fleet.colleges import STUDENTS, Health, colleges
from support.fleet.postgresql import own_postgresql
from support.fleet.workers import await_that
from support.nightly import nightly

pytestmark = [
    pytest.mark.servers,
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and SIGSTOP are not on Windows"),
]

TWENTY = Trial(rtos=20, seed=2022)


@pytest.mark.parametrize(
    "trial",
    [
        pytest.param(TWENTY, id="20 RTOs"),
        pytest.param(
            evolve(TWENTY, rtos=200, kills=8, paused_for=130, every=30, slots=8),
            id="200 RTOs",
            marks=[nightly, pytest.mark.timeout(3600)],
        ),
    ],
)
def test_everybody_is_provisioned_once_and_status_says_the_truth(
    tmp_path: Path, trial: Trial
) -> None:
    played = play(trial, tmp_path)
    assert played.findings == Findings(), played.findings.texts
    assert played.provisioned == (trial.rtos - len(SICK)) * STUDENTS
    assert played.killed == trial.kills
    assert played.cut_off >= 1, "no kill met a run"
    assert played.moments >= 50


def test_a_portal_that_hangs_takes_one_slot_and_the_others_stay_on_time(tmp_path: Path) -> None:
    trial = Trial(rtos=4, seed=1, slots=2)
    with (
        own_postgresql() as server,
        colleges(tmp_path, 4, every="10s", sick=[Health.HANGING]) as made,
        at_work(trial, tmp_path, server, workers=1) as (fleet_file, _),
    ):
        hung, *healthy = made
        assert await_that(lambda: all(len(each.runs()) >= 2 for each in healthy))
        late = command("fleet", "status", "--late", "--fleet", str(fleet_file), env={})
        (run,) = hung.runs()
        assert run.ended is None, "it still hangs"
        assert all(each.name not in late.stdout for each in healthy)
