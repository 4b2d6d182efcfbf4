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

from talent_powerpro.adapters.sql.dialects.sqlite_facts import BESIDE
from talent_powerpro.adapters.sql.dialects.sqlite_file import url_of_file
from talent_powerpro.adapters.sql.dialects.sqlite_names import StoreNames, names_in
from talent_powerpro.config.bootstrap import Connected, Opened, open_settings, open_to_write
from talent_powerpro.config.monitoring import MONITOR
from talent_powerpro.config.secrets import KEY, PASSWORD
from talent_powerpro.config.settings import read_toml
from talent_powerpro.errors import RunFault

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
        return self._once("settings", lambda: open_settings(self.settings_file))

    def connected(self) -> Connected:
        """The settings with their secrets. Raises `SettingsFault`."""
        return self._once("connected", lambda: open_to_write(self.settings_file, self.environ))

    @property
    def store_file(self) -> Path:
        """The store's file, also where other settings have faults."""
        return self.folder / self._written("powerpro", "store").removeprefix("sqlite:///")

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
        store, places = self.store_file, (KEY, PASSWORD, MONITOR)
        secrets = [self.secret_file(place.setting, place.section) for place in places]
        return (
            self.settings_file.absolute(),
            store,
            *(store.with_name(f"{store.name}{end}") for end in BESIDE),
            *(each for each in secrets if each),
        )

    def names(self) -> StoreNames:
        """Whom the store names, as far as it can be read. Raises nothing."""
        return self._once("names", lambda: names_in(self.store_file, busy_seconds=BUSY_SECONDS))

    def store(self) -> SqlPowerPro:
        """The store. Raises `RunFault`."""
        return self._once("store", self._open_store)

    def _open_store(self) -> SqlPowerPro:
        from talent_powerpro.adapters.sql import SqlPowerPro

        opened = SqlPowerPro(url_of_file(self.store_file), busy_seconds=BUSY_SECONDS)
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
