"""Contract suite of a store of the E-Learning Sync Log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Final, Generic, TypeVar

from talent_powerpro.ports.state import SyncLogStore
from talent_powerpro.records.journal import SyncLogLine
from talent_powerpro.testing.contracts.port_methods import missing_methods

S = TypeVar("S", bound=SyncLogStore)

AT: Final = datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC)
PERTH: Final = timezone(timedelta(hours=8))
STARTED: Final = SyncLogLine(AT, ">>> PowerPro-Talent Integration Agent started >>>")
COUNTED: Final = SyncLogLine(AT, "1 Student(s) to enrol")
ENROLLING: Final = SyncLogLine(
    (AT + timedelta(seconds=1)).astimezone(PERTH), "Enrolling Joana Gómez – 乔安娜 ..."
)


class SyncLogStoreContract(Generic[S]):
    """Tests that your log is a `SyncLogStore`. Inherit it, and define `make` and `lines`."""

    def make(self) -> S:
        """Return a new, empty sync log of yours."""
        raise NotImplementedError("Define make(self); its docstring says what to return.")

    def lines(self, log: S) -> Sequence[SyncLogLine]:
        """Return all lines of the log in the order in which they were written."""
        raise NotImplementedError("Define lines(self, log); its docstring says what to return.")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make(), SyncLogStore) == []

    def test_lines_are_appended_in_order(self) -> None:
        """Also if two lines have the same moment, or a later line has an earlier one."""
        log = self.make()
        log.write([STARTED, COUNTED])
        log.write([ENROLLING])
        log.write([STARTED])
        assert list(self.lines(log)) == [STARTED, COUNTED, ENROLLING, STARTED]

    def test_an_identical_line_is_written_again(self) -> None:
        log = self.make()
        log.write([COUNTED, COUNTED])
        assert list(self.lines(log)) == [COUNTED, COUNTED]

    def test_moments_are_returned_aware_and_equal_in_any_zone(self) -> None:
        log = self.make()
        log.write([ENROLLING])
        (line,) = self.lines(log)
        assert line.at.tzinfo is not None
        assert line.at == AT + timedelta(seconds=1)

    def test_writing_no_lines_adds_nothing(self) -> None:
        log = self.make()
        log.write([])
        assert list(self.lines(log)) == []
