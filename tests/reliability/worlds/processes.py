"""The processes of a world: its portal, and the commands that work on it."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from attrs import frozen

from support.http_proxy import NOBODY
from support.patience import PATIENCE

HERE = Path(__file__).parent
PASSWORD = "Welcome2Talent"
OURS = "key-of-the-witnesses-000000000"


@frozen
class Ended:
    """A command that has ended."""

    words: tuple[str, ...]
    key: str
    """Its API key, by which the portal's log names it."""
    now: datetime
    code: int
    """Its exit code; below zero for a signal."""
    out: str
    err: str

    @property
    def report(self) -> Mapping[str, Any] | None:
        """The JSON document that it printed; ``None``: it printed none, or that of an error."""
        try:
            found: Mapping[str, Any] = json.loads(self.out)
        except ValueError:
            return None
        return None if "error" in found else found

    @property
    def name(self) -> str:
        return self.words[0]


@frozen
class Started:
    """A command that may still be running."""

    words: tuple[str, ...]
    key: str
    now: datetime
    process: int
    out: Path
    err: Path


class Commands:
    """Starts commands through one `command_process`."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, str(HERE / "command_process.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._number = 0

    def start(
        self,
        folder: Path,
        words: tuple[str, ...],
        now: datetime,
        jump: tuple[int, datetime] | None = None,
        limit: int = 0,
    ) -> Started:
        """Start a command. *jump*: after so many readings its clock shows another time. *limit*:
        no file may get longer than so many bytes; 0 for any length."""
        self._number += 1
        key = f"key-of-a-command-{self._number:013}"
        out, err = folder / f"{self._number}.out", folder / f"{self._number}.err"
        for file in (out, err):
            file.touch()  # A command may be killed before it opens them.
        order = {
            "words": [*words, "--settings", str(folder / "talent-powerpro.toml")],
            "now": now.isoformat(),
            "jump": jump and (jump[0], jump[1].isoformat()),
            "limit": limit,
            "out": str(out),
            "err": str(err),
            "environment": {
                "TALENTLMS_API_KEY": key,
                "TALENTLMS_NEW_USER_PASSWORD": PASSWORD,
                # One authority, not a hundred to read at each start. The portal has no TLS.
                "SSL_CERT_FILE": str(NOBODY),
            },
        }
        return Started(words, key, now, self._ask(order), out, err)

    def end(self, started: Started) -> Ended:
        """Wait for its end."""
        code = self._ask({"wait": started.process})
        out = started.out.read_text(encoding="utf-8")
        err = started.err.read_text(encoding="utf-8")
        started.out.unlink()
        started.err.unlink()
        return Ended(started.words, started.key, started.now, code, out, err)

    def close(self) -> None:
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.close()
        self._server.stdout.close()
        self._server.wait(PATIENCE)

    def _ask(self, order: Mapping[str, Any]) -> int:
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        return int(self._server.stdout.readline())


@contextmanager
def commands() -> Iterator[Commands]:
    """Commands that can be started until the block ends."""
    made = Commands()
    try:
        yield made
    finally:
        made.close()


class PortalProcess:
    """Control of a world's portal over HTTP."""

    def __init__(self, url: str) -> None:
        self.url = url
        credentials = base64.b64encode(f"{OURS}:".encode()).decode()
        self._headers = {"Authorization": f"Basic {credentials}"}
        # A proxy of the environment must not come between.
        self._http = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(self, name: str, **given: object) -> Any:
        form = urllib.parse.urlencode(given).encode()
        url = f"{self.url}/sandbox/{name}"
        asked = urllib.request.Request(url, data=form, headers=self._headers)
        with self._http.open(asked, timeout=PATIENCE) as answer:
            return json.loads(answer.read())


@contextmanager
def portal_process() -> Iterator[PortalProcess]:
    """A portal that is served until the block ends, for one world after another."""
    script = str(HERE / "portal_process.py")
    server = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        yield PortalProcess(server.stdout.readline().strip())
    finally:
        server.kill()
        server.wait(PATIENCE)
        server.stdout.close()
