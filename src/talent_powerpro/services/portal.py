"""A changed portal, confirmed: the same one by another name, or a new one.

Where a trial portal gives way to a live one, id 7 is another person there. So the agent
remembers the portal that it last wrote of, and refuses another one until a person says
whether it is the same portal by another name, or a new one. The ids of a new one's
predecessor are set aside: taken off their clients, and kept.
"""

from __future__ import annotations

from datetime import datetime

from talent_powerpro.model import TalentUserId, talent_number
from talent_powerpro.ports import LinkedClients
from talent_powerpro.ports.state import PortalBinding, RunJournal
from talent_powerpro.records.journal import SetAside

NO_ID = TalentUserId("")


def confirm_same_portal(portal: str, binding: PortalBinding) -> None:
    """Confirm the same portal by another name: the stored ids stay what they are."""
    binding.remember_portal(portal)


def confirm_new_portal(
    portal: str,
    clients: LinkedClients,
    journal: RunJournal,
    binding: PortalBinding,
    now: datetime,
) -> tuple[SetAside, ...]:
    """Confirm another portal: take the old ids off their clients, and keep them in *binding*.

    Group memberships that wait in the *journal* are the old portal's, and given up. The ids
    are kept first and the portal is remembered last, so that a repeat after any crash ends
    the same. A second call finds nothing left to set aside.
    """
    linked = clients.clients_with_talent_id()
    aside = tuple(
        SetAside(client.code, TalentUserId(number), binding.portal(), now)
        for client in linked
        if (number := talent_number(client.secondary_id))
    )
    binding.set_aside(aside)
    for client in linked:
        clients.set_secondary_id(client, NO_ID)
    for pending in journal.pending_memberships():
        journal.clear_pending(pending.enrolment_id)
    binding.remember_portal(portal)
    return aside
