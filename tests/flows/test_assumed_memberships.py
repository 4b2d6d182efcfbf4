"""A flow whose assumed group membership is pending before its contact log is written."""

from __future__ import annotations

from support.the_guide import GROUP, USER_7
from talent_powerpro.errors import Refused
from talent_powerpro.flows import ask
from talent_powerpro.flows.assumed_memberships import with_assumed_pending
from talent_powerpro.model import EnrolmentId, TalentGroupKey, TalentUserId
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.step import Flow, Step

E1 = EnrolmentId("E1")


def steps(flow: Flow[object], fault: Exception | None = None) -> list[Step]:
    """The steps of a flow whose calls are answered with None, the first one with *fault*."""
    found = []
    try:
        step = next(flow)
        while True:
            found.append(step)
            step = flow.throw(fault) if fault and len(found) == 1 else flow.send(None)
    except StopIteration:
        return found


def joining() -> Flow[object]:
    try:
        yield from ask.add_to_group(USER_7, GROUP)
    except Refused:
        yield from ask.note("refused")
    return (yield from ask.now())


def always(user_id: TalentUserId, group_key: TalentGroupKey) -> bool:
    return (user_id, group_key) == (USER_7, GROUP)


def never(user_id: TalentUserId, group_key: TalentGroupKey) -> bool:
    return not always(user_id, group_key)


def test_an_assumed_membership_is_pending_before_the_flow_goes_on() -> None:
    plain = steps(joining())
    (pending,) = ask.set_pending(PendingMembership(E1, USER_7, GROUP))
    wrapped = steps(with_assumed_pending(joining(), E1, always))
    assert wrapped == [plain[0], pending, *plain[1:]]


def test_any_other_membership_is_not() -> None:
    assert steps(with_assumed_pending(joining(), E1, never)) == steps(joining())
    refusal = Refused("The group is full")
    refused = steps(with_assumed_pending(joining(), E1, always), refusal)
    assert refused == steps(joining(), refusal)
