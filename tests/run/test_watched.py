"""Provisioned enrolments with what the agent remembers of them."""

from __future__ import annotations

from datetime import timedelta

from support.scripted import ScriptedPowerPro
from support.the_guide import PINK, TODAY, booking, enrolment, provisioned, rules, unit
from talent_powerpro.adapters.memory.state import MemoryLastLooks
from talent_powerpro.errors import Deferred
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.run.watched import Watched, read_again, watched

YESTERDAY = TODAY.today - timedelta(days=1)


def test_each_provisioned_enrolment_is_watched_in_scope_and_outside() -> None:
    there = provisioned(unit())
    gone = provisioned(unit(), id=booking("1002"), withdrawal_date=YESTERDAY)
    looks = MemoryLastLooks()
    looks.remember([LastLook(gone.id)])
    found = list(watched([there, gone, enrolment("1003")], looks, rules(), TODAY))
    assert found == [
        Watched(there, True, LastLook(there.id), None, None),
        Watched(gone, False, LastLook(gone.id, YESTERDAY), YESTERDAY, None),
    ]


def test_an_unreadable_enrolment_is_tried_and_nothing_of_it_is_remembered() -> None:
    odd = provisioned(unit(), withdrawal_date=YESTERDAY, unreadable=("odd",))
    found = list(watched([odd], MemoryLastLooks(), rules(), TODAY))
    assert found == [Watched(odd, True, None, None, None)]


def test_one_that_cannot_be_read_by_itself_is_taken_from_its_list() -> None:
    store = ScriptedPowerPro([provisioned(), enrolment("1002", PINK)])
    store.script.raises("enrolment", Deferred("a deadlock"))
    ids = [provisioned().id, booking("1003")]
    found = list(read_again(store, ids, store.provisioned_enrolments))
    assert found == [provisioned()]


def test_one_that_does_not_exist_any_more_is_left_out() -> None:
    store = ScriptedPowerPro([provisioned()])
    found = read_again(store, [booking("1003"), provisioned().id], store.provisioned_enrolments)
    assert list(found) == [provisioned()]
