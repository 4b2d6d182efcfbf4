"""The page of `status`: the last run, what comes next, and what waits for a person."""

from __future__ import annotations

from datetime import datetime, tzinfo

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.screen import Screen
from talent_powerpro.model import day_text
from talent_powerpro.records.journal import RunHeader
from talent_powerpro.services.status import Status
from talent_powerpro.views.run_words import stage_counts


def show_status(screen: Screen, status: Status, now: datetime, zone: tzinfo) -> None:
    """Print the status at *now*, with times in *zone*."""
    screen.heading("The agent")
    screen.fields(
        (
            ("Last run", _last_run(status.last_run, now, zone)),
            ("Due now", count(status.due, "enrolment")),
            ("Next export date", _next_date(status)),
            ("Calls left to TalentLMS", _quota(status)),
        )
    )
    screen.heading("Waiting for a person")
    waiting = (
        ("Held", status.held, "holds"),
        ("Failed", len(status.failed), "holds"),
        ("Missed", status.missed, "missed"),
        ("No export date", status.no_export_date, "missed"),
        ("Closed without a result", status.closed, "closed"),
        ("Unmatched units", status.unmatched, "unmatched"),
        ("Not started", status.not_started, "not-started"),
        *((("Withdrawn", status.withdrawn, "withdrawn"),) if status.withdrawn else ()),
    )
    screen.table(
        ("What", "Number", "Show them with"),
        [
            (what, f"{number:,}", f"talent-powerpro {name}" if number else "")
            for what, number, name in waiting
        ],
    )


def _last_run(run: RunHeader | None, now: datetime, zone: tzinfo) -> str:
    if run is None:
        return "none yet"
    began = f"{run.started.astimezone(zone):%d/%m/%Y %H:%M}, {_ago(now, run.started)}"
    if run.ended is None:
        ended = "has not ended: it is under way, or was killed"
    elif run.stopped:
        ended = f"stopped: {run.message or run.stopped}"
    else:
        ended = f"reached its end, {count(run.wrote, 'write')}"
    return "\n".join((began, ended, *stage_counts(run)))


def _ago(now: datetime, then: datetime) -> str:
    minutes = max(0, int((now - then).total_seconds() // 60))
    if minutes < 120:
        return f"{count(minutes, 'minute')} ago"
    hours = minutes // 60
    return f"{count(hours, 'hour')} ago" if hours < 48 else f"{count(hours // 24, 'day')} ago"


def _next_date(status: Status) -> str:
    if status.next_date is None:
        return "none"
    return f"{day_text(status.next_date.on)}, {count(status.next_date.enrolments, 'enrolment')}"


def _quota(status: Status) -> str:
    if status.quota_left is None:
        return "unknown"
    of = f" of {status.quota_limit:,} an hour" if status.quota_limit is not None else ""
    return f"{status.quota_left:,}{of}, when the last run ended"
