"""The rule of a difference, where a whole comparison cannot bring it about.

What a comparison brings about is in `tests/services/test_shadow_judging.py`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE_126,
    DONE,
    EXPORT_DATE,
    JOANA,
    STAMP,
    TODAY,
    USER_7,
    booking,
    enrolment,
    finished,
    provisioned,
    rto,
    rules,
    unit,
)
from talent_powerpro import Plan, Policy
from talent_powerpro.errors import PluginFault
from talent_powerpro.model import Enrolment, UnitResult, UnitRowId
from talent_powerpro.records.holds import Hold
from talent_powerpro.records.record import Record, RecordStatus, Remark, StageName, record_of
from talent_powerpro.records.shadow import ShadowKey
from talent_powerpro.records.shadow_memory import SeenEnrolment
from talent_powerpro.records.write import CreateUser, Enrol, SetResult
from talent_powerpro.rules.conditions import EXPORT_DATE as DATE_CONDITION
from talent_powerpro.rules.conditions import Condition
from talent_powerpro.rules.shadow_reasons import (
    OF_VALUES,
    Why,
    why_not_ours,
    why_not_theirs,
    why_ours,
)
from talent_powerpro.rules.shadowing import ours_in
from talent_powerpro.rules.unit_verdicts import UnitFound, Verdict

RESULTS, PROVISIONING = StageName.RESULTS, StageName.PROVISIONING
ROW = unit()
KEY = ShadowKey(RESULTS, booking(), ROW.id)
VERDICT = UnitFound(ROW.id, ROW.code, "", "", None, Verdict.NO_TALENT_UNIT, "Not in the course.")
NO_TALENT_UNIT = Why(("no-talent-unit",), "Not in the course.")
RESULT = SetResult(
    booking(), ROW.id, ROW.code, ROW.result, UnitResult(COMPETENT, DONE.date(), STAMP)
)
OF_UNIT = Hold("a", "outcome-replaced", "It has 51.", "Look.", facts=(f"unit row {ROW.id}", "51"))
DATED = Hold("b", "date-replaced", "It has a date.", "Look.", facts=(f"unit row {ROW.id}", "x"))
OF_OTHER = Hold("c", "outcome-replaced", "It has 60.", "Look.", facts=("unit row other", "60"))
OF_WHOLE = Hold("d", "vetoed", "The college says no.", facts=("The college says no.",))


def why_not(
    row: Enrolment, *records: Record, key: ShadowKey = KEY, found: UnitFound = VERDICT
) -> Why | None:
    plan = Plan(EXPORT_DATE, records)
    return why_not_ours(key, row, plan, rules(), TODAY, lambda: [found])


def of_results(status: RecordStatus, **rest: Any) -> Record:
    return record_of(RESULTS, provisioned(ROW), status, **rest)


def test_a_unit_that_is_gone_is_named() -> None:
    key = ShadowKey(RESULTS, booking(), UnitRowId("gone"))
    gone = Why(("unit-gone",), "The enrolment no longer has the unit.")
    assert why_not(provisioned(), key=key) == gone
    held = of_results(RecordStatus.HELD, holds=(OF_OTHER,))
    assert why_not(provisioned(), held, key=key) == gone


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (of_results(RecordStatus.UNCHANGED, message="Nothing new."), NO_TALENT_UNIT),
        (of_results(RecordStatus.WRITTEN, writes=(RESULT,)), NO_TALENT_UNIT),
        (
            of_results(RecordStatus.FAILED, reason="odd", message="Odd.", writes=(RESULT,)),
            NO_TALENT_UNIT,
        ),
        (
            of_results(RecordStatus.FAILED, reason="odd", message="Odd.", remedy="Do."),
            Why(("odd",), "Odd.", "Do."),
        ),
        (of_results(RecordStatus.HELD, holds=(OF_OTHER,)), NO_TALENT_UNIT),
        (
            of_results(RecordStatus.HELD, holds=(OF_OTHER, OF_UNIT, OF_WHOLE), writes=(RESULT,)),
            Why(("outcome-replaced",), "It has 51.", "Look."),
        ),
        (
            of_results(RecordStatus.HELD, holds=(OF_UNIT, DATED)),
            Why(("outcome-replaced", "date-replaced"), "It has 51. It has a date.", "Look."),
        ),
        (
            of_results(
                RecordStatus.HELD, holds=(OF_OTHER, OF_WHOLE, evolve(OF_WHOLE, remedy="Ask."))
            ),
            Why(("vetoed",), "The college says no. The college says no.", "Ask."),
        ),
        (
            of_results(
                RecordStatus.HELD,
                holds=(evolve(OF_WHOLE, remedy="A."), evolve(OF_WHOLE, remedy="B.")),
            ),
            Why(("vetoed",), "The college says no. The college says no.", "A. B."),
        ),
    ],
    ids=[
        *("unchanged", "written", "failed beside a write", "failed", "another unit's hold"),
        *("its own hold", "two of its own", "of the whole record", "two remedies"),
    ],
)
def test_a_record_explains_a_unit_by_holds_of_the_unit_or_of_the_whole(
    record: Record, why: Why
) -> None:
    assert why_not(provisioned(ROW), record) == why


def test_a_user_whom_we_would_have_created_has_no_results_yet() -> None:
    create = CreateUser(JOANA.code, "jg11@pm.me", "Joana", "Gomez", "jg11@pm.me")
    first = record_of(PROVISIONING, enrolment(), RecordStatus.PROVISIONED, writes=(create,))
    assert why_not(enrolment(), first) == Why(
        ("new-talent-user",), "We would have created a Talent user, who has no results yet."
    )


def test_all_unmet_conditions_are_named_and_each_place_once() -> None:
    row = provisioned(ROW, booking_status="Tentative", withdrawal_date=EXPORT_DATE)
    place = "Home > Enrolments and Results > Course data"
    assert why_not(row) == Why(
        ("booking-confirmed", "enrolment-active"),
        "As PowerPro is now: the booking status is Tentative; "
        "the enrolment was withdrawn on 02/06/2022.",
        f"{place} > Booking status; {place} > Withdrawal Date or Completion Date",
    )


def test_a_deferred_record_explains_nothing_yet() -> None:
    row = enrolment()
    deferred = record_of(PROVISIONING, row, RecordStatus.DEFERRED, reason="no-answer")
    plan = Plan(EXPORT_DATE, (deferred,))
    for key in (ShadowKey(PROVISIONING, row.id), ShadowKey(RESULTS, row.id, row.units[0].id)):
        assert why_not_ours(key, row, plan, rules(), TODAY, lambda: ()) is None
    assert why_not(provisioned(ROW), of_results(RecordStatus.DEFERRED, reason="no-answer")) is None


def test_a_plugin_that_raises_is_the_reason() -> None:
    def raises(*_: object) -> str:
        raise PluginFault("The plugin raised.", reason="plugin")

    broken = Condition("enrolment-active", "It is active", raises, "Client")
    row = provisioned(unit())
    failed = record_of(RESULTS, row, RecordStatus.FAILED, reason="plugin", message="It raised.")
    key = ShadowKey(RESULTS, row.id, row.units[0].id)
    with_plugin = evolve(rules(), conditions=(broken,))
    why = why_not_ours(key, row, Plan(EXPORT_DATE, (failed,)), with_plugin, TODAY, lambda: ())
    assert why == Why(("plugin",), "It raised.")


def test_results_from_the_contact_logs_course_go_beyond_the_guide() -> None:
    row = provisioned(unit())
    remark = Remark("talent-course-changed", "Results come from Talent course 126.")
    other = Remark("start-date-missing", "Not this one.")
    record = record_of(RESULTS, row, RecordStatus.WRITTEN, remarks=(remark, other))
    key = ShadowKey(RESULTS, row.id, row.units[0].id)
    why = why_ours(key, record, row, None, rules(), TODAY)
    assert why == Why(("talent-course-changed",), "Results come from Talent course 126")


def because(row: Enrolment, policy: Policy | None = None, *conditions: Condition) -> Why:
    """Why we would provision *row*, today."""
    record = record_of(
        PROVISIONING, row, RecordStatus.PROVISIONED, writes=(Enrol(USER_7, COURSE_126),)
    )
    own = rules(policy)
    if conditions:
        own = evolve(own, conditions=conditions)
    key, day = ShadowKey(PROVISIONING, row.id), evolve(TODAY, window=own.policy.export_window)
    return why_ours(key, record, row, SeenEnrolment(JOANA.code, ()), own, day)


PASSED = enrolment(export_date=EXPORT_DATE - timedelta(days=2))
HAS_PASSED = "the export date 31/05/2022 has passed"


def test_who_is_due_by_the_guide_needs_no_reason() -> None:
    assert because(enrolment()) == Why((), "")


def test_a_window_or_a_date_that_has_passed_is_the_reason() -> None:
    assert because(PASSED, Policy(export_window=7)) == Why(
        ("export_window",), f"{HAS_PASSED}, and this RTO's export_window of 7 days counts it"
    )
    assert because(PASSED, Policy(export_window=1)) == Why(
        ("stays-due",), f"{HAS_PASSED}, and who was due and left out stays due"
    )


def test_an_rto_without_the_condition_of_the_date_has_no_window() -> None:
    without = Why((DATE_CONDITION,), f"this RTO does without the condition: {HAS_PASSED}")
    assert because(PASSED, Policy(drop_conditions={DATE_CONDITION}, export_window=7)) == without
    own = Condition(DATE_CONDITION, "any date", lambda *_: None, "")
    assert because(PASSED, None, own) == without


def test_each_condition_that_the_rto_does_without_is_named_beside_a_date_that_has_passed() -> None:
    row = evolve(PASSED, withdrawal_date=EXPORT_DATE)
    assert because(row, Policy(drop_conditions={"enrolment-active"})) == Why(
        ("enrolment-active", "stays-due"),
        "this RTO does without the condition: the enrolment was withdrawn on 02/06/2022; "
        f"{HAS_PASSED}, and who was due and left out stays due",
    )


STAMPED = UnitResult(COMPETENT, DONE.date(), STAMP)


@pytest.mark.parametrize(
    ("before", "now", "again"),
    [
        (STAMPED, "", True),
        (STAMPED, "70 - Continuing", True),
        (STAMPED, "51 - RPL granted", False),
        (evolve(STAMPED, short_comment=""), "", False),
        (evolve(STAMPED, outcome="70 - Continuing"), "", False),
        (None, "", False),
    ],
    ids=["cleared", "reopened", "replaced", "a person's", "open before", "none before"],
)
def test_a_result_that_somebody_cleared_is_written_again(
    before: UnitResult | None, now: str, *, again: bool
) -> None:
    row = provisioned(unit(outcome=now))
    record = record_of(RESULTS, row, RecordStatus.WRITTEN)
    seen = SeenEnrolment(JOANA.code, (), {ROW.id: before} if before else {})
    cleared = "somebody cleared the other agent's result, of which this agent's journal has nothing"
    assert why_ours(KEY, record, row, seen, rules(), TODAY) == (
        Why(("result-written-again",), cleared) if again else Why((), "")
    )


def test_what_the_guide_does_too_has_no_rule_of_ours() -> None:
    world = rto(provisioned(unit()), talent=finished("ICTWEB304"))
    world.clock.pass_days(12)
    ((key, _, record),) = ours_in(world.agent().plan())
    why = why_ours(key, record, world.enrolment(), None, rules(), TODAY)
    assert why == Why((), "")
    assert why_not_theirs(why).rules == ("other-agent",)


def test_only_ours_has_the_reason_and_where_to_look() -> None:
    assert why_not_theirs(Why(("already-enrolled",), "the student is there")) == Why(
        ("already-enrolled",),
        "The student is there.",
        "If the other agent does so too: look for the student in its own log.",
    )
    assert why_not_theirs(Why((), "")) == Why(
        ("other-agent",),
        "All that the guide asks for was there, and the other agent has had a day. It failed, did "
        "not run, or has a rule of its own.",
        "Look for the student in its own log.",
    )


def test_each_sentence_about_a_value_names_it_and_ends() -> None:
    assert all(each.endswith(".") for each in OF_VALUES.values())
    assert {code: " ".join(each.split()[:4]) for code, each in OF_VALUES.items()} == {
        "other-talent-user": "The other agent linked",
        "other-talent-course": "The other agent's contact",
        "other-outcome": "The outcome for a",
        "other-date": "The outcome date is",
    }
