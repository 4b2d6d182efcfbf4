"""The RTO that a support bundle is about: settings, store and lists, each opened at its first use.

What cannot be opened raises the same fault at each use, so that nothing is waited for twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import field, frozen

from talent_powerpro.adapters.sql.dialects import dialect_for, url_of
from talent_powerpro.adapters.sql.dialects.sqlite_facts import BESIDE
from talent_powerpro.adapters.sql.store_names import StoreNames
from talent_powerpro.config.bootstrap import Connected, Opened, open_settings, open_to_write
from talent_powerpro.config.monitoring import MONITOR
from talent_powerpro.config.secrets import KEY, PASSWORD, STORE_PASSWORD
from talent_powerpro.config.settings import read_toml
from talent_powerpro.config.stores import StorePlace, file_of, on_server
from talent_powerpro.errors import RunFault
from talent_powerpro.model import Secret

if TYPE_CHECKING:
    from talent_powerpro.adapters.sql import SqlPowerPro
    from talent_powerpro.services.work_lists import WorkListReader

T = TypeVar("T")

BUSY_SECONDS = 1.0
"""Seconds to wait for another program that writes to the store."""


@frozen
class Subject:
    """One RTO, as far as it can be opened."""

    settings_file: Path
    # Hidden from repr, because it holds secrets.
    environ: Mapping[str, str] = field(repr=False)
    now: datetime
    """Aware."""
    is_offline: bool
    """Whether TalentLMS is left alone."""
    closing: ExitStack
    _opened: dict[str, Any] = field(factory=dict, init=False, repr=False)

    @property
    def folder(self) -> Path:
        """The folder of the settings, absolute."""
        return self.settings_file.absolute().parent

    def tables(self) -> dict[str, Any]:
        """The settings file as it is written. Raises `SettingsFault` if it is no TOML file."""
        return self._once("tables", lambda: read_toml(self.settings_file))

    def settings(self) -> Opened:
        """The valid settings. Raises `SettingsFault`."""
        return self._once("settings", lambda: open_settings(self.settings_file, self.environ))

    def connected(self) -> Connected:
        """The settings with their secrets. Raises `SettingsFault`."""
        return self._once("connected", lambda: open_to_write(self.settings_file, self.environ))

    @property
    def store_address(self) -> str:
        """The store's address, also where it or other settings have faults."""
        return self._written("powerpro", "store")

    @property
    def store_file(self) -> Path | None:
        """The store's file, also where other settings have faults; ``None``: on a server."""
        return file_of(Secret(self.store_address), self.folder)

    @property
    def server(self) -> Mapping[str, str]:
        """The password, user, host and database of the address, each blank if it has none."""
        names = ("password", "username", "host", "database")
        try:
            where = url_of(self.store_address) if on_server(self.store_address) else None
        except RunFault:
            where = None
        return {name: str(getattr(where, name, None) or "") for name in names}

    def place(self) -> StorePlace:
        """The place of the store. Raises `SettingsFault` where its settings have faults."""
        if on_server(self.store_address):
            return self.settings().place
        return StorePlace(Secret(self.store_address), "", None, self.folder)

    def secret_file(self, name: str, section: str = "talentlms") -> Path | None:
        """The file that a setting names."""
        written = self._written(section, name)
        return self.folder / written if written else None

    def _written(self, section: str, name: str) -> str:
        usual = "sqlite:///powerpro.db" if name == "store" else ""
        try:
            table = self.tables().get(section)
        except RunFault:
            return usual
        value = table.get(name) if isinstance(table, dict) else None
        usable = isinstance(value, str) and value.strip() and value.isprintable()
        return str(value) if usable else usual

    @property
    def own_files(self) -> tuple[Path, ...]:
        """The files of the RTO, which a bundle must not replace."""
        store, places = self.store_file, (KEY, PASSWORD, STORE_PASSWORD, MONITOR)
        secrets = [self.secret_file(place.setting, place.section) for place in places]
        return (
            self.settings_file.absolute(),
            *(store.with_name(f"{store.name}{end}") for end in ("", *BESIDE) if store),
            *(each for each in secrets if each),
        )

    def names(self) -> StoreNames:
        """Whom the store names, as far as it can be read. Raises nothing."""
        return self._once("names", self._read_names)

    def _read_names(self) -> StoreNames:
        try:
            place = self.place()
            dialect = dialect_for(place.url)
        except RunFault:
            return StoreNames(is_complete=False)
        return dialect.names(place.url, rto=place.rto, busy_seconds=BUSY_SECONDS)

    def store(self) -> SqlPowerPro:
        """The store. Raises `RunFault`."""
        return self._once("store", self._open_store)

    def _open_store(self) -> SqlPowerPro:
        from talent_powerpro.adapters.sql import SqlPowerPro

        place = self.place()
        opened = SqlPowerPro(place.url, rto=place.rto, busy_seconds=BUSY_SECONDS)
        return self.closing.enter_context(opened)

    def lists(self) -> WorkListReader:
        """The lists that people work through. Raises `RunFault`."""
        return self.settings().lists(self.store(), self.now)

    def _once(self, name: str, open_it: Callable[[], T]) -> T:
        if name not in self._opened:
            try:
                self._opened[name] = open_it()
            except Exception as fault:
                self._opened[name] = fault
        found = self._opened[name]
        if isinstance(found, Exception):
            raise found
        opened: T = found
        return opened
