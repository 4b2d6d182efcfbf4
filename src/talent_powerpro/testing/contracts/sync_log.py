"""The suite that proves a store of the E-Learning Sync Log."""

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
    """Proves that what `make` gives is a `SyncLogStore`: inherit it, define `make` and `lines`."""

    def make(self) -> S:
        """A new, empty sync log of yours."""
        raise NotImplementedError("define make(self): see its docstring")

    def lines(self, log: S) -> Sequence[SyncLogLine]:
        """All lines of the log in the order in which they were written."""
        raise NotImplementedError("define lines(self, log): see its docstring")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make(), SyncLogStore) == []

    def test_lines_are_appended_in_order(self) -> None:
        """Those of one moment too, and those whose clock stood earlier."""
        log = self.make()
        log.write([STARTED, COUNTED])
        log.write([ENROLLING])
        log.write([STARTED])
        assert list(self.lines(log)) == [STARTED, COUNTED, ENROLLING, STARTED]

    def test_a_line_that_was_written_before_is_written_again(self) -> None:
        log = self.make()
        log.write([COUNTED, COUNTED])
        assert list(self.lines(log)) == [COUNTED, COUNTED]

    def test_moments_are_told_aware_whatever_their_zone(self) -> None:
        log = self.make()
        log.write([ENROLLING])
        (line,) = self.lines(log)
        assert line.at.tzinfo is not None
        assert line.at == AT + timedelta(seconds=1)

    def test_no_lines_add_nothing(self) -> None:
        log = self.make()
        log.write([])
        assert list(self.lines(log)) == []
