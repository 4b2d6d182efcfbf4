"""Endings with an assumed group membership. `test_sign_ups` has whole runs."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from support.the_guide import GROUP, JOANA_7, STARTED, USER_7, enrolment
from talent_powerpro.errors import Refused
from talent_powerpro.flows.drivers import Ended
from talent_powerpro.flows.provisioning import NoLongerDue, Provisioned
from talent_powerpro.flows.talent_group import Group
from talent_powerpro.model import Ensured
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.record import StageName
from talent_powerpro.records.step import Call, Event, Note, Side
from talent_powerpro.rules.group_keys import without_group
from talent_powerpro.run.endings import record_of_ended
from talent_powerpro.run.tasks import Ending, Task
from talent_powerpro.run.unconfirmed import STOPPED, assumed_in, confirmed

HERS, LATER = enrolment(), STARTED + timedelta(hours=1)
MEMBERSHIP = PendingMembership(HERS.id, USER_7, GROUP)
JOINED = Event(STARTED, Call("add_to_group", Side.TALENT, (USER_7, GROUP)), Ensured.DONE)
PENDING = Event(STARTED, Call("set_pending", Side.MEMORY, (MEMBERSHIP,)))


def ending(*events: Event, value: Ending | None = None) -> Ended[Task, Ending]:
    def never() -> None:
        raise AssertionError

    task = Task(StageName.PROVISIONING, HERS, never)  # type: ignore[arg-type]
    return Ended(task, events, value or Provisioned(HERS, JOANA_7, Group(GROUP)), None)


ASSUMED = ending(JOINED, PENDING)


def test_only_a_membership_that_is_pending_and_not_refused_is_assumed() -> None:
    assert assumed_in(ASSUMED) == MEMBERSHIP
    assert assumed_in(ending(JOINED)) is None
    refused = Provisioned(HERS, JOANA_7, Group(GROUP, "The group is full"))
    for value in (refused, evolve(refused, group=None), NoLongerDue(())):
        other = ending(JOINED, PENDING, value=value)
        assert assumed_in(other) is None
        assert confirmed(other, None, STARTED) is other


def test_a_confirmed_membership_ends_as_it_is() -> None:
    assert confirmed(ASSUMED, {}, STARTED) is ASSUMED
    assert confirmed(ASSUMED, {(USER_7, GROUP): ""}, STARTED) is ASSUMED


def test_a_failed_membership_ends_as_if_the_group_had_refused_the_user() -> None:
    full = "The group is full"
    failed = confirmed(ASSUMED, {(USER_7, GROUP): full}, LATER)
    assert failed.value == Provisioned(HERS, JOANA_7, Group(GROUP, full))
    joined, pending, remark = failed.events
    assert isinstance(joined.fault, Refused)
    assert (joined.fault.message, joined.fault.reason) == (full, "group-refused")
    assert joined == evolve(JOINED, answer=None, fault=joined.fault)
    assert pending == PENDING
    assert remark == Event(LATER, Note("remark", (without_group(HERS, GROUP, full),)))
    record = record_of_ended(failed)
    assert record.writes == ()
    assert record.waits_for_group
    assert "The group is full. Each run tries again." in record.remarks[0].message


def test_a_membership_whose_group_was_not_read_says_so() -> None:
    stopped = confirmed(ASSUMED, None, STARTED)
    assert stopped.value == Provisioned(HERS, JOANA_7, Group(GROUP, STOPPED))
    assert STOPPED == "the run stopped before it could read the group's members"
