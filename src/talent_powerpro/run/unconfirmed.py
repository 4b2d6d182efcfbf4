"""Records with an assumed group membership, which end once the group's members were read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from attrs import evolve

from talent_powerpro.errors import Refused
from talent_powerpro.flows.drivers import Ended
from talent_powerpro.flows.provisioning import Provisioned
from talent_powerpro.flows.talent_group import Group
from talent_powerpro.model import TalentGroupKey, TalentUserId
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.step import Call, Event, Note
from talent_powerpro.rules.group_keys import without_group
from talent_powerpro.run.tasks import Ending, Task

STOPPED = "the run stopped before it could read the group's members"
"""The reason where the members were not read."""


def assumed_in(ended: Ended[Task, Ending]) -> PendingMembership | None:
    """The membership that was stored as pending although it was not refused, if any."""
    if not isinstance(ended.value, Provisioned) or not ended.value.group:
        return None
    if ended.value.group.refusal:
        return None
    return next(_pending(ended.events), None)


def confirmed(
    ended: Ended[Task, Ending],
    failed: Mapping[tuple[TalentUserId, TalentGroupKey], str] | None,
    now: datetime,
) -> Ended[Task, Ending]:
    """Return the ending as the group's members show it.

    *failed* has the reason of each membership that could not be had; ``None``: the members were not
    read. Such a membership is as if the group had refused the user: no write, and a remark.
    """
    assumed, provisioned = assumed_in(ended), ended.value
    if assumed is None or not isinstance(provisioned, Provisioned) or not provisioned.group:
        return ended
    joined = assumed.user_id, assumed.group_key
    why = STOPPED if failed is None else failed.get(joined, "")
    if not why:
        return ended
    enrolment, key = provisioned.enrolment, provisioned.group.key
    events = (
        evolve(event, answer=None, fault=Refused(why, reason="group-refused"))
        if isinstance(event.step, Call) and event.step.action == "add_to_group"
        else event
        for event in ended.events
    )
    remark = Event(now, Note("remark", (without_group(enrolment, key, why),)))
    value = evolve(provisioned, group=Group(key, why))
    return evolve(ended, events=(*events, remark), value=value)


def _pending(events: tuple[Event, ...]) -> Iterator[PendingMembership]:
    for event in events:
        if isinstance(event.step, Call) and event.step.action == "set_pending":
            yield event.step.arguments[0]
