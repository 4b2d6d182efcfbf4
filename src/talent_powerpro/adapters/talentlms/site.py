"""Facts about a portal as a whole: its settings and its rate limit."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen


@frozen
class Site:
    """A portal's settings, as ``siteinfo`` gives them. API fact (recorded): no time zone."""

    date_format: str
    """``DDMMYYYY``, ``MMDDYYYY`` or ``YYYYMMDD``; blank where the answer has none."""
    users: int | None = None
    courses: int | None = None
    groups: int | None = None
    branches: int | None = None
    """Counts; ``None``: the answer has no usable number."""


@frozen
class Quota:
    """The portal's rate limit, as ``ratelimit`` gives it: calls per hour, of all programs."""

    limit: int | None = None
    remaining: int | None = None
    """Calls; ``None``: the answer has no usable number."""
    resets_at: datetime | None = None
    """Aware, UTC; ``None``: the answer has no usable time."""
