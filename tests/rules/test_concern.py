"""A concern as a remark or as a hold, and the answers of people to it."""

from __future__ import annotations

import pytest
from attrs import evolve

from talent_powerpro.errors import Held, Kept
from talent_powerpro.records.holds import Decision, hold_id
from talent_powerpro.records.record import Remark
from talent_powerpro.rules.concern import Concern, weighed
from talent_powerpro.rules.policy import Reaction

CONCERN = Concern(
    Reaction.HOLD, "deferment-date", "Joana Gomez has a deferment date.", "Clear the date."
)


def test_a_concern_is_releasable_unless_it_says_otherwise() -> None:
    assert CONCERN.releasable


def test_a_concern_without_a_sentence_for_the_report_is_remarked_in_the_hold_s_own() -> None:
    assert CONCERN.remark == Remark("deferment-date", "Joana Gomez has a deferment date.")


def test_a_remark_promises_no_release_where_the_concern_has_another_sentence_for_it() -> None:
    reported = evolve(CONCERN, reported="Joana Gomez has a deferment date, and was enrolled.")
    assert reported.remark == Remark("deferment-date", reported.reported)


# --- weighed ----------------------------------------------------------------------

FACTS = ("deferred to 2022-06-01",)
HOLDING = evolve(CONCERN, facts=FACTS)
REPORTED = evolve(HOLDING, reaction=Reaction.REPORT)
KEY = ("1001", "deferment-date", FACTS)


def test_a_concern_is_held_with_its_facts_until_it_is_released() -> None:
    with pytest.raises(Held) as hold:
        weighed("1001", [HOLDING], {})
    assert (hold.value.facts, hold.value.others) == (FACTS, ())
    assert weighed("1001", [HOLDING], {KEY: Decision.RELEASE}) == (CONCERN.remark,)


def test_a_concern_that_cannot_be_released_is_held_in_spite_of_a_release() -> None:
    stuck = evolve(HOLDING, releasable=False)
    with pytest.raises(Held):
        weighed("1001", [stuck], {KEY: Decision.RELEASE})


def test_a_concern_without_facts_is_bound_to_its_sentence() -> None:
    with pytest.raises(Held) as hold:
        weighed("1001", [CONCERN], {})
    assert hold.value.facts == (CONCERN.message,)


def test_a_keep_comes_before_all_other_holds_of_the_same_decision() -> None:
    other = evolve(HOLDING, reason="talent-user-shared")
    with pytest.raises(Kept, match=r"^Joana Gomez has a deferment date\.$"):
        weighed("1001", [other, HOLDING], {KEY: Decision.KEEP})


def test_a_keep_is_for_one_enrolment_and_its_facts() -> None:
    for enrolment_id, concern in (
        ("1002", HOLDING),
        ("1001", evolve(HOLDING, facts=("deferred to 2022-07-01",))),
    ):
        with pytest.raises(Held):
            weighed(enrolment_id, [concern], {KEY: Decision.KEEP})


def test_only_some_remarks_may_be_kept_and_these_have_an_id() -> None:
    assert weighed("1001", [REPORTED], {KEY: Decision.KEEP}) == (CONCERN.remark,)
    keepable = evolve(REPORTED, keepable=True)
    (remark,) = weighed("1001", [keepable], {})
    assert (remark.id, remark.facts) == (hold_id(*KEY), FACTS)
    assert weighed("1001", [REPORTED], {})[0].id == ""
    released = evolve(HOLDING, keepable=True)
    assert weighed("1001", [released], {KEY: Decision.RELEASE}) == (CONCERN.remark,)
    with pytest.raises(Kept):
        weighed("1001", [keepable], {KEY: Decision.KEEP})
