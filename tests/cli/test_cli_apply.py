"""`plan --out FILE` and `apply FILE`, by the command."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from support.cli.rto import Rto, rto
from talent_powerpro.cli.exits import Exit
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

DUE = ("--date", "02/06/2022")


@pytest.fixture
def joana(tmp_path: Path) -> Iterator[Rto]:
    """The guide's RTO, where two clients are due, and a plan for both in plan.json."""
    with serve(Sandbox(guide_portal())) as url:
        world = rto(tmp_path, url).imported()
        edit(world, "UPDATE enrolments SET export = 1, export_date = '2022-06-02'"
                    " WHERE id IN ('1001', '1002')")  # fmt: skip
        planned = world.command("plan", *DUE, "--out", str(file(world)))
        assert planned.exit_code == Exit.DONE, planned.output
        yield world


def file(of: Rto) -> Path:
    return of.folder / "plan.json"


def edit(of: Rto, sql: str) -> None:
    with closing(sqlite3.connect(of.store)) as store, store:
        store.execute(sql)


def test_apply_after_an_edit_defers_just_that_record(joana: Rto) -> None:
    edit(joana, "UPDATE clients SET email = 'new@pm.me' WHERE code = '2021000018'")
    applied = joana.command("apply", str(file(joana)), "--json")
    assert applied.exit_code == Exit.ATTENTION
    report = json.loads(applied.stdout)
    assert {each["enrolment_id"]: each["status"] for each in report["records"]} == {
        "1001": "provisioned",
        "1002": "deferred",
    }
    (deferred,) = (each for each in report["records"] if each["status"] == "deferred")
    assert deferred["reason"] == "plan-changed"
    # The plan is spent, and the other record is left for the next one.
    again = joana.command("apply", str(file(joana)))
    assert again.exit_code == Exit.ATTENTION
    assert "The run wrote nothing." in again.stdout


def test_apply_without_a_change_writes_all_of_the_plan_and_a_repeat_nothing(joana: Rto) -> None:
    applied = joana.command("apply", str(file(joana)))
    assert applied.exit_code == Exit.DONE, applied.output
    assert "for 2 records" in applied.stdout
    again = joana.command("apply", str(file(joana)))
    assert (again.exit_code, again.stdout.splitlines()[-1]) == (Exit.DONE, "The run wrote nothing.")


def test_another_rtos_plan_is_refused_and_nothing_is_written(joana: Rto) -> None:
    text = joana.settings_file.read_text("utf-8")
    joana.settings_file.write_text(text.replace("[rto]", '[rto]\nname = "Sydney"'), "utf-8")
    refused = joana.command("apply", str(file(joana)))
    assert refused.exit_code == Exit.SETTINGS
    assert "the settings are of the RTO Sydney" in refused.stderr
    assert json.loads(joana.command("contact-log", "--json").stdout)["contact_logs"] == []


def test_a_broken_file_is_exit_2_also_as_json(joana: Rto) -> None:
    file(joana).write_text("{", encoding="utf-8")
    refused = joana.command("apply", str(file(joana)))
    assert refused.exit_code == Exit.SETTINGS
    assert "This is not a plan" in refused.stderr
    as_json = joana.command("apply", str(file(joana)), "--json")
    assert (as_json.exit_code, as_json.stderr) == (Exit.SETTINGS, "")
    assert "not a plan" in json.dumps(json.loads(as_json.stdout))


def test_a_preview_is_not_applied_before_its_day(joana: Rto) -> None:
    joana.command("plan", "--date", "01/01/2999", "--out", str(file(joana)))
    refused = joana.command("apply", str(file(joana)))
    assert refused.exit_code == Exit.SETTINGS
    assert "01/01/2999 is in the future" in refused.stderr


def test_a_plan_for_one_client_is_applied_to_that_client_alone(joana: Rto) -> None:
    joana.command("plan", *DUE, "--client", "2021000017", "--out", str(file(joana)))
    report = json.loads(joana.command("apply", str(file(joana)), "--json").stdout)
    assert [each["enrolment_id"] for each in report["records"]] == ["1001"]
    assert report["targets"] == ["client 2021000017"]
