"""The evidence of a result, and the remark on a row without a start date."""

from __future__ import annotations

from datetime import date, datetime

from attrs import evolve

from support.the_guide import COMPETENT, COURSE, COURSE_126, PERTH, USER_7, provisioned, rules, unit
from talent_powerpro import Policy
from talent_powerpro.model import CourseProgress, TalentUnit, TalentUserId, UnitProgress, UnitResult
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.rules.competent_outcome import CompetentOutcome
from talent_powerpro.rules.completions import NewResult, completions
from talent_powerpro.rules.result_evidence import evidence_of, source_of, without_start_date

DONE = datetime(2022, 6, 13, 11, tzinfo=PERTH)
CONFIRMED = CompetentOutcome(COMPETENT, "P Jones", date(2022, 2, 1))
SOURCE = UnitProgress(TalentUnit("901", "ICTWEB304 Build simple web pages"), "Completed", DONE)
NEW = NewResult(unit(), UnitResult(COMPETENT, date(2022, 6, 13), ""), source=SOURCE)
ENROLMENT = provisioned(unit())


def test_7_the_evidence_names_talent_unit_timestamp_policy_and_who_confirmed() -> None:
    policy = evolve(Policy.careful(), competent_outcomes={COURSE.code: CONFIRMED})
    assert evidence_of(ENROLMENT, USER_7, COURSE_126, NEW, rules(policy)) == ResultEvidence(
        enrolment_id=ENROLMENT.id,
        client_code=ENROLMENT.client.code,
        course_code=COURSE.code,
        unit_id=unit().id,
        unit_code="ICTWEB304",
        outcome=COMPETENT,
        outcome_date=date(2022, 6, 13),
        talent_user_id=USER_7,
        talent_course_id=COURSE_126,
        talent_unit_id="901",
        talent_unit_name="ICTWEB304 Build simple web pages",
        completed="2022-06-13T11:00:00+08:00",
        policy="careful",
        confirmed_by="P Jones",
        confirmed_on=date(2022, 2, 1),
    )


def test_nobody_confirmed_a_course_that_the_policy_does_not_name() -> None:
    kept = evidence_of(ENROLMENT, USER_7, COURSE_126, NEW, rules(Policy.guide()))
    assert kept is not None
    assert (kept.policy, kept.confirmed_by, kept.confirmed_on) == ("guide", "", None)


def test_a_completion_without_a_timestamp_is_kept_as_its_date() -> None:
    dated = evolve(NEW, source=evolve(SOURCE, completed=date(2022, 6, 13)))
    kept = evidence_of(ENROLMENT, USER_7, COURSE_126, dated, rules())
    assert kept is not None
    assert kept.completed == "2022-06-13"


def test_a_result_s_source_is_the_talent_user_of_its_newest_evidence() -> None:
    kept = evidence_of(ENROLMENT, USER_7, COURSE_126, NEW, rules())
    assert kept is not None
    five = TalentUserId("5")
    earlier, next_one = (
        evolve(kept, talent_user_id=five),
        evolve(kept, talent_user_id=five, outcome_date=date(2022, 6, 20)),
    )
    now = unit().with_result(NEW.result)
    assert source_of(now, [earlier, kept, next_one]) == USER_7
    assert source_of(now, [next_one]) is None
    assert source_of(now, [], five) == five


def test_a_result_without_a_completed_talent_unit_has_no_evidence() -> None:
    for source in (None, evolve(SOURCE, completed=None)):
        new = evolve(NEW, source=source)
        assert evidence_of(ENROLMENT, USER_7, COURSE_126, new, rules()) is None


def test_of_several_talent_units_the_one_completed_last_is_the_source() -> None:
    later = evolve(SOURCE, unit=TalentUnit("902", "ICTWEB304 Test"), completed=date(2022, 6, 14))
    failed = evolve(later, unit=TalentUnit("903", "ICTWEB304 Survey"), label="Failed")
    for order in ((SOURCE, later, failed), (failed, later, SOURCE)):
        (new,) = completions(ENROLMENT, CourseProgress(order), (), rules()).results
        assert new.source == later


def test_7_a_result_on_a_row_without_a_start_date_is_remarked() -> None:
    assert without_start_date(NEW) == ()
    (remark,) = without_start_date(evolve(NEW, unit=unit(start_date=None)))
    assert remark.reason == "start-date-missing"
    assert remark.message == (
        "ICTWEB304 gets a result and has no Start Date. The national return needs one. Enter it: "
        "Home > Enrolments and Results > Outcomes & Dates > Start Date."
    )
