"""Rate limits of the API, and the answers to calls beyond them.

There are two: calls per hour, in a fixed window that begins with a call (the window is
inferred), and calls in any five seconds. Both are always counted, but only enforced where the
portal says so. A refused call is not counted.
"""

from __future__ import annotations

import math
from collections import deque
from datetime import datetime, timedelta

from talent_powerpro.sandbox.api_errors import ApiError
from talent_powerpro.sandbox.http import pages
from talent_powerpro.sandbox.http.messages import Response
from talent_powerpro.sandbox.http.php_json import as_json
from talent_powerpro.sandbox.portal.choices import LimitAnswer
from talent_powerpro.sandbox.portal.portal import Portal

HOUR = timedelta(hours=1)
BURST = timedelta(seconds=5)

MESSAGE = "API rate limit exceeded"
"""Our own words: no source has the portal's."""


class Limits:
    """Counters of one portal's calls."""

    def __init__(self, portal: Portal) -> None:
        self.per_hour = portal.calls_per_hour
        self._portal = portal
        self._calls = 0
        self._resets: datetime | None = None
        self._latest: deque[datetime] = deque(maxlen=portal.calls_per_5_seconds)

    def count(self, now: datetime) -> Response | None:
        """Count a call. Returns the answer that refuses it, or ``None`` where it may go on."""
        back = self._closed_until(now)
        if back is not None and self._portal.enforce_limits:
            return _refusal(self._portal.quirks.limit_answer, back - now)
        self._calls += 1
        self._latest.append(now)
        return None

    def remaining(self, now: datetime) -> int:
        """Calls left in this hour's window, at least zero."""
        self.resets_at(now)
        return max(0, self.per_hour - self._calls)

    def resets_at(self, now: datetime) -> datetime:
        """End of the window at *now*. Begins a new window where none is open."""
        if self._resets is None or now >= self._resets:
            self._calls = 0
            self._resets = now + HOUR
        return self._resets

    def _closed_until(self, now: datetime) -> datetime | None:
        """The moment from which calls are accepted again; ``None`` where they are now."""
        if self.remaining(now) == 0:
            return self.resets_at(now)
        full = len(self._latest) == self._latest.maxlen
        back = self._latest[0] + BURST if full else now
        return back if back > now else None


def _refusal(answer: LimitAnswer, wait: timedelta) -> Response:
    if answer is LimitAnswer.UNAVAILABLE:
        return pages.service_unavailable_503()
    status = 403 if answer is LimitAnswer.FORBIDDEN else 429
    seconds = str(max(1, math.ceil(wait.total_seconds())))
    headers = {"Retry-After": seconds} if answer is LimitAnswer.RETRY_AFTER else {}
    return as_json(ApiError(status, MESSAGE, "api_error").answer, status, headers)
