"""News: marks what no earlier run reported, and keeps the holds for the next run."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from attrs import evolve

from talent_powerpro.model import EnrolmentId
from talent_powerpro.ports.state import Holds, RunJournal
from talent_powerpro.records.holds import StandingHold
from talent_powerpro.records.record import (
    STANDING,
    WITHOUT_GROUP,
    Record,
    RecordStatus,
    StageName,
)
from talent_powerpro.records.report import Listed, Lists

ONCE = frozenset({"unknown-label", "course-unconfirmed"})
"""Reasons of remarks that are reported once and never again."""


def mark_new_records(
    records: Iterable[Record], journal: RunJournal, today: date
) -> tuple[Record, ...]:
    """Mark records that no earlier run reported, and drop remarks of `ONCE` made before."""
    records = tuple(records)
    new = journal.tell({_standing(r) for r in records if _stands(r)}, today)
    once = journal.tell(
        {r.message for record in records for r in record.remarks if r.reason in ONCE}, today
    )
    return tuple(
        evolve(
            record,
            # A deferral is always new: each try is news (decision 7).
            new=record.status is RecordStatus.DEFERRED or _standing(record) in new,
            remarks=tuple(r for r in record.remarks if r.reason not in ONCE or r.message in once),
        )
        for record in records
    )


def mark_new_lists(lists: Lists, journal: RunJournal, today: date) -> Lists:
    """Mark the list entries that no earlier run reported."""
    return evolve(
        lists,
        missed=_marked("missed", lists.missed, journal, today),
        no_export_date=_marked("no export date", lists.no_export_date, journal, today),
        unmet=_marked("unmet", lists.unmet, journal, today),
    )


def newly_closed(closed: Iterable[Listed], journal: RunJournal, today: date) -> tuple[Listed, ...]:
    """Return those enrolments that no earlier run listed as closed. Each is listed once."""
    topics = {f"closed: {each.enrolment_id}": each for each in closed}
    new = journal.tell(set(topics), today) if topics else ()
    return tuple(evolve(each, new=True) for topic, each in topics.items() if topic in new)


def keep_holds(
    stage: StageName,
    records: Iterable[Record],
    holds: Holds,
    *,
    held_before: Iterable[EnrolmentId],
    freed: Collection[str],
    whole: bool,
) -> None:
    """Store the holds of a stage's *records*, and end the holds that no longer apply.

    *held_before* are the enrolments that were held when the stage began. *freed* are those of
    them found unchanged, which have no record. *whole* says that the stage looked at all its
    enrolments.
    """
    without_record = dict.fromkeys(held_before)
    for record in records:
        if record.holds or record.enrolment_id in without_record:
            holds.ended(record.enrolment_id, stage, standing_holds(record))
        without_record.pop(record.enrolment_id, None)
    for enrolment_id in without_record:
        # A stage that ended early did not look at the others: their holds stay. One that reached
        # its end did not find them, so they are no longer in its scope.
        if whole or enrolment_id in freed:
            holds.ended(enrolment_id, stage, ())


def standing_holds(record: Record) -> tuple[StandingHold, ...]:
    """Return the holds that a record ended in, as they are stored."""
    return tuple(
        StandingHold(
            stage=record.stage,
            enrolment_id=record.enrolment_id,
            client_code=record.client_code,
            client_name=record.client_name,
            course_code=record.course_code,
            reason=hold.reason,
            message=hold.message,
            remedy=hold.remedy,
            releasable=hold.releasable,
            facts=hold.facts,
            both=hold.both,
        )
        for hold in record.holds
    )


def _stands(record: Record) -> bool:
    return record.status in STANDING or record.waits_for_group


def _standing(record: Record) -> str:
    if record.waits_for_group or record.reason in WITHOUT_GROUP:
        # A user without a group is a remark in the run that provisions, and a failed record in
        # later runs: one topic, reported once.
        said = " ".join(each.message for each in record.group_remarks)
        return f"group: {record.enrolment_id}: {said or f'{record.message} {record.remedy}'}"
    return f"{record.status}: {record.stage} {record.enrolment_id}: {record.message}"


def _marked(
    name: str, entries: tuple[Listed, ...], journal: RunJournal, today: date
) -> tuple[Listed, ...]:
    topics = {each: f"{name}: {each.enrolment_id}: {'; '.join(each.reasons)}" for each in entries}
    new = journal.tell(set(topics.values()), today)
    return tuple(evolve(each, new=topic in new) for each, topic in topics.items())
