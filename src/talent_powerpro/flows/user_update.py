"""Update of a Talent user whose client's name or e-mail changed in PowerPro, as a flow."""

from __future__ import annotations

from attrs import evolve, frozen

from talent_powerpro.errors import Duplicate
from talent_powerpro.flows import ask
from talent_powerpro.flows.talent_link import is_good
from talent_powerpro.model import (
    Client,
    EnrolmentId,
    TalentUser,
    TalentUserId,
    UserDetails,
    same_text,
    talent_number,
)
from talent_powerpro.records.links import Linkage
from talent_powerpro.records.step import Flow
from talent_powerpro.records.written_user import WrittenUser
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.sharing_hazards import listed
from talent_powerpro.rules.unreadable_rows import check_readable
from talent_powerpro.rules.user_updates import (
    edited_remark,
    email_taken,
    shared_remark,
    update_of,
    wanted_details,
)


@frozen
class UserUpdated:
    """A Talent user whose client had changed was looked at."""

    remembered: WrittenUser | None = None
    """What is to be remembered of it; ``None``: nothing was to be done."""


def update_user(
    enrolment_id: EnrolmentId, before: WrittenUser, rules: Rules, known: Linkage
) -> Flow[UserUpdated]:
    """Writes names and e-mail that changed in PowerPro, where nobody changed them in TalentLMS.

    *before* is what the agent last wrote. *known* is the client's link. The values of PowerPro are
    remembered as dealt with, so that the next run asks nothing.
    """
    enrolment = yield from ask.enrolment(enrolment_id)
    if enrolment is None:
        return UserUpdated()
    check_readable(enrolment)
    client = enrolment.client
    wanted = wanted_details(client, before.written, rules)
    number = talent_number(client.secondary_id)
    link = known.to(TalentUserId(number)) if number else None
    if wanted == before.settled or link is None or not is_good(link, rules.policy):
        return UserUpdated()
    if before.user_id not in ("", link.user_id):
        return UserUpdated()
    settled = evolve(before, user_id=link.user_id, settled=wanted)
    linked = yield from ask.clients_linked_to(link.user_id)
    if others := [each for each in linked if each.code != client.code]:
        yield from ask.remark([shared_remark(client, link.user_id, listed(others))])
        return UserUpdated(settled)
    user = yield from ask.user_by_id(link.user_id)
    if not isinstance(user, TalentUser) or user.is_staff:
        # Nobody to update. And who administers the portal must not depend on PowerPro.
        return UserUpdated(settled)
    update = update_of(user.details, before.written, wanted)
    if update.edited:
        remark = edited_remark(client, user.id, user.details, wanted, update.edited)
        yield from ask.remark([remark])
    if update.new != user.details:
        yield from write(client, user, update.new)
    return UserUpdated(evolve(settled, written=update.written))


def write(client: Client, user: TalentUser, new: UserDetails) -> Flow[None]:
    """Writes the details. Raises `Failed` where another Talent user has the e-mail."""
    if not same_text(new.email, user.email):
        # Asked before, so that a plan says so too.
        other = yield from ask.user_by_email(new.email)
        if isinstance(other, TalentUser) and other.id != user.id:
            raise email_taken(client, new.email, f"Talent User {other.id} ({other.name})")
    try:
        yield from ask.edit_user(user, new)
    except Duplicate as taken:
        raise email_taken(client, new.email, "another Talent user") from taken
