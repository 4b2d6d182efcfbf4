"""A flow with vetoes: the same flow, without the refused writes."""

from __future__ import annotations

import pytest

from support.by_hand import answered, asked, story
from support.the_guide import COURSE_126, GROUP, JOANA, JOANA_7, USER_7, enrolment, portal, rules
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.errors import Held, NoAnswer
from talent_powerpro.flows import ask
from talent_powerpro.flows.talent_user import create_user
from talent_powerpro.flows.vetoes import with_vetoes
from talent_powerpro.model import Ensured
from talent_powerpro.records.step import Flow
from talent_powerpro.records.write import Enrol, Write

REFUSED = Held("the college says no", reason="vetoed")


def nothing(write: Write) -> None:
    """Refuses no write."""


def enrolling(write: Write) -> Held | None:
    return REFUSED if write == Enrol(USER_7, COURSE_126) else None


def test_a_flow_without_vetoes_is_the_same() -> None:
    plain = answered(story(enrolment()), portal(), MemoryPowerPro([enrolment()]))
    flow = with_vetoes(story(enrolment()), nothing)
    assert answered(flow, portal(), MemoryPowerPro([enrolment()])) == plain


def test_a_write_that_is_refused_is_not_made_and_raises_inside_the_flow() -> None:
    talent, powerpro = portal(), MemoryPowerPro([enrolment()])
    with pytest.raises(Held) as held:
        answered(with_vetoes(story(enrolment()), enrolling), talent, powerpro)
    assert held.value is REFUSED
    assert talent.enrolled == {}
    assert powerpro.clients[JOANA.code].secondary_id == "7"


def test_only_writes_are_asked_about_and_each_of_them() -> None:
    about: list[str] = []

    def asking(write: Write) -> None:
        about.append(write.action)

    answered(with_vetoes(story(enrolment()), asking), portal(), MemoryPowerPro([enrolment()]))
    assert about == ["create_user", "set_secondary_id", "enrol", "add_to_group", "add_contact_log"]


def test_a_flow_that_recovers_from_a_veto_goes_on() -> None:
    def recovering() -> Flow[Ensured]:
        try:
            yield from ask.enrol(USER_7, COURSE_126)
        except Held:
            yield from ask.note("vetoed")
        return (yield from ask.add_to_group(USER_7, GROUP))

    flow = with_vetoes(recovering(), enrolling)
    calls, value = answered(flow, portal(users=[JOANA_7]))
    assert [call.action for call in calls] == ["add_to_group"]
    assert value is Ensured.DONE


def test_a_fault_of_a_call_is_still_raised_inside_the_flow() -> None:
    talent = portal()
    talent.script.loses("create_user", NoAnswer("timed out"))
    flow = with_vetoes(create_user(JOANA, rules()), nothing)
    assert [name for name, *_ in asked(flow, talent)] == ["create_user", "user_by_email"]


def test_a_fault_that_the_flow_raises_is_passed_on() -> None:
    def failing() -> Flow[None]:
        yield from ask.note("giving up")
        raise REFUSED

    with pytest.raises(Held):
        answered(with_vetoes(failing(), nothing))
