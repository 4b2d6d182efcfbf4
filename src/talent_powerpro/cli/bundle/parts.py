"""The parts of a support bundle. Each is made by itself, and may fail by itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from attrs import frozen

from talent_powerpro.adapters.sql.dialects import dialect_for
from talent_powerpro.cli.bundle.machine import LOG, environment, versions
from talent_powerpro.cli.bundle.people import concerned, enrolment_facts
from talent_powerpro.cli.bundle.subject import BUSY_SECONDS, Subject
from talent_powerpro.config.bootstrap import open_agent
from talent_powerpro.config.setting_faults import HIDDEN
from talent_powerpro.config.settings import SECTIONS, read_sheet
from talent_powerpro.errors import RunFault, SettingsFault
from talent_powerpro.plain_files import open_plain
from talent_powerpro.records.json import as_json, writes_to_json
from talent_powerpro.records.work_lists import ListName
from talent_powerpro.services.holds import waiting
from talent_powerpro.services.status import status_of
from talent_powerpro.views.sync_log import shown

RUNS, RECORDS, LINES = 50, 200, 1000
"""The newest runs, the records of runs, and the lines of a log that a bundle has."""
LOG_BYTES = 512 * 1024


class LeftOutError(Exception):
    """There is nothing to make, and nothing is wrong. The text says why, and names nobody."""


@frozen
class Part:
    """One file of the bundle."""

    name: str
    what: str
    """A sentence for the reader."""
    make: Callable[[Subject], Any]
    """Returns text for a ``.txt``, or values for JSON. Whatever it raises is named instead."""
    names_people: bool = False
    """True if it has texts about people. It is made only where the store's names are known."""
    is_safe: bool = False
    """True if it can name nobody, so that it needs no aliases."""

    def value(self, subject: Subject) -> Any:
        """What it holds. Raises whatever made it impossible."""
        if self.names_people and not subject.names().is_complete:
            raise _nameless(subject)
        return self.make(subject)


def _nameless(subject: Subject) -> RunFault:
    """Why nothing can be said about people: first what is wrong with the store."""
    unknown = "Its clients cannot be read, so their names could not be replaced."
    try:
        subject.store()
    except RunFault as fault:
        return RunFault(f"{fault.message} {unknown}", remedy=fault.remedy)
    return RunFault(f"PowerPro's store is damaged. {unknown}")


# --- settings ---------------------------------------------------------------------


def settings(subject: Subject) -> Any:
    tables = subject.tables()
    try:
        warnings: tuple[str, ...] = subject.connected().warnings
        faults: tuple[str, ...] = ()
    except SettingsFault as fault:
        warnings, faults = (), fault.faults
    return {
        "faults": faults or read_sheet(subject.settings_file).faults,
        "warnings": warnings,
        "settings": {name: _section(name, table) for name, table in tables.items()},
    }


def _section(section: str, table: Any) -> Any:
    known = {each.name for each in SECTIONS[section].__attrs_attrs__} if section in SECTIONS else ()
    if not isinstance(table, dict):
        return "(set)"
    return {
        # The value of an unknown setting may be a secret in the wrong place.
        name: value if name in known and name not in HIDDEN else "(set)"
        for name, value in table.items()
    }


def plugins(subject: Subject) -> Any:
    from talent_powerpro.plugins.discovery import installed_plugins

    return _plain(installed_plugins(subject.settings().plugin_use))


# --- the store --------------------------------------------------------------------


def store(subject: Subject) -> Any:
    place = subject.place()
    dialect = dialect_for(place.url)
    facts = dialect.facts(place.url, rto=place.rto, busy_seconds=BUSY_SECONDS)
    try:
        opened = subject.store()
        facts["portal_of_the_ids"] = opened.portal.portal()
        facts["portal_of_the_settings"] = subject.settings().portal_name
        facts["cannot_be_opened"] = ""
    except RunFault as fault:
        facts["cannot_be_opened"] = f"{fault.message} {fault.remedy}"
    return facts


def status(subject: Subject) -> Any:
    return _plain(status_of(subject.lists()))


def runs(subject: Subject) -> Any:
    """The newest first."""
    return _plain(tuple(reversed(subject.store().journal.runs(RUNS))))


def records(subject: Subject) -> Any:
    """What the newest runs planned and made, by run."""
    journal, found, left = subject.store().journal, {}, RECORDS
    for header in reversed(journal.runs(RUNS)):
        entries = journal.entries(header.run_id)[:left]
        left -= len(entries)
        if entries:
            found[header.run_id] = [
                {
                    "stage": each.stage,
                    "enrolment": each.enrolment_id,
                    "status": each.status or "(cut off)",
                    "planned": [write["action"] for write in writes_to_json(each.writes)],
                    "made": writes_to_json(each.made),
                }
                for each in entries
            ]
    return found


def holds(subject: Subject) -> Any:
    state = subject.store().holds
    return {
        "waiting": [{**_plain(each), "id": each.id} for each in waiting(state)],
        "answers": _plain(tuple(state.answers())),
    }


def failures(subject: Subject) -> Any:
    return _plain(tuple(subject.store().lists.failures()))


def lists(subject: Subject) -> Any:
    reader = subject.lists()
    found = {str(name): _plain(reader.rows(name)) for name in ListName}
    return {**found, "no_export_date": _plain(reader.no_export_date())}


def enrolments(subject: Subject) -> Any:
    reader = subject.lists()
    chosen = concerned(reader, subject.store())[:RECORDS]
    return [enrolment_facts(each, reader) for each in chosen]


def unreadable(subject: Subject) -> Any:
    """Rows of the store with a value that cannot be read."""
    opened = subject.store()
    rows = [sentence for each in opened.every_enrolment() for sentence in each.unreadable]
    return {"powerpro": rows, "agent": _plain(tuple(opened.journal.take_unreadable()))}


def sync_log(subject: Subject) -> Any:
    zone = subject.settings().settings.rto.timezone
    lines = subject.store().sync_log.lines(newest=LINES)
    return "".join(f"{shown(each, zone)}\n" for each in lines)


def program_log(subject: Subject) -> Any:
    file = subject.folder / LOG
    if not file.exists():
        raise LeftOutError(f"There is no {LOG} beside the settings.")
    with open_plain(file) as opened:
        opened.seek(max(0, file.stat().st_size - LOG_BYTES))
        text = opened.read(LOG_BYTES).decode("utf-8", "replace")
    return "".join(f"{line}\n" for line in text.splitlines()[-LINES:])


# --- TalentLMS --------------------------------------------------------------------


def check(subject: Subject) -> Any:
    if subject.is_offline:
        raise LeftOutError("--offline leaves it out.")
    with open_agent(subject.connected(), clock=lambda: subject.now) as agent:
        return _plain(agent.check())


def _plain(value: object) -> Any:
    """A value of ours as JSON knows it."""
    return json.loads(as_json(value))


def _of_people(name: str, what: str, make: Callable[[Subject], Any]) -> Part:
    return Part(name, what, make, names_people=True)


PARTS = (
    Part("versions.json", "Versions of this package and of what it uses.", versions, is_safe=True),
    Part("environment.json", "This machine: clock, variables, rights of the files.", environment),
    Part("settings.json", "The settings without secrets, with their faults.", settings),
    Part("plugins.json", "Installed plugins, and which of them runs use.", plugins),
    Part("store.json", "The store: schema, rows, lock; of a file, whether it is whole.", store),
    _of_people("unreadable.json", "Rows of the store that cannot be read.", unreadable),
    _of_people("status.json", "The last run, what comes next, and what waits.", status),
    _of_people("runs.json", "The newest runs, with counts and why they stopped.", runs),
    _of_people("records.json", "What these runs planned and wrote.", records),
    _of_people("holds.json", "What is held, and the answers.", holds),
    _of_people("failures.json", "Records that failed.", failures),
    _of_people("lists.json", "The lists that people work through.", lists),
    _of_people("enrolments.json", "The enrolments that these name, and more.", enrolments),
    _of_people("sync-log.txt", "The newest lines of the sync log.", sync_log),
    _of_people("program-log.txt", "The newest lines of the schedule's log.", program_log),
    Part("check.json", "What `check` finds in both systems.", check),
)
"""All parts, in the order in which they are made."""


def as_bytes(value: Any) -> bytes:
    """A part's value as the bytes of its file."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    text = json.dumps(value, indent=1, ensure_ascii=False, default=str)
    return f"{text}\n".encode("utf-8", "replace")
