"""A PostgreSQL of a test's own: made by ``initdb`` in a temporary folder, never run as root.

It needs the server's programs on this machine, on the path or where Debian puts them.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from attrs import frozen

DATABASE = "fleet"
ACCOUNTS = ("postgres", "nobody")
"""Accounts without rights that may run the server where the test is root."""
OPTIONS = (
    "listen_addresses=127.0.0.1",
    "max_connections=300",
    # A test's data need not survive a power cut.
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
)


@frozen
class Server:
    """A running server with an empty database."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """The database's address, as the settings of a fleet have it and as psycopg reads it."""
        return f"postgresql://fleet@127.0.0.1:{self.port}/{DATABASE}"

    def start(self) -> None:
        options = " ".join(f"-c {each}" for each in (*OPTIONS, f"port={self.port}"))
        options += f" -c unix_socket_directories={self.folder}"
        _run(self.folder, "pg_ctl", "-w", "-l", f"{self.folder}/log", "-o", options, "start")

    def stop(self) -> None:
        """Stop at once, as a machine does that is switched off for an update: sessions end."""
        _run(self.folder, "pg_ctl", "-w", "-m", "fast", "stop")

    def restart(self) -> None:
        self.stop()
        self.start()


@contextmanager
def own_postgresql() -> Iterator[Server]:
    """A server on a free port of this machine. It and its folder are gone after the block."""
    # Not pytest's folder, which belongs to root where the server may not.
    folder = Path(tempfile.mkdtemp(prefix="fleet-postgresql-"))
    try:
        for name, identity in _identity().items():
            if name == "user":
                os.chown(folder, identity, -1)
        server = Server(folder, _free_port())
        _run(folder, "initdb", "-U", "fleet", "-A", "trust", "-E", "UTF8", "--no-sync")
        server.start()
        try:
            _run(
                folder,
                "createdb",
                "-h",
                "127.0.0.1",
                "-p",
                str(server.port),
                "-U",
                "fleet",
                DATABASE,
            )
            yield server
        finally:
            with suppress(subprocess.CalledProcessError):  # A test may have stopped it.
                _run(folder, "pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _run(folder: Path, program: str, *words: str) -> None:
    environment = {**os.environ, "PGDATA": str(folder / "data"), "LC_ALL": "C.UTF-8"}
    # Into a file: the server keeps a pipe open, and its reader would wait for it.
    with open(os.devnull, "w") as nowhere:
        subprocess.run(
            [str(_programs() / program), *words],
            check=True,
            env=environment,
            cwd=folder,
            stdout=nowhere,
            stderr=nowhere,
            **_identity(),
        )


def _identity() -> dict[str, Any]:
    """The account that runs the server: this one, or another where this one is root."""
    if os.geteuid():
        return {}
    accounts = {each.pw_name: each for each in pwd.getpwall()}
    account = next(accounts[name] for name in ACCOUNTS if name in accounts)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _programs() -> Path:
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    there = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(there, key=lambda each: int(each.parts[-3]), default=None)
    if newest is None:
        raise FileNotFoundError("initdb: install PostgreSQL's server, or put it on the path")
    return newest.parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
