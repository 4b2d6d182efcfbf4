"""The fleet's log: a line for each run, with the RTO's name.

The log is of all RTOs together, so it has nothing that could be of a student: no text of an
exception, and no traceback.
"""

from __future__ import annotations

import logging

from typing_extensions import override

from talent_powerpro.model import printable

log = logging.getLogger("talent_powerpro.fleet")
# The libraries' own warnings would go to standard error. The worker says what they say in a line.
for _each in (log, logging.getLogger("psycopg.pool"), logging.getLogger("procrastinate")):
    _each.addHandler(logging.NullHandler())


def one_line(text: str) -> str:
    """The text on one line, without control characters."""
    return printable(" ".join(text.split()))


class Lines(logging.Formatter):
    """Formats lines with time and level, without tracebacks."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    @override
    def format(self, record: logging.LogRecord) -> str:
        record.message = record.getMessage()
        record.asctime = self.formatTime(record)
        return self.formatMessage(record)
