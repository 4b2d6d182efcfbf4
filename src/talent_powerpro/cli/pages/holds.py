"""The page of `holds`: what waits for a person, and the answers that people gave."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import tzinfo

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.screen import Screen
from talent_powerpro.records.blocks import Named, blocks, of_holds
from talent_powerpro.records.holds import Answer, Decision, HoldKey, StandingHold
from talent_powerpro.records.work_lists import StandingFailure, by_cause
from talent_powerpro.views.remedies import what_to_do

ANSWERED = {
    Decision.RELEASE: "Released (each lapses when its facts change)",
    Decision.KEEP: "Kept as PowerPro has it (each lapses when its facts change)",
}
"""Headings of the lists of answers that apply."""
LAPSED = "Lapsed (applies again only if the same facts return)"


def show_holds(screen: Screen, waiting: Sequence[StandingHold]) -> None:
    """Print the holds and remarks that wait for an answer: each cause once, with its names."""
    held = [each for each in waiting if each.held]
    if held:
        screen.heading("Held: a person has to decide")
    else:
        screen.line("No records are held.")
    _show_blocks(screen, held)
    if remarked := [each for each in waiting if not each.held]:
        screen.heading("Written and reported: answer with keep if PowerPro was right")
        _show_blocks(screen, remarked)


def show_failures(screen: Screen, failures: Sequence[StandingFailure], zone: tzinfo) -> None:
    """Print the records that failed: each cause once, with its names and what to do."""
    if not failures:
        return
    screen.heading("Failed: a person corrects the data")
    for cause, named in by_cause(failures):
        screen.line(f"{cause.stage}: {cause.reason}: {cause.message}")
        screen.line(f"-> {cause.remedy}", indent=4)
        for each in named:
            since = f"{each.since.astimezone(zone):%d/%m/%Y}"
            screen.line(
                f"{each.client_name} ({each.client_code}), {each.course_code}, enrolment "
                f"{each.enrolment_id}, since {since}",
                indent=4,
            )


def _show_blocks(screen: Screen, holds: Iterable[StandingHold]) -> None:
    for block in blocks(of_holds(holds)):
        cause, named = block.cause, block.named
        if len(named) == 1:
            screen.line(f"{named[0].id}  {cause.stage}: {_who(named[0])}")
        else:
            screen.line(f"{cause.stage}: {count(len(named), 'enrolment')}")
        screen.line(f"{cause.reason}: {cause.message}", indent=10)
        screen.line(f"-> {what_to_do(block)}", indent=10)
        if len(named) > 1:
            for each in named:
                screen.line(f"{each.id}  {_who(each)}", indent=4)
                if each.detail:
                    screen.line(each.detail, indent=14)


def _who(named: Named) -> str:
    if not named.enrolment_id:
        return "earlier runs as a whole"
    return (
        f"{named.client_name} ({named.client_code}), {named.course_code}, "
        f"enrolment {named.enrolment_id}"
    )


def show_answers(
    screen: Screen, answers: Sequence[Answer], lapsed: Collection[HoldKey], zone: tzinfo
) -> None:
    """Print who answered what, when and why: what was released, kept, and has *lapsed*."""
    for decision, heading in ANSWERED.items():
        applying = [each for each in answers if each.key not in lapsed]
        given = [each for each in applying if each.decision is decision]
        _show_given(screen, heading, given, zone)
    _show_given(screen, LAPSED, [each for each in answers if each.key in lapsed], zone)


def _show_given(screen: Screen, heading: str, given: Sequence[Answer], zone: tzinfo) -> None:
    if given:
        screen.heading(heading)
    for each in given:
        what = f"enrolment {each.enrolment_id}" if each.enrolment_id else "earlier runs"
        decided = f"{each.decision} of " if heading == LAPSED else ""
        screen.line(
            f"{each.at.astimezone(zone):%d/%m/%Y %H:%M}  {each.who}: {decided}{what}, {each.reason}"
        )
        screen.line(each.message, indent=18)
        screen.line(f"why: {each.why}", indent=18)
