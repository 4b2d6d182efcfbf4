"""Every option and argument of every command has an effect that fails once it is dropped."""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
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
    """The guide's RTO after the run that provisions its one due enrolment."""
    world = place.rto()
    assert world.command("run", *DUE).exit_code == Exit.DONE
    return world


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


def settings_are_read(name: str, place: Place) -> None:
    """The folder of the tests has no settings file."""
    world = held(place)
    assert world.command(name, *ORDINARY[name](world)).exit_code != Exit.SETTINGS


def json_is_printed(name: str, place: Place) -> None:
    world = held(place)
    assert shown(world, name, *ORDINARY[name](world))["schema"]


for each in ORDINARY:
    shows(each, "--settings")(partial(settings_are_read, each))
    shows(each, "--json")(partial(json_is_printed, each))


@shows("init", "--json")
def _(place: Place) -> None:
    assert json.loads(command("init", str(place.folder / "new"), "--json").stdout)["parts"]


def written(place: Place, *words: str) -> str:
    command("init", str(place.folder / "new"), *words)
    return (place.folder / "new" / "talent-powerpro.toml").read_text(encoding="utf-8")


@shows("init", "--url")
def _(place: Place) -> None:
    url = "https://acme.talentlms.com"
    assert f'url = "{url}"' in written(place, "--url", url)


@shows("init", "--timezone")
def _(place: Place) -> None:
    assert 'timezone = "Australia/Darwin"' in written(place, "--timezone", "Australia/Darwin")


@shows("init", "--name")
def _(place: Place) -> None:
    assert 'name = "Acme"' in written(place, "--name", "Acme")


@shows("init", "--store")
def _(place: Place) -> None:
    assert 'store = "sqlite:///other.db"' in written(place, "--store", "sqlite:///other.db")
    assert (place.folder / "new" / "other.db").exists()


# --- run and plan -----------------------------------------------------------------


@shows("run", "--only")
def _(place: Place) -> None:
    assert shown(place.rto(), "run", *DUE, "--only", "results")["stages"] == ["results"]


@shows("run", "--date")
def _(place: Place) -> None:
    (record,) = shown(place.rto(), "run", *DUE)["records"]
    assert record["status"] == "provisioned"


@shows("run", "--dry-run")
def _(place: Place) -> None:
    world = place.rto()
    world.command("run", *DUE, "--dry-run")
    assert not rows(world, "SELECT * FROM contact_logs")


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


def date_is_set_aside(name: str, place: Place) -> None:
    words = ("--client", "2021000017", "--although-not-today", "--why", "on the phone")
    (record,) = shown(place.rto(), name, "--only", "provisioning", *words)["records"]
    assert record["status"] == "provisioned"


def reason_is_needed(name: str, place: Place) -> None:
    words = ("--client", "2021000017", "--although-not-today")
    assert place.rto().command(name, *words).exit_code == Exit.SETTINGS
    date_is_set_aside(name, place)


for each in ("run", "plan"):
    shows(each, "--enrolment")(partial(named_alone, each, "--enrolment", "1001"))
    shows(each, "--client")(partial(named_alone, each, "--client", "2021000017"))
    shows(each, "--course")(partial(named_alone, each, "--course", "ICT30120-A"))
    shows(each, "--although-not-today")(partial(date_is_set_aside, each))
    shows(each, "--why")(partial(reason_is_needed, each))


@shows("plan", "--only")
def _(place: Place) -> None:
    assert not shown(place.rto(), "plan", *DUE, "--only", "results")["records"]


@shows("plan", "--date")
def _(place: Place) -> None:
    assert shown(place.rto(), "plan", *DUE)["records"]


@shows("plan", "--exit-code")
def _(place: Place) -> None:
    world = place.rto()
    assert world.command("plan", *DUE).exit_code == Exit.DONE
    assert world.command("plan", *DUE, "--exit-code").exit_code == Exit.CHANGES


@shows("plan", "--out")
def _(place: Place) -> None:
    out = place.folder / "plan.json"
    place.rto().command("plan", *DUE, "--out", str(out))
    assert json.loads(out.read_text(encoding="utf-8"))["records"]


@shows("apply", "file")
def _(place: Place) -> None:
    world = place.rto()
    (record,) = shown(world, "apply", str(planned(world)))["records"]
    assert record["status"] == "provisioned"


@shows("apply", "--release")
def _(place: Place) -> None:
    world = place.rto(policy="users_created = 0")
    out = str(planned(world))
    assert world.command("apply", out).exit_code == Exit.BRAKE
    assert world.command("apply", out, "--release", "users_created").exit_code == Exit.DONE
    assert rows(world, "SELECT * FROM contact_logs")


# --- holds ------------------------------------------------------------------------


@shows("keep", "holds")
def _(place: Place) -> None:
    world = held(place)
    world.command("keep", hold_of(world), "--why", "seen")
    assert answer_of(world)["decision"] == "keep"


@shows("release", "holds")
def _(place: Place) -> None:
    world = held(place)
    world.command("release", hold_of(world), "--why", "seen")
    assert answer_of(world)["decision"] == "release"


def reason_is_recorded(name: str, place: Place) -> None:
    world = held(place)
    world.command(name, hold_of(world), "--why", "certificate seen")
    assert answer_of(world)["why"] == "certificate seen"


def person_is_recorded(name: str, place: Place) -> None:
    world = held(place)
    world.command(name, hold_of(world), "--why", "seen", "--who", "Pauline")
    assert answer_of(world)["who"] == "Pauline"


for each in ("keep", "release"):
    shows(each, "--why")(partial(reason_is_recorded, each))
    shows(each, "--who")(partial(person_is_recorded, each))


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


@shows("export", "folder")
def _(place: Place) -> None:
    world = ran(place)
    world.command("export", str(place.folder / "out"))
    assert (place.folder / "out" / "clients.csv").exists()


def listed(world: Rto, *words: str) -> str:
    """The list of results that `export` writes, as text."""
    file = world.folder / "results.csv"
    world.command("export", "--results", str(file), "--force", *words)
    return file.read_text(encoding="utf-8") if file.exists() else ""


@shows("export", "--results")
def _(place: Place) -> None:
    assert "Client Code" in listed(place.rto())


@shows("export", "--columns")
def _(place: Place) -> None:
    assert listed(place.rto(), "--columns", "name=Who").endswith("Who\n")


@shows("export", "--since")
def _(place: Place) -> None:
    world = place.rto()
    edit(world, "UPDATE units SET outcome = '20' WHERE code = 'ICTWEB304'")
    assert "ICTWEB304" in listed(world)
    assert "ICTWEB304" not in listed(world, "--since", "7d")


@shows("export", "--force")
def _(place: Place) -> None:
    world, out = ran(place), str(place.folder / "out")
    assert world.command("export", out).exit_code == Exit.DONE
    assert world.command("export", out).exit_code == Exit.SETTINGS
    assert world.command("export", out, "--force").exit_code == Exit.DONE


ENGAGED = (
    "INSERT INTO engagement (enrolment_id, unit_id, user_id, course_id, read_at, unit_name, "
    "status, progress, time, score, enrolled, completed, source) VALUES ('1001', '', '7', '126', "
    "'2022-06-02 00:00:00.000000', '', 'Incomplete', '40', '', '', '', '', '')"
)


@shows("engagement", "--client")
def _(place: Place) -> None:
    world = place.rto()
    edit(world, ENGAGED)
    assert shown(world, "engagement", "--client", "2021000017")["engagement"]
    assert not shown(world, "engagement", "--client", "2021000018")["engagement"]


@shows("engagement", "--csv")
def _(place: Place) -> None:
    world, out = place.rto(), place.folder / "engagement.csv"
    edit(world, ENGAGED)
    assert world.command("engagement", "--csv", str(out)).exit_code == Exit.DONE
    assert "Incomplete" in out.read_text(encoding="utf-8")


@shows("engagement", "--force")
def _(place: Place) -> None:
    world, out = place.rto(), str(place.folder / "engagement.csv")
    assert world.command("engagement", "--csv", out).exit_code == Exit.DONE
    assert world.command("engagement", "--csv", out).exit_code == Exit.SETTINGS
    assert world.command("engagement", "--csv", out, "--force").exit_code == Exit.DONE


@shows("init", "folder")
def _(place: Place) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(place.folder)
        command("init", "new")
    assert (place.folder / "new" / "talent-powerpro.toml").exists()


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


@shows("explain", "wanted")
def _(place: Place) -> None:
    assert shown(place.rto(), "explain", "1002")["client_name"] == "PINK PANTHER"


@shows("explain", "--offline")
def _(place: Place) -> None:
    world = place.rto()
    assert shown(world, "explain", "1001")["next_run"] is not None
    assert shown(world, "explain", "1001", "--offline")["next_run"] is None


@shows("tab", "wanted")
def _(place: Place) -> None:
    assert "pink.panther@example.com" not in place.rto().command("tab", "1002").stderr
    assert "PINK PANTHER" in json.dumps(shown(place.rto(), "tab", "1002"))


@shows("tab", "--unit")
def _(place: Place) -> None:
    assert len(shown(place.rto(), "tab", "1001", "--unit", "ICTWEB305")["units"]) == 1


@shows("contact-log", "wanted")
def _(place: Place) -> None:
    world = ran(place)
    assert shown(world, "contact-log", "1001")["contact_logs"]
    assert not shown(world, "contact-log", "1002")["contact_logs"]


@shows("contact-log", "--search")
def _(place: Place) -> None:
    assert not shown(ran(place), "contact-log", "--search", "withdrawal")["contact_logs"]


@shows("sync-log", "--newest")
def _(place: Place) -> None:
    assert len(shown(ran(place), "sync-log", "--newest", "2")["lines"]) == 2


@shows("sync-log", "--search")
def _(place: Place) -> None:
    lines = shown(ran(place), "sync-log", "--search", "DPC000129")["lines"]
    assert lines
    assert all("DPC000129" in each["message"] for each in lines)


def dates(world: Rto) -> dict[str, tuple[bool, str | None]]:
    found = rows(world, "SELECT id, export, export_date FROM enrolments")
    return {id_: (bool(export), on) for id_, export, on in found}


AS_IMPORTED = {"1001": (True, "2022-06-02"), "1002": (False, None), "1003": (False, None)}
SET = (True, "2022-06-03")


@shows("set-export", "course_code")
def _(place: Place) -> None:
    assert len(shown(place.rto(), "set-export", "ICT30120-A")["enrolled"]) == 3


@shows("set-export", "--client")
def _(place: Place) -> None:
    world = place.rto()
    words = ("--client", "2021000018", "--client", "2021000019", "--date", "03/06/2022")
    world.command("set-export", "ICT30120-A", *words)
    assert dates(world) == {**AS_IMPORTED, "1002": SET, "1003": SET}


@shows("set-export", "--all")
def _(place: Place) -> None:
    world = place.rto()
    world.command("set-export", "ICT30120-A", "--all", "--date", "03/06/2022")
    assert dates(world) == dict.fromkeys(AS_IMPORTED, SET)


@shows("set-export", "--date")
def _(place: Place) -> None:
    world = place.rto()
    world.command("set-export", "ICT30120-A", "--client", "2021000017", "--date", "03/06/2022")
    assert dates(world) == {**AS_IMPORTED, "1001": SET}


@shows("set-export", "--dry-run")
def _(place: Place) -> None:
    world = place.rto()
    words = ("--all", "--date", "03/06/2999", "--dry-run")
    assert shown(world, "set-export", "ICT30120-A", *words)["is_made"] is False
    assert dates(world) == AS_IMPORTED


@shows("set-export", "--yes")
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


def undoing(place: Place, *words: str) -> tuple[Rto, int]:
    world = ran(place)
    return world, world.command("undo", run_of(world), *words).exit_code


@shows("undo", "run_id")
def _(place: Place) -> None:
    assert undoing(place, "--dry-run")[1] == Exit.DONE


@shows("undo", "--dry-run")
def _(place: Place) -> None:
    world, _ = undoing(place, "--dry-run", "--yes")
    assert ("7",) in rows(world, "SELECT secondary_id FROM clients")


@shows("undo", "--yes")
def _(place: Place) -> None:
    world, _ = undoing(place, "--yes")
    assert ("7",) not in rows(world, "SELECT secondary_id FROM clients")


@shows("history", "wanted")
def _(place: Place) -> None:
    world = ran(place)
    assert shown(world, "history", "gomez")["runs"]
    assert not shown(world, "history", "panther")["runs"]


@shows("history", "--run")
def _(place: Place) -> None:
    world = ran(place)
    run_id = shown(world, "run")["run_id"]
    (found,) = shown(world, "history", "--run", run_id)["runs"]
    assert found["run_id"] == run_id


@shows("history", "--since")
def _(place: Place) -> None:
    world = ran(place)
    edit(world, "UPDATE runs SET started = '2022-06-02 00:00:00.000000'")
    assert shown(world, "history", "--since", "01/06/2022")["runs"]


@shows("report", "--html")
def _(place: Place) -> None:
    page = place.folder / "office.html"
    assert place.rto().command("report", "--html", str(page)).exit_code == Exit.DONE
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


@shows("report", "--days")
def _(place: Place) -> None:
    world, page = place.rto(), place.folder / "office.html"
    assert len(shown(world, "report", "--html", str(page), "--days", "3")["report"]["days"]) == 3


def dismissed(place: Place, *words: str) -> Rto:
    world = place.rto()
    ran = world.command("dismiss", "missed", nobodys(world), "--why", "on leave", *words)
    assert ran.exit_code == Exit.DONE, ran.output
    return world


@shows("dismiss", "name")
def _(place: Place) -> None:
    assert shown(dismissed(place), "missed")["rows"] == []


@shows("dismiss", "wanted")
def _(place: Place) -> None:
    assert shown(dismissed(place), "missed")["rows"] == []


@shows("dismiss", "--why")
def _(place: Place) -> None:
    (row,) = shown(dismissed(place), "missed", "--dismissed")["dismissed"]
    assert row["why"] == "on leave"


@shows("dismiss", "--who")
def _(place: Place) -> None:
    (row,) = shown(dismissed(place, "--who", "Pauline"), "missed", "--dismissed")["dismissed"]
    assert row["who"] == "Pauline"


@shows("dismiss", "--again")
def _(place: Place) -> None:
    world = dismissed(place)
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


@shows("backup", "file")
def _(place: Place) -> None:
    assert backed_up(place.rto()).exists()


@shows("backup", "--force")
def _(place: Place) -> None:
    world = place.rto()
    file = backed_up(world)
    edit(world, "UPDATE clients SET mobile = '0400 000 000'")
    assert world.command("backup", str(file), "--force").exit_code == Exit.DONE
    with closing(sqlite3.connect(file)) as opened:
        assert opened.execute("SELECT mobile FROM clients").fetchone() == ("0400 000 000",)


def bundled(place: Place, *words: str) -> set[str]:
    """The parts of a bundle that the command wrote."""
    world = place.rto()
    world.command("support-bundle", str(world.folder / "bundle.zip"), *words)
    with zipfile.ZipFile(world.folder / "bundle.zip") as zipped:
        return set(zipped.namelist())


@shows("support-bundle", "file")
def _(place: Place) -> None:
    place.rto().command("support-bundle", str(place.folder / "bundle.zip"), "--offline")
    assert (place.folder / "bundle.zip").exists()


@shows("support-bundle", "--settings")
def _(place: Place) -> None:
    assert "settings.json" in bundled(place)


@shows("support-bundle", "--offline")
def _(place: Place) -> None:
    assert "check.json" not in bundled(place, "--offline")


@shows("support-bundle", "--force")
def _(place: Place) -> None:
    (place.folder / "bundle.zip").write_text("mine")
    world = place.rto()
    world.command("support-bundle", str(world.folder / "bundle.zip"), "--force", "--offline")
    assert zipfile.is_zipfile(place.folder / "bundle.zip")


@shows("support-bundle", "--json")
def _(place: Place) -> None:
    world = place.rto()
    assert shown(world, "support-bundle", str(place.folder / "bundle.zip"), "--offline")["parts"]


@shows("restore", "file")
def _(place: Place) -> None:
    world = place.rto()
    file = backed_up(world)
    edit(world, "UPDATE clients SET mobile = '0400 000 000'")
    assert world.command("restore", str(file)).exit_code == Exit.DONE
    assert ("0400 000 000",) not in rows(world, "SELECT mobile FROM clients")


@shows("copy-store", "source")
@shows("copy-store", "target")
def _(place: Place) -> None:
    world = place.rto()
    assert world.command("copy-store", *COPYING).exit_code == Exit.DONE
    assert (world.folder / "copy.db").exists()


@shows("copy-store", "--replace")
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


def stranger(place: Place) -> Rto:
    """The guide's RTO with a learner of course 126 whom PowerPro does not know."""
    place.portal.users["50"] = PortalUser("50", "zoe", "Zoe", "Stranger", "zoe@x.example")
    place.portal.enrolments["50", "126"] = PortalEnrolment("50", "126")
    return place.rto()


@shows("reconcile", "--course")
def _(place: Place) -> None:
    world = stranger(place)
    assert world.command("reconcile", "--course", "ICT30120-A").exit_code == Exit.DONE
    assert world.command("reconcile", "--course", "NOPE").exit_code == Exit.SETTINGS


@shows("reconcile", "--csv")
def _(place: Place) -> None:
    file = place.folder / "differences.csv"
    stranger(place).command("reconcile", "--csv", str(file))
    assert "Zoe Stranger" in file.read_text(encoding="utf-8-sig")


@shows("reconcile", "--exit-code")
def _(place: Place) -> None:
    assert stranger(place).command("reconcile", "--exit-code").exit_code == Exit.CHANGES


@shows("shadow", "--memory")
def _(place: Place) -> None:
    file = place.folder / "beside.json"
    place.rto().command("shadow", "--memory", str(file))
    assert '"since"' in file.read_text(encoding="utf-8")


@shows("shadow", "--exit-code")
def _(place: Place) -> None:
    world = ran(place)
    assert world.command("shadow").exit_code == Exit.DONE
    edit(
        world,
        "UPDATE units SET outcome = '20 - Competent', "
        "short_comment = '[Talent Integration Agent]' WHERE code = 'ICTWEB304'",
    )
    assert world.command("shadow", "--exit-code").exit_code == Exit.CHANGES


@shows("schedule", "scheduler")
def _(place: Place) -> None:
    (file,) = shown(place.rto(), "schedule", "task-scheduler")["files"]
    assert file["text"].startswith("<?xml")


@shows("schedule", "--every")
def _(place: Place) -> None:
    (file,) = shown(place.rto(), "schedule", "cron", "--every", "15m")["files"]
    assert "\n*/15 * * * * " in file["text"]


@shows("forget", "--yes")
def _(place: Place) -> None:
    world = place.rto()
    assert world.command("forget", "2021000017").exit_code == Exit.SETTINGS
    assert world.command("forget", "2021000017", "--yes").exit_code == Exit.DONE


@shows("forget", "client_code")
def _(place: Place) -> None:
    world = place.rto()
    world.command("forget", "2021000017", "--yes")
    codes = {code for (code,) in rows(world, "SELECT code FROM clients")}
    assert codes
    assert "2021000017" not in codes


# --- the simulator ----------------------------------------------------------------


def simulator(*words: str) -> str:
    """What `sandbox` prints until it is interrupted."""
    with patch(
        "talent_powerpro.sandbox.server._Server.serve_forever", side_effect=KeyboardInterrupt
    ):
        return command("sandbox", *words).stdout


@shows("sandbox", "--port")
def _(_: Place) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert f":{port}" in simulator("--port", str(port))


@shows("sandbox", "--portal")
def _(place: Place) -> None:
    file = place.folder / "portal.toml"
    text = portal_text(evolve(guide_portal(), domain="another.talentlms.com"))
    file.write_text(text, encoding="utf-8")
    assert "another.talentlms.com" in simulator("--port", "0", "--portal", str(file))


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


@pytest.mark.parametrize("key", sorted(CHECKS.by_key), ids=" ".join)
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
