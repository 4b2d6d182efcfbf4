"""The decision on an enrolment's results: written, held and remarked."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE,
    DONE,
    STAMP,
    careful,
    provisioned,
    rules,
    talent_unit,
    unit,
)
from talent_powerpro.model import (
    CourseProgress,
    TalentUnit,
    Unit,
    UnitProgress,
    UnitResult,
)
from talent_powerpro.records.holds import Decision as Answered
from talent_powerpro.records.record import Remark
from talent_powerpro.rules.completions import Decision, Evidence, NewResult, decide
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.rules import Rules

TODAY = date(2022, 6, 14)
RESULT = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)
RPL = unit("ICTWEB304", outcome="51 - RPL")
REPLACES = "ICTWEB304: the outcome changes from '51 - RPL' to '20 - Competency achieved/pass'."
WOULD_REPLACE = (
    "ICTWEB304 already has the outcome '51 - RPL' in PowerPro, but TalentLMS reports the unit "
    "completed. Only one of them can be right. If you release this hold, "
    "'20 - Competency achieved/pass' replaces '51 - RPL'."
)


def completed(*codes: str) -> CourseProgress:
    return CourseProgress(
        tuple(UnitProgress(TalentUnit(each, each), "Completed", DONE) for each in codes)
    )


def decided(
    *units: Unit,
    policy: Policy | None = None,
    last: UnitResult | None = None,
    released: Rules | None = None,
    today: date = TODAY,
) -> Decision:
    """The decision if all units are completed. *last* is the agent's earlier result of each."""
    codes = [each.code for each in units]
    return decide(
        provisioned(*units),
        completed(*codes),
        tuple(map(talent_unit, codes)),
        Evidence({each.id: last for each in units} if last else {}),
        today,
        released or rules(policy),
    )


def test_where_nothing_is_completed_nothing_is_decided() -> None:
    assert (
        decide(provisioned(unit()), CourseProgress(), (), Evidence(), TODAY, rules()) == Decision()
    )


def test_remarks_on_the_whole_enrolment_are_part_of_the_decision() -> None:
    odd = CourseProgress((UnitProgress(TalentUnit("1", "ICTWEB304"), "Nearly there", DONE),))
    decision = decide(provisioned(unit()), odd, (), Evidence(), TODAY, rules())
    assert [remark.reason for remark in decision.remarks] == ["unknown-label"]


def test_a_result_without_concerns_is_written() -> None:
    assert decided(unit(), policy=careful()) == Decision((NewResult(unit(), RESULT),))


def test_a_held_result_is_not_written_and_the_others_are() -> None:
    found = decided(RPL, unit("ICTWEB305"), policy=careful())
    assert [new.unit.code for new in found.results] == ["ICTWEB305"]
    (hold,) = found.held
    assert (hold.reason, hold.message) == ("outcome-replaced", WOULD_REPLACE)


def test_a_reported_result_is_written_with_its_own_remark() -> None:
    """The remark belongs to one result and not to another unit's."""
    confirmed = Policy(competent_outcomes={COURSE.code: COMPETENT})
    found = decided(RPL, unit("ICTWEB305"), policy=confirmed)
    assert found.results == (
        NewResult(RPL, RESULT, (Remark("outcome-replaced", REPLACES),)),
        NewResult(unit("ICTWEB305"), RESULT),
    )
    assert (found.held, found.remarks) == ((), ())


def test_a_hold_that_a_person_released_is_written_and_remarked() -> None:
    (hold,) = decided(RPL, policy=careful()).held
    answers = {("1001", "outcome-replaced", hold.facts): Answered.RELEASE}
    found = decided(RPL, released=evolve(rules(careful()), answers=answers))
    assert found.results == (NewResult(RPL, RESULT, (Remark("outcome-replaced", REPLACES),)),)


def test_all_holds_of_one_result_are_reported() -> None:
    late = evolve(RPL, start_date=TODAY)
    found = decided(late, policy=Policy.careful())
    assert found.results == ()
    assert [hold.reason for hold in found.held] == [
        "course-unconfirmed",
        "outcome-replaced",
        "doubtful-date",
    ]


def test_an_achieved_date_that_moves_is_held_the_agents_own_included() -> None:
    ours = UnitResult(COMPETENT, date(2022, 6, 10), STAMP)
    there = unit(outcome=COMPETENT, outcome_date=date(2022, 6, 10), short_comment=STAMP)
    for last in (ours, None):
        (hold,) = decided(there, policy=careful(), last=last).held
        assert hold.reason == "date-replaced"
    (result,) = decided(there, last=ours).results
    assert "date-replaced" in [remark.reason for remark in result.remarks]


def test_a_date_is_in_the_future_by_the_day_of_the_run() -> None:
    assert decided(unit(), policy=careful(), today=date(2022, 6, 13)).results
    (hold,) = decided(unit(), policy=careful(), today=date(2022, 6, 12)).held
    assert hold.reason == "doubtful-date"


def test_a_result_without_a_certain_row_is_held_beside_other_holds() -> None:
    rows = (unit("ICTWEB305", "a"), unit("ICTWEB305", "b"), RPL)
    found = decided(*rows, policy=careful())
    assert [hold.reason for hold in found.held] == ["several-units-with-code", "outcome-replaced"]


def test_a_result_that_a_person_decided_to_keep_is_neither_written_nor_held() -> None:
    (hold,) = decided(RPL, policy=careful()).held
    key = (provisioned().id, hold.reason, hold.facts)
    kept = evolve(rules(careful()), answers={key: Answered.KEEP})
    decision = decided(RPL, released=kept)
    assert (decision.results, [each.reason for each in decision.held]) == ((), [])
