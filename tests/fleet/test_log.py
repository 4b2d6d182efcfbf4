"""The fleet's log: one line for each thing that is said, and nothing of a student."""

from __future__ import annotations

import logging
import re
import sys

import pytest

from support.executed_anew import executed_anew
from talent_powerpro.fleet.log import Lines, one_line


def test_a_text_of_several_lines_is_one_line_that_a_terminal_only_shows() -> None:
    assert (
        one_line(" Two\n lines,\ta tab and \x1b[31mred. ") == "Two lines, a tab and \\x1b[31mred."
    )


def test_a_line_has_time_and_level_and_no_traceback() -> None:
    try:
        raise KeyError("Joana Gomez")
    except KeyError:
        record = logging.LogRecord(
            "fleet", logging.ERROR, "worker.py", 1, "%s: internal error", ("perth",), sys.exc_info()
        )
    line = Lines().format(record)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ERROR perth: internal error", line)


def test_what_the_fleet_and_its_libraries_log_goes_nowhere_unless_somebody_listens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    silenced: list[tuple[str, type]] = []

    def note(logger: logging.Logger, handler: logging.Handler) -> None:
        silenced.append((logger.name, type(handler)))

    monkeypatch.setattr(logging.Logger, "addHandler", note)
    executed_anew("talent_powerpro.fleet.log")
    assert silenced == [
        ("talent_powerpro.fleet", logging.NullHandler),
        ("psycopg.pool", logging.NullHandler),
        ("procrastinate", logging.NullHandler),
    ]
