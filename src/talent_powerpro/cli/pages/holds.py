"""The page of `holds`: held records, and the releases that people gave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from talent_powerpro.cli.screen import Screen
from talent_powerpro.records.holds import Answer, StandingHold


def show_holds(screen: Screen, holds: Sequence[StandingHold]) -> None:
    """Print each hold with its reason and what to do: fix the cause, or release it."""
    if not holds:
        screen.line("No records are held.")
        return
    screen.heading("Held records")
    for hold in holds:
        screen.line(
            f"{hold.id}  {hold.stage}: {hold.client_name} ({hold.client_code}), "
            f"{hold.course_code}, enrolment {hold.enrolment_id}"
        )
        screen.line(f"{hold.reason}: {hold.message}", indent=10)
        screen.line(f"-> {what_to_do(hold.id, hold.remedy, hold.releasable)}", indent=10)


def what_to_do(hold_id: str, remedy: str, releasable: bool) -> str:
    """The remedy of a hold and, if it can be released, the command for that."""
    if not releasable:
        return remedy
    release = f"release it: talent-powerpro release {hold_id} --why REASON"
    # A host's own remedy may come without a full stop.
    return f"{remedy.removesuffix('.')}. Or {release}" if remedy else release


def show_releases(screen: Screen, releases: Sequence[Answer], zone: tzinfo) -> None:
    """Print who released what, when and why."""
    if not releases:
        return
    screen.heading("Released, until the facts change")
    for each in releases:
        screen.line(
            f"{each.at.astimezone(zone):%d/%m/%Y %H:%M}  {each.who}: enrolment "
            f"{each.enrolment_id}, {each.reason}"
        )
        screen.line(each.message, indent=18)
        screen.line(f"why: {each.why}", indent=18)
