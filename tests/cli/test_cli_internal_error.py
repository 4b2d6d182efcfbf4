"""Exit 70: an internal error names its record and loses nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.cli.rto import Rto, rto
from talent_powerpro.adapters.sql import SqlPowerPro

RUN = ("run", "--date", "02/06/2022")


@pytest.fixture
def world(tmp_path: Path, url: str) -> Rto:
    return rto(tmp_path, url).imported()


def broken(*_: object) -> None:
    raise ZeroDivisionError("what somebody typed")


def test_the_run_exits_70_with_its_report_and_the_current_record(
    world: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as fault:
        fault.setattr(SqlPowerPro, "clients_linked_to", broken)
        ended = world.command(*RUN)
    assert ended.exit_code == 70
    assert "Stopped: Internal error in talent-powerpro or in a repository: " in ended.stdout
    assert "ZeroDivisionError, at enrolment 1001 of JOANA GOMEZ (2021000017)" in ended.stdout
    assert "what somebody typed" not in ended.output
    assert world.command(*RUN).exit_code == 0


def test_the_report_is_json_on_request(world: Rto, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SqlPowerPro, "clients_linked_to", broken)
    ended = world.command(*RUN, "--json")
    assert ended.exit_code == 70
    report = json.loads(ended.stdout)
    assert report["stopped"]["reason"] == "internal-error"
    assert (report["records"], report["not_reached"]) == ([], {"provisioning": ["1001"]})


def test_a_plan_exits_70_too(world: Rto, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SqlPowerPro, "clients_with_email", broken)
    ended = world.command("plan", "--date", "02/06/2022")
    assert ended.exit_code == 70
    assert "at enrolment 1001 of JOANA GOMEZ (2021000017)" in ended.stderr
