"""The page of HTML for all RTOs of a fleet, with a link to the office's page of each."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from urllib.parse import quote

from attrs import frozen

from talent_powerpro.fleet.overview import Condition, Overview, Standing
from talent_powerpro.fleet.words import did, length
from talent_powerpro.views.html_report import page_policy
from talent_powerpro.views.html_templates import filled, source
from talent_powerpro.views.html_windows import script, stylesheet

KINDS: Mapping[Condition, str] = {
    Condition.FAULTY: "bad",
    Condition.LATE: "bad",
    Condition.STOPPED: "bad",
    Condition.PAUSED: "warn",
}
"""The badges of conditions; all others are good."""


@frozen(kw_only=True)
class RtoPage:
    """What `fleet report` made of one RTO."""

    zone: tzinfo = UTC
    page: str = ""
    """The address of its page, relative to the page of all; blank: it has none."""
    faults: tuple[str, ...] = ()
    """The reasons why it has none, or not a whole one."""


@frozen(kw_only=True)
class Row:
    """One RTO on the page, its times in its zone."""

    rto: Standing
    title: str
    kind: str
    late: str
    page: str
    faults: tuple[str, ...]
    last: datetime | None
    next: datetime | None
    is_due: bool
    did: str


def overview_page(found: Overview, pages: Mapping[str, RtoPage], made_at: datetime) -> str:
    """Return the page. *pages* are by the RTO's name in the fleet; *made_at* is aware.

    Raises `SettingsFault` where Jinja2, the extra ``html``, is not installed.
    """
    style, code = stylesheet() + source("page.css"), script()
    stopped = (Condition.STOPPED, Condition.FAULTY)
    return filled(
        "fleet.html",
        overview=found,
        rows=[_row(each, pages.get(each.rto, RtoPage()), found.now) for each in found.rtos],
        stopped=sum(found.conditions.get(str(each), 0) for each in stopped),
        workers=sum(each.alive for each in found.workers),
        made_at=made_at,
        style=style,
        script=code,
        policy=page_policy(style, code),
    )


def _row(rto: Standing, page: RtoPage, now: datetime) -> Row:
    last = rto.last.ended if rto.last else None
    due = None if rto.condition is Condition.FAULTY else rto.next_due
    return Row(
        rto=rto,
        title=rto.name or rto.rto,
        kind=KINDS.get(rto.condition, "good"),
        late=length(rto.late_by_seconds) if rto.late else "",
        page=quote(os.fsencode(page.page)),
        # A fault that the fleet knows too is on the page once.
        faults=tuple(dict.fromkeys((*rto.faults, *page.faults))),
        last=last.astimezone(page.zone) if last else None,
        next=due.astimezone(page.zone) if due else None,
        is_due=due is not None and due <= now,
        did=did(rto.last) if rto.last else "",
    )
