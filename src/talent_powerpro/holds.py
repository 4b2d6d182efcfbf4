"""The hazards of following the guide, and what a person has to decide.

Each function looks at values and answers with remarks, or raises `Held` where the policy
(or, for two of them, every policy) wants a person's decision first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, tzinfo

from talent_powerpro.errors import Held
from talent_powerpro.model import (
    Absent,
    Client,
    Enrolment,
    Remark,
    TalentCourseId,
    TalentUser,
    Unit,
    UnitResult,
    day_text,
    outcome_code,
    plain,
    same_text,
    talent_number,
)
from talent_powerpro.policy import Hazard, Policy, SharedTalentUser

CLIENT_FIELD = "Client > Secondary ID"
OPEN_OUTCOMES = frozenset({"", "70", "85", "90"})
"""National codes that state no result yet (blank: not set; 90: old data)."""


def weigh(hazard: Hazard, remark: Remark, remedy: str) -> tuple[Remark, ...]:
    """One remark, or a hold, as the policy says."""
    if hazard == Hazard.HOLD:
        raise Held(remark.message, reason=remark.reason, remedy=remedy)
    return (remark,)


# --- provisioning -----------------------------------------------------------------


def is_named(user: TalentUser, client: Client) -> bool:
    """Whether the Talent user's name is the client's: surname, and a given name of theirs."""
    given = {plain(client.given_names), plain(client.preferred_name)}
    firsts = {name.split()[0] for name in given if name}
    return plain(user.last_name) == plain(client.surname) and (
        plain(user.first_name) in given | firsts
    )


def hold_the_shared(
    client: Client,
    user: TalentUser,
    linked: Sequence[Client],
    same_email: Iterable[Client],
    policy: Policy,
) -> None:
    """Two clients, one Talent user: held under every policy, unless it links them.

    *linked* are the clients with that Talent user's id, *same_email* those with the
    client's e-mail; the client itself may be among them.
    """
    if policy.shared_talent_user == SharedTalentUser.LINK:
        return
    hold_the_linked(client, user.id, linked)
    others = _others(client, same_email)
    if others and not is_named(user, client):
        raise Held(
            f"Talent User {user.id} ({user.name}) has the e-mail of {client.name} "
            f"({client.code}), which {_listed(others)} uses too",
            reason="talent-user-shared",
            remedy="Give each client an e-mail of their own: Client > Main > Email",
        )


def hold_the_linked(client: Client, user_id: str, linked: Sequence[Client]) -> None:
    """Another client has this Talent user's id."""
    others = _others(client, linked)
    if others:
        raise Held(
            f"{_named(user_id)} belongs to {_listed(others)} already, "
            f"not to {client.name} ({client.code}) alone",
            reason="talent-user-shared",
            remedy=f"Clear or correct the Secondary ID of the wrong client: {CLIENT_FIELD}",
        )


def hold_the_stranger(client: Client, user: TalentUser) -> tuple[Remark, ...]:
    """A stored secondary id that is someone else's: e-mail *and* name differ."""
    emails = same_text(user.email or user.login, client.email)
    named = is_named(user, client)
    if not emails and not named:
        raise Held(
            f"Talent User {user.id} is {user.name}, {user.email or 'no e-mail'}: "
            f"not {client.name} ({client.code}), {client.email.strip()}",
            reason="secondary-id-of-another",
            remedy=f"Clear or correct it: {CLIENT_FIELD}",
        )
    differing = [
        f"the {what} of Talent User {user.id} is {theirs!r}, in PowerPro {ours!r}"
        for what, same, theirs, ours in (
            ("e-mail", emails, user.email, client.email.strip()),
            ("name", named, user.name, client.name),
        )
        if not same
    ]
    return tuple(Remark("talent-user-differs", sentence) for sentence in differing)


def hold_the_deferred(enrolment: Enrolment, policy: Policy) -> tuple[Remark, ...]:
    """A deferment date is set on an enrolment that is to be provisioned."""
    if enrolment.deferment_date is None:
        return ()
    return weigh(
        policy.deferred_enrolments,
        Remark("deferment-date", f"deferred on {day_text(enrolment.deferment_date)}"),
        "Untick the export box or clear the Deferment Date: "
        "Home > Enrolments and Results > Course data",
    )


def hold_the_foreign_id(client: Client, policy: Policy) -> tuple[Remark, ...]:
    """The secondary id belongs to another system and is about to be replaced."""
    stored = client.secondary_id.strip()
    if not stored or talent_number(stored):
        return ()
    return weigh(
        policy.foreign_secondary_ids,
        Remark("secondary-id-replaced", f"the Secondary ID {stored!r} gives way to Talent's"),
        f"Keep it elsewhere and clear it: {CLIENT_FIELD}",
    )


def hold_the_deleted(client: Client, absent: Absent) -> None:
    """A deleted Talent user is in the way of creating a new one."""
    if absent.deleted:
        raise Held(
            f"a deleted Talent user has the e-mail of {client.name} ({client.code})",
            reason="deleted-user-in-the-way",
            remedy="Restore that user in TalentLMS, or delete it for good",
        )


def remarks_on_user(
    user: TalentUser, course_id: TalentCourseId, zone: tzinfo
) -> tuple[Remark, ...]:
    """What a person may want to know of a found Talent user: none of it stops anything."""
    place = user.enrolment_in(course_id)
    ends = place.expires_at.astimezone(zone) if place and place.expires_at else None
    told = [
        ("talent-user-inactive", not user.active, "is inactive and cannot log in"),
        ("completed-before", place and place.completed_at, f"completed course {course_id} before"),
        ("access-ends", ends, f"has access to course {course_id} until {day_text(ends)} only"),
        (
            "not-a-learner",
            place and not same_text(place.role, "learner"),
            f"is {place.role if place else ''} in course {course_id}, not a learner",
        ),
    ]
    return tuple(
        Remark(reason, f"Talent User {user.id} {what}") for reason, applies, what in told if applies
    )


def _named(user_id: str) -> str:
    """A Talent user as people know them; in a rehearsal, one may be still to be created."""
    return f"Talent User {user_id}" if talent_number(user_id) else "the Talent user to be created"


def _others(client: Client, clients: Iterable[Client]) -> tuple[Client, ...]:
    return tuple(other for other in clients if other.code != client.code)


def _listed(clients: Iterable[Client]) -> str:
    return ", ".join(f"{client.name} ({client.code})" for client in clients)


# --- results ----------------------------------------------------------------------

ACHIEVED = frozenset({"20", "51", "60", "81"})
"""National codes of a unit that is achieved."""

RESULT_FIELD = "Home > Enrolments and Results > Outcomes & Dates"


def hold_the_lowered(unit: Unit, wanted: UnitResult, configured: str) -> None:
    """An achieved unit is never lowered, under no policy: only the configured outcome may
    replace it, whatever a plugin decides."""
    code = outcome_code(wanted.outcome)
    if outcome_code(unit.outcome) in ACHIEVED - {code} and code != outcome_code(configured):
        raise Held(
            f"{unit.code}: {unit.outcome!r} would be lowered to {wanted.outcome!r}",
            reason="outcome-lowered",
            remedy=f"Set the outcome by hand: {RESULT_FIELD}",
        )


def hold_the_result(
    unit: Unit, wanted: UnitResult, last: UnitResult | None, today: date, policy: Policy
) -> tuple[Remark, ...]:
    """Hazards of writing *wanted* over *unit*; *last* is what the agent wrote there last."""
    return (
        *_final_outcome(unit, wanted, policy),
        *_corrected_date(unit, wanted, last, policy),
        *_cleared_result(unit, last, policy),
        *_doubtful_date(unit, wanted, today, policy),
    )


def _final_outcome(unit: Unit, wanted: UnitResult, policy: Policy) -> tuple[Remark, ...]:
    code = outcome_code(unit.outcome)
    if code in OPEN_OUTCOMES or code == outcome_code(wanted.outcome):
        return ()
    return weigh(
        policy.final_outcomes,
        Remark(
            "outcome-replaced", f"{unit.code}: {unit.outcome!r} gives way to {wanted.outcome!r}"
        ),
        f"Clear the result if TalentLMS is right: {RESULT_FIELD}",
    )


def _corrected_date(
    unit: Unit, wanted: UnitResult, last: UnitResult | None, policy: Policy
) -> tuple[Remark, ...]:
    if outcome_code(unit.outcome) != outcome_code(wanted.outcome) or unit.result == last:
        return ()
    return weigh(
        policy.corrected_dates,
        Remark(
            "date-replaced",
            f"{unit.code}: the outcome date {day_text(unit.outcome_date) or 'blank'} "
            f"gives way to {day_text(wanted.outcome_date)}",
        ),
        f"Clear the result if TalentLMS is right: {RESULT_FIELD}",
    )


def _cleared_result(unit: Unit, last: UnitResult | None, policy: Policy) -> tuple[Remark, ...]:
    if unit.outcome.strip() or last is None:
        return ()
    return weigh(
        policy.cleared_results,
        Remark(
            "result-written-again", f"{unit.code}: the result was cleared after {last.outcome!r}"
        ),
        f"Set the outcome by hand: {RESULT_FIELD}",
    )


def _doubtful_date(
    unit: Unit, wanted: UnitResult, today: date, policy: Policy
) -> tuple[Remark, ...]:
    done, start = wanted.outcome_date, unit.start_date
    doubts = [
        f"{unit.code}: completed on {day_text(done)}, {what}"
        for what, applies in (
            (f"before its start on {day_text(start)}", start and done and done < start),
            ("which is still to come", done and done > today),
            (
                f"more than five years after its start on {day_text(start)}",
                start and done and done > _five_years_after(start),
            ),
            ("in an earlier calendar year", done and done.year < today.year),
        )
        if applies
    ]
    return tuple(
        remark
        for doubt in doubts
        for remark in weigh(
            policy.doubtful_dates,
            Remark("doubtful-date", doubt),
            f"Set outcome and date by hand if they are right: {RESULT_FIELD}",
        )
    )


def _five_years_after(start: date) -> date:
    try:
        return start.replace(year=start.year + 5)
    except ValueError:  # 29 February
        return start.replace(year=start.year + 5, day=28)
