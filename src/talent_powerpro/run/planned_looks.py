"""Last looks and verified links of a plan: those of its own rehearsal, and else the stored ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attrs import field, frozen

from talent_powerpro.model import ClientCode, EnrolmentId
from talent_powerpro.ports.state import LastLooks, VerifiedLinks
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.links import VerifiedLink


@frozen
class PlannedLooks:
    """`LastLooks` of a plan, which stores nothing.

    A run takes the last look at a withdrawn enrolment in one stage and suspends it in the next. So
    its plan has to know of the look in between.
    """

    stored: LastLooks
    taken: dict[EnrolmentId, LastLook] = field(factory=dict)
    """The looks that the plan's rehearsal took."""

    def remembered(self, enrolment_ids: Collection[EnrolmentId]) -> Mapping[EnrolmentId, LastLook]:
        found = dict(self.stored.remembered(enrolment_ids))
        return found | {key: self.taken[key] for key in enrolment_ids if key in self.taken}

    def remember(self, looks: Collection[LastLook]) -> None:
        self.taken.update({each.enrolment_id: each for each in looks})


@frozen
class PlannedLinks:
    """`VerifiedLinks` of a plan, which stores nothing. Its last looks may verify links."""

    stored: VerifiedLinks
    verified: dict[ClientCode, VerifiedLink] = field(factory=dict)
    """The links that the plan's rehearsal verified."""

    def links_of(self, client_codes: Collection[ClientCode]) -> Mapping[ClientCode, VerifiedLink]:
        found = dict(self.stored.links_of(client_codes))
        return found | {key: self.verified[key] for key in client_codes if key in self.verified}

    def remember_links(self, links: Collection[VerifiedLink]) -> None:
        self.verified.update({each.client_code: each for each in links})
