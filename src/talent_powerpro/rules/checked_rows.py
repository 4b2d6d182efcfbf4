"""Findings of a check in PowerPro's own rows. Pure functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from talent_powerpro.model import (
    Client,
    ClientCode,
    Course,
    CourseCode,
    Enrolment,
    plain,
    talent_number,
)
from talent_powerpro.records.check import CheckItem, Level
from talent_powerpro.records.due import Day
from talent_powerpro.rules.competent_outcome import confirmed_for
from talent_powerpro.rules.conditions import (
    COURSE_DATA,
    TALENT_COURSE_ID,
    client_has_email,
    enrolment_active,
)
from talent_powerpro.rules.policy import Policy

EMAIL = "Client > Main > Email"
SECONDARY_ID = "Client > Main > Secondary ID"
EXPORT = f"{COURSE_DATA} > Talent LMS export/Date"


def is_exported(course: Course, policy: Policy) -> bool:
    """Whether the agent works on the course, by its tab and the policy's conditions."""
    ticked = course.export_to_talent or "course-exported" in policy.drop_conditions
    return ticked and not course.archived


def is_concerned(enrolment: Enrolment, policy: Policy, day: Day) -> bool:
    """Whether the agent works on the enrolment, now or once its export date comes."""
    return (
        is_exported(enrolment.course, policy)
        and enrolment_active(enrolment, day) is None
        and (enrolment.export or enrolment.provisioning_log is not None)
    )


def course_items(courses: Iterable[Course], policy: Policy) -> Iterable[CheckItem]:
    """Exported courses whose own data is not right."""
    exported = [course for course in courses if is_exported(course, policy)]
    for course in exported:
        if not talent_number(course.talent_course_id):
            typed = course.talent_course_id
            yield CheckItem(
                Level.PROBLEM,
                "course-id-not-numeric",
                f"{course.code}: the Talent Course ID {typed!r} is not a number, so nobody is "
                "enrolled."
                if typed.strip()
                else f"{course.code} has no Talent Course ID, so nobody is enrolled.",
                TALENT_COURSE_ID,
            )
    unconfirmed = [c.code for c in exported if not confirmed_for(c.code, policy.competent_outcomes)]
    if unconfirmed:
        yield CheckItem(
            Level.WARNING,
            "course-unconfirmed",
            "Your RTO has not confirmed that completing the units of these courses in TalentLMS "
            "means competent:",
            "[policy.competent_outcomes] in the settings",
            tuple(unconfirmed),
        )


def client_items(
    clients: Iterable[Client], concerned: Sequence[Enrolment], day: Day
) -> Iterable[CheckItem]:
    """Clients who share an address or an id, or whose address cannot be looked up."""
    ours = {each.client.code for each in concerned}
    every = tuple(clients)
    for email, same in _shared(every, ours, lambda each: plain(each.email)).items():
        yield CheckItem(
            Level.WARNING,
            "shared-email",
            f"{len(same)} clients have the e-mail {email}, so they would share one Talent user:",
            EMAIL,
            _named(same),
        )
    for number, same in _shared(every, ours, lambda each: talent_number(each.secondary_id)).items():
        yield CheckItem(
            Level.WARNING,
            "shared-secondary-id",
            f"{len(same)} clients have the Secondary ID {number}, so results of that Talent user "
            "count for none of them:",
            SECONDARY_ID,
            _named(same),
        )
    wrong = {
        each.client.code: f"{each.client.name} ({each.client.code}): {why}"
        for each in concerned
        if not each.provisioning_log and (why := client_has_email(each, day))
    }
    if wrong:
        yield CheckItem(
            Level.PROBLEM,
            "no-usable-email",
            "These clients are not enrolled, because their e-mail cannot be used:",
            EMAIL,
            tuple(wrong.values()),
        )


def date_items(concerned: Iterable[Enrolment]) -> Iterable[CheckItem]:
    """Ticked enrolments without a date, which no run ever finds due."""
    dateless = [
        each
        for each in concerned
        if each.export and each.export_date is None and not each.provisioning_log
    ]
    if dateless:
        yield CheckItem(
            Level.WARNING,
            "no-export-date",
            "These enrolments are ticked for export and have no export date, so they are never "
            "due:",
            EXPORT,
            tuple(map(shown, dateless)),
        )


def shown(enrolment: Enrolment) -> str:
    """An enrolment as the lists of a check name it."""
    client = enrolment.client
    return f"{client.name} ({client.code}), {enrolment.course.code}, enrolment {enrolment.id}"


def by_course(concerned: Iterable[Enrolment]) -> Mapping[CourseCode, Sequence[Enrolment]]:
    """The enrolments by the code of their course."""
    found: defaultdict[CourseCode, list[Enrolment]] = defaultdict(list)
    for each in concerned:
        found[each.course.code].append(each)
    return found


def _shared(
    clients: Iterable[Client],
    ours: Iterable[ClientCode],
    key: Callable[[Client], str | None],
) -> Mapping[str, Sequence[Client]]:
    """Several clients with one value, where the agent works for at least one of them."""
    found: defaultdict[str, list[Client]] = defaultdict(list)
    for client in clients:
        if value := key(client):
            found[value].append(client)
    concerned = frozenset(ours)
    return {
        value: same
        for value, same in found.items()
        if len(same) > 1 and any(each.code in concerned for each in same)
    }


def _named(clients: Iterable[Client]) -> tuple[str, ...]:
    return tuple(f"{each.name} ({each.code})" for each in clients)
