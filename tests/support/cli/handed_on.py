"""Checks that what a person gives is handed on: an option of a command, or a setting.

Each check is kept under the things that it is about. It passes as it is, and must fail once any
one of them is dropped, so it is tried both ways.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias
from unittest.mock import patch

import attrs
import click
from attrs import field, frozen, mutable

from support.cli.rto import Rto, rto
from talent_powerpro.cli.app import app
from talent_powerpro.config import settings
from talent_powerpro.sandbox import Sandbox

Key: TypeAlias = tuple[str, str]
"""A command with one of its options or arguments, or a section with one of its settings."""


@frozen
class Place:
    """Where a check plays: an empty folder, and the guide's portal over HTTP."""

    folder: Path
    url: str
    portal: Sandbox
    patience: float
    """Seconds to wait for what happens only where the setting is dropped, and then at once."""

    def rto(self, *, store: bytes | None = None, **settings: str) -> Rto:
        """The guide's RTO with its files imported, or with this store.

        *settings* are `support.cli.rto.rto`'s.
        """
        made = rto(self.folder, self.url, **settings)
        made.store.write_bytes(imported() if store is None else store)
        return made


@cache
def imported() -> bytes:
    """The store of the guide's RTO, with its files imported. Made once, to save time."""
    with TemporaryDirectory() as folder:
        return rto(Path(folder)).imported().store.read_bytes()


Check: TypeAlias = Callable[[Place], None]


@mutable
class Checks:
    """Checks, each under what it is about."""

    by_key: dict[Key, Check] = field(factory=dict)

    def shows(self, command: str, *options: str) -> Callable[[Check], Check]:
        """Keep a check of a command with its options, or of a section with its settings."""

        def keep(check: Check) -> Check:
            for each in options:
                assert (command, each) not in self.by_key, f"{command} {each} has a check"
                self.by_key[command, each] = check
            return check

        return keep

    def one_key_each(self) -> list[Key]:
        """The first key of each check, which may have several."""
        first = {check: key for key, check in sorted(self.by_key.items(), reverse=True)}
        return sorted(first.values())


# --- what can be given ------------------------------------------------------------


def options() -> set[Key]:
    """Each option and argument of each command."""
    return {
        (name, parameter.opts[0])
        for name, command in app.commands.items()
        for parameter in command.params
    }


def all_settings() -> set[Key]:
    """Each setting of each section of the settings file."""
    return {
        (section, each.name)
        for section, kind in settings.SECTIONS.items()
        for each in attrs.fields(kind)
    }


# --- dropped ----------------------------------------------------------------------


@contextmanager
def option_dropped(name: str, option: str) -> Iterator[None]:
    """The command works with the option's default, whatever was given."""
    command = app.commands[name]
    (parameter,) = (each for each in command.params if each.opts[0] == option)
    callback = command.callback
    assert callback

    def without(**given: Any) -> Any:
        return callback(**{**given, str(parameter.name): default_of(command, parameter)})

    with patch.object(command, "callback", without):
        yield


def default_of(command: click.Command, parameter: click.Parameter) -> object:
    """The value of an option that was not given; for a required one, a value of nobody's."""
    if parameter.required:
        nobody = Path("nobody") if isinstance(parameter.type, click.Path) else "nobody"
        return (nobody,) if parameter.nargs == -1 else nobody
    with click.Context(command) as context:
        value = parameter.process_value(context, parameter.get_default(context))
    # click 8.3 has a mark for "not given", which it turns into None at the end of parsing.
    return None if value is getattr(click.core, "UNSET", None) else value


STAND_INS: Mapping[Key, str] = {
    ("rto", "timezone"): "Pacific/Kiritimati",
    ("talentlms", "url"): "http://127.0.0.1:9",
}
"""Other values of the required settings."""


@contextmanager
def setting_dropped(section: str, name: str) -> Iterator[None]:
    """The settings file is read without the setting; a required one has another value."""
    read = settings.read_toml

    def without(path: Path) -> dict[str, Any]:
        tables = read(path)
        table = tables.get(section, {})
        table.pop(name, None)
        if (section, name) == ("plugins", "tables"):
            # The plugins' own tables, which have their names.
            for each in [each for each, value in table.items() if isinstance(value, dict)]:
                del table[each]
        if (section, name) in STAND_INS:
            table[name] = STAND_INS[section, name]
        return tables

    with patch.object(settings, "read_toml", without):
        yield


# --- what a check looks at --------------------------------------------------------


def rows(world: Rto, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query in the store."""
    with closing(sqlite3.connect(world.store)) as opened:
        return opened.execute(query).fetchall()


def copied(world: Rto, table: str, key: str, **changes: str) -> None:
    """Copy a row of the store, with other values in some columns."""
    columns = [str(row[1]) for row in rows(world, f"PRAGMA table_xinfo({table})") if row[6] == 0]
    columns = [name for name in columns if name != "sequence"]
    first = {"enrolments": "id", "contact_logs": "enrolment_id"}.get(table, "code")
    values = [f"'{changes[name]}'" if name in changes else name for name in columns]
    edit(
        world,
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table} "
        f"WHERE {first} = '{key}'",
    )


def edit(world: Rto, *statements: str) -> None:
    """Change the store by hand."""
    with closing(sqlite3.connect(world.store)) as hand, hand:
        for each in statements:
            hand.execute(each)


def shown(world: Rto, name: str, *words: str) -> Any:
    """What a command prints with ``--json``."""
    ran = world.command(name, *words, "--json")
    assert ran.stdout.startswith("{"), ran.output
    return json.loads(ran.stdout)
