"""Every option and argument of every command has an effect that fails once it is dropped."""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import chdir, closing
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from attrs import evolve

from support.cli.handed_on import (
    Checks,
    Key,
    Place,
    default_of,
    edit,
    option_dropped,
    options,
    rows,
    shown,
)
from support.cli.rto import GUIDE, Rto, command, rto
from support.field.situations import Right, Row, Student, started
from support.nightly import in_part
from support.patience import PATIENCE
from talent_powerpro.cli.app import app
from talent_powerpro.cli.every import Repeating
from talent_powerpro.cli.exits import Exit
from talent_powerpro.sandbox import PortalEnrolment, PortalUser, Sandbox, guide_portal, serve
from talent_powerpro.sandbox.portal.writing import portal_text

CHECKS = Checks()
shows = CHECKS.shows
DUE = ("--date", "02/06/2022")
"""The day on which the guide's enrolment is due."""


HOLDING = 'deferred_enrolments = "hold"'


def held(place: Place) -> Rto:
    """The guide's RTO after a run that held its one due enrolment."""
    return place.rto(policy=HOLDING, store=held_store())


@cache
def held_store() -> bytes:
    with TemporaryDirectory() as folder, serve(Sandbox(guide_portal())) as url:
        world = rto(Path(folder), url, policy=HOLDING).imported()
        edit(world, "UPDATE enrolments SET deferment_date = '2022-08-01' WHERE id = '1001'")
        assert world.command("run", *DUE).exit_code == Exit.ATTENTION
        return world.store.read_bytes()


def hold_of(world: Rto) -> str:
    (hold,) = shown(world, "holds")["holds"]
    return str(hold["id"])


def answer_of(world: Rto) -> dict[str, str]:
    (answer,) = shown(world, "holds")["answers"]
    return dict(answer["answer"])


def ran(place: Place) -> Rto:
    """The guide's RTO after the run that provisions its one due enrolment.

    Another portal than this place's has the new user.
    """
    return place.rto(store=store_after_the_run())


@cache
def store_after_the_run() -> bytes:
    with TemporaryDirectory() as folder, serve(Sandbox(guide_portal())) as url:
        world = rto(Path(folder), url).imported()
        assert world.command("run", *DUE).exit_code == Exit.DONE
        return world.store.read_bytes()


def planned(world: Rto) -> Path:
    out = world.folder / "plan.json"
    assert world.command("plan", *DUE, "--out", str(out)).exit_code == Exit.DONE
    return out


# --- options of every command -----------------------------------------------------

ORDINARY: dict[str, Callable[[Rto], tuple[str, ...]]] = {
    "apply": lambda world: (str(planned(world)),),
    "budget": lambda _: (),
    "check": lambda _: (),
    "clear-export": lambda _: ("1001",),
    "contact-log": lambda _: (),
    "explain": lambda _: ("1001",),
    "export": lambda world: (str(world.folder / "out"),),
    "forget": lambda _: ("2021000017", "--yes"),
    "holds": lambda _: (),
    "import": lambda _: (str(GUIDE),),
    "keep": lambda world: (hold_of(world), "--why", "seen"),
    "backup": lambda world: (str(world.folder / "back-up.db"),),
    "restore": lambda world: (str(backed_up(world)),),
    "migrate": lambda _: (),
    "copy-store": lambda _: COPYING,
    "plan": lambda _: (),
    "plugins": lambda _: (),
    "portal": lambda _: (),
    "purge": lambda _: (),
    "reconcile": lambda _: (),
    "release": lambda world: (hold_of(world), "--why", "seen"),
    "run": lambda _: (),
    "schedule": lambda _: ("cron",),
    "set-export": lambda _: ("ICT30120-A",),
    "shadow": lambda _: (),
    "sync-log": lambda _: (),
    "tab": lambda _: ("1001",),
    "status": lambda _: (),
    "missed": lambda _: (),
    "closed": lambda _: (),
    "unmatched": lambda _: (),
    "not-started": lambda _: (),
    "withdrawn": lambda _: (),
    "history": lambda _: (),
    "engagement": lambda _: ("--client", "2021000017"),
    "report": lambda world: ("--html", str(world.folder / "office.html")),
    "undo": lambda world: (run_of(world), "--dry-run"),
    "dismiss": lambda world: ("missed", nobodys(world), "--why", "seen"),
}
"""Ordinary words of each command that reads the settings, for the RTO of `held`."""
COPYING: tuple[str, ...] = ("sqlite:///powerpro.db", "sqlite:///copy.db")


def nobodys(world: Rto) -> str:
    """The enrolment of a student who was missed, put into the store."""
    edit(
        world,
        "UPDATE enrolments SET export = 1, export_date = date('now', '-3 days') WHERE id = '1002'",
    )
    return "1002"


def settings_are_read_and_json_is_printed(name: str, place: Place) -> None:
    """The folder of the tests has no settings file."""
    world = held(place)
    ran = world.command(name, *ORDINARY[name](world), "--json")
    assert ran.exit_code != Exit.SETTINGS
    assert json.loads(ran.stdout)["schema"]


for each in ORDINARY:
    shows(each, "--settings", "--json")(partial(settings_are_read_and_json_is_printed, each))


@shows("init", "folder", "--url", "--timezone", "--name", "--store", "--json")
def _(place: Place) -> None:
    words = ("--url", "https://acme.talentlms.com", "--timezone", "Australia/Darwin")
    named = ("--name", "Acme", "--store", "sqlite:///other.db")
    with chdir(place.folder):
        assert json.loads(command("init", "new", *words, *named, "--json").stdout)["parts"]
    settings = (place.folder / "new" / "talent-powerpro.toml").read_text(encoding="utf-8")
    assert 'url = "https://acme.talentlms.com"' in settings
    assert 'timezone = "Australia/Darwin"' in settings
    assert 'name = "Acme"' in settings
    assert 'store = "sqlite:///other.db"' in settings
    assert (place.folder / "new" / "other.db").exists()


# --- run and plan -----------------------------------------------------------------


@shows("run", "--only")
def _(place: Place) -> None:
    assert shown(place.rto(), "run", *DUE, "--only", "results")["stages"] == ["results"]


@shows("run", "--date", "--dry-run")
def _(place: Place) -> None:
    world = place.rto()
    world.command("run", *DUE, "--dry-run")
    assert not rows(world, "SELECT * FROM contact_logs")
    (record,) = shown(world, "run", *DUE)["records"]
    assert record["status"] == "provisioned"


@shows("run", "--release")
def _(place: Place) -> None:
    world = place.rto(policy="users_created = 0")
    assert world.command("run", *DUE).exit_code == Exit.BRAKE
    assert world.command("run", *DUE, "--release", "users_created").exit_code == Exit.DONE
    assert rows(world, "SELECT * FROM contact_logs")


@shows("run", "--strict")
def _(place: Place) -> None:
    world = held(place)
    assert world.command("run", *DUE).exit_code == Exit.DONE
    assert world.command("run", *DUE, "--strict").exit_code == Exit.ATTENTION


@shows("run", "--every")
def _(place: Place) -> None:
    clock = [0.0]

    def repeating(every: float) -> Repeating:
        def sleep(seconds: float) -> None:
            clock[0] += seconds
            if clock[0] >= 25:
                repeats.stop()

        repeats = Repeating(every, monotonic=lambda: clock[0], sleep=sleep)
        return repeats

    with patch("talent_powerpro.cli.commands.run.Repeating", repeating):
        repeated = place.rto().command("run", "--every", "10s", "--json")
    assert len(list(map(json.loads, repeated.stdout.splitlines()))) == 3


def one_more_due(place: Place) -> Rto:
    """The guide's RTO, where enrolment 1002 of another client is due as well."""
    world = place.rto()
    edit(world, "UPDATE enrolments SET export = 1, export_date = '2022-06-02' WHERE id = '1002'")
    return world


def named_alone(name: str, option: str, value: str, place: Place) -> None:
    world = one_more_due(place)
    if option == "--course":
        edit(world, "INSERT INTO courses SELECT 'B', name, archived, export_to_talent, "
                    "talent_course_id, talent_group_key FROM courses")  # fmt: skip
        edit(world, "UPDATE enrolments SET course_code = 'B' WHERE id = '1002'")
    records = shown(world, name, *DUE, "--only", "provisioning", option, value)["records"]
    assert [each["enrolment_id"] for each in records] == ["1001"]


def date_is_set_aside_for_a_reason(name: str, place: Place) -> None:
    world = place.rto()
    words = ("--only", "provisioning", "--client", "2021000017", "--although-not-today")
    assert world.command(name, *words).exit_code == Exit.SETTINGS
    (record,) = shown(world, name, *words, "--why", "on the phone")["records"]
    assert record["status"] == "provisioned"


for each in ("run", "plan"):
    shows(each, "--enrolment")(partial(named_alone, each, "--enrolment", "1001"))
    shows(each, "--client")(partial(named_alone, each, "--client", "2021000017"))
    shows(each, "--course")(partial(named_alone, each, "--course", "ICT30120-A"))
    shows(each, "--although-not-today", "--why")(partial(date_is_set_aside_for_a_reason, each))


@shows("plan", "--only", "--date", "--out", "--exit-code")
def _(place: Place) -> None:
    world, out = place.rto(), place.folder / "plan.json"
    assert not shown(world, "plan", *DUE, "--only", "results")["records"]
    assert world.command("plan", *DUE, "--out", str(out)).exit_code == Exit.DONE
    assert json.loads(out.read_text(encoding="utf-8"))["records"]
    assert world.command("plan", *DUE, "--exit-code").exit_code == Exit.CHANGES


@shows("apply", "file", "--release")
def _(place: Place) -> None:
    world = place.rto(policy="users_created = 0")
    out = str(planned(world))
    assert world.command("apply", out).exit_code == Exit.BRAKE
    assert world.command("apply", out, "--release", "users_created").exit_code == Exit.DONE
    assert rows(world, "SELECT * FROM contact_logs")


# --- holds ------------------------------------------------------------------------


def answer_is_recorded(name: str, place: Place) -> None:
    world = held(place)
    world.command(name, hold_of(world), "--why", "certificate seen", "--who", "Pauline")
    answer = answer_of(world)
    assert (answer["decision"], answer["why"], answer["who"]) == (
        *(name, "certificate seen", "Pauline"),
    )


for each in ("keep", "release"):
    shows(each, "holds", "--why", "--who")(partial(answer_is_recorded, each))


@shows("release", "--both")
def _(place: Place) -> None:
    family = (
        Student("C1", "Charlotte", "Williams", "family@x.example"),
        Student("C2", "Noah", "Brown", "family@x.example"),
    )
    row = Row("two clients with one e-mail", Right(), students=family)
    with started(row, "guide", place.folder) as playing:
        playing.world.command("run")
        hold = hold_of(playing.world)
        playing.world.command("release", hold, "--why", "one person", "--both", "C1", "C2")
        assert answer_of(playing.world)["decision"] == "release"


# --- files ------------------------------------------------------------------------


@shows("import", "folder")
def _(place: Place) -> None:
    later = place.folder / "later"
    shutil.copytree(GUIDE, later, ignore=shutil.ignore_patterns("*.py", "plugin_package"))
    with (later / "clients.csv").open("a", encoding="utf-8") as clients:
        clients.write("2021000020,WHITE,MIA,,,,,,mia@x.example\n")
    world = place.rto()
    world.command("import", str(later))
    assert rows(world, "SELECT 1 FROM clients WHERE code = '2021000020'")


@shows("import", "--explain")
def _(place: Place) -> None:
    world = rto(place.folder)
    assert world.command("import", str(GUIDE), "--explain").exit_code == Exit.DONE
    assert not world.store.exists()


@shows("export", "folder", "--force")
def _(place: Place) -> None:
    world, out = ran(place), place.folder / "out"
    assert world.command("export", str(out)).exit_code == Exit.DONE
    assert (out / "clients.csv").exists()
    assert world.command("export", str(out)).exit_code == Exit.SETTINGS
    assert world.command("export", str(out), "--force").exit_code == Exit.DONE


@shows("export", "--results", "--columns", "--since")
def _(place: Place) -> None:
    world, file = place.rto(), place.folder / "results.csv"
    edit(world, "UPDATE units SET outcome = '20' WHERE code = 'ICTWEB304'")
    listed = ("export", "--results", str(file), "--force", "--columns", "name=Who")
    world.command(*listed)
    assert file.read_text(encoding="utf-8-sig").startswith('Who\n"CASTER, LEN"\n')
    world.command(*listed, "--since", "7d")
    assert file.read_text(encoding="utf-8-sig") == "Who\n"


ENGAGED = (
    "INSERT INTO engagement (enrolment_id, unit_id, user_id, course_id, read_at, unit_name, "
    "status, progress, time, score, enrolled, completed, source) VALUES ('1001', '', '7', '126', "
    "'2022-06-02 00:00:00.000000', '', 'Incomplete', '40', '', '', '', '', '')"
)


@shows("engagement", "--client", "--csv", "--force")
def _(place: Place) -> None:
    world, out = place.rto(), place.folder / "engagement.csv"
    edit(world, ENGAGED)
    assert shown(world, "engagement", "--client", "2021000017")["engagement"]
    assert not shown(world, "engagement", "--client", "2021000018")["engagement"]
    assert world.command("engagement", "--csv", str(out)).exit_code == Exit.DONE
    assert "Incomplete" in out.read_text(encoding="utf-8")
    assert world.command("engagement", "--csv", str(out)).exit_code == Exit.SETTINGS
    assert world.command("engagement", "--csv", str(out), "--force").exit_code == Exit.DONE


@shows("demo", "--keep")
def _(place: Place) -> None:
    command("demo", "--keep", str(place.folder / "demo"))
    assert (place.folder / "demo" / "powerpro.db").exists()


# --- one enrolment, one course ----------------------------------------------------


@shows("clear-export", "wanted")
def _(place: Place) -> None:
    world = place.rto()
    world.command("clear-export", "1001")
    assert rows(world, "SELECT export FROM enrolments WHERE id = '1001'") == [(0,)]


@shows("explain", "wanted", "--offline")
def _(place: Place) -> None:
    world = place.rto()
    assert shown(world, "explain", "1001")["next_run"] is not None
    offline = shown(world, "explain", "1002", "--offline")
    assert (offline["client_name"], offline["next_run"]) == ("PINK PANTHER", None)


@shows("tab", "wanted", "--unit")
def _(place: Place) -> None:
    world = place.rto()
    assert "PINK PANTHER" in json.dumps(shown(world, "tab", "1002"))
    assert len(shown(world, "tab", "1001", "--unit", "ICTWEB305")["units"]) == 1


@shows("contact-log", "wanted", "--search")
def _(place: Place) -> None:
    world = ran(place)
    assert shown(world, "contact-log", "1001")["contact_logs"]
    assert not shown(world, "contact-log", "1002")["contact_logs"]
    assert not shown(world, "contact-log", "--search", "withdrawal")["contact_logs"]


@shows("sync-log", "--newest", "--search")
def _(place: Place) -> None:
    world = ran(place)
    assert len(shown(world, "sync-log", "--newest", "2")["lines"]) == 2
    lines = shown(world, "sync-log", "--search", "DPC000129")["lines"]
    assert lines
    assert all("DPC000129" in each["message"] for each in lines)


def dates(world: Rto) -> dict[str, tuple[bool, str | None]]:
    found = rows(world, "SELECT id, export, export_date FROM enrolments")
    return {id_: (bool(export), on) for id_, export, on in found}


AS_IMPORTED = {"1001": (True, "2022-06-02"), "1002": (False, None), "1003": (False, None)}
SET = (True, "2022-06-03")


@shows("set-export", "course_code", "--client", "--date")
def _(place: Place) -> None:
    world = place.rto()
    words = ("--client", "2021000018", "--client", "2021000019", "--date", "03/06/2022")
    world.command("set-export", "ICT30120-A", *words)
    assert dates(world) == {**AS_IMPORTED, "1002": SET, "1003": SET}


@shows("set-export", "--dry-run")
def _(place: Place) -> None:
    world = place.rto()
    words = ("--all", "--date", "03/06/2999", "--dry-run")
    assert shown(world, "set-export", "ICT30120-A", *words)["is_made"] is False
    assert dates(world) == AS_IMPORTED


@shows("set-export", "--all", "--yes")
def _(place: Place) -> None:
    world, questions = place.rto(), list[str]()
    words = ("set-export", "ICT30120-A", "--all", "--date", "03/06/2022")
    with (
        patch("talent_powerpro.cli.commands.set_export.can_ask", lambda **_: True),
        patch("click.confirm", questions.append),
    ):
        world.command(*words, "--yes")
        assert questions == []
        assert dates(world) == dict.fromkeys(AS_IMPORTED, SET)


@shows("set-export", "--clear")
def _(place: Place) -> None:
    world = place.rto()
    world.command("set-export", "ICT30120-A", "--all", "--clear")
    assert dates(world) == {**AS_IMPORTED, "1001": (False, "2022-06-02")}


# --- what waits for a person ------------------------------------------------------


@shows("status", "--alive")
def _(place: Place) -> None:
    assert place.rto().command("status", "--alive", "2h").exit_code == Exit.PROBLEMS


def run_of(world: Rto) -> str:
    """The id of the RTO's first run."""
    return str(rows(world, "SELECT run_id FROM runs")[0][0])


@shows("undo", "run_id", "--dry-run", "--yes")
def _(place: Place) -> None:
    world = ran(place)
    run_id = run_of(world)
    assert world.command("undo", run_id, "--dry-run", "--yes").exit_code == Exit.DONE
    assert ("7",) in rows(world, "SELECT secondary_id FROM clients")
    world.command("undo", run_id, "--yes")
    assert ("7",) not in rows(world, "SELECT secondary_id FROM clients")


@shows("history", "wanted", "--run", "--since")
def _(place: Place) -> None:
    world = ran(place)
    assert shown(world, "history", "gomez")["runs"]
    assert not shown(world, "history", "panther")["runs"]
    run_id = shown(world, "run")["run_id"]
    (found,) = shown(world, "history", "--run", run_id)["runs"]
    assert found["run_id"] == run_id
    edit(world, "UPDATE runs SET started = '2022-06-02 00:00:00.000000'")
    assert shown(world, "history", "--since", "01/06/2022")["runs"]


@shows("report", "--html", "--days")
def _(place: Place) -> None:
    page = place.folder / "office.html"
    made = shown(place.rto(), "report", "--html", str(page), "--days", "3")
    assert len(made["report"]["days"]) == 3
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


@shows("dismiss", "name", "wanted", "--why", "--who", "--again")
def _(place: Place) -> None:
    world = place.rto()
    words = ("--why", "on leave", "--who", "Pauline")
    world.command("dismiss", "missed", nobodys(world), *words)
    missed = shown(world, "missed", "--dismissed")
    assert missed["rows"] == []
    assert [(each["why"], each["who"]) for each in missed["dismissed"]] == [("on leave", "Pauline")]
    world.command("dismiss", "missed", "1002", "--again")
    assert shown(world, "missed")["rows"]


def dismissed_rows_are_shown(name: str, place: Place) -> None:
    world = place.rto()
    edit(
        world,
        "INSERT INTO dismissals (list, enrolment_id, item, message, who, why, at) VALUES "
        f"('{name}', '1001', 'x', 'Sentence.', 'Len', 'seen', '2022-06-02 00:00:00.000000')",
    )
    assert shown(world, name, "--dismissed")["dismissed"]


for each in ("missed", "closed", "unmatched", "not-started", "withdrawn"):
    shows(each, "--dismissed")(partial(dismissed_rows_are_shown, each))


# --- the store and the portal -----------------------------------------------------


def moved(place: Place) -> Rto:
    """The guide's RTO after a run, with a portal whose name has changed since."""
    world = ran(place)
    text = world.settings_file.read_text(encoding="utf-8")
    world.settings_file.write_text(text.replace("127.0.0.1", "localhost"), encoding="utf-8")
    return world


@shows("portal", "--confirm-new")
def _(place: Place) -> None:
    world = moved(place)
    world.command("portal", "--confirm-new")
    after = shown(world, "portal")
    assert after["remembered"] == "localhost"
    assert after["ids_set_aside"]


@shows("portal", "--confirm-same")
def _(place: Place) -> None:
    world = moved(place)
    world.command("portal", "--confirm-same")
    after = shown(world, "portal")
    assert (after["remembered"], after["ids_set_aside"]) == ("localhost", [])


def backed_up(world: Rto) -> Path:
    file = world.folder / "monday.db"
    assert world.command("backup", str(file)).exit_code == Exit.DONE
    return file


@shows("backup", "file", "--force")
def _(place: Place) -> None:
    world = place.rto()
    file = backed_up(world)
    assert file.exists()
    edit(world, "UPDATE clients SET mobile = '0400 000 000'")
    assert world.command("backup", str(file), "--force").exit_code == Exit.DONE
    with closing(sqlite3.connect(file)) as opened:
        assert opened.execute("SELECT mobile FROM clients").fetchone() == ("0400 000 000",)


@shows("support-bundle", "file", "--settings", "--offline", "--force", "--json")
def _(place: Place) -> None:
    world, file = place.rto(), place.folder / "bundle.zip"
    file.write_text("mine")
    assert shown(world, "support-bundle", str(file), "--force", "--offline")["parts"]
    assert zipfile.is_zipfile(file)
    with zipfile.ZipFile(file) as zipped:
        parts = set(zipped.namelist())
    assert "settings.json" in parts
    assert "check.json" not in parts


@shows("restore", "file")
def _(place: Place) -> None:
    world = place.rto()
    file = backed_up(world)
    edit(world, "UPDATE clients SET mobile = '0400 000 000'")
    assert world.command("restore", str(file)).exit_code == Exit.DONE
    assert ("0400 000 000",) not in rows(world, "SELECT mobile FROM clients")


@shows("copy-store", "source", "target", "--replace")
def _(place: Place) -> None:
    world = place.rto()
    shutil.copy(world.store, world.folder / "copy.db")
    edit(world, "UPDATE clients SET mobile = '0400 000 000'")
    assert world.command("copy-store", *COPYING).exit_code == Exit.SETTINGS
    assert world.command("copy-store", *COPYING, "--replace").exit_code == Exit.DONE


@shows("copy-store", "--reopen")
def _(place: Place) -> None:
    world = place.rto()
    world.command("copy-store", *COPYING)
    assert world.command("status").exit_code == Exit.SETTINGS
    assert world.command("copy-store", COPYING[0], "--reopen").exit_code == Exit.DONE
    assert world.command("status").exit_code == Exit.DONE


@shows("purge", "--days")
def _(place: Place) -> None:
    world = ran(place)
    with world.settings_file.open("a", encoding="utf-8") as settings:
        settings.write("[retention]\nsync_log_days = 36500\njournal_days = 36500\n")
    edit(world, "UPDATE sync_log SET at = '2020-01-01 00:00:00.000000'")
    world.command("purge", "--days", "5")
    assert not rows(world, "SELECT * FROM sync_log")


@shows("reconcile", "--course", "--csv", "--exit-code")
def _(place: Place) -> None:
    """The portal has a learner of course 126 whom PowerPro does not know."""
    place.portal.users["50"] = PortalUser("50", "zoe", "Zoe", "Stranger", "zoe@x.example")
    place.portal.enrolments["50", "126"] = PortalEnrolment("50", "126")
    world, file = place.rto(), place.folder / "differences.csv"
    words = ("--course", "ICT30120-A", "--csv", str(file))
    assert world.command("reconcile", *words).exit_code == Exit.DONE
    assert "Zoe Stranger" in file.read_text(encoding="utf-8-sig")
    assert world.command("reconcile", "--course", "NOPE").exit_code == Exit.SETTINGS
    assert world.command("reconcile", "--exit-code").exit_code == Exit.CHANGES


@shows("shadow", "--memory", "--exit-code")
def _(place: Place) -> None:
    world, file = place.rto(), place.folder / "beside.json"
    assert world.command("run", *DUE).exit_code == Exit.DONE
    assert world.command("shadow", "--memory", str(file)).exit_code == Exit.DONE
    assert '"since"' in file.read_text(encoding="utf-8")
    edit(
        world,
        "UPDATE units SET outcome = '20 - Competent', "
        "short_comment = '[Talent Integration Agent]' WHERE code = 'ICTWEB304'",
    )
    words = ("--memory", str(file), "--exit-code")
    assert world.command("shadow", *words).exit_code == Exit.CHANGES


@shows("schedule", "scheduler", "--every")
def _(place: Place) -> None:
    world = place.rto()
    (file,) = shown(world, "schedule", "task-scheduler")["files"]
    assert file["text"].startswith("<?xml")
    (file,) = shown(world, "schedule", "cron", "--every", "15m")["files"]
    assert "\n*/15 * * * * " in file["text"]


@shows("forget", "client_code", "--yes")
def _(place: Place) -> None:
    world = place.rto()
    assert world.command("forget", "2021000017").exit_code == Exit.SETTINGS
    assert world.command("forget", "2021000017", "--yes").exit_code == Exit.DONE
    codes = {code for (code,) in rows(world, "SELECT code FROM clients")}
    assert codes
    assert "2021000017" not in codes


# --- the simulator ----------------------------------------------------------------


@shows("sandbox", "--port", "--portal")
def _(place: Place) -> None:
    file = place.folder / "portal.toml"
    text = portal_text(evolve(guide_portal(), domain="another.talentlms.com"))
    file.write_text(text, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with patch(
        "talent_powerpro.sandbox.server._Server.serve_forever", side_effect=KeyboardInterrupt
    ):
        printed = command("sandbox", "--port", str(port), "--portal", str(file)).stdout
    assert f":{port}" in printed
    assert "another.talentlms.com" in printed


# --- all of them ------------------------------------------------------------------


def test_every_option_and_argument_has_a_check() -> None:
    assert sorted(options() - CHECKS.by_key.keys()) == [], "Add a check to this file."
    assert sorted(CHECKS.by_key.keys() - options()) == []


@pytest.fixture
def place(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    portal: Sandbox,
) -> Place:
    # A dropped argument names the file "nobody" of the present folder. In a folder that checks
    # share, one of them would find what another wrote there.
    monkeypatch.chdir(tmp_path_factory.mktemp("present"))
    return Place(tmp_path, url, portal, PATIENCE)


@pytest.mark.parametrize("key", CHECKS.one_key_each(), ids=" ".join)
def test_the_option_has_its_effect(key: Key, place: Place) -> None:
    CHECKS.by_key[key](place)


@pytest.mark.parametrize(
    "key", in_part(10, [(key,) for key in sorted(CHECKS.by_key)]), ids=" ".join
)
def test_the_check_fails_once_the_option_is_dropped(key: Key, place: Place) -> None:
    with (
        option_dropped(*key),
        pytest.raises((AssertionError, FileNotFoundError, KeyError, ValueError)),
    ):
        CHECKS.by_key[key](place)


def test_a_dropped_option_has_the_default_that_click_gives_it() -> None:
    given = {
        name: default_of(app.commands["run"], each)
        for each in app.commands["run"].params
        if (name := each.name)
    }
    assert given == {
        "only": None,
        "day": None,
        "enrolments": (),
        "clients": (),
        "courses": (),
        "although_not_today": False,
        "why": None,
        "dry_run": False,
        "release": (),
        "strict": False,
        "every": None,
        "settings_file": Path("talent-powerpro.toml"),
        "as_json": False,
    }
