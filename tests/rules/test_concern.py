"""A concern as a remark, when it stops nothing."""

from __future__ import annotations

from attrs import evolve

from talent_powerpro.records.record import Remark
from talent_powerpro.rules.concern import Concern
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
