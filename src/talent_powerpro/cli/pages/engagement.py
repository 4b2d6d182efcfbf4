"""The page of `engagement`, and its file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from pathlib import Path

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.private_table import write_table
from talent_powerpro.cli.screen import Screen
from talent_powerpro.services.engagement import EngagementRow

TITLES = ("Talent unit", "Status", "Progress", "Time", "Score", "Enrolled", "Completed", "Read")
HEADINGS = (
    *("Client Code", "Name", "Course Code", "Enrolment ID", "Talent User ID", "Talent Course ID"),
    *("Talent Unit ID", *TITLES, "Source"),
)
NO_OUTCOME = "As TalentLMS gave it, with the date on which a run read it. It is no outcome."


def show_engagement(screen: Screen, found: Sequence[EngagementRow], zone: tzinfo) -> None:
    """Print a table for each enrolment."""
    by_enrolment: dict[str, list[EngagementRow]] = {}
    for each in found:
        by_enrolment.setdefault(each.enrolment_id, []).append(each)
    for rows in by_enrolment.values():
        first = rows[0]
        screen.heading(f"{first.client_name} ({first.client_code}), {first.course_code}")
        screen.line(f"enrolment {first.enrolment_id}, Talent user {first.seen.user_id}")
        screen.table(TITLES, (_cells(each, zone) for each in rows))
        for source in dict.fromkeys(each.seen.source for each in rows if each.seen.source):
            screen.line(f"from {source}")
    if found:
        screen.line(NO_OUTCOME)


def show_none(screen: Screen, *, kept: bool) -> None:
    """Say why there is nothing to show."""
    screen.line(
        "No engagement is kept of them yet. It comes with the next look at their progress."
        if kept
        else "No engagement is kept. Set engagement = true in the settings, section [results]."
    )


def write_engagement(
    file: Path, found: Iterable[EngagementRow], zone: tzinfo, *, replace: bool
) -> None:
    """Write a row for each enrolment and Talent unit, as `write_table`."""
    write_table(file, HEADINGS, (_line(each, zone) for each in found), replace=replace)


def show_written(screen: Screen, file: Path, found: Sequence[EngagementRow]) -> None:
    """Print how much was written."""
    clients = count(len({each.client_code for each in found}), "client")
    screen.line(f"{count(len(found), 'row')} of {clients} written to {file}.")


def _line(each: EngagementRow, zone: tzinfo) -> tuple[str, ...]:
    seen = each.seen
    return (
        *(each.client_code, each.client_name, each.course_code, each.enrolment_id),
        *(seen.user_id, seen.course_id, seen.unit_id, *_cells(each, zone), seen.source),
    )


def _cells(each: EngagementRow, zone: tzinfo) -> tuple[str, ...]:
    seen = each.seen
    return (
        seen.unit_name if seen.unit_id else "(whole course)",
        *(seen.status, seen.progress, seen.time, seen.score),
        *(_shown(seen.enrolled, zone), _shown(seen.completed, zone)),
        f"{seen.read_at.astimezone(zone):%d/%m/%Y %H:%M}",
    )


def _shown(given: str, zone: tzinfo) -> str:
    """A time in the RTO's zone; a text that is no such time as it is."""
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        return given
    return f"{at.astimezone(zone):%d/%m/%Y %H:%M}" if at.tzinfo else given
