"""Commands on hostile data and a hostile portal: all output is printable."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve, field, frozen

from support.cli.installed import install
from support.cli.overheard import Overheard
from support.cli.rto import GUIDE, Rto, rto
from support.hostile import FORMULAS, HOSTILE, only_prints, storable
from support.talentlms.portal_answers import everything_logged
from talent_powerpro.adapters.csv import read_folder, write_folder
from talent_powerpro.ports.import_set import ImportedRow, ImportSet, Kind
from talent_powerpro.records.plan import Plan
from talent_powerpro.sandbox import Portal, guide_portal, serve
from talent_powerpro.sandbox.http.messages import Request, Response

PERTH = ZoneInfo("Australia/Perth")
DAY = "02/06/2022"
PIECES = tuple(FORMULAS[at] + "".join(filter(storable, HOSTILE[at::7])) for at in range(7))
"""Hostile texts that can be stored, each short enough for one field."""
CODE = "\u202e[red]x[/red]\u2066"
"""Hostile texts that a code may contain: without control characters."""

NAMES = frozenset({"name", "surname", "given_names", "preferred_name", "short_comment", "mobile"})
CODES = frozenset({"client_code", "course_code"})

COMMANDS = (
    ("import", "{folder}/files"),
    ("set-export", f"ICT30120-A{CODE}"),
    ("set-export", f"ICT30120-A{CODE}", "--all", "--date", DAY),
    ("plan", "--date", DAY),
    ("run", "--date", DAY),
    ("run", "--date", DAY, "--strict"),
    ("contact-log",),
    ("tab", "1001"),
    ("export", "{folder}/out", "--force"),
    ("clear-export", "1003"),
    ("plugins",),
)
"""Each is run with and without ``--json``. The sync log has tests of its own."""

PLUGIN = f"""
from talent_powerpro.plugins.hooks import hookimpl

@hookimpl
def veto(enrolment, write):
    if enrolment.id == "1003":
        return {"".join(HOSTILE)!r}

@hookimpl
def held(record):
    raise ValueError({"".join(HOSTILE)!r})
"""

# --- both sides -------------------------------------------------------------------


def hostile(row: ImportedRow, number: int) -> ImportedRow:
    """The row with a hostile text after each name, and codes that turn the text direction."""
    cells = dict(row.cells)
    own = {"code"} if row.kind in (Kind.COURSE, Kind.CLIENT) else set()
    for at, (name, cell) in enumerate(row.cells.items()):
        if name in CODES | own:
            cells[name] = f"{cell}{CODE}"
        elif name in NAMES:
            cells[name] = f"{PIECES[(at + number) % 7]} {cell}".strip()
    key = tuple(f"{part}{CODE}" for part in row.key) if own else row.key
    return ImportedRow(row.kind, key, cells)


def hostile_files(folder: Path) -> None:
    """The guide's RTO, hostile."""
    guide = read_folder(GUIDE, timezone=PERTH)
    rows = tuple(hostile(row, number) for number, row in enumerate(guide.rows))
    write_folder(folder, ImportSet(rows), timezone=PERTH)


def hostile_portal() -> Portal:
    """The guide's portal, hostile: names of courses, groups and units."""
    portal = guide_portal()
    everything = "".join(HOSTILE)
    return evolve(
        portal,
        courses=tuple(
            evolve(
                course,
                name=course.name + everything,
                units=tuple(evolve(u, name=f"{u.name} {everything}") for u in course.units),
            )
            for course in portal.courses
        ),
        groups=tuple(evolve(group, name=group.name + everything) for group in portal.groups),
    )


def refusing(request: Request) -> Response | None:
    """An error message with every hostile text, for one client and for all groups."""
    if b"pink" not in request.body and "addusertogroup" not in request.path:
        return None
    error = {"type": "invalid_request_error", "message": f"No {''.join(HOSTILE)}"}
    body = json.dumps({"error": error}).encode()
    return Response(400, {"Content-Type": "application/json"}, body)


@frozen
class HostileWorld:
    rto: Rto
    portal: Overheard
    logged: list[str]
    printed: dict[str, str] = field(factory=dict)
    """What each command printed, by its words."""

    def told(self, *words: str) -> str:
        """The command's output on both streams. Its exit code must be a documented one."""
        ran = self.rto.command(*(word.format(folder=self.rto.folder) for word in words))
        assert ran.exit_code in (0, 1, 7), (words, ran.exit_code, ran.stderr[-300:])
        self.printed[" ".join(words)] = ran.stdout + ran.stderr
        return ran.stdout + ran.stderr

    def json(self, *words: str) -> Any:
        ran = self.rto.command(*(w.format(folder=self.rto.folder) for w in words), "--json")
        assert ran.exit_code in (0, 1, 7), (words, ran.exit_code, ran.stderr[-300:])
        assert only_prints(ran.stdout)
        return json.loads(ran.stdout)


@contextmanager
def hostile_world(folder: Path, patched: pytest.MonkeyPatch) -> Iterator[HostileWorld]:
    install(folder / "site", patched, hostile=PLUGIN)
    portal = Overheard(hostile_portal(), answering=refusing)
    with serve(portal) as url, everything_logged() as logged:
        made = rto(folder, url)
        with made.settings_file.open("a", encoding="utf-8") as settings:
            settings.write("[plugins]\nfind = true\n")
        hostile_files(folder / "files")
        yield HostileWorld(made, portal, logged)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HostileWorld]:
    with hostile_world(tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileWorld]:
    """A world in which each command was run. Tests only look at it."""
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patched, hostile_world(folder, patched) as made:
        for words in COMMANDS:
            made.told(*words)
            if words[0] == "run":
                made.portal.complete("7", "126", "ICTWEB304")
        yield made


def columns(store: Path, column: str, table: str) -> list[str]:
    with sqlite3.connect(store) as connection:
        return [text for (text,) in connection.execute(f"SELECT {column} FROM {table}")]


def cells_of(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [cell for row in csv.reader(file) for cell in row]


# --- laws -------------------------------------------------------------------------


def test_no_output_moves_the_cursor_or_turns_the_text_direction(played: HostileWorld) -> None:
    assert [words for words, told in played.printed.items() if not only_prints(told)] == []
    assert {" ".join(each) for each in COMMANDS} <= played.printed.keys()
    assert ("7", "126") in played.portal.enrolments, "somebody was provisioned"


def test_no_logger_s_message_has_a_second_line(played: HostileWorld) -> None:
    assert any("raised ValueError in the hook held" in each for each in played.logged)
    assert [each for each in played.logged if not each.isprintable()] == []


def test_the_only_escapes_on_a_terminal_are_richs_own_colours(
    world: HostileWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talent_powerpro.cli.screen.is_terminal", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    told = "".join(world.told(*words) for words in (*COMMANDS, ("sync-log",)))
    # Bold, dim, green, yellow, magenta, cyan and red of ours; a plain red or a hidden text is not.
    ours = re.compile(r"\x1b\[(0|1|2|32|35|1;3[1367]|1;7)m")
    assert ours.search(told)
    assert only_prints(ours.sub("", told))


def test_a_line_of_the_sync_log_is_never_mistaken_for_another(played: HostileWorld) -> None:
    lines = played.told("sync-log").split("\n")
    assert lines.pop() == ""
    assert all(re.fullmatch(r"\d\d/\d\d/\d{4}\t\d\d:\d\d:\d\d\t[^\t]+", each) for each in lines)
    assert all(each.replace("\t", "").isprintable() for each in lines)
    told = [each["message"] for each in played.json("sync-log")["lines"]]
    assert [each.split("\t")[2] for each in lines] == told
    assert len(told) == len(columns(played.rto.store, "message", "sync_log"))
    assert told.count("Enrolled. Creating PowerPro Contact Log in PP.") == len(
        played.json("contact-log")["contact_logs"]
    )


def test_json_has_the_data_unchanged(world: HostileWorld) -> None:
    for words in COMMANDS[:4]:
        world.json(*words)
    plan = world.rto.folder / "plan.json"
    world.told("plan", "--date", DAY, "--out", str(plan))
    assert only_prints(plan.read_text(encoding="utf-8"))
    planned = Plan.from_json(plan.read_text(encoding="utf-8"))
    world.told("run", "--date", DAY)
    kept = {
        f"{given} {surname}"
        for given, surname in zip(
            columns(world.rto.store, "given_names", "clients"),
            columns(world.rto.store, "surname", "clients"),
            strict=True,
        )
    }
    assert {record.client_name for record in planned.records} <= kept
    told = [each["log"]["description"] for each in world.json("contact-log")["contact_logs"]]
    assert sorted(told) == sorted(columns(world.rto.store, "description", "contact_logs"))
    vetoed = next(record for record in planned.records if record.enrolment_id == "1003")
    assert vetoed.reason == "vetoed"


def test_exported_cells_start_no_formula_and_import_unchanged(played: HostileWorld) -> None:
    played.told("export", "{folder}/out", "--force")
    cells = [cell for path in (played.rto.folder / "out").glob("*.csv") for cell in cells_of(path)]
    assert [cell for cell in cells if cell[:1] in set("=+-@\t\r\n＝＋－＠")] == []
    assert any(cell.startswith("'=") for cell in cells)
    before = columns(played.rto.store, "surname || given_names || secondary_id", "clients")
    report = played.json("import", "{folder}/out")
    assert not any(report["added"].values())
    assert not any(report["changed"].values())
    assert columns(played.rto.store, "surname || given_names || secondary_id", "clients") == before
