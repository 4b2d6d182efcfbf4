"""Provisioned enrolments with what the agent remembers of them."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from support.scripted import ScriptedPowerPro
from support.the_guide import PINK, TODAY, booking, enrolment, provisioned, rules, unit
from talent_powerpro.adapters.memory.state import MemoryLastLooks
from talent_powerpro.errors import Deferred
from talent_powerpro.records.last_look import Completion, LastLook
from talent_powerpro.rules.policy import Policy
from talent_powerpro.run.watched import Watched, read_again, watched

YESTERDAY = TODAY.today - timedelta(days=1)


def test_each_provisioned_enrolment_is_watched_in_scope_and_outside() -> None:
    there = provisioned(unit())
    gone = provisioned(unit(), id=booking("1002"), withdrawal_date=YESTERDAY)
    looks = MemoryLastLooks()
    looks.remember([LastLook(gone.id)])
    found = list(watched([enrolment("1003"), there, gone], looks, rules(), TODAY))
    assert found == [
        Watched(there, True, LastLook(there.id), None, None),
        Watched(gone, False, LastLook(gone.id, YESTERDAY), YESTERDAY, None),
    ]


def test_an_unreadable_enrolment_is_tried_and_nothing_of_it_is_remembered() -> None:
    odd = provisioned(unit(), withdrawal_date=YESTERDAY, unreadable=("odd",))
    there = provisioned(unit(), id=booking("1002"))
    found = list(watched([odd, there], MemoryLastLooks(), rules(), TODAY))
    assert found == [
        Watched(odd, True, None, None, None),
        Watched(there, True, LastLook(there.id), None, None),
    ]


def test_one_that_is_in_scope_again_has_no_last_look_and_is_in_no_list() -> None:
    there = provisioned(unit())
    looks = MemoryLastLooks()
    completion = Completion(unit().id, unit().code, YESTERDAY)
    looks.remember([LastLook(there.id, YESTERDAY, YESTERDAY, (completion,))])
    (found,) = watched([there], looks, rules(), TODAY)
    assert (found.in_scope, found.due_since, found.listed) == (True, None, None)
    gone = evolve(there, withdrawal_date=YESTERDAY)
    own = rules(Policy(drop_conditions={"enrolment-active"}))
    (found,) = watched([gone], MemoryLastLooks(), own, TODAY)
    assert (found.in_scope, found.due_since, found.listed) == (True, None, None)


def test_one_that_cannot_be_read_by_itself_is_taken_from_its_list() -> None:
    other = provisioned(id=booking("1004"), client=PINK)
    store = ScriptedPowerPro([other, provisioned(), enrolment("1002", PINK)])
    store.script.raises("enrolment", Deferred("a deadlock"))
    ids = [provisioned().id, booking("1003")]
    found = list(read_again(store, ids, store.provisioned_enrolments))
    assert found == [provisioned()]


def test_one_that_does_not_exist_any_more_is_left_out() -> None:
    store = ScriptedPowerPro([provisioned()])
    found = read_again(store, [booking("1003"), provisioned().id], store.provisioned_enrolments)
    assert list(found) == [provisioned()]
