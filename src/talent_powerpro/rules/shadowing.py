"""Decides what another agent wrote between two looks at PowerPro, and what we would have written.

Pure functions. The reasons for a difference are in `shadow_reasons`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo

from attrs import evolve, frozen

from talent_powerpro.model import (
    ContactLog,
    Enrolment,
    Unit,
    UnitResult,
    outcome_code,
    talent_number,
)
from talent_powerpro.model.powerpro import counting
from talent_powerpro.model.talentlms import is_stand_in
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import Record, StageName
from talent_powerpro.records.shadow import ShadowKey, ShadowValue
from talent_powerpro.records.shadow_memory import Planned, SeenEnrolment
from talent_powerpro.records.write import AddContactLog, Enrol, SetResult, SetSecondaryId
from talent_powerpro.rules.shared_completion_hazards import course_in_log, course_named_in
from talent_powerpro.rules.worth_asking import digest

BLANK = UnitResult("", None, "")
A_DAY = timedelta(hours=20)
"""The time that the other agent has before "only ours" is a difference: one daily run, even where
today's comparison began some hours earlier than yesterday's."""


# --- what the other agent wrote ---------------------------------------------------


@frozen
class Theirs:
    """One write of the other agent's, as PowerPro shows it."""

    key: ShadowKey
    value: ShadowValue
    day: date
    """The day for which a rehearsal is asked what we would have done."""
    stamped: bool = True
    """False for an outcome without the agent's stamp, which a person may have entered."""


def seen_of(enrolment: Enrolment) -> SeenEnrolment:
    """What is remembered of a provisioned enrolment until the next comparison."""
    return SeenEnrolment(
        enrolment.client.code,
        [_log_digest(log) for log in counting(enrolment.contact_logs)],
        {unit.id: unit.result for unit in enrolment.units if unit.result != BLANK},
    )


def theirs_in(
    enrolment: Enrolment, before: SeenEnrolment | None, zone: tzinfo, today: date
) -> tuple[Theirs, ...]:
    """What the other agent wrote on a provisioned enrolment since it was seen as *before*.

    ``None``: it had no contact log then, so of its outcomes only stamped ones are known as new.
    """
    found: list[Theirs] = []
    new = _new_logs(enrolment, before)
    if new:
        newest = max(new, key=lambda log: log.contact_date)
        value = ShadowValue(
            talent_number(enrolment.client.secondary_id) or "", course_in_log(enrolment) or ""
        )
        day = min(newest.contact_date.astimezone(zone).date(), today)
        found.append(Theirs(ShadowKey(StageName.PROVISIONING, enrolment.id), value, day))
    # In one rehearsal: results follow from the provisioning of the same enrolment.
    day = found[0].day if found else today
    for unit in enrolment.units:
        old = before.results.get(unit.id, BLANK) if before else BLANK
        stated = bool(unit.outcome.strip())
        if stated and _value(unit.result) != _value(old) and (before or unit.fetched_by_agent):
            key = ShadowKey(StageName.RESULTS, enrolment.id, unit.id)
            found.append(Theirs(key, _value(unit.result), day, unit.fetched_by_agent))
    return tuple(found)


def without(
    enrolment: Enrolment, theirs: Collection[Theirs], before: SeenEnrolment | None
) -> Enrolment:
    """The enrolment as if *theirs* had not been written."""
    written = {each.key.unit_id for each in theirs}
    new = _new_logs(enrolment, before)
    return evolve(
        enrolment,
        contact_logs=tuple(log for log in enrolment.contact_logs if log not in new),
        units=tuple(
            unit.with_result(before.results.get(unit.id, BLANK) if before else BLANK)
            if unit.id in written
            else unit
            for unit in enrolment.units
        ),
    )


def _new_logs(enrolment: Enrolment, before: SeenEnrolment | None) -> tuple[ContactLog, ...]:
    known = before.logs if before else ()
    logs = counting(enrolment.contact_logs)
    return tuple(log for log in logs if _log_digest(log) not in known)


def _log_digest(log: ContactLog) -> str:
    # A digest, because the description has the client's name in it.
    return digest(f"{log.contact_date.astimezone(UTC).isoformat()} {log.description}")


# --- what we would have written ---------------------------------------------------


def ours_in(plan: Plan) -> Iterator[tuple[ShadowKey, ShadowValue, Record]]:
    """Yield what a rehearsal would write where the other agent writes, with its record."""
    for record in plan.writing:
        user, log = "", None
        for write in record.writes:
            match write:
                case SetSecondaryId(new=user_id) | Enrol(user_id=user_id):
                    user = "" if is_stand_in(user_id) else user_id
                case AddContactLog():
                    log = write
                case SetResult():
                    key = ShadowKey(record.stage, record.enrolment_id, write.unit_id)
                    yield key, _value(write.new), record
        if log:
            value = ShadowValue(user, course_named_in(log.description) or "")
            yield ShadowKey(record.stage, record.enrolment_id), value, record


def differing(ours: ShadowValue, theirs: ShadowValue) -> tuple[str, ...]:
    """The codes of what differs between two writes at one place; empty: they are the same."""
    found = {
        # A new user has no id in a rehearsal, and another agent's log may name no course.
        "other-talent-user": _differ(ours.talent_user_id, theirs.talent_user_id),
        "other-talent-course": _differ(ours.talent_course_id, theirs.talent_course_id),
        "other-outcome": outcome_code(ours.outcome) != outcome_code(theirs.outcome),
        "other-date": ours.outcome_date != theirs.outcome_date,
    }
    return tuple(code for code, differs in found.items() if differs)


def _differ(ours: str, theirs: str) -> bool:
    return bool(ours and theirs and ours != theirs)


def _value(result: UnitResult) -> ShadowValue:
    return ShadowValue(outcome=result.outcome.strip(), outcome_date=result.outcome_date)


# --- what the other agent has not written yet -------------------------------------


def still_planned(planned: Planned, ours: Collection[ShadowKey], plan: Plan) -> bool:
    """Whether we would still write *planned*, as far as today's *plan* can tell.

    Otherwise somebody has changed what it rested on, or it is held or failed by now.
    """
    key = planned.key
    return key in ours or key.enrolment_id in plan.not_reached.get(key.stage, ())


def had_a_day(planned: Planned, now: datetime) -> bool:
    """Whether the other agent has had a day for it."""
    return now - planned.planned_at >= A_DAY


def unit_of(enrolment: Enrolment, key: ShadowKey) -> Unit | None:
    """The unit that a key names; ``None``: it names none, or the enrolment has it no longer."""
    return next((unit for unit in enrolment.units if unit.id == key.unit_id), None)
