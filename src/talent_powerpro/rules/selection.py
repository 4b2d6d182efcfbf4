"""Sorts enrolments: due, missed, without a date, waiting; in scope for results, closed.

Pure functions from enrolments and rules to lists.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, frozen

from talent_powerpro.errors import PluginFault
from talent_powerpro.model import Enrolment
from talent_powerpro.records.due import Day, Due, DueMark
from talent_powerpro.records.report import Listed, Lists, listed
from talent_powerpro.records.work_lists import ListName
from talent_powerpro.rules.conditions import EXPORT_DATE, Unmet
from talent_powerpro.rules.rules import Rules


@frozen
class Selection:
    """The enrolments of the provisioning stage: those due, and the lists of others."""

    due: tuple[Due, ...]
    lists: Lists
    unreadable: tuple[Due, ...] = ()
    """Those with a value that cannot be read, so that nobody knows whether they are due."""


def select(
    enrolments: Iterable[Enrolment],
    rules: Rules,
    day: Day,
    marks: Iterable[DueMark],
    *,
    lists_all: bool = False,
) -> Selection:
    """Sorts the candidates for provisioning.

    *marks* are those that an earlier run found due. They stay due under the same export date.
    *lists_all* also lists enrolments whose export box is not ticked, and those missed long ago or
    dismissed.
    """
    stays_due = {mark.enrolment_id: mark for mark in marks}
    due: list[Due] = []
    missed: list[Listed] = []
    no_date: list[Listed] = []
    waiting: list[Listed] = []
    unreadable: list[Due] = []
    for enrolment in enrolments:
        unmet = _unmet(enrolment, rules, day)
        due_on = _due_on(enrolment, unmet, rules, day, stays_due.get(enrolment.id))
        if due_on:
            due.append(Due(enrolment, due_on))
        elif enrolment.unreadable and not enrolment.provisioning_log:
            unreadable.append(Due(enrolment, day))
        elif enrolment.provisioning_log or not (enrolment.export or lists_all):
            continue
        elif enrolment.export and enrolment.export_date is None and not day.any_date:
            no_date.append(_listed(enrolment, unmet))
        elif enrolment.export_date and _is_missed(enrolment, unmet, day):
            item = enrolment.export_date.isoformat()
            is_recent = (day.today - enrolment.export_date).days <= rules.policy.missed_days
            is_dismissed = (ListName.MISSED, enrolment.id, item) in rules.dismissed
            if lists_all or (is_recent and not is_dismissed):
                entry = _listed(enrolment, unmet)
                missed.append(evolve(entry, since=enrolment.export_date, items=(item,)))
        else:
            waiting.append(_listed(enrolment, unmet))
    lists = Lists(tuple(missed), tuple(no_date), tuple(waiting))
    return Selection(tuple(due), lists, tuple(unreadable))


def _due_on(
    enrolment: Enrolment, unmet: tuple[Unmet, ...], rules: Rules, day: Day, mark: DueMark | None
) -> Day | None:
    """The day by which the enrolment is due; ``None``: it is not due."""
    if not unmet:
        return day
    # Decision 5: the export date stored with the mark counts as the export day. If a person has
    # changed the date since, it does not match, and the mark does not count.
    if mark is None or mark.export_date != enrolment.export_date:
        return None
    # Without a date: a run that set the date aside was cut off.
    begun = (
        evolve(day, export_day=mark.export_date, window=0)
        if mark.export_date
        else evolve(day, any_date=True)
    )
    return None if _unmet(enrolment, rules, begun) else begun


def _unmet(enrolment: Enrolment, rules: Rules, day: Day) -> tuple[Unmet, ...]:
    # If a plugin raises, the enrolment counts as due. Its own flow then asks the plugin again, and
    # only that record fails. Raised here, it would end the whole stage.
    try:
        return rules.unmet(enrolment, day)
    except PluginFault:
        return ()


def _is_missed(enrolment: Enrolment, unmet: tuple[Unmet, ...], day: Day) -> bool:
    """True if the export date has passed and every other condition is met."""
    only_the_date = [each.condition for each in unmet] == [EXPORT_DATE]
    return only_the_date and bool(enrolment.export_date and enrolment.export_date < day.export_day)


def _listed(enrolment: Enrolment, unmet: tuple[Unmet, ...]) -> Listed:
    return listed(
        enrolment, tuple(each.reason for each in unmet), tuple(each.where for each in unmet)
    )


def is_in_scope(enrolment: Enrolment, rules: Rules, day: Day) -> bool:
    """True if results are fetched for the enrolment. Guide, "Result fetching scope"."""
    return enrolment.provisioning_log is not None and not _out_of_scope(enrolment, rules, day)


def _out_of_scope(enrolment: Enrolment, rules: Rules, day: Day) -> tuple[Unmet, ...]:
    # As in `_unmet`: the enrolment's own flow asks the plugin again.
    try:
        return rules.out_of_scope(enrolment, day)
    except PluginFault:
        return ()
