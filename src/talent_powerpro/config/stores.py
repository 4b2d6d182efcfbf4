"""A store by its address: a SQLite file, or an RTO's rows in a database of a server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Secret

if TYPE_CHECKING:
    from talent_powerpro.adapters.sql import SqlPowerPro
    from talent_powerpro.adapters.sql.transactions import Url

FILE = "sqlite:///"
"""The beginning of the address of a store in a file."""


@frozen
class StorePlace:
    """The place of a store that need not exist. Opening and creating it may be repeated."""

    address: Secret
    """As people write it. It may have a password."""
    rto: str
    """The RTO's name on a server; a file has one RTO's rows, and no name."""
    password: Secret | None
    """The password on a server, in the place of one in the address; ``None``: there is none."""
    folder: Path
    """The folder that relative files of the address start from."""

    @property
    def file(self) -> Path | None:
        """The store's file, absolute unless the folder is not; ``None``: it is on a server."""
        return file_of(self.address, self.folder)

    @property
    def url(self) -> Url:
        """The address, whose text never shows the password. Raises `SettingsFault`."""
        from talent_powerpro.adapters.sql import url_of_file
        from talent_powerpro.adapters.sql.dialects import url_of
        from talent_powerpro.adapters.sql.dialects.server_address import in_folder

        if file := self.file:
            return url_of(url_of_file(file))
        where = in_folder(url_of(self.address.reveal()), self.folder)
        return where if self.password is None else where.set(password=self.password.reveal())

    @property
    def name(self) -> str:
        """The store's name for messages, without user and password."""
        from talent_powerpro.adapters.sql.dialects import dialect_for, url_of

        where = url_of(self.url)
        return dialect_for(where).named(where)

    @property
    def identity(self) -> str:
        """The same text for all places of the same rows, without user and password."""
        if file := self.file:
            return os.path.realpath(file)
        from talent_powerpro.adapters.sql.dialects import url_of

        where = url_of(self.address.reveal())._replace(username=None, password=None)
        return f"{where} {self.rto}"

    def open(self) -> SqlPowerPro:
        """The store, which must exist."""
        from talent_powerpro.adapters.sql import SqlPowerPro

        return SqlPowerPro(self.url, rto=self.rto)

    def make(self) -> bool:
        """Make the store if it is missing; on a server, the RTO in it likewise.

        ``True``: it was made.
        """
        from talent_powerpro.adapters.sql.dialects import dialect_for
        from talent_powerpro.adapters.sql.state_parts import BUSY_SECONDS

        return dialect_for(self.url).make(self.url, rto=self.rto, busy_seconds=BUSY_SECONDS)

    def create(self) -> SqlPowerPro:
        """The store, made first if it is missing."""
        self.make()
        return self.open()


def store_at(
    address: str, rto: str = "", password: Secret | None = None, *, folder: Path = Path()
) -> StorePlace:
    """The place of the store at *address*, without opening anything.

    *rto* and *password* are for a server alone. Relative files start from *folder*. Raises
    `SettingsFault` with all faults of the address and the name, none of which shows a secret.
    """
    if faults := tuple(address_faults(address)):
        raise SettingsFault(f"The store: {each}." for each in faults)
    if on_server(address) and (fault := name_fault(rto)):
        raise SettingsFault(f"The RTO's name: {fault}.")
    return StorePlace(Secret(address), rto.strip(), password, folder)


def on_server(address: str) -> bool:
    """Whether the address is that of a database server, and not of a file."""
    return not address.startswith(FILE)


def has_password(address: str) -> bool:
    """Whether a valid address has a password in it."""
    if not on_server(address):
        return False
    from talent_powerpro.adapters.sql.dialects import url_of

    return url_of(address).password is not None


def file_of(address: Secret, folder: Path) -> Path | None:
    """The file of a valid address; ``None``: it is on a server."""
    text = address.reveal()
    # An absolute path on the right replaces the folder on the left.
    return None if on_server(text) else folder / text.removeprefix(FILE)


def address_faults(address: str) -> Iterator[str]:
    """The faults of an address, as sentences that do not show it."""
    no_file = f'does not name a SQLite file. Write it as "{FILE}powerpro.db"'
    if not on_server(address):
        path = address.removeprefix(FILE)
        if not path.strip() or path == ":memory:" or "?" in path:
            yield no_file
        return
    from talent_powerpro.adapters.sql.dialects import DRIVERS, dialect_called, url_of

    try:
        where = url_of(address)
    except SettingsFault as fault:
        # A path alone, or a file's address with a slash too few.
        is_file = address.startswith("sqlite:") or "://" not in address
        how = f' Write a file as "{FILE}powerpro.db".' if is_file else ""
        yield f"{fault.message}{how}".rstrip(".")
        return
    name = DRIVERS[where.drivername]
    yield from [no_file] if name == "sqlite" else dialect_called(name).address_faults(where)


def name_fault(rto: str) -> str:
    """The fault of an RTO's name on a server; blank: none."""
    named = rto.strip()
    if not named or not named.isprintable():
        return (
            "the store is on a database server, which may have several RTOs. Write the RTO's own "
            "name on one line"
        )
    from talent_powerpro.adapters.sql.columns import KEY_LENGTH

    if len(named) > KEY_LENGTH:
        return f"has {len(named)} characters, and a database server takes {KEY_LENGTH}. Shorten it"
    return ""
