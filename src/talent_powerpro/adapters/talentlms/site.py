"""The settings of a portal as a whole."""

from __future__ import annotations

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
