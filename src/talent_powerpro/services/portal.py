"""The confirmation of a changed portal: the same portal under a new name, or a new portal.

Where a trial portal is replaced by a live one, user 7 of the live portal is another person. So
the agent remembers the portal that it last wrote to, and refuses another name until a person
confirms the change. For a new portal the old ids are set aside: taken off their clients, and
kept in a list.
"""

from __future__ import annotations

from datetime import datetime

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import TalentUserId, talent_number
from talent_powerpro.ports import LinkedClients
from talent_powerpro.ports.state import PortalBinding, RunJournal
from talent_powerpro.records.journal import SetAside

NO_ID = TalentUserId("")


def confirm_same_portal(portal: str, binding: PortalBinding) -> None:
    """Confirm that it is the same portal under a new name. The stored ids stay."""
    binding.remember_portal(portal)


def confirm_new_portal(
    portal: str,
    clients: LinkedClients,
    journal: RunJournal,
    binding: PortalBinding,
    now: datetime,
) -> tuple[SetAside, ...]:
    """Confirm a new portal: take the old ids off their clients, and keep them in *binding*.

    Pending group memberships in *journal* belong to the old portal and are dropped. Returns the
    ids set aside. Raises `SettingsFault` where the stored ids belong to *portal* already; nothing
    is set aside then.
    """
    if portal == binding.portal():
        # The ids are this portal's own. Without them no result could be fetched.
        raise SettingsFault(
            f"The portal has not changed: the stored Talent user ids belong to {portal}. "
            "Nothing was set aside.",
            remedy="If you moved to another portal, set its address first: [talentlms] url.",
        )
    linked = clients.clients_with_talent_id()
    aside = tuple(
        SetAside(client.code, TalentUserId(number), binding.portal(), now)
        for client in linked
        if (number := talent_number(client.secondary_id))
    )
    # The ids are kept first and the portal is remembered last, so that a repeat after a crash at
    # any line ends the same.
    binding.set_aside(aside)
    for client in linked:
        clients.set_secondary_id(client, NO_ID)
    for pending in journal.pending_memberships():
        journal.clear_pending(pending.enrolment_id)
    binding.remember_portal(portal)
    return aside
