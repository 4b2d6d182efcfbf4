"""Script that starts commands ``talent-powerpro`` at chosen times, each in a process of its own.

`reliability.worlds.processes` starts it once and sends it orders, one JSON object a line. It has
imported the command and forks for each start, which saves a second of imports. The forked process
knows nothing of this: it has its own arguments, environment, streams and clock, and ends as any
process ends. Not on Windows, which has no fork.

Only two things differ from a command that a shell starts: the clock, and that pauses before a
repeated call are short.
"""

from __future__ import annotations

import gc
import io
import json
import os
import resource
import sys
import time
from contextlib import redirect_stdout
from datetime import datetime, timedelta, tzinfo
from importlib import import_module
from itertools import count
from pkgutil import walk_packages
from typing import Any

import talent_powerpro
from talent_powerpro import agent
from talent_powerpro.adapters.sql import transactions
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.cli import main
from talent_powerpro.cli.app import app

PAUSE = 0.002
"""The longest pause before a repeated call, in seconds."""

NO_IMPORT = ("talent_powerpro.adapters.sql.migrations", "talent_powerpro.__main__")


def listen() -> dict[str, Any]:
    """Obey until an order starts a command. Returns that order, in the forked process."""
    for line in sys.stdin:
        order: dict[str, Any] = json.loads(line)
        if "wait" in order:
            _, status = os.waitpid(order["wait"], 0)
            answer(os.waitstatus_to_exitcode(status))
            continue
        process = os.fork()
        if not process:
            return order
        answer(process)
    os._exit(0)


def answer(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def become(order: dict[str, Any]) -> None:
    """Take over the order's arguments, environment, streams, clock and longest file."""
    os.environ.update(order["environment"])
    sys.argv = ["talent-powerpro", *order["words"]]
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for stream, file in ((1, order["out"]), (2, order["err"])):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), stream)
    sys.stdin = io.TextIOWrapper(io.FileIO(0), encoding="utf-8")
    if limit := order["limit"]:
        # What SQLite and everybody else gets on a full disk. Python would cut its bytecode short.
        sys.dont_write_bytecode = True
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    set_clock(datetime.fromisoformat(order["now"]), order.get("jump"))


def set_clock(now: datetime, jump: tuple[int, str] | None) -> None:
    """Start the clock at *now*. Each reading takes a millisecond; after so many it *jumps*."""
    readings = count()

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            number = next(readings)
            jumped = jump is not None and number >= jump[0]
            base = datetime.fromisoformat(jump[1]) if jump and jumped else now
            return (base + timedelta(milliseconds=number)).astimezone(tz)

    for module in (agent, transactions):
        module.datetime = Clock  # type: ignore[attr-defined]
    pauses = TalentLMS.__init__.__kwdefaults__ or {}
    assert pauses["sleep"] is time.sleep
    pauses["sleep"] = lambda seconds: time.sleep(min(seconds, PAUSE))


def warm_up() -> None:
    """Play the demo, so that what a command makes once and keeps is made before the forks."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        app(["demo"], standalone_mode=False)


if __name__ == "__main__":
    for found in walk_packages(talent_powerpro.__path__, "talent_powerpro."):
        if not found.name.startswith(NO_IMPORT):
            import_module(found.name)
    warm_up()
    gc.freeze()  # what is there already need not be looked at, nor copied, in each process
    become(listen())
    main()
