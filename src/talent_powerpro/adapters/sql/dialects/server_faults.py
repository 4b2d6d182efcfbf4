"""Translation of database servers' errors to `PowerProUnusable`.

No message shows the server's own text, because it may have values of a statement, which are
personal data. The number of the error leads to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import TypeAlias

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from talent_powerpro.adapters.sql.columns import KEY_LENGTH
from talent_powerpro.errors import PowerProUnusable, SettingsFault

COMMITS_EACH = "commits each statement by itself"
USE_TRANSACTIONS = "Hand over one without the isolation level AUTOCOMMIT, or the Engine."

_STORE = "store under [powerpro] in the settings"


class Meaning(Enum):
    """The meaning of a server's error, and what to do about it."""

    UNREACHABLE = (
        "cannot be reached",
        f"Check that the server runs and accepts connections, and correct {_STORE}. A run that was "
        "cut off goes on with the next one.",
    )
    REFUSED = (
        "refused the user or the password",
        f"Correct the user in {_STORE}, or its password: in POWERPRO_STORE_PASSWORD, or in the "
        "file that password_file there names.",
    )
    TURNED_AWAY = (
        "does not accept this connection",
        "The server's log says why. Let the server accept this user from this machine.",
    )
    NO_TLS = (
        "has no encrypted connection as the address wants it",
        "Check the server's certificate and its name, and correct the options after the ? of "
        f"{_STORE}.",
    )
    NO_DATABASE = (
        "does not exist",
        f"Make an empty database of that name, or correct {_STORE}.",
    )
    NO_SCHEMA = (
        "has no schema of the name in the address",
        f"Make it with CREATE SCHEMA, or correct search_path after the ? of {_STORE}.",
    )
    NO_RIGHTS = (
        "does not let this user do that",
        "Grant the user all rights on the database. PostgreSQL needs those on the schema as well: "
        "GRANT ALL ON SCHEMA public TO the user.",
    )
    READ_ONLY = (
        "takes no writes",
        "It is a copy of another server, or set to be read only. Name the main server as "
        f"{_STORE}.",
    )
    NO_TABLE = (
        "lacks a table or a column of the store",
        "Something else than talent-powerpro changed its tables. Restore a back-up of the "
        "database.",
    )
    LOCKED = (
        "is locked by another program",
        "Close the program that has rows of PowerPro's store locked, then run again.",
    )
    GAVE_WAY = (
        "gave way to another program that wrote the same rows",
        "Nothing of that step was written. Run again.",
    )
    TOO_SLOW = (
        "ended a statement that took too long",
        "Nothing of that step was written. Allow statements more time (statement_timeout, "
        "max_statement_time), or find out what keeps the server busy. Then run again.",
    )
    FULL = ("cannot grow: the disk is full", "Free space on the server's disk, then run again.")
    TOO_LONG = (
        "has no room for a value",
        f"A code, an id or a name may have {KEY_LENGTH} characters there. Shorten it in PowerPro.",
    )
    OTHERWISE = ("cannot be used", "Look the error up in the server's manual and in its log.")


Meant: TypeAlias = Callable[[BaseException | None], tuple[Meaning, str]]
"""The meaning of a driver's error, and its number."""


@contextmanager
def translated(name: str, meant: Meant) -> Iterator[None]:
    """Raise driver errors of the block as `PowerProUnusable`. *name* is the database's."""
    try:
        yield
    except DBAPIError as error:
        meaning, number = meant(error.orig)
        if error.connection_invalidated:
            meaning = Meaning.UNREACHABLE
        what, remedy = meaning.value
        told = f" (error {number})" if number else ""
        raise PowerProUnusable(f"{name} {what}{told}.", remedy=remedy) from error
    except NoConnection as error:
        what, remedy = Meaning.LOCKED.value
        raise PowerProUnusable(f"{name} {what}.", remedy=remedy) from error


def busy(name: str) -> PowerProUnusable:
    what, remedy = Meaning.LOCKED.value
    return PowerProUnusable(f"The {name} {what}.", remedy=remedy)


def lock_lost(name: str) -> PowerProUnusable:
    return PowerProUnusable(
        f"The run lock in the {name} was lost: the session that held it has ended.",
        remedy="The run was stopped, because another one could have started beside it. Check the "
        "connection to the server, then run again. The next run goes on.",
    )


def in_a_transaction(name: str) -> PowerProUnusable:
    return PowerProUnusable(
        f"The connection to the {name} is in a transaction of its host.",
        remedy="Commit it or roll it back before you call the agent, or hand over the Engine.",
    )


def unfit(name: str, why: str, remedy: str) -> SettingsFault:
    """The host's connection has a setting with which writes could be lost."""
    return SettingsFault(f"The connection to the {name} {why}.", remedy=remedy)


def missing(name: str) -> PowerProUnusable:
    return PowerProUnusable(
        f"There is no PowerPro store in the {name}.",
        remedy="Make it with `talent-powerpro init` or `talent-powerpro import DIR`, or correct "
        f"{_STORE}.",
    )


def no_such_rto(name: str, rto: str) -> PowerProUnusable:
    return PowerProUnusable(
        f"The store in the {name} has no RTO {rto!r}.",
        remedy="Add it with `talent-powerpro init` or `talent-powerpro import DIR`, or correct the "
        "name under [rto] in the settings. After a change of the name, write the old one there as "
        "id.",
    )


def not_ours(name: str, table: str) -> PowerProUnusable:
    return PowerProUnusable(
        f"The {name} has a table {table} of another program.",
        remedy=f"Make a database or a schema for PowerPro's store alone, and name it as {_STORE}.",
    )


def unnamed(name: str) -> SettingsFault:
    return SettingsFault(
        f"The store is the {name}, which may have several RTOs, and no RTO is named.",
        remedy="Write the RTO's name as name under [rto] in the settings.",
    )


def long_name(rto: str) -> SettingsFault:
    return SettingsFault(
        f"The RTO's name has {len(rto)} characters, and a database server takes {KEY_LENGTH}.",
        remedy="Shorten name under [rto] in the settings.",
    )


def no_driver(product: str, extra: str) -> SettingsFault:
    return SettingsFault(
        f"The store is a database of {product}, and the library for that is not installed.",
        remedy=f"Install it with pip install 'talent-powerpro[{extra}]'.",
    )


def no_connection(product: str, error: Exception) -> SettingsFault:
    """A fault before the connection. Only what the system says is shown."""
    why = getattr(error, "strerror", None) or type(error).__name__
    return SettingsFault(
        f"The address of the store on {product} cannot be used ({why}).",
        remedy=f"Check the files of certificates and keys that are named in {_STORE}.",
    )


def old_server(name: str, found: str, needed: str) -> PowerProUnusable:
    return PowerProUnusable(
        f"The {name} is on a server of version {found}, which is too old.",
        remedy=f"Update the server to {needed} or later.",
    )


def another_product(name: str) -> PowerProUnusable:
    return PowerProUnusable(
        f"The {name} is not on a server of MariaDB.",
        remedy=f"MySQL cannot be used. Name a server of MariaDB or PostgreSQL as {_STORE}.",
    )


def files_only(product: str, command: str, instead: str) -> SettingsFault:
    """A command for SQLite files alone."""
    return SettingsFault(
        f"`{command}` is for stores in SQLite files, and this one is a database of {product}.",
        remedy=f"Use {instead}, which comes with the server.",
    )


def too_old(name: str, found: int, known: int) -> SettingsFault:
    return SettingsFault(
        f"The store in the {name} has schema {found}, but this version needs schema {known}.",
        remedy="Migrate it with `talent-powerpro migrate`, after a back-up of the database.",
    )
