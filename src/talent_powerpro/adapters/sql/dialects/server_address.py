"""The address of a database server's store: its parts, and the faults it may have.

A driver would meet most of these faults as well, with messages that may show a password.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen
from sqlalchemy import URL

_TOO_MANY = "Write @ in a user or a password as %40, and / as %2F"
_SECRETS = ("pass", "secret")
_FILES = frozenset(
    {
        *("passfile", "sslcert", "sslcrl", "sslkey", "sslrootcert"),
        *("ssl_ca", "ssl_cert", "ssl_key"),
    }
)
"""Options of all servers whose value is a file."""


@frozen
class Options:
    """What may stand after the ``?`` of an address."""

    known: frozenset[str]
    values: Mapping[str, frozenset[str]] = field(factory=dict)
    """The values that an option may have, where there are few."""
    numbers: frozenset[str] = frozenset()
    """Options whose value is a number of seconds, 1 or more."""
    instead: Mapping[str, str] = field(factory=dict)
    """Advice for options of other drivers."""


def faults_of(url: URL, options: Options, product: str) -> Iterator[str]:
    """The faults of the address, as sentences without its user, password and values."""
    host, database = url.host or "", url.database or ""
    if "@" in f"{host}{database}" or "/" in database:
        # A password with an @ continues in what was read as the host.
        yield f"has an @ or a / too many. {_TOO_MANY}"
    elif not database:
        yield (
            f"names a server of {product}, and no database on it. "
            "Write the database's name after the server and a slash"
        )
    if url.port is not None and not 0 < url.port < 65_536:
        yield "has a port that is none. Write 1 to 65535, or leave it out"
    for name, value in url.query.items():
        if fault := _option_fault(name, value, options):
            yield fault


def _option_fault(name: str, value: Any, options: Options) -> str:
    """The fault of one option; blank: none. Its value is never shown, and an odd name neither."""
    if any(each in name.lower() for each in _SECRETS) and name not in options.known:
        return "has a password after the ?. Write password_file under [powerpro] instead"
    if name not in options.known:
        shown = f" {name}" if name.isidentifier() else ""
        advice = options.instead.get(name) or f"Known are {', '.join(sorted(options.known))}"
        return f"has an unknown option{shown} after the ?. {advice}"
    if not isinstance(value, str):
        return f"has the option {name} twice. Keep one"
    if name in options.numbers and not (value.isascii() and value.isdigit() and int(value)):
        return f"has the option {name} without a number of seconds. Write 1 or more"
    if name in options.values and value not in options.values[name]:
        return (
            f"has another {name} than {', '.join(sorted(options.values[name]))}. Write one of these"
        )
    return ""


def faults_of_libpq(url: URL, options: Options, environment: Mapping[str, str]) -> Iterator[str]:
    """The faults of what libpq takes from *environment* because the address leaves it out.

    Sentences as of `faults_of`. No value is shown.
    """
    if "service" in url.query or environment.get("PGSERVICE"):
        return  # What the service's file has comes before the environment.
    ports = environment.get("PGPORT", "")
    if ports and url.port is None and not all(map(_is_port, ports.split(","))):
        yield _left_out("the port", "PGPORT", "1 to 65535")
    sslmode = environment.get("PGSSLMODE", "")
    if sslmode and "sslmode" not in url.query and sslmode not in options.values["sslmode"]:
        yield _left_out("sslmode", "PGSSLMODE", ", ".join(sorted(options.values["sslmode"])))


def _is_port(text: str) -> bool:
    number = text.strip()
    # Of two hosts one may have the usual port, which is written as a blank.
    return not number or (number.isdecimal() and 0 < int(number) < 65_536)


def _left_out(what: str, variable: str, values: str) -> str:
    return (
        f"leaves out {what}, and the environment variable {variable} has a value that cannot be "
        f"used. Unset {variable}, or set it to one of these: {values}"
    )


def in_folder(url: URL, folder: Path) -> URL:
    """The address with the files of its options found from *folder*."""
    files = {name: str(folder / str(url.query[name])) for name in _FILES & url.query.keys()}
    return url.update_query_dict(files)


def place_of(url: URL) -> str:
    """The server for messages: host and port, or the socket."""
    socket = url.query.get("unix_socket") or url.query.get("host")
    if isinstance(socket, str) and not url.host:
        return socket
    host = f"[{url.host}]" if ":" in (url.host or "") else url.host or "localhost"
    return f"{host}:{url.port}" if url.port else host
