"""The steps of a flow: calls, notes and events."""

from __future__ import annotations

import pytest

from support.the_guide import COURSE_126, STARTED, USER_7
from talent_powerpro.errors import NoAnswer
from talent_powerpro.records.step import Call, Event, Note, Side
from talent_powerpro.records.write import Enrol


def test_a_call_goes_to_one_of_six_sides() -> None:
    assert {side.name: side.value for side in Side} == {
        "TALENT": "TalentLMS",
        "POWERPRO": "PowerPro",
        "MEMORY": "the agent's memory",
        "EVIDENCE": "the evidence of results",
        "LAST_LOOKS": "the last looks",
        "SUSPENSIONS": "the suspensions",
    }


def test_a_call_that_writes_says_what_by_its_action_and_arguments() -> None:
    assert Call("enrol", Side.TALENT, (USER_7, COURSE_126)).write == Enrol(USER_7, COURSE_126)


@pytest.mark.parametrize("action", ["user_by_id", "no_such_action"])
def test_a_call_of_any_other_action_only_reads(action: str) -> None:
    assert Call(action, Side.TALENT, (USER_7,)).write is None


def test_an_event_has_an_answer_or_a_fault() -> None:
    call = Call("enrol", Side.TALENT, (USER_7, COURSE_126))
    fault = NoAnswer("TalentLMS gave no answer")
    assert Event(STARTED, call, fault=fault).answer is None
    noted = Event(STARTED, Note("enrolling"))
    assert (noted.fault, noted.answer, Note("enrolling").values) == (None, None, ())
