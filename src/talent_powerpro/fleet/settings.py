"""The fleet's settings: one TOML file with the section ``[fleet]``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from attrs import field, frozen

from talent_powerpro.config.secrets import Place, Places, find
from talent_powerpro.config.setting_faults import SettingFault, meant
from talent_powerpro.config.settings import read_toml, sound_part
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Secret

FLEET_FILE = "fleet.toml"
"""The default name, in the current folder."""

PASSWORD = Place(
    "the password of the fleet's database",
    "FLEET_DATABASE_PASSWORD",
    "password_file",
    "talent-powerpro-fleet",
    lambda _: (),
    section="fleet",
)

MOST_SLOTS = 64


def postgresql(_: Any, __: Any, address: str) -> None:
    """Validate the address of the fleet's database."""
    database_of(address)


def database_of(address: str) -> str:
    """The address as psycopg reads it. Raises `ValueError`, which never shows the address."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    plain = address.strip().replace("postgresql+psycopg://", "postgresql://", 1)
    try:
        parts = conninfo_to_dict(plain)
    except ProgrammingError:
        parts = {}
    if not parts:
        raise ValueError(
            "does not name a database of PostgreSQL. "
            'Write it as "postgresql://user@server/database"'
        )
    if parts.get("password"):
        raise ValueError(
            f"has a password. Put it in the environment variable {PASSWORD.variable}, or in a "
            f"file that {PASSWORD.setting} names"
        )
    return plain


def slots(_: Any, __: Any, number: int) -> None:
    """Validate a number of slots."""
    if not 1 <= number <= MOST_SLOTS:
        raise ValueError(f"is not a number of RTOs side by side. Write 1 to {MOST_SLOTS}")


def kept_open(_: Any, __: Any, number: int) -> None:
    """Validate a number of RTOs whose stores stay open."""
    if number < 0:
        raise ValueError("is not a number of RTOs. Write 0 or more")


@frozen(kw_only=True)
class FleetSection:
    """The section ``[fleet]``."""

    database: str = field(validator=postgresql)
    """The database of PostgreSQL that has the queue and the fleet's records."""
    rtos: str = "rtos"
    """The folder of the RTOs' settings files, relative to this file."""
    password_file: str = ""
    """The file that holds the database's password, relative to this file."""
    keyring: bool = False
    """Whether to look for the password in the system's keyring."""
    slots: int = field(default=4, validator=slots)
    """The largest number of RTOs that one worker runs side by side."""
    late_after: timedelta = timedelta(minutes=30)
    """An RTO is late when it has been due for longer than this."""
    keep_open: int = field(default=100, validator=kept_open)
    """The number of RTOs whose stores a worker keeps open between their runs."""
    keep_runs: timedelta = timedelta(days=90)
    """How long the fleet's database keeps the records of runs."""


@frozen(kw_only=True)
class FleetSettings:
    """A valid fleet file, and the folder that its relative paths start from."""

    section: FleetSection
    folder: Path
    password: Secret
    """Of the database; blank: it needs none, or libpq finds it."""

    @property
    def rtos(self) -> Path:
        """The folder of the RTOs' settings files."""
        return self.folder / self.section.rtos

    @property
    def database(self) -> str:
        """The database's address as psycopg reads it, without the password."""
        return database_of(self.section.database)


SECTIONS = {"fleet": FleetSection}
EXAMPLES = {("fleet", "database"): "postgresql://fleet@127.0.0.1/fleet"}


def read_fleet_settings(path: Path, environ: Mapping[str, str] | None = None) -> FleetSettings:
    """Read a fleet file. Raises `SettingsFault` with all its faults.

    *environ* ``None`` means this process's own environment.
    """
    try:
        tables = read_toml(path)
    except SettingsFault as fault:
        raise SettingsFault(
            fault.message.replace("settings:", "fleet file:", 1),
            remedy="Name yours with --fleet FILE. See docs/reference/fleet.md.",
        ) from fault
    faults: list[SettingFault] = [
        SettingFault(name, "", "is not a section" + meant(name, SECTIONS, "[{}]"))
        for name in tables
        if name not in SECTIONS
    ]
    sound = sound_part("fleet", tables.get("fleet", {}), faults, SECTIONS, EXAMPLES)
    folder = path.absolute().parent
    password, secret_faults = _password(sound, folder, os.environ if environ is None else environ)
    if faults or secret_faults:
        raise SettingsFault([*map(str, faults), *secret_faults])
    return FleetSettings(section=FleetSection(**sound), folder=folder, password=password)


def _password(
    sound: Mapping[str, Any], folder: Path, environ: Mapping[str, str]
) -> tuple[Secret, tuple[str, ...]]:
    file = sound.get("password_file", "")
    user = sound.get("database", "") if sound.get("keyring") else ""
    if not (file or user or environ.get(PASSWORD.variable)):
        return Secret(""), ()
    return find(PASSWORD, file, Places(environ, folder, user))
