"""A Talent repository with a quota of calls per hour, as TalentLMS has one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any

from talent_powerpro.errors import NoAnswer
from talent_powerpro.model import Quota
from talent_powerpro.ports.talentlms import TalentRepository


class MeteredTalent:
    """*talent* with a quota of *limit* calls per hour. Offers the optional port `TalentQuota`.

    Each method counts as one call, but for `quota`. A call beyond the quota raises `NoAnswer`
    and is counted in `refused`. An hour begins with a call. *clock* returns an aware time.
    """

    def __init__(
        self, talent: TalentRepository, limit: int, clock: Callable[[], datetime] | None = None
    ) -> None:
        self.limit = limit
        self.calls = 0
        """The calls in this hour."""
        self.refused = 0
        self._talent = talent
        self._clock = clock or (lambda: datetime.now(UTC))
        self._ends: datetime | None = None
        self._lock = Lock()

    def quota(self) -> Quota:
        with self._lock:
            self._begin_hour()
            return Quota(self.limit, self.limit - self.calls, self._ends)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._talent, name)
        return self._counted(found) if callable(found) else found

    def _counted(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            with self._lock:
                self._begin_hour()
                if self.calls >= self.limit:
                    self.refused += 1
                    raise NoAnswer("API rate limit exceeded")
                self.calls += 1
            return method(*arguments)

        return call

    def _begin_hour(self) -> None:
        now = self._clock()
        if self._ends is None or now >= self._ends:
            self.calls, self._ends = 0, now + timedelta(hours=1)
