"""How many calls this hour has seen (API sheet, sections 10 and 13)."""

from __future__ import annotations

from datetime import datetime, timedelta

HOUR = timedelta(hours=1)


class HourlyWindow:
    """Counts calls in a fixed window: it begins with a call and lasts an hour."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._calls = 0
        self._resets: datetime | None = None

    def count(self, now: datetime) -> None:
        """One more call."""
        self.resets_at(now)
        self._calls += 1

    def remaining(self, now: datetime) -> int:
        """Calls left in this window; never below zero."""
        self.resets_at(now)
        return max(0, self.limit - self._calls)

    def resets_at(self, now: datetime) -> datetime:
        """When the window that *now* lies in ends; begins a new one where none is open."""
        if self._resets is None or now >= self._resets:
            self._calls = 0
            self._resets = now + HOUR
        return self._resets
