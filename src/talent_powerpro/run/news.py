"""News that no earlier run reported, and the holds that the next run needs."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from attrs import evolve, field, mutable

from talent_powerpro.model import EnrolmentId
from talent_powerpro.ports.state import Holds, RunJournal, WorkLists
from talent_powerpro.records.holds import Decision, HoldKey, StandingHold
from talent_powerpro.records.record import (
    STANDING,
    WITHOUT_GROUP,
    Record,
    RecordStatus,
    StageName,
)
from talent_powerpro.records.report import Listed, Lists
from talent_powerpro.records.topics import topic
from talent_powerpro.records.work_lists import StandingFailure
from talent_powerpro.rules.undo import UNDONE

ONCE = frozenset(
    {"unknown-label", "course-unconfirmed", "completed-without-date", "talent-course-changed"}
)
"""Reasons of remarks that are reported once and never again."""

NO_ANSWERS: Mapping[HoldKey, Decision] = MappingProxyType({})
"""No person has answered a hold."""


@mutable
class News:
    """The topics of one run, and which of them no earlier run reported.

    A topic stays new until `mark_reported`, so a run that is stopped uses up none.
    """

    journal: RunJournal
    today: date
    _topics: set[str] = field(factory=set)

    def new(self, topics: Collection[str]) -> frozenset[str]:
        """Return those of *topics* that no earlier run reported."""
        if not topics:
            return frozenset()
        self._topics |= set(topics)
        return frozenset(topics) - self.journal.told(topics)

    def mark_reported(self) -> None:
        """Mark all topics of the run as reported. Only for a run that has reached its end."""
        if self._topics:
            self.journal.tell(self._topics, self.today)


def mark_new_records(records: Iterable[Record], news: News) -> tuple[Record, ...]:
    """Mark records that no earlier run reported, and drop remarks of `ONCE` made before."""
    records = tuple(records)
    new = news.new({_standing(r) for r in records if _stands(r)})
    once = news.new(
        {topic(r.message) for record in records for r in record.remarks if r.reason in ONCE}
    )
    return tuple(
        evolve(
            record,
            # A deferral is always new: each try is news (decision 7).
            new=record.status is RecordStatus.DEFERRED or _standing(record) in new,
            remarks=tuple(
                r for r in record.remarks if r.reason not in ONCE or topic(r.message) in once
            ),
        )
        for record in records
    )


def mark_new_lists(lists: Lists, news: News) -> Lists:
    """Mark the list entries that no earlier run reported."""
    return evolve(
        lists,
        missed=_marked("missed", lists.missed, news),
        no_export_date=_marked("no export date", lists.no_export_date, news),
        unmet=_marked("unmet", lists.unmet, news),
        withdrawn=_marked("withdrawn", lists.withdrawn, news),
    )


def mark_closed(closed: Iterable[Listed], news: News) -> tuple[Listed, ...]:
    """Mark the closed enrolments whose completions no earlier run listed."""
    return _marked("closed", tuple(closed), news)


def keep_holds(
    stage: StageName,
    records: Iterable[Record],
    holds: Holds,
    *,
    held_before: Iterable[EnrolmentId],
    freed: Collection[str],
    whole: bool,
    answers: Mapping[HoldKey, Decision] = NO_ANSWERS,
) -> None:
    """Store the holds of a stage's *records*, and end the holds that no longer apply.

    *held_before* are the enrolments that were held when the stage began. *freed* are those of
    them found unchanged, which have no record. *whole* says that the stage looked at all its
    enrolments. Remarks stay until a person gave one of the *answers* or the enrolment left scope.
    Holds of undone records stay until one of the *answers* releases them.
    """
    before: dict[EnrolmentId, list[StandingHold]] = {each: [] for each in held_before}
    for hold in holds.standing():
        if hold.stage == stage and hold.enrolment_id in before:
            before[hold.enrolment_id].append(hold)
    now = {each.enrolment_id: standing_holds(each) for each in records}
    now |= {each: () for each in before if each in freed and each not in now}
    for enrolment_id, found in now.items():
        earlier = before.pop(enrolment_id, [])
        left = [*_left(earlier, found, answers), *found]
        if earlier != left:
            holds.ended(enrolment_id, stage, left)
    if whole:
        # A stage that ended early did not look at the others: their holds stay. One that reached
        # its end did not find them, so they are no longer in its scope.
        for enrolment_id, earlier in before.items():
            left = list(_undone_left(earlier, (), answers))
            if earlier != left:
                holds.ended(enrolment_id, stage, left)


def keep_failures(
    stage: StageName,
    records: Iterable[Record],
    lists: WorkLists,
    *,
    failed_before: Iterable[EnrolmentId],
    freed: Collection[str],
    whole: bool,
    now: datetime,
) -> None:
    """Store which of a stage's *records* failed, and forget failures that no longer stand.

    *failed_before* are the enrolments that failed before the stage began. *freed* and *whole* as in
    `keep_holds`.
    """
    records = tuple(records)
    failures = [
        StandingFailure(
            stage=stage,
            enrolment_id=each.enrolment_id,
            client_code=each.client_code,
            client_name=each.client_name,
            course_code=each.course_code,
            reason=each.reason,
            message=each.message,
            remedy=each.remedy,
            since=now,
        )
        for each in records
        if each.status is RecordStatus.FAILED
    ]
    looked_at = {each.enrolment_id for each in records}
    ended = [each for each in failed_before if whole or each in looked_at or each in freed]
    if failures or ended:
        lists.keep_failures(stage, failures, ended)


def _left(
    earlier: Iterable[StandingHold],
    found: Collection[StandingHold],
    answers: Mapping[HoldKey, Decision],
) -> Iterable[StandingHold]:
    """What stays of the holds of earlier runs beside those *found* now."""
    yield from _undone_left(earlier, found, answers)
    yield from _remarks_left(earlier, found, answers)


def _undone_left(
    earlier: Iterable[StandingHold],
    found: Collection[StandingHold],
    answers: Mapping[HoldKey, Decision],
) -> Iterable[StandingHold]:
    """The holds of undone records that nobody released, in scope or not."""
    now = {each.key for each in found}
    return (
        each
        for each in earlier
        if each.reason == UNDONE
        and each.key not in now
        and answers.get(each.key) is not Decision.RELEASE
    )


def _remarks_left(
    earlier: Iterable[StandingHold], found: Iterable[StandingHold], answers: Container[HoldKey]
) -> Iterable[StandingHold]:
    """The remarks of earlier runs that a person may still answer."""
    # The run after a write finds all as wanted and has no remark. So the remark has to outlive
    # its run, or nobody could answer it in time. A newer one on the same row takes its place.
    newer = {(each.reason, each.facts[:1]) for each in found}
    return (
        each
        for each in earlier
        if not each.held and each.key not in answers and (each.reason, each.facts[:1]) not in newer
    )


def standing_holds(record: Record) -> tuple[StandingHold, ...]:
    """Return what a person may answer of a record: its holds, and remarks with an id."""

    def standing(reason: str, message: str, **rest: Any) -> StandingHold:
        return StandingHold(
            stage=record.stage,
            enrolment_id=record.enrolment_id,
            client_code=record.client_code,
            client_name=record.client_name,
            course_code=record.course_code,
            reason=reason,
            message=message,
            **rest,
        )

    return (
        *(
            standing(
                each.reason,
                each.message,
                remedy=each.remedy,
                releasable=each.releasable,
                facts=each.facts,
                both=each.both,
            )
            for each in record.holds
        ),
        *(
            standing(each.reason, each.message, facts=each.facts, held=False)
            for each in record.remarks
            if each.id
        ),
    )


def _stands(record: Record) -> bool:
    return record.status in STANDING or record.waits_for_group


def _standing(record: Record) -> str:
    if record.waits_for_group or record.reason in WITHOUT_GROUP:
        # A user without a group is a remark in the run that provisions, and a failed record in
        # later runs: one topic, reported once.
        said = " ".join(each.message for each in record.group_remarks)
        why = said or f"{record.message} {record.remedy}"
        return topic(f"group: {record.enrolment_id}: {why}", record.enrolment_id)
    what = f"{record.status}: {record.stage} {record.enrolment_id}: {record.cause}"
    return topic(what, record.enrolment_id)


def _marked(name: str, entries: tuple[Listed, ...], news: News) -> tuple[Listed, ...]:
    topics = {
        each: topic(f"{name}: {each.enrolment_id}: {'; '.join(each.reasons)}", each.enrolment_id)
        for each in entries
    }
    new = news.new(set(topics.values()))
    return tuple(evolve(each, new=key in new) for each, key in topics.items())
