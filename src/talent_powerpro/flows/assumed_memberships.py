"""Wraps a flow so that an assumed group membership is pending from the moment it is assumed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from talent_powerpro.flows import ask
from talent_powerpro.model import EnrolmentId, TalentGroupKey, TalentUserId
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.step import Call, Flow, Step

T = TypeVar("T")


def with_assumed_pending(
    flow: Flow[T],
    enrolment_id: EnrolmentId,
    is_assumed: Callable[[TalentUserId, TalentGroupKey], bool],
) -> Flow[T]:
    """Wraps *flow*, and stores an assumed membership as pending before the flow goes on.

    So it is pending before the contact log is written, and a run killed before the group's members
    were read loses no membership: the next run adds the user again.
    """
    try:
        step = next(flow)
        while True:
            try:
                answer = yield step
            except Exception as fault:
                step = flow.throw(fault)
                continue
            if (joined := _joined(step)) and is_assumed(*joined):
                yield from ask.set_pending(PendingMembership(enrolment_id, *joined))
            step = flow.send(answer)
    except StopIteration as stop:
        value: T = stop.value
        return value


def _joined(step: Step) -> tuple[TalentUserId, TalentGroupKey] | None:
    if not isinstance(step, Call) or step.action != "add_to_group":
        return None
    user_id, group_key = step.arguments
    return user_id, group_key
