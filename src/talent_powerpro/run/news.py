"""What is news: a run repeats what stands, but says which of it nobody was told before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import evolve

from talent_powerpro.ports.state import RunJournal
from talent_powerpro.records.record import NEEDS_ATTENTION, STANDING, Record
from talent_powerpro.records.report import Listed, Lists

ONCE = frozenset({"unknown-label", "course-unconfirmed"})
"""Reasons of remarks that are made once and not repeated."""


def mark_new_records(
    records: Iterable[Record], journal: RunJournal, today: date
) -> tuple[Record, ...]:
    """The records with what is new marked so, and remarks made once not made again."""
    records = tuple(records)
    new = journal.tell({_standing(r) for r in records if r.outcome in STANDING}, today)
    once = journal.tell(
        {r.message for record in records for r in record.remarks if r.reason in ONCE}, today
    )
    return tuple(
        evolve(
            record,
            new=record.outcome in NEEDS_ATTENTION
            and (record.outcome not in STANDING or _standing(record) in new),
            remarks=tuple(r for r in record.remarks if r.reason not in ONCE or r.message in once),
        )
        for record in records
    )


def mark_new_lists(lists: Lists, journal: RunJournal, today: date) -> Lists:
    """The lists with what is new marked so; closed enrolments are listed once."""
    missed = _marked("missed", lists.missed, journal, today)
    undated = _marked("no export date", lists.no_export_date, journal, today)
    unmet = _marked("unmet", lists.unmet, journal, today)
    closed = lists.closed_before_results
    new = journal.tell({f"closed: {each.enrolment_id}" for each in closed}, today)
    once = (evolve(e, new=True) for e in closed if f"closed: {e.enrolment_id}" in new)
    return Lists(missed, undated, unmet, tuple(once))


def _standing(record: Record) -> str:
    return f"{record.outcome}: {record.stage} {record.enrolment_id}: {record.message}"


def _marked(
    name: str, entries: tuple[Listed, ...], journal: RunJournal, today: date
) -> tuple[Listed, ...]:
    topics = {each: f"{name}: {each.enrolment_id}: {'; '.join(each.reasons)}" for each in entries}
    new = journal.tell(set(topics.values()), today)
    return tuple(evolve(each, new=topic in new) for each, topic in topics.items())
