"""Verified links: which Talent user was checked to be which client's own."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from attrs import field, frozen

from talent_powerpro.model import Client, ClientCode, TalentUserId, talent_number
from talent_powerpro.records.step import Event, Note


class LinkBasis(StrEnum):
    """Why a link counts as verified."""

    AGREES = "agrees"
    """E-mail or names agree, or the agent created the Talent user itself."""
    FAMILY_NAME = "family name"
    """Only e-mail and family name agree, and the policy reports that."""
    STAFF = "staff"
    """The Talent user runs the portal or teaches, and the policy reports that."""
    OF_ANOTHER = "another"
    """The Talent user has another name, and the policy reports that."""
    RELEASED = "released"
    """A person released what was held."""


@frozen
class VerifiedLink:
    """A Talent user that was found to be the client's own, in one portal."""

    client_code: ClientCode
    user_id: TalentUserId
    portal: str
    """The portal's name; blank where the Talent repository does not say."""
    basis: LinkBasis = field(default=LinkBasis.AGREES, converter=LinkBasis)


@frozen
class Linkage:
    """What is known of a client's link when their record begins."""

    portal: str = ""
    stored: VerifiedLink | None = None
    """The client's stored link, to whichever Talent user and portal."""
    signed_up_as: tuple[str, ...] = ()
    """E-mail addresses of the client's earlier sign-ups whose outcome is not known."""

    def to(self, user_id: TalentUserId) -> VerifiedLink | None:
        """The stored link, if it is to this Talent user in this portal."""
        link = self.stored
        return link if link and (link.user_id, link.portal) == (user_id, self.portal) else None

    def to_client(self, client: Client) -> bool:
        """Whether the stored link is to the client's Secondary ID, or that names no Talent user."""
        user_id = talent_number(client.secondary_id)
        return user_id is None or self.to(TalentUserId(user_id)) is not None

    def former(self, user_id: TalentUserId) -> VerifiedLink | None:
        """The stored link, if it is to another Talent user in this portal."""
        link = self.stored
        if link is None or link.portal != self.portal or link.user_id == user_id:
            return None
        return link


UNKNOWN = Linkage()
"""No link is known, to no portal in particular."""


def links_of(events: Iterable[Event]) -> tuple[VerifiedLink, ...]:
    """The links that a flow verified, without those to users still to be created."""
    notes = (event.step for event in events if isinstance(event.step, Note))
    links = (link for note in notes if note.name == "link_verified" for link in note.values)
    return tuple(link for link in links if talent_number(link.user_id))
