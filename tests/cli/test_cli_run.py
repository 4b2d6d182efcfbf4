"""`run`: its whole page, its rehearsal, and what a person's options decide."""

from __future__ import annotations

import json
import signal
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from support.cli.at_a_time import run_at
from support.cli.bars import bars_of, draw_bars
from support.cli.handed_on import rows
from support.cli.interrupting import Interrupting
from support.cli.of_the_moment import headed
from support.cli.rto import KEY, Rto
from support.cli.sydney import DUE, named_sydney, watched
from support.monitor_server import monitor
from talent_powerpro.agent import Agent
from talent_powerpro.cli.exits import Exit
from talent_powerpro.errors import PowerProUnusable
from talent_powerpro.records.report import RunReport, Stopped
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

JOANA = (*DUE, "--only", "provisioning", "--client", "gomez")
WITHOUT_PASSWORD = {"TALENTLMS_API_KEY": KEY}


@pytest.fixture
def sydney(tmp_path: Path, url: str) -> Rto:
    return named_sydney(tmp_path, url)


WRITTEN = """\
provisioning: 1001 JOANA GOMEZ (2021000017), ICT30120-A
    new Talent user Joana Gomez, jg11@pm.me
    Secondary ID of client 2021000017: DPC000129 -> {user}
    {User} enrolled in Talent course 126
    {User} added to Talent group 77eD6LXHH
    contact log of enrolment 1001: Enrolled in Talent Course: 126 Joana Gomez added to Talent \
Group 77eD6LXHH ...
"""
PAGE = f"""\
Run RUN, NOW, Sydney
Only for client 2021000017.
Stage         Status       Records
provisioning  provisioned  1

Written
{WRITTEN.format(user="7", User="Talent user 7")}
Remarks
provisioning: 1001 JOANA GOMEZ (2021000017), ICT30120-A
    Secondary ID changed from DPC000129 to 7 (the TalentLMS user id).

The run made 5 writes for 1 record.
"""


def test_the_page_of_a_run_is_about_those_alone_whom_a_person_named(sydney: Rto) -> None:
    ran = sydney.command("run", *JOANA)
    assert (ran.exit_code, headed(ran.stdout), ran.stderr) == (Exit.DONE, PAGE, "")
    assert rows(sydney, "SELECT enrolment_id FROM contact_logs") == [("1001",)]


def test_json_has_the_same_and_the_proxy(sydney: Rto) -> None:
    ran = sydney.command("run", *JOANA, "--json")
    assert (ran.exit_code, ran.stderr) == (Exit.DONE, "")
    report = json.loads(ran.stdout)
    (record,) = report["records"]
    assert (record["enrolment_id"], record["status"]) == ("1001", "provisioned")
    assert [each["action"] for each in record["writes"]] == [
        "create_user",
        "set_secondary_id",
        "enrol",
        "add_to_group",
        "add_contact_log",
    ]
    assert (report["stages"], report["targets"]) == (["provisioning"], ["client 2021000017"])
    assert (report["stopped"], report["proxy"]) == (None, "")


def test_a_rehearsal_shows_the_plan_needs_no_password_and_writes_nothing(
    sydney: Rto, portal: Sandbox
) -> None:
    dry = sydney.command("run", "--dry-run", *JOANA, env=WITHOUT_PASSWORD)
    assert (dry.exit_code, dry.stderr) == (Exit.DONE, "")
    first, *rest = headed(dry.stdout).splitlines(keepends=True)
    assert first.endswith(" for export dates of 02/06/2022, Sydney\n")
    assert "".join(rest) == (
        "Only for client 2021000017.\n"
        f"{WRITTEN.format(user='the new Talent user' + chr(39) + 's id', User='New Talent user')}"
        "\n"
        "Remarks\n"
        "provisioning: 1001 JOANA GOMEZ (2021000017), ICT30120-A\n"
        "    Secondary ID changed from DPC000129 to that of the new Talent user (the TalentLMS "
        "user id).\n"
        "\n"
        "A run now would make 5 writes for 1 record.\n"
    )
    as_json = json.loads(sydney.command("run", "--dry-run", *JOANA, "--json").stdout)
    assert [each["enrolment_id"] for each in as_json["records"]] == ["1001"]
    assert (as_json["rto"], as_json["stages"]) == ("Sydney", ["provisioning"])
    assert rows(sydney, "SELECT enrolment_id FROM contact_logs") == []
    assert list(portal.users) == ["1"]


def test_the_bars_of_a_run_end_before_its_report(
    sydney: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_bars(monkeypatch)
    ran = sydney.command("run", *JOANA)
    assert bars_of(ran.stderr) == {
        "provisioning: rehearsing": "1/1",
        "provisioning: performing": "1/1",
    }
    assert ran.output.endswith("\nThe run made 5 writes for 1 record.\n")
    dry = sydney.command("run", "--dry-run", *DUE, "--only", "provisioning", "--client", "panther")
    assert bars_of(dry.stderr) == {"provisioning: rehearsing": "1/1"}


def test_a_brake_is_released_for_one_run(tmp_path: Path, url: str) -> None:
    braked = named_sydney(tmp_path, url, policy="users_created = 0")
    stopped = braked.command("run", *JOANA)
    assert stopped.exit_code == Exit.BRAKE
    assert rows(braked, "SELECT * FROM contact_logs") == []
    assert braked.command("run", *JOANA, "--release", "users_created").exit_code == Exit.DONE
    pink = (*DUE, "--client", "panther")
    assert braked.command("run", *pink).exit_code == Exit.BRAKE


@pytest.mark.parametrize("name", ["run", "apply"])
def test_a_brake_that_does_not_exist_cannot_be_released(sydney: Rto, name: str) -> None:
    words = (name,) if name == "run" else (name, "plan.json")
    refused = sydney.command(*words, "--release", "users_made")
    assert (refused.exit_code, refused.stdout) == (Exit.SETTINGS, "")
    assert "Invalid value for '--release': 'users_made' is not one of " in refused.stderr


def test_what_stops_a_run_after_its_report_is_named_and_ctrl_c_outranks_it(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Agent.run

    def stopped(agent: Agent, **asked: Any) -> RunReport:
        report = run(agent, **asked)
        signal.raise_signal(signal.SIGINT)
        full = PowerProUnusable("The disk is full.", remedy="Free it.")
        return evolve(report, stopped=Stopped.by(full))

    monkeypatch.setattr(Agent, "run", stopped)
    with monitor() as server:
        ran = watched(named_sydney(tmp_path, url), server.address).command("run", *JOANA)
    assert (ran.exit_code, headed(ran.stdout)) == (Exit.INTERRUPTED, PAGE)
    assert ran.stderr == (
        "Finishing the current record. Press Ctrl+C again to stop now.\n"
        "Stopped: The disk is full.\n"
        "Free it.\n"
    )
    assert server.seen[1][1].startswith("exit code 130\n")


def test_a_run_by_another_clock_is_at_its_time(sydney: Rto) -> None:
    at = datetime(2022, 6, 1, 23, 30, tzinfo=UTC)
    report = run_at(sydney, at)
    assert (report.started, report.today) == (at, date(2022, 6, 2))


def test_an_interrupted_run_ends_after_its_record_with_130_for_the_monitor_too(
    tmp_path: Path,
) -> None:
    with serve(Sandbox(guide_portal(), clock=Interrupting())) as url, monitor() as server:
        sydney = watched(named_sydney(tmp_path, url), server.address)
        ran = sydney.command("run", *DUE)
        assert ran.exit_code == Exit.INTERRUPTED
        assert ran.stderr == "Finishing the current record. Press Ctrl+C again to stop now.\n"
        assert "Stopped: The run was stopped" in ran.stdout
        assert server.paths == ["/start", "/fail"]
        assert server.seen[1][1].startswith("exit code 130\n")
        assert sydney.command("run", *DUE).exit_code == Exit.DONE
