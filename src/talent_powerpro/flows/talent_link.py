"""Verifies that a Talent user is the client's own, as flows: the look, and what it comes to.

Provisioning looks at the user that it found. Result fetching looks at the stored Secondary ID
where no verified link to that user is known.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from talent_powerpro.errors import Failed
from talent_powerpro.flows import ask
from talent_powerpro.model import (
    Absent,
    Client,
    Enrolment,
    TalentCourseId,
    TalentUser,
    TalentUserId,
    day_text,
)
from talent_powerpro.records.links import Linkage, LinkBasis, VerifiedLink
from talent_powerpro.records.record import Remark
from talent_powerpro.records.step import Flow
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.person_hazards import concerns_about_user, is_family_name_only
from talent_powerpro.rules.policy import Policy, Reaction, SharedTalentUser
from talent_powerpro.rules.result_evidence import source_of
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.sharing_hazards import (
    CLIENT_FIELD,
    listed,
    results_of_two_clients,
    shared_talent_user,
)


@frozen
class Beside:
    """Clients who may share the Talent user."""

    linked: Sequence[Client]
    """Those with the Talent user's id."""
    same_email: Sequence[Client]
    """Those with the client's e-mail."""


def clients_beside(client: Client, user_id: TalentUserId) -> Flow[Beside]:
    """Asks PowerPro for the clients who may share the Talent user; they may include the client."""
    email = client.email.strip()
    linked = yield from ask.clients_linked_to(user_id)
    same_email = (yield from ask.clients_with_email(email)) if email else ()
    return Beside(linked, same_email)


def concerns_of_person(
    enrolment: Enrolment, user: TalentUser, course_id: TalentCourseId, rules: Rules, beside: Beside
) -> tuple[Concern, ...]:
    """Everything that speaks against the Talent user being the client's own."""
    return concerns_about_user(
        enrolment.client,
        user,
        course_id,
        linked=beside.linked,
        same_email=beside.same_email,
        sent=rules.names(enrolment.client),
        policy=rules.policy,
    )


def verified_link(
    enrolment: Enrolment,
    user_id: TalentUserId,
    course_id: TalentCourseId,
    rules: Rules,
    known: Linkage,
) -> Flow[VerifiedLink]:
    """The link over which results are taken: the stored one, else one that a look verifies.

    Raises as `look` does. Raises `Held` also if another client has the Talent user by now.
    """
    link = known.to(user_id)
    if link is None or not is_good(link, rules.policy):
        return (yield from look(enrolment, user_id, course_id, rules, known))
    # The progress of a Talent user of two clients could be either person's. With ``link`` the RTO
    # accepts that, so the other clients are not looked up.
    if rules.policy.shared_talent_user == SharedTalentUser.HOLD:
        linked = yield from ask.clients_linked_to(user_id)
        concerns = results_of_two_clients(enrolment.client, user_id, linked, rules.policy)
        yield from ask.remark(rules.weigh(enrolment, concerns))
    return link


def look(
    enrolment: Enrolment,
    user_id: TalentUserId,
    course_id: TalentCourseId,
    rules: Rules,
    known: Linkage,
) -> Flow[VerifiedLink]:
    """Looks at the Talent user of the Secondary ID, and returns the link that this verifies.

    Raises `Held` if the user may be another person's, and `Failed` if TalentLMS has no such user.
    """
    client = enrolment.client
    beside = yield from clients_beside(client, user_id)
    # First: whoever the user is, the results of two clients' user count for neither.
    shared = results_of_two_clients(client, user_id, beside.linked, rules.policy)
    yield from ask.remark(rules.weigh(enrolment, shared))
    user = yield from ask.user_by_id(user_id)
    if isinstance(user, Absent):
        gone = "was deleted in TalentLMS" if user.deleted else "does not exist in TalentLMS"
        called = listed([client])
        raise Failed(
            f"Talent User {user_id}, the Secondary ID of {called}, {gone}, so results cannot be "
            "fetched.",
            reason="results-unreachable",
            remedy="Restore the user in TalentLMS > Users, or enter the id of the client's Talent "
            f"user: {CLIENT_FIELD}.",
        )
    concerns = (
        # Provisioning has the same facts, so that one release serves both stages.
        *shared_talent_user(client, user, (), beside.same_email, rules.policy),
        *concerns_of_person(enrolment, user, course_id, rules, beside),
    )
    yield from ask.remark(rules.weigh(enrolment, concerns))
    if former := known.former(user_id):
        yield from ask.remark((yield from results_over(former, enrolment)))
    link = link_to(enrolment, user, concerns, rules, known)
    # Noted at once: whatever becomes of the record, the user need not be looked at again.
    yield from ask.note("link_verified", link)
    return link


def link_to(
    enrolment: Enrolment,
    user: TalentUser,
    concerns: tuple[Concern, ...],
    rules: Rules,
    known: Linkage,
) -> VerifiedLink:
    """The link to a Talent user whose concerns were all reported or released."""
    client = enrolment.client
    reasons = {each.reason for each in concerns}
    basis = LinkBasis.AGREES
    if any(each.reaction == Reaction.HOLD for each in concerns):
        basis = LinkBasis.RELEASED
    elif "talent-user-of-another" in reasons:
        basis = LinkBasis.OF_ANOTHER
    elif "not-a-learner" in reasons:
        basis = LinkBasis.STAFF
    elif is_family_name_only(client, user, rules.names(client)):
        basis = LinkBasis.FAMILY_NAME
    return VerifiedLink(client.code, user.id, known.portal, basis)


REPORTED = {
    LinkBasis.FAMILY_NAME: ("family_name_only",),
    LinkBasis.STAFF: ("staff_users", "family_name_only"),
    LinkBasis.OF_ANOTHER: ("secondary_ids_of_others", "staff_users"),
}
"""By basis, the policy fields that have to report, not hold, for such a link to be good."""


def is_good(link: VerifiedLink, policy: Policy) -> bool:
    """True if results may be taken over the link without another look."""
    # Verified under a policy that only reported it: the RTO may have become more careful since.
    fields = REPORTED.get(link.basis, ())
    return all(getattr(policy, name) == Reaction.REPORT for name in fields)


def results_over(former: VerifiedLink, enrolment: Enrolment) -> Flow[tuple[Remark, ...]]:
    """Remarks that name the client's results that still stand from the former Talent user.

    Those of other enrolments too, closed ones included: no look of theirs may follow.
    """
    others = yield from ask.provisioned_enrolments_of(enrolment.client.code)
    every = {each.id: each for each in others} | {enrolment.id: enrolment}
    unit_ids = [unit.id for each in every.values() for unit in each.units]
    last = yield from ask.last_results(unit_ids)
    evidence = yield from ask.of_units(unit_ids)
    standing = [
        (each.id, unit)
        for each in every.values()
        for unit in each.units
        if last.get(unit.id) == unit.result
        # Results of before evidence was kept: the enrolment that has the link had its user.
        and source_of(unit, evidence, former.user_id if each.id == enrolment.id else None)
        == former.user_id
    ]
    if not standing:
        return ()
    elsewhere = any(enrolment_id != enrolment.id for enrolment_id, _ in standing)
    taken = [
        f"{unit.code}{f' of enrolment {enrolment_id}' if elsewhere else ''} "
        f"({unit.outcome}, {day_text(unit.outcome_date)})"
        for enrolment_id, unit in standing
    ]
    called = listed([enrolment.client])
    return (
        Remark(
            "results-of-former-user",
            f"The Secondary ID of {called} was corrected from {former.user_id} to "
            f"{enrolment.client.secondary_id.strip()}. These results were taken from Talent User "
            f"{former.user_id} and still stand: {', '.join(taken)}. Check each of them.",
        ),
    )
