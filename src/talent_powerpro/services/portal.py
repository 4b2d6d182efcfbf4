"""Which portal the stored Talent user ids are of.

Where a trial portal gives way to a live one, id 7 is another person there. So the agent
remembers the portal that it last wrote of, and refuses another one until a person says
whether it is the same portal by another name, or a new one. The ids of a new one's
predecessor are set aside: taken off their clients, and kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from talent_powerpro.errors import PortalChanged
from talent_powerpro.model import TalentUserId, talent_number
from talent_powerpro.ports import LinkedClients
from talent_powerpro.ports.state import PortalBinding, RunJournal, SetAside

NO_ID = TalentUserId("")


def check_portal(portal: str, memory: PortalBinding) -> None:
    """Raise `PortalChanged` where the stored ids are of another portal than *portal*.

    A blank name, or nothing remembered yet, is no change.
    """
    before = memory.portal()
    if portal and before and before != portal:
        raise PortalChanged(
            f"TalentLMS is {portal} now, and the stored Talent user ids are of {before}",
            remedy="Confirm it: `talent-powerpro portal --confirm-new` sets the old ids aside, "
            "`--confirm-same` keeps them where it is the same portal by another name",
        )


def confirm_same_portal(portal: str, memory: PortalBinding) -> None:
    """The same portal by another name: the stored ids stay what they are."""
    memory.remember_portal(portal)


def confirm_new_portal(
    portal: str,
    clients: LinkedClients,
    journal: RunJournal,
    memory: PortalBinding,
    now: datetime,
) -> tuple[SetAside, ...]:
    """Another portal: take the old one's ids off their clients, and keep them in *memory*.

    Group memberships that wait in the *journal* are the old portal's, and given up. The ids
    are kept first and the portal is remembered last, so that a repeat after any crash ends
    the same. A second call finds nothing left to set aside.
    """
    linked = clients.clients_with_talent_id()
    aside = tuple(
        SetAside(client.code, TalentUserId(number), memory.portal(), now)
        for client in linked
        if (number := talent_number(client.secondary_id))
    )
    memory.set_aside(aside)
    for client in linked:
        clients.set_secondary_id(client, NO_ID)
    for pending in journal.pending_memberships():
        journal.clear_pending(pending.enrolment_id)
    memory.remember_portal(portal)
    return aside


class MemoryPortalBinding:
    """A memory of the portal that lives as long as the process: `Agent`'s default.

    See `PortalBinding` for what each method means.
    """

    def __init__(self) -> None:
        self._portal = ""
        self._aside: dict[tuple[str, str, str], SetAside] = {}

    def portal(self) -> str:
        return self._portal

    def remember_portal(self, portal: str) -> None:
        self._portal = portal

    def set_aside(self, ids: Sequence[SetAside]) -> None:
        for each in ids:
            self._aside.setdefault((each.client_code, each.user_id, each.portal), each)

    def ids_set_aside(self) -> Sequence[SetAside]:
        return tuple(self._aside.values())
