"""A database server of a test's own, which it may kill and start again."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from attrs import field, frozen
from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import DBAPIError

ACCOUNTS = {"postgresql": "postgres", "mariadb": "mysql"}
"""The accounts that run the servers where the tests are run as root, who may not."""


@frozen
class OwnServer:
    """A server whose sessions end where they are idle for three seconds."""

    dialect: str
    folder: Path
    port: int
    running: list[subprocess.Popen[bytes]] = field(factory=list)

    @property
    def url(self) -> str:
        if self.dialect == "postgresql":
            return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"
        return f"mariadb+pymysql://root@127.0.0.1:{self.port}/mysql?ssl_disabled=true"

    def start(self) -> None:
        """Start the server, and wait until it accepts connections."""
        data, port = self.folder / "data", str(self.port)
        if self.dialect == "postgresql":
            options = ("fsync=off", "idle_session_timeout=3000", f"unix_socket_directories={data}")
            settings = [word for each in options for word in ("-c", each)]
            words = [program("postgres"), "-D", str(data), "-p", port, *settings]
        else:
            words = [
                *(program("mariadbd"), "--no-defaults", f"--datadir={data}", f"--port={port}"),
                *("--skip-grant-tables", "--skip-networking=0", "--wait-timeout=3"),
                *(f"--socket={data}/socket", "--bind-address=127.0.0.1"),
                *("--innodb-flush-log-at-trx-commit=2", "--skip-log-bin"),
            ]
        log = (self.folder / "log").open("ab")
        with log:
            process = subprocess.Popen(  # type: ignore[call-overload]
                words, stdout=log, stderr=log, **in_folder(self.folder, self.dialect)
            )
        self.running.append(process)
        engine = create_engine(self.url, poolclass=NullPool)
        while True:
            assert process.poll() is None, (self.folder / "log").read_text(encoding="utf-8")
            with suppress(DBAPIError), engine.connect():
                return

    def kill(self) -> None:
        """Kill the server, as when its machine loses power."""
        process = self.running.pop()
        # PostgreSQL ends its sessions at once for this one, and without a checkpoint.
        process.send_signal(signal.SIGQUIT if self.dialect == "postgresql" else signal.SIGKILL)
        process.wait()

    def restart(self) -> None:
        self.kill()
        self.start()


def program(name: str) -> str:
    """The path of a server's program. Debian keeps those of PostgreSQL apart."""
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), Path("/usr/sbin")]
    path = os.pathsep.join([os.environ.get("PATH", ""), *map(str, sorted(places))])
    found = shutil.which(name, path=path)
    assert found, f"{name} is not installed"
    return found


def in_folder(folder: Path, dialect: str) -> dict[str, object]:
    """How a server's program is started: by whom, and where.

    A MariaDB server removes as it starts what others keep in the folder for temporary tables, so
    each has one of its own.
    """
    account = {"user": ACCOUNTS[dialect]} if os.geteuid() == 0 else {}
    return {"cwd": folder, "env": {**os.environ, "TMPDIR": str(folder)}, **account}


@contextmanager
def own_server(dialect: str) -> Iterator[OwnServer]:
    """A running server in a folder of its own. Both are gone in the end."""
    with (
        # Not pytest's folder, which another account may not enter.
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name,
        closing(socket.socket()) as free,
    ):
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, ACCOUNTS[dialect])
        free.bind(("127.0.0.1", 0))
        server = OwnServer(dialect, folder, free.getsockname()[1])
        free.close()
        make(dialect, folder / "data")
        server.start()
        try:
            yield server
        finally:
            while server.running:
                server.kill()


def make(dialect: str, data: Path) -> None:
    words: Sequence[str] = {
        "postgresql": [
            *("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"),
            *("--no-sync", "--no-instructions", "--locale=C"),
        ],
        "mariadb": [
            *("mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db"),
            "--auth-root-authentication-method=normal",
        ],
    }[dialect]
    subprocess.run(  # type: ignore[call-overload]
        [program(words[0]), *words[1:]],
        check=True,
        capture_output=True,
        **in_folder(data.parent, dialect),
    )
