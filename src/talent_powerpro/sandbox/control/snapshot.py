"""Snapshot of the sandbox: its present state as a portal that can be saved."""

from __future__ import annotations

from attrs import evolve

from talent_powerpro.sandbox.api.state import PortalState
from talent_powerpro.sandbox.portal.portal import Portal, PortalGroup


def portal_now(state: PortalState) -> Portal:
    """The portal as it is now, without counted calls and set faults. Members are in id order."""
    return evolve(
        state.portal,
        next_user_id=state.next_user_id,
        users=tuple(state.users.values()),
        courses=tuple(state.courses.values()),
        groups=tuple(_with_members(state, group) for group in state.groups.values()),
        enrolments=(*state.enrolments.values(), *state.removed.values()),
        events=tuple(state.events),
    )


def _with_members(state: PortalState, group: PortalGroup) -> PortalGroup:
    members = [user_id for user_id, group_id in state.memberships if group_id == group.id]
    members.sort(key=int)
    return evolve(group, members=members)
