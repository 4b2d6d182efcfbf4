"""What a person can do about a hold."""

from __future__ import annotations

from typing import Any

from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId
from talent_powerpro.records.blocks import Block, Cause, Named
from talent_powerpro.views.remedies import Way, ways_out, what_to_do


def block(*ids: str, both: tuple[str, ...] = (), **cause: Any) -> Block:
    named = tuple(
        Named(EnrolmentId("1001"), ClientCode("C1"), "A", CourseCode("X"), id=each, both=both)
        for each in ids
    )
    return Block(Cause("results", "held", "a-reason", "A message.", **cause), named)


def test_a_remedy_comes_before_the_answers() -> None:
    found = block("ab12", remedy="Correct the e-mail.", releasable=True)
    assert ways_out(found) == (
        Way("Correct the e-mail."),
        Way("Or release it", "talent-powerpro release ab12 --why REASON"),
        Way("Or keep PowerPro as it is", "talent-powerpro keep ab12 --why REASON"),
    )
    assert what_to_do(found) == (
        "Correct the e-mail. Or release it: talent-powerpro release ab12 --why REASON. "
        "Or keep PowerPro as it is: talent-powerpro keep ab12 --why REASON"
    )


def test_several_holds_are_answered_by_one_command() -> None:
    release, keep = ways_out(block("ab12", "cd34", releasable=True))
    assert release == Way("Release them", "talent-powerpro release ab12 cd34 --why REASON")
    assert keep.text == "Or keep PowerPro as it is"


def test_a_hold_that_cannot_be_released_can_be_kept() -> None:
    assert what_to_do(block("ab12")) == (
        "Keep PowerPro as it is: talent-powerpro keep ab12 --why REASON"
    )


def test_a_shared_talent_user_has_no_ready_command() -> None:
    release, _ = ways_out(block("ab12", both=("C1", "C2"), releasable=True))
    assert release == Way("Release it with the option --both and the codes of both clients")


def test_what_nobody_can_answer_has_its_remedy_alone() -> None:
    assert what_to_do(block("", remedy="Import the row again.")) == "Import the row again."
    assert what_to_do(block("")) == what_to_do(block("", releasable=True)) == ""


def test_a_command_names_those_alone_that_can_be_answered() -> None:
    (keep,) = ways_out(block("ab12", ""))
    assert keep.command == "talent-powerpro keep ab12 --why REASON"
