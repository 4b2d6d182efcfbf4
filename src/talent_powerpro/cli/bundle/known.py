"""The aliases of one bundle: whom and what the store, the settings and this machine name."""

from __future__ import annotations

import getpass
import re
import socket
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from talent_powerpro.adapters.sql.store_names import Row, StoreNames
from talent_powerpro.cli.bundle.subject import Subject
from talent_powerpro.cli.bundle.vocabulary import vocabulary
from talent_powerpro.config.monitoring import MONITOR
from talent_powerpro.config.secrets import KEY, PASSWORD, STORE_PASSWORD
from talent_powerpro.errors import RunFault
from talent_powerpro.plain_files import read_plain
from talent_powerpro.services.aliases import WORD, Aliases

OURS = "PP-TALENT"
"""The agent's own name, where contact logs have a person's."""
LONGEST = 10_000
"""Bytes of a file that may be a secret."""
ZONE = re.compile(r"[A-Za-z]+(?:/[A-Za-z_]+)*")


def aliases_of(subject: Subject) -> Aliases:
    """The aliases of everything that is known. Raises nothing."""
    names = subject.names()
    tables: Mapping[str, Any] = {}
    with suppress(RunFault):
        tables = subject.tables()
    known = Aliases(vocabulary() | set(names.unit_codes) | _zone_words(tables))
    _know_secrets(known, subject)
    _know_clients(known, names.clients)
    _know_courses(known, names.courses)
    for number in names.enrolments:
        known.know(number, known.new("enrolment"))
    for run in names.runs:
        known.know(run, known.new("run"))
    _know_people(known, names, tables)
    _know_machine(known, subject, tables)
    return known


def _zone_words(tables: Mapping[str, Any]) -> set[str]:
    """The words of the RTO's time zone, which is no secret, and often the trouble."""
    rto = tables.get("rto")
    zone = rto.get("timezone") if isinstance(rto, dict) else None
    if not isinstance(zone, str) or not ZONE.fullmatch(zone):
        return set()
    from zoneinfo import available_timezones

    return set(re.findall(r"[^\W_]+", zone)) if zone in available_timezones() else set()


def _know_secrets(known: Aliases, subject: Subject) -> None:
    """Secrets first: whatever else they are equal to, they get their own alias."""
    for place in (KEY, PASSWORD, STORE_PASSWORD, MONITOR):
        values = [subject.environ.get(place.variable, "")]
        if place is STORE_PASSWORD:
            values.append(subject.server["password"])
        if file := subject.secret_file(place.setting, place.section):
            with suppress(OSError, ValueError):
                values.append(read_plain(file, most=LONGEST).decode("utf-8-sig"))
        for value in filter(str.strip, values):
            known.know(value.strip(), known.new("secret"))


def _know_clients(known: Aliases, clients: Iterable[Row]) -> None:
    """Each client by the whole name, then by its parts, so that a whole name comes first."""
    numbered = [(known.new("client"), row) for row in clients]
    for alias, row in numbered:
        given, surname = row.get("given_names", ""), row.get("surname", "")
        preferred = row.get("preferred_name", "")
        known.know(row.get("code", ""), f"{alias}-code")
        for first in filter(None, (given, preferred)):
            known.know(f"{first} {surname}", alias, shared="name")
            known.know(f"{surname} {first}", alias, shared="name")
        for kind in ("email", "usi", "mobile"):
            known.know(row.get(kind, ""), f"{alias}-{kind}")
        known.know(row.get("secondary_id", ""), f"{alias}-secondary-id")
        for text in _days(row.get("date_of_birth", "")):
            known.know(text, f"{alias}-birth", shared="birth")
    for alias, row in numbered:
        for part in ("given_names", "surname", "preferred_name"):
            _know_parts(known, row.get(part, ""), alias)


def _know_parts(known: Aliases, name: str, alias: str) -> None:
    known.know(name, alias, shared="name")
    for word in WORD.findall(name):
        known.know(word, alias, shared="name")


def _days(stored: str) -> Iterator[str]:
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", stored):
        year, month, day = found.groups()
        yield from (f"{year}-{month}-{day}", f"{day}/{month}/{year}")


def _know_courses(known: Aliases, courses: Iterable[Row]) -> None:
    for row in courses:
        alias = known.new("course")
        known.know(row.get("code", ""), alias)
        known.know(row.get("name", ""), f"{alias}-name")
        known.know(row.get("talent_course_id", ""), f"{alias}-talent-id")
        known.know(row.get("talent_group_key", ""), f"{alias}-group-key")


def _know_people(known: Aliases, names: StoreNames, tables: Mapping[str, Any]) -> None:
    """People who answered, confirmed or wrote, and clients who are gone."""
    ours = {word.casefold() for word in vocabulary()}
    for name in dict.fromkeys((*names.people, *_confirming(tables))):
        if name.strip() and name.strip() != OURS:
            alias = known.know(name, known.new("person"))
            for word in WORD.findall(name):
                # A word of ours stays readable, in the case that we write it in.
                if word.casefold() not in ours:
                    known.know(word, alias)


def _confirming(tables: Mapping[str, Any]) -> Iterator[str]:
    policy = tables.get("policy")
    outcomes = policy.get("competent_outcomes") if isinstance(policy, dict) else None
    for each in outcomes.values() if isinstance(outcomes, dict) else ():
        if isinstance(each, dict):
            yield str(each.get("confirmed_by", ""))


def _know_machine(known: Aliases, subject: Subject, tables: Mapping[str, Any]) -> None:
    rto, talentlms = tables.get("rto"), tables.get("talentlms")
    if isinstance(rto, dict):
        known.know(str(rto.get("name", "")), "the-rto")
    if isinstance(talentlms, dict):
        with suppress(ValueError):
            host = urlsplit(str(talentlms.get("url", ""))).hostname or ""
            if host not in ("localhost", "127.0.0.1", "::1"):
                known.know(host, "the-portal")
    known.know(socket.gethostname(), "this-machine")
    with suppress(OSError, KeyError, ImportError):
        known.know(getpass.getuser(), "this-account")
    # The settings' folder first: it is usually that of the store too.
    known.know_folder(str(subject.folder), "settings-folder")
    if file := subject.store_file:
        known.know_folder(str(file.parent), "store-folder")
    for part in ("host", "database", "username"):
        known.know(subject.server[part], f"the-store-{part}")
    known.know_folder(sys.prefix, "python-folder")
    for find, alias in (
        (Path.cwd, "working-folder"),
        (Path.home, "home-folder"),
        (tempfile.gettempdir, "temporary-folder"),
    ):
        # An account may have no home, and the working folder may be gone.
        with suppress(OSError, RuntimeError):
            known.know_folder(str(find()), alias)
