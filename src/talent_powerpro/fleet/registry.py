"""The RTOs of a fleet: a folder of settings files, read again when a file changes.

Each RTO has a folder of its own with a ``talent-powerpro.toml``, as `init` makes it, or a file
``NAME.toml``. A file with faults is reported, and harms no other RTO.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from attrs import evolve, field, fields, frozen, mutable

from talent_powerpro.config.bootstrap import Connected, open_to_write
from talent_powerpro.config.sections import Schedule
from talent_powerpro.config.settings import SETTINGS_FILE
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import printable

NAME_LIMIT = 100
"""Characters of an RTO's name in the fleet."""

Stamp: TypeAlias = tuple[tuple[str, int, int], ...]
"""Name, time and size of each file that an RTO's settings consist of."""


@frozen(kw_only=True)
class Registration:
    """One RTO of the fleet."""

    rto: str
    """Its name in the fleet: that of its folder or file. Unique."""
    file: Path
    name: str = ""
    """``[rto] name``; blank: none."""
    every: int = Schedule().seconds
    """Seconds from one run to the next."""
    # Not compared: it has secrets, and its faults and warnings are compared.
    opened: Connected | None = field(default=None, eq=False)
    """Its settings with their secrets; ``None``: they have faults."""
    store: str = ""
    """The place of its store, which no other RTO may have; blank: its settings have faults."""
    faults: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What its settings are warned about, such as a key that other accounts can read."""
        return self.opened.warnings if self.opened else ()


@mutable
class Registry:
    """The RTOs of a folder. Not safe for several threads at once."""

    folder: Path
    _open: Callable[[Path], Connected] = open_to_write
    _read: dict[Path, tuple[Stamp, Registration]] = field(factory=dict, init=False)
    _current: Mapping[str, Registration] = field(factory=dict, init=False)
    _forgotten: set[str] = field(factory=set, init=False)

    def refresh(self) -> frozenset[str]:
        """Read new and changed files. Returns the RTOs that are new or gone, or say something new.

        Raises `SettingsFault` if the folder cannot be read.
        """
        found: dict[Path, tuple[Stamp, Registration]] = {}
        forgotten, self._forgotten = self._forgotten, set()
        for rto, file in settings_files(self.folder):
            known = None if rto in forgotten else self._read.get(file)
            # A file with faults is read each time: the fault may be in another file that it names.
            if known is None or known[1].faults or known[0] != stamp_of(known[1]):
                read = self._registration(rto, file)
                known = (stamp_of(read), read)
            found[file] = known
        current = without_conflicts(read for _, read in found.values())
        names = current.keys() | self._current.keys()
        changed = frozenset(n for n in names if current.get(n) != self._current.get(n))
        self._read, self._current = found, current
        return changed

    def forget(self, rto: str) -> None:
        """Read the RTO's settings again at the next `refresh`. Safe from any thread."""
        self._forgotten.add(rto)

    @property
    def rtos(self) -> Mapping[str, Registration]:
        """The RTOs by name, as last read."""
        return self._current

    def _registration(self, rto: str, file: Path) -> Registration:
        if len(rto) > NAME_LIMIT or printable(rto) != rto:
            fault = f"{rto[:NAME_LIMIT]!a} is not a name for an RTO. Rename it."
            return Registration(rto=printable(rto)[:NAME_LIMIT], file=file, faults=(fault,))
        try:
            return self._valid(rto, file)
        except SettingsFault as error:
            return Registration(rto=rto, file=file, faults=tuple(error.faults))
        except Exception as error:  # It is one RTO's, and the others go on.
            fault = f"Internal error ({type(error).__name__}) while its settings were read."
            return Registration(rto=rto, file=file, faults=(fault,))

    def _valid(self, rto: str, file: Path) -> Registration:
        opened = self._open(file)
        settings = opened.settings
        return Registration(
            rto=rto,
            file=file,
            name=settings.rto.name,
            every=settings.schedule.seconds,
            opened=opened,
            # Looked up once, because following links takes several system calls.
            store=opened.place.identity,
        )


def settings_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield each RTO's name and settings file, by name. Raises `SettingsFault`."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(each.name for each in entries if not each.name.startswith("."))
    except OSError as error:
        raise SettingsFault(
            f"[fleet] rtos: the folder {folder} cannot be read ({error.strerror}).",
            remedy="Make the folder, with one folder or settings file for each RTO.",
        ) from error
    for name in names:
        if name.endswith(".toml"):
            yield name.removesuffix(".toml"), folder / name
        elif (file := folder / name / SETTINGS_FILE).is_file():
            yield name, file


def stamp_of(registration: Registration) -> Stamp:
    """The present time and size of the files that the settings were read from."""
    names = [registration.file]
    if opened := registration.opened:
        settings = opened.settings
        for section in (settings.powerpro, settings.talentlms, settings.monitor):
            files = (each.name for each in fields(type(section)) if each.name.endswith("_file"))
            named = (getattr(section, name) for name in files)
            names += [opened.folder / each for each in named if each]
    return tuple(_stamp(each) for each in names)


def _stamp(file: Path) -> tuple[str, int, int]:
    try:
        status = file.stat()
    except (OSError, ValueError):  # The latter for a null character in the name.
        return str(file), 0, 0
    return str(file), status.st_mtime_ns, status.st_size


def without_conflicts(read: Iterable[Registration]) -> Mapping[str, Registration]:
    """The RTOs by name. The later of two with one name, or with one store, has a fault."""
    current: dict[str, Registration] = {}
    stores: dict[str, str] = {}
    for each in read:
        if each.rto in current:
            fault = f"{each.rto} has a second settings file, {each.file}. Remove one of the two."
            each = evolve(each, rto=each.file.name, faults=(fault,), opened=None)
        elif each.opened:
            other = stores.setdefault(each.store, each.rto)
            if other != each.rto:
                fault = f"[powerpro] store: {other} has the same store. Give each its own."
                each = evolve(each, faults=(fault,), opened=None)
        current[each.rto] = each
    return current
