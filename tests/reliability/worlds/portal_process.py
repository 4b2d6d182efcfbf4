"""Script that serves a world's TalentLMS: the sandbox, with a call log for the witnesses.

`reliability.worlds.processes` starts it as a process of its own. Each command
of a world has its own API key, so the log says which process made a call. Control calls under
``/sandbox/``, beside the sandbox's own:

* ``POST /sandbox/begin``: the portal of another world, from its portal *file*;
* ``POST /sandbox/clock``: the portal's time, ISO with an offset;
* ``POST /sandbox/moments``: things that happen at the next calls, by number or action;
* ``POST /sandbox/victim``: the process that a moment kills or stops;
* ``POST /sandbox/log``: the calls from *since* on, and the portal's users, enrolments, memberships.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from datetime import datetime
from queue import SimpleQueue
from threading import RLock
from typing import Any
from urllib.parse import parse_qsl

from typing_extensions import override

from talent_powerpro.sandbox import (
    Ending,
    Portal,
    Request,
    Response,
    Sandbox,
    guide_portal,
    load_portal,
)
from talent_powerpro.sandbox.http.credentials import key_of
from talent_powerpro.sandbox.http.routes import Nowhere, route
from talent_powerpro.sandbox.server import serve_until_interrupted

LATE = 0.02
"""Seconds that a killed process has to disappear before its call is answered."""

PATIENT = 20.0
"""Seconds that a person's edit waits for a run's own transaction to end."""

PATIENCE = 600.0


class WitnessedSandbox(Sandbox):
    """A sandbox that logs whole calls, and at chosen calls kills, stops, edits, moves or locks."""

    def __init__(self, portal: Portal) -> None:
        self._turn = RLock()
        self._begin(portal)

    def _begin(self, portal: Portal) -> None:
        self._time = datetime.fromisoformat("2022-01-01T00:00:00+00:00")
        super().__init__(portal, clock=lambda: self._time)
        self._log: list[dict[str, Any]] = []
        self._moments: list[dict[str, Any]] = []
        self._asked, self._action = 0, ""
        self._happened: list[str] = []
        self._locking: sqlite3.Connection | None = None
        self._victims: SimpleQueue[int] = SimpleQueue()

    @override
    def handle(self, request: Request) -> Response:
        if request.path == "/sandbox/victim":
            # Without a turn: a moment may be waiting for it.
            self._victims.put(int(dict(arguments(request))["process"]))
            return as_json({})
        with self._turn:
            name = request.path.removeprefix("/sandbox/")
            if request.path.startswith("/sandbox/") and name in OWN:
                return as_json(OWN[name](self, dict(arguments(request))))
            if request.path.startswith("/sandbox/"):
                return super().handle(request)
            self._asked += 1
            self._action = action_of(request)
            dead = self._happens("before")
            if dead:
                return Response(0, {}, b"", ending=Ending.HANG_UP)
            before = self._rows()
            faults = self._faults_left()
            answer = super().handle(request)
            failed = self._faults_left() < faults
            made = [sorted(new - old) for old, new in zip(before, self._rows(), strict=True)]
            self._log.append({**logged(request, answer, made), "failed": failed})
            self._happens("after")
            return answer

    def _rows(self) -> tuple[set[Any], ...]:
        return set(self.users), set(self.enrolments), set(self.memberships)

    def _faults_left(self) -> int:
        return sum(switch.times for switch in self._switches.on)

    def _happens(self, when: str) -> bool:
        """Let the moments of this call happen. Returns whether the caller was killed."""
        killed = False
        for each in self._moments:
            if each["at"] in (self._asked, self._action) and each["when"] == when:
                self._happened.append(each["what"])
                killed = HAPPEN[each["what"]](self, each) or killed
        return killed

    def begin(self, given: Mapping[str, str]) -> object:
        """Be another world's portal, as its file describes it."""
        self._begin(load_portal(given["file"]))
        return {}

    def set_clock(self, given: Mapping[str, str]) -> object:
        self._time = datetime.fromisoformat(given["now"])
        return {}

    def set_moments(self, given: Mapping[str, str]) -> object:
        """Replace the moments, count calls from one again, and say which happened before."""
        happened, self._happened = self._happened, []
        self._moments, self._asked = json.loads(given["moments"]), 0
        self._victims = SimpleQueue()
        if self._locking is not None:
            self._locking.rollback()
            self._locking.close()
            self._locking = None
        return happened

    def log(self, given: Mapping[str, str]) -> object:
        return {
            "calls": self._log[int(given["since"]) :],
            "users": {
                each.id: {
                    "email": each.email,
                    "login": each.login,
                    "first": each.first_name,
                    "last": each.last_name,
                    "status": each.status.value,
                }
                for each in self.users.values()
            },
            "enrolments": [key for key, each in self.enrolments.items() if not each.removed],
            "members": sorted(self.memberships),
        }

    # --- what happens at a moment ---------------------------------------------------

    def kill(self, moment: Mapping[str, Any]) -> bool:
        with suppress(ProcessLookupError):
            os.kill(self._victims.get(timeout=PATIENCE), signal.SIGKILL)
        # The caller's sockets close with it. Until then it must not read the answer.
        time.sleep(LATE)
        return True

    def stop(self, moment: Mapping[str, Any]) -> bool:
        with suppress(ProcessLookupError):
            os.kill(self._victims.get(timeout=PATIENCE), signal.SIGTERM)
        return False

    def edit(self, moment: Mapping[str, Any]) -> bool:
        with closing(sqlite3.connect(moment["store"], timeout=PATIENT)) as store, store:
            for statement, values in moment["edits"]:
                store.execute(statement, values)
        return False

    def move(self, moment: Mapping[str, Any]) -> bool:
        for ending in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                os.rename(moment["store"] + ending, moment["to"] + ending)
        return False

    def lock(self, moment: Mapping[str, Any]) -> bool:
        """Another program writes in the store for as long as the command runs."""
        self._locking = sqlite3.connect(
            moment["store"], timeout=PATIENT, check_same_thread=False, isolation_level=None
        )
        self._locking.execute("BEGIN IMMEDIATE")
        return False


OWN = {
    "begin": WitnessedSandbox.begin,
    "clock": WitnessedSandbox.set_clock,
    "moments": WitnessedSandbox.set_moments,
    "log": WitnessedSandbox.log,
}
HAPPEN = {
    "kill": WitnessedSandbox.kill,
    "stop": WitnessedSandbox.stop,
    "edit": WitnessedSandbox.edit,
    "move": WitnessedSandbox.move,
    "lock": WitnessedSandbox.lock,
}


def arguments(request: Request) -> list[tuple[str, str]]:
    return parse_qsl(request.query) + parse_qsl(request.body.decode("utf-8", "replace"))


def action_of(request: Request) -> str:
    where = route(request.path)
    return "" if isinstance(where, Nowhere) else where.action


def logged(request: Request, answer: Response, made: list[Any]) -> dict[str, Any]:
    """A call as the witnesses read it: who asked what, and what arrived."""
    where = route(request.path)
    given = {} if isinstance(where, Nowhere) else dict(where.arguments)
    given |= {name: text for name, text in arguments(request) if name != "password"}
    arrived = answer.status if answer.ending is Ending.ANSWER else 0
    return {
        "who": key_of(request),
        "action": action_of(request),
        "given": given,
        "status": arrived,
        # Enough for every error and for a list of a world's users. Only spoilt answers are longer.
        "body": answer.body.decode("utf-8", "replace")[:1_000_000] if arrived else "",
        "users": made[0],
        "enrolments": made[1],
        "members": made[2],
    }


def as_json(value: object) -> Response:
    return Response(200, {"Content-Type": "application/json"}, json.dumps(value).encode())


def announce(url: str) -> None:
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    serve_until_interrupted(WitnessedSandbox(guide_portal()), started=announce)
