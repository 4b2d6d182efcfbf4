"""The page of `explain`: one enrolment, from its conditions to the next run."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from talent_powerpro.cli.screen import Screen
from talent_powerpro.model import day_text
from talent_powerpro.records.holds import Decision
from talent_powerpro.records.record import Record
from talent_powerpro.rules.unit_verdicts import UnitFound
from talent_powerpro.services.explaining import Done, Explanation, IfAnswered, NextRun
from talent_powerpro.views.writes import in_words


def show_explanation(screen: Screen, found: Explanation) -> None:
    """Print what the next run would do first, then conditions, units, holds and earlier runs."""
    screen.heading(
        f"{found.enrolment_id} {found.client_name} ({found.client_code}), {found.course_code}"
    )
    at = found.provisioned
    screen.line(f"Provisioned on {at:%d/%m/%Y %H:%M}." if at else "Not provisioned.")
    if found.next_run:
        _show_next_run(screen, found.next_run)
    _show_conditions(screen, found)
    screen.heading("Units")
    for unit in found.units:
        _show_unit(screen, unit)
    if not found.units:
        screen.line("The enrolment has no unit or module.")
    _show_holds(screen, found)
    screen.heading("Earlier runs")
    for done in found.history:
        _show_done(screen, done)
    for failure in found.failures:
        screen.line(f"failed since {failure.since:%d/%m/%Y %H:%M}: {failure.stage}")
        screen.line(failure.message, indent=4)
        screen.line(f"-> {failure.remedy}", indent=4)
    if not (found.history or found.failures):
        screen.line("No earlier run wrote anything for this enrolment.")


def _show_next_run(screen: Screen, run: NextRun) -> None:
    screen.heading("A run now")
    for record in run.records:
        _show_record(screen, record)
    if not run.records:
        screen.line("A run now would leave the enrolment as it is.")
    lists = run.lists
    of_these = (lists.missed, lists.no_export_date, lists.unmet)
    for entry in chain(*of_these, lists.closed_before_results, lists.withdrawn):
        for reason, where in zip(entry.reasons, entry.where, strict=True):
            screen.line(f"{reason} -> {where}", indent=4)
    for doubt in run.doubts:
        screen.line(f"{doubt.level}: {doubt.message}", indent=4)
        screen.line(f"-> {doubt.where}", indent=4)


def _show_record(screen: Screen, record: Record, *, indent: int = 0) -> None:
    screen.line(f"{record.status}: {record.stage}", indent=indent)
    for text in (record.message, f"-> {record.remedy}" if record.remedy else ""):
        if text:
            screen.line(text, indent=indent + 4)
    for write in record.writes:
        screen.line(in_words(write), indent=indent + 4)
    for remark in record.remarks:
        screen.line(f"remark: {remark.message}", indent=indent + 4)


def _show_conditions(screen: Screen, found: Explanation) -> None:
    screen.heading("Conditions")
    for each in found.conditions:
        box = "[x]" if each.holds else "[ ]"
        screen.line(f"{box} {each.name}: {each.value}".rstrip(": "))
        if each.moot:
            screen.line("Nothing to do: the enrolment is provisioned already.", indent=4)
        elif not each.holds:
            screen.line(f"{each.reason} -> {each.where}", indent=4)
    fetched = "are fetched" if found.results_are_fetched else "are not fetched"
    screen.line(f"Results {fetched} for this enrolment.")


def _show_unit(screen: Screen, unit: UnitFound) -> None:
    result = f"{unit.outcome} {day_text(unit.outcome_date)}".strip()
    screen.line(f"{unit.code} {unit.name}: {result or 'no result'}")
    screen.line(f"{unit.verdict}: {unit.message}", indent=4)
    for seen in unit.talent_units:
        done = f", {day_text(seen.completed)}" if seen.completed else ""
        screen.line(f"Talent unit {seen.id} '{seen.name}': {seen.status or 'not opened'}{done}",
                    indent=4)  # fmt: skip
    if unit.origin:
        screen.line(unit.origin, indent=4)


def _show_holds(screen: Screen, found: Explanation) -> None:
    screen.heading("Holds")
    after = found.next_run.if_answered if found.next_run else ()
    for hold in found.holds:
        what = "hold" if hold.held else "remark"
        screen.line(f"{hold.id} {what}: {hold.stage}: {hold.reason}")
        screen.line(hold.message, indent=4)
        _show_answers(screen, hold.id, after)
    known = {hold.id for hold in found.holds}
    for hold_id in dict.fromkeys(each.hold_id for each in after if each.hold_id not in known):
        screen.line(f"{hold_id} hold, which a run now would find")
        _show_answers(screen, hold_id, after)
    for answer in found.answers:
        screen.line(f"{answer.decision} by {answer.who} on {answer.at:%d/%m/%Y}: {answer.why}")
        screen.line(answer.message, indent=4)
    if not (found.holds or after or found.answers):
        screen.line("Nothing waits for a person, and no answer was given.")


def _show_answers(screen: Screen, hold_id: str, after: Iterable[IfAnswered]) -> None:
    for each in after:
        if each.hold_id == hold_id:
            _show_answer(screen, each)


def _show_answer(screen: Screen, after: IfAnswered) -> None:
    command = f"talent-powerpro {after.decision} {after.hold_id} --why REASON"
    verb = "Released" if after.decision is Decision.RELEASE else "Kept"
    screen.line(f"{verb} ({command}), a run would do:", indent=4)
    for record in after.records:
        _show_record(screen, record, indent=8)
    if not after.records:
        screen.line("nothing", indent=8)


def _show_done(screen: Screen, done: Done) -> None:
    at = f"{done.at:%d/%m/%Y %H:%M} " if done.at else ""
    screen.line(f"{at}{done.stage}: {done.status or 'cut off'} (run {done.run_id})")
    for write in done.writes:
        screen.line(in_words(write), indent=4)
