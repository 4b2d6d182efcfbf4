"""The hazards of result fetching: which are reported, and which are held."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from support.the_guide import COMPETENT, COURSE, STAMP, enrolment, rules, unit
from talent_powerpro.errors import Held
from talent_powerpro.model import CourseCode, Enrolment, Unit, UnitResult
from talent_powerpro.records.record import Remark
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.policy import Policy, Reaction
from talent_powerpro.rules.result_hazards import (
    doubtful_result,
    lowered_outcome,
    unconfirmed_course,
)

GUIDE, CAREFUL = Policy.guide(), Policy.careful()
TODAY = date(2022, 6, 14)
BOOKED = enrolment()
WANTED = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)
LOWERING = UnitResult("40 - Withdrawn", date(2022, 6, 13), STAMP)


def told(
    unit: Unit,
    wanted: UnitResult = WANTED,
    last: UnitResult | None = None,
    today: date = TODAY,
    policy: Policy = GUIDE,
    booked: Enrolment = BOOKED,
) -> tuple[Remark, ...]:
    """The remarks about writing *wanted* to *unit*."""
    return rules().weigh(booked, doubtful_result(booked, unit, wanted, last, today, policy))


def reasons(unit: Unit, last: UnitResult | None = None, policy: Policy = GUIDE) -> list[str]:
    return [remark.reason for remark in told(unit, last=last, policy=policy)]


def held(unit: Unit, last: UnitResult | None = None, wanted: UnitResult = WANTED) -> str:
    """The reason why `careful` holds it. Each of these can be released."""
    with pytest.raises(Held) as hold:
        told(unit, wanted, last, policy=CAREFUL)
    assert hold.value.remedy
    assert hold.value.releasable
    return hold.value.reason


@pytest.mark.parametrize("outcome", ["", "70 - Continuing", "85 - Not yet started", "90"])
@pytest.mark.parametrize("policy", [GUIDE, CAREFUL])
def test_an_open_outcome_is_replaced_without_a_remark(outcome: str, policy: Policy) -> None:
    assert reasons(unit(outcome=outcome), policy=policy) == []


ACHIEVED = ["51", "60", "81"]
NOT_ACHIEVED = ["30", "40", "41", "52", "61", "82"]
OF_OLD_OR_OF_A_STATE = ["25", "50", "53", "54", "65", "66", "71", "105"]


@pytest.mark.parametrize("code", [*ACHIEVED, *NOT_ACHIEVED, *OF_OLD_OR_OF_A_STATE])
def test_a_final_outcome_is_replaced_and_reported_by_the_guide_and_held_by_careful(
    code: str,
) -> None:
    final = unit(outcome=f"{code} - said by a person")
    (remark,) = told(final)
    assert remark.reason == "outcome-replaced"
    assert f"{code} - said by a person" in remark.message
    assert COMPETENT in remark.message
    assert held(final) == "outcome-replaced"


def test_a_date_corrected_by_hand_is_rewritten_by_the_guide_and_held_by_careful() -> None:
    corrected = unit(outcome=COMPETENT, outcome_date=date(2022, 6, 10), short_comment=STAMP)
    (remark,) = told(corrected, last=WANTED)
    assert remark.reason == "date-replaced"
    assert remark.message == "ICTWEB304: the outcome date changes from 10/06/2022 to 13/06/2022."
    assert held(corrected, WANTED) == "date-replaced"
    assert held(corrected, None) == "date-replaced"


def test_a_comment_edited_by_hand_counts_as_a_correction_too() -> None:
    last = UnitResult(COMPETENT, date(2022, 6, 10), STAMP)
    edited = unit(
        outcome=COMPETENT, outcome_date=date(2022, 6, 10), short_comment=f"{STAMP} checked"
    )
    assert held(edited, last) == "date-replaced"


def test_a_result_that_a_person_cleared_is_written_again_by_the_guide_and_held_by_careful() -> None:
    assert reasons(unit(), WANTED) == ["result-written-again"]
    assert held(unit(), WANTED) == "result-written-again"


def test_a_result_that_a_person_set_back_to_an_open_one_counts_as_cleared() -> None:
    reopened = unit(outcome="70 - Continuing activity")
    assert reasons(reopened, WANTED) == ["result-written-again"]
    assert held(reopened, WANTED) == "result-written-again"


def test_a_blank_result_that_was_never_written_does_not_count_as_cleared() -> None:
    assert reasons(unit(), None, CAREFUL) == []


@pytest.mark.parametrize(
    ("start", "done", "said"),
    [
        (date(2022, 6, 14), date(2022, 6, 13), "before the start (Start Date 14/06/2022)"),
        (date(2022, 5, 16), date(2022, 6, 15), "which is in the future"),
        (date(2017, 6, 12), date(2022, 6, 13), "more than five years after the start"),
        (date(2016, 2, 29), date(2022, 3, 1), "more than five years after the start"),
        (date(2021, 1, 16), date(2021, 2, 28), "in an earlier calendar year"),
    ],
)
def test_a_doubtful_date_is_reported_by_the_guide_and_held_by_careful(
    start: date, done: date, said: str
) -> None:
    wanted, started = UnitResult(COMPETENT, done, STAMP), unit(start_date=start)
    (remark,) = told(started, wanted)
    assert remark.reason == "doubtful-date"
    assert f"ICTWEB304 was completed on {done:%d/%m/%Y} in TalentLMS, {said}" in remark.message
    assert held(started, wanted=wanted) == "doubtful-date"


@pytest.mark.parametrize(
    ("start", "done"),
    [
        (date(2022, 6, 13), date(2022, 6, 13)),
        (date(2022, 5, 16), TODAY),
        (date(2017, 6, 13), date(2022, 6, 13)),
        (date(2017, 1, 1), date(2022, 1, 1)),
        (None, date(2022, 6, 13)),
    ],
)
def test_a_date_within_bounds_is_not_doubtful(start: date | None, done: date) -> None:
    wanted = UnitResult(COMPETENT, done, STAMP)
    assert told(unit(start_date=start), wanted, policy=CAREFUL) == ()


@pytest.mark.parametrize("outcome", ["5 - Participating with evidence", "105", "05"])
@pytest.mark.parametrize("policy", [GUIDE, CAREFUL])
def test_a_states_own_open_outcome_is_open_where_the_policy_names_it(
    outcome: str, policy: Policy
) -> None:
    assert held(unit(outcome=outcome)) == "outcome-replaced"
    named = evolve(policy, open_outcomes=["5", "105", "70", ""])
    assert told(unit(outcome=outcome), policy=named) == ()


@pytest.mark.parametrize("outcome", ["70:", "070", "70.0", "70 – Continuing"])
def test_an_open_outcome_is_open_in_each_spelling(outcome: str) -> None:
    assert told(unit(outcome=outcome), policy=CAREFUL) == ()


@pytest.mark.parametrize("outcome", ["@@", "00"])
def test_a_placeholder_counts_as_not_set_and_is_reported(outcome: str) -> None:
    (remark,) = told(unit(outcome=outcome), policy=CAREFUL)
    assert remark.reason == "outcome-not-stated"
    message = f"ICTWEB304: the outcome {outcome!r} in PowerPro counts as not set."
    assert remark.message == message
    concern, *_ = doubtful_result(BOOKED, unit(outcome=outcome), WANTED, None, TODAY, CAREFUL)
    assert concern == Concern(Reaction.REPORT, "outcome-not-stated", message, "")


def test_leap_day_plus_five_years_is_the_28th_of_february() -> None:
    leap = unit(start_date=date(2016, 2, 29))
    today = date(2021, 3, 1)
    on_the_day = UnitResult(COMPETENT, date(2021, 2, 28), STAMP)
    assert told(leap, on_the_day, today=today, policy=CAREFUL) == ()
    a_day_later = UnitResult(COMPETENT, date(2021, 3, 1), STAMP)
    assert told(leap, a_day_later, today=today)


def test_an_open_result_as_the_agent_wrote_it_was_not_cleared() -> None:
    as_written = unit(outcome="70 - Continuing")
    assert told(as_written, last=as_written.result) == ()


def test_a_result_of_an_earlier_year_may_have_been_reported_and_is_held_by_careful() -> None:
    """Even the agent's own: a submission or a printed certificate may rely on it."""
    last = UnitResult(COMPETENT, date(2021, 11, 30), STAMP)
    lodged = unit(outcome=COMPETENT, outcome_date=last.outcome_date, short_comment=STAMP)
    _, remark = told(lodged, last=last)
    assert remark.reason == "lodged-result"
    assert "on 30/11/2021" in remark.message
    with pytest.raises(Held) as hold:
        told(lodged, last=last, policy=CAREFUL)
    assert [each.reason for each in hold.value.all] == ["date-replaced", "lodged-result"]
    still_open = evolve(lodged, outcome="70 - Continuing")
    assert told(still_open, policy=CAREFUL) == ()


def test_a_course_is_switched_on_by_its_outcome() -> None:
    """AVETMISS: completed is not assessed. The RTO confirms it for each course."""
    weigh = rules().weigh
    (remark,) = weigh(enrolment(), unconfirmed_course(COURSE, GUIDE))
    assert remark.reason == "course-unconfirmed"
    with pytest.raises(Held, match="ICT30120-A"):
        weigh(enrolment(), unconfirmed_course(COURSE, CAREFUL))
    confirmed = evolve(CAREFUL, competent_outcomes={COURSE.code: COMPETENT})
    assert unconfirmed_course(COURSE, confirmed) == ()


def test_the_confirmation_of_a_course_is_written_out() -> None:
    course = evolve(COURSE, code=CourseCode("ICT30120-É"))
    (concern,) = unconfirmed_course(course, evolve(CAREFUL, competent_outcome="20 - Réussi"))
    assert concern.remedy == (
        'Confirm it in talent-powerpro.toml: write `"ICT30120-É" = "20 - Réussi"` under '
        "[policy.competent_outcomes]."
    )
    assert concern.facts == ("course ICT30120-É",)


@pytest.mark.parametrize("code", ["20", *ACHIEVED])
def test_no_achieved_outcome_is_lowered(code: str) -> None:
    (concern,) = lowered_outcome(unit(outcome=f"{code} - said"), LOWERING, COMPETENT)
    assert concern.reason == "outcome-lowered"


@pytest.mark.parametrize("code", ["", "70", "85", "90", *NOT_ACHIEVED, *OF_OLD_OR_OF_A_STATE])
def test_an_outcome_that_is_not_achieved_may_be_replaced(code: str) -> None:
    lowering = LOWERING if code != "40" else evolve(LOWERING, outcome="30 - Fail")
    assert (
        lowered_outcome(unit(outcome=f"{code} - said" if code else ""), lowering, COMPETENT) == ()
    )


def test_the_configured_outcome_may_replace_an_achieved_one() -> None:
    assert lowered_outcome(unit(outcome="51 - RPL"), LOWERING, LOWERING.outcome) == ()
    assert lowered_outcome(unit(outcome="40 - Gone"), LOWERING, COMPETENT) == ()
