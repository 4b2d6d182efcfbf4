"""Makes the evidence of a result from the values that it was decided on."""

from __future__ import annotations

from collections.abc import Iterable

from talent_powerpro.model import (
    Enrolment,
    TalentCourseId,
    TalentUserId,
    Unit,
    outcome_code,
)
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.records.record import Remark
from talent_powerpro.rules.competent_outcome import confirmed_for
from talent_powerpro.rules.completions import NewResult
from talent_powerpro.rules.rules import Rules

START_DATE_FIELD = "Home > Enrolments and Results > Outcomes & Dates > Start Date"


def evidence_of(
    enrolment: Enrolment,
    user_id: TalentUserId,
    course_id: TalentCourseId,
    new: NewResult,
    rules: Rules,
) -> ResultEvidence | None:
    """The evidence of a result from the progress of a Talent user in a Talent course.

    ``None`` if the result names no Talent unit. The run adds its id, the time and the version.
    """
    if new.source is None or new.source.completed is None:
        return None
    confirmed = confirmed_for(enrolment.course.code, rules.policy.competent_outcomes)
    return ResultEvidence(
        enrolment_id=enrolment.id,
        client_code=enrolment.client.code,
        course_code=enrolment.course.code,
        unit_id=new.unit.id,
        unit_code=new.unit.code,
        outcome=new.result.outcome,
        outcome_date=new.result.outcome_date,
        talent_user_id=user_id,
        talent_course_id=course_id,
        talent_unit_id=new.source.unit.id,
        talent_unit_name=new.source.unit.name,
        completed=new.source.completed.isoformat(),
        policy=rules.policy.profile,
        confirmed_by=confirmed.confirmed_by if confirmed else "",
        confirmed_on=confirmed.confirmed_on if confirmed else None,
    )


def source_of(
    unit: Unit, evidence: Iterable[ResultEvidence], unknown: TalentUserId | None = None
) -> TalentUserId | None:
    """The Talent user whom the unit's present result was taken from; *unknown* without evidence.

    *evidence* is oldest first, of any units.
    """
    # Evidence of another result is of an earlier one, or of one that a run is about to write.
    now = (unit.id, outcome_code(unit.outcome), unit.outcome_date)
    found = [e for e in evidence if (e.unit_id, outcome_code(e.outcome), e.outcome_date) == now]
    return found[-1].talent_user_id if found else unknown


def without_start_date(new: NewResult) -> tuple[Remark, ...]:
    """A remark on a result that is written to a row without a start date."""
    # AVETMISS: a NAT00120 record needs the start date of the unit. The agent never writes one.
    if new.unit.start_date is not None:
        return ()
    return (
        Remark(
            "start-date-missing",
            f"{new.unit.code} gets a result and has no Start Date. The national return needs one. "
            f"Enter it: {START_DATE_FIELD}.",
        ),
    )
