"""Fault injection: scripted faults, crashes at any call, and stepped flows."""

from __future__ import annotations

import threading

import pytest

from support.by_hand import sides
from support.scripted import ScriptedTalent
from support.the_guide import JOANA, USER_7, portal, rules
from talent_powerpro.adapters.memory import MemoryTalent
from talent_powerpro.errors import Deferred, NoAnswer, Refused
from talent_powerpro.flows import ask
from talent_powerpro.flows.talent_user import create_user
from talent_powerpro.model import TalentCourseId, TalentUser
from talent_powerpro.ports import TalentRepository
from talent_powerpro.records.step import Flow
from talent_powerpro.testing import CrashAt, Killed, Script, Stepped, intercepted, raising

NEW = rules().new_user(JOANA)
NOWHERE = TalentCourseId("404")
SILENT = NoAnswer("TalentLMS did not answer in time")


# --- by script --------------------------------------------------------------------


def scripted() -> tuple[MemoryTalent, TalentRepository, Script]:
    talent, script = portal(), Script()
    return talent, intercepted(talent, script), script


def test_a_call_that_raises_by_script_has_no_effect_and_the_next_one_has() -> None:
    below, talent, script = scripted()
    script.raises("create_user", SILENT)
    with pytest.raises(NoAnswer):
        talent.create_user(NEW)
    assert not below.users
    assert talent.create_user(NEW).id == USER_7
    assert script.asked == ["create_user", "create_user"]


def test_a_call_that_loses_its_answer_has_had_its_effect() -> None:
    below, talent, script = scripted()
    script.loses("create_user", SILENT)
    with pytest.raises(NoAnswer):
        talent.create_user(NEW)
    assert list(below.users) == [USER_7]
    assert isinstance(talent.user_by_id(USER_7), TalentUser)


def test_a_call_that_was_refused_anyway_keeps_its_own_fault_and_the_script_its_own() -> None:
    _, talent, script = scripted()
    script.loses("enrol", SILENT)
    with pytest.raises(Refused):
        talent.enrol(USER_7, NOWHERE)
    talent.create_user(NEW)
    with pytest.raises(NoAnswer):
        talent.enrol(USER_7, TalentCourseId("126"))


def test_an_action_happens_before_the_call_and_only_once() -> None:
    below, talent, script = scripted()
    script.does("create_user", lambda: below.users.clear())
    talent.create_user(NEW)
    below.users.clear()
    talent.create_user(NEW)
    assert len(below.users) == 1


def test_the_action_for_every_call_runs_before_the_one_for_the_next_call() -> None:
    _, talent, script = scripted()
    happened: list[str] = []
    script.always["course"] = lambda: happened.append("always")
    script.does("course", lambda: happened.append("next"))
    talent.course(NOWHERE)
    talent.course(NOWHERE)
    assert happened == ["always", "next", "always"]


def test_each_of_several_threads_gets_a_fault_of_its_own() -> None:
    _, talent, script = scripted()
    script.raises("course", *[SILENT] * 50)
    caught: list[NoAnswer] = []

    def ask() -> None:
        for _ in range(10):
            try:
                talent.course(NOWHERE)
            except NoAnswer as fault:
                caught.append(fault)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(caught), len(script.asked)) == (50, 80)


# --- killed -----------------------------------------------------------------------


@pytest.mark.parametrize("after", [False, True])
def test_the_chosen_call_kills_before_or_after_its_effect_and_every_call_from_then_on(
    after: bool,
) -> None:
    below, crash = portal(), CrashAt(2, after=after)
    talent = intercepted(below, crash)
    talent.course(NOWHERE)
    with pytest.raises(Killed, match=f"{'after' if after else 'before'} create_user, call 2"):
        talent.create_user(NEW)
    assert len(below.users) == after
    with pytest.raises(Killed, match="course called after the crash"):
        talent.course(NOWHERE)
    assert crash.killed
    assert crash.asked == ["course", "create_user"]
    assert crash.done == (["course", "create_user"] if after else ["course"])


def test_one_crash_counts_the_calls_of_several_repositories_together() -> None:
    crash = CrashAt(3)
    one, other = (intercepted(portal(), crash) for _ in range(2))
    one.course(NOWHERE)
    other.course(NOWHERE)
    with pytest.raises(Killed):
        one.course(NOWHERE)


def test_without_a_number_calls_are_only_counted() -> None:
    crash = CrashAt()
    talent = intercepted(portal(), crash)
    for _ in range(5):
        talent.course(NOWHERE)
    assert (crash.calls, crash.killed) == (5, False)


def test_no_handling_of_faults_catches_a_kill() -> None:
    assert not issubclass(Killed, Exception)


# --- stepped ----------------------------------------------------------------------


def creating(talent: ScriptedTalent) -> Stepped[TalentUser]:
    return Stepped(create_user(JOANA, rules()), sides(talent))


def test_a_flow_stops_before_and_after_its_call() -> None:
    talent = portal()
    flow = creating(talent)
    assert flow.next_call is not None
    assert flow.next_call.action == "create_user"
    assert not talent.users
    assert flow.step() is None
    assert flow.value == talent.users[USER_7]
    assert flow.heard == [flow.value]
    assert flow.step() is None
    assert [call.action for call in flow.asked] == ["create_user"]


def test_a_lost_answer_is_a_call_made_and_a_fault_for_the_flow() -> None:
    talent = portal()
    flow = creating(talent)
    flow.step(losing=SILENT)
    assert list(talent.users) == [USER_7]
    assert flow.heard == [SILENT]
    assert [each.name for each in flow.told] == ["looking_again"]
    assert flow.run().id == USER_7
    assert [call.action for call in flow.asked] == ["create_user", "user_by_email"]


def test_a_flow_runs_to_the_call_that_is_named_or_to_its_end() -> None:
    flow = creating(portal(users=[TalentUser(USER_7, "jg11@pm.me", "Joana", "Gomez", "")]))
    reached = flow.run_to("user_by_login")
    assert reached is not None
    assert reached.arguments == ("jg11@pm.me",)
    assert flow.run_to("create_user") is None
    assert flow.run().id == USER_7


def test_a_fault_that_ends_a_flow_is_kept_and_raised_by_run() -> None:
    talent = portal()
    flow = creating(intercepted(talent, silent()))
    assert flow.run_to() is None
    assert flow.fault is SILENT
    with pytest.raises(NoAnswer):
        flow.run()


def silent() -> Script:
    script = Script()
    script.always = {"create_user": raising(SILENT)}
    return script


def test_an_exception_that_is_not_ours_passes_through() -> None:
    script = Script()
    script.raises("create_user", ZeroDivisionError())
    flow = creating(intercepted(portal(), script))
    with pytest.raises(ZeroDivisionError):
        flow.step()


def test_a_flow_without_a_call_has_ended_before_its_first_step() -> None:
    def telling() -> Flow[int]:
        yield from ask.note("nothing to ask")
        return 1

    def failing() -> Flow[TalentUser]:
        yield from ask.note("giving up")
        raise Deferred("not today")

    assert Stepped(telling(), sides()).run() == 1
    assert isinstance(Stepped(failing(), sides()).fault, Deferred)
