"""Script that runs ``talent-powerpro`` at a chosen time and kills it at a chosen write.

`reliability.kills` starts it as a separate process. It wraps the store's transactions and the
agent's clock from outside, without the command's knowledge. Environment variables:

* ``KILLS_NOW``: the start time, ISO with an offset; each reading of the clock adds a millisecond;
* ``KILLS_TRACE``: the file to which each write's name is appended as it begins, one a line;
* ``KILLS_AT``: such as ``12 within``, the twelfth write, before it is committed; or blank;
* ``KILLS_STORE`` and ``KILLS_RTO``: a store on a server, in place of the file; or blank.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from itertools import count
from types import FrameType
from typing import Any

from sqlalchemy import Connection

from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.agent import Agent
from talent_powerpro.cli import main

STARTED = datetime.fromisoformat(os.environ["KILLS_NOW"])
AT = os.environ["KILLS_AT"]

_numbers, _looks = count(1), count()
_writing, _agent, _open = Store.writing, Agent.__init__, SqlPowerPro.__init__


def now() -> datetime:
    return STARTED + timedelta(milliseconds=next(_looks))


def die_at(number: int, moment: str) -> None:
    if f"{number} {moment}" == AT:
        os.kill(os.getpid(), signal.SIGKILL)


def named(frame: FrameType | None) -> str:
    """The store's writing method in the call stack, without its helpers."""
    while frame and frame.f_code.co_name.startswith("_"):
        frame = frame.f_back
    return frame.f_code.co_name if frame else ""


@contextmanager
def _counted(store: Store, name: str) -> Iterator[Connection]:
    number = next(_numbers)
    with open(os.environ["KILLS_TRACE"], "a", encoding="utf-8") as trace:
        trace.write(f"{name}\n")
    die_at(number, "before")
    with _writing(store) as connection:
        yield connection
        die_at(number, "within")
    die_at(number, "after")


def writing(store: Store) -> AbstractContextManager[Connection]:
    return _counted(store, named(sys._getframe(1)))


def at_that_time(agent: Agent, *arguments: Any, **named: Any) -> None:
    _agent(agent, *arguments, **{**named, "clock": now})


def on_a_server(store: SqlPowerPro, *_: Any, **named: Any) -> None:
    _open(store, os.environ["KILLS_STORE"], **{**named, "rto": os.environ["KILLS_RTO"]})


if __name__ == "__main__":
    if os.environ["KILLS_STORE"]:
        SqlPowerPro.__init__ = on_a_server  # type: ignore[assignment,method-assign]
    Store.writing = writing  # type: ignore[assignment,method-assign]
    Agent.__init__ = at_that_time  # type: ignore[assignment,method-assign]
    main()
