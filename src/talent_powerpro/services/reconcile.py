"""Both rosters side by side: PowerPro's enrolments and the users of TalentLMS.

Nothing is written. It makes one call for each Talent course, one more for each person who seems to
differ, and two for each Talent group whose students are in another course.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeVar

from attrs import field, mutable

from talent_powerpro.errors import RecordFault, SettingsFault
from talent_powerpro.model import (
    Absent,
    Course,
    CourseCode,
    CourseProgress,
    Enrolment,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
    talent_number,
)
from talent_powerpro.ports.every_row import EveryRow
from talent_powerpro.ports.optional import every_row_of, groups_of, listings_of
from talent_powerpro.ports.talentlms import TalentListings
from talent_powerpro.records.due import Day
from talent_powerpro.records.reconciled import Brought, Difference, Reconciled
from talent_powerpro.rules.checked_courses import CourseGroup, course_groups
from talent_powerpro.rules.checked_rows import is_exported
from talent_powerpro.rules.differences import Compared, groups_of_users, user_of
from talent_powerpro.run.call_pool import CallPool
from talent_powerpro.run.context import RunContext
from talent_powerpro.run.quota import CallBudget

T = TypeVar("T")


def reconcile(
    context: RunContext,
    day: Day,
    course_code: str | None,
    progress: Callable[[int, int], object],
) -> Reconciled:
    """Compare the exported courses, or one of them, with TalentLMS.

    *progress* is called with the Talent courses compared and to compare. Raises `SettingsFault`
    where a repository lacks what this needs, or the course is not exported; `TalentUnusable` and
    `QuotaReached` as a run.
    """
    powerpro, listings = every_row_of(context.powerpro), listings_of(context.talent)
    if powerpro is None or listings is None:
        raise SettingsFault(
            "The rosters cannot be compared, because a repository lacks a port. Add EveryRow to "
            "the PowerPro repository and TalentListings to the Talent repository."
        )
    exported, enrolments = exported_rows(powerpro, context)
    every = course_groups(exported, enrolments)
    groups = groups_to_compare(every, course_code)
    with CallPool(context.width) as pool:
        known = groups_of_users(every)
        comparing = Comparing(context, day, listings, context.call_budget(), pool, known)
        if course_code is None:
            comparing.not_compared += without_a_roster(exported, enrolments)
        for number, group in enumerate(groups, start=1):
            comparing.compare(group)
            progress(number, len(groups))
    return Reconciled(
        len(groups),
        comparing.people,
        tuple(comparing.differences),
        tuple(comparing.brought),
        tuple(comparing.not_compared),
    )


def exported_rows(
    powerpro: EveryRow, context: RunContext
) -> tuple[Sequence[Course], Mapping[CourseCode, Sequence[Enrolment]]]:
    """All exported courses, and all their enrolments by the course's code."""
    policy = context.rules.policy
    exported = [each for each in powerpro.every_course() if is_exported(each, policy)]
    codes = {each.code for each in exported}
    enrolments: defaultdict[CourseCode, list[Enrolment]] = defaultdict(list)
    for each in powerpro.every_enrolment():
        if each.course.code in codes:
            enrolments[each.course.code].append(each)
    return exported, enrolments


def without_a_roster(
    courses: Iterable[Course], enrolments: Mapping[CourseCode, Sequence[Enrolment]]
) -> Iterator[str]:
    """The courses whose students are in TalentLMS, in a Talent course that PowerPro does not name.

    Each as a sentence. A course without any such student has nothing to compare.
    """
    for course in courses:
        if talent_number(course.talent_course_id):
            continue
        if any(each.provisioning_log for each in enrolments.get(course.code, ())):
            yield (
                f"{course.code} has students who were provisioned, and its Talent Course ID "
                f"{course.talent_course_id!r} is not a number."
            )


def groups_to_compare(
    groups: tuple[CourseGroup, ...], course_code: str | None
) -> tuple[CourseGroup, ...]:
    """The Talent courses to compare: all, or that of one PowerPro course."""
    if course_code is None:
        return groups
    # A Talent course of two PowerPro courses is compared as a whole: their students share it.
    found = tuple(group for group in groups if _has(group.courses, course_code.strip()))
    if not found:
        codes = sorted(course.code for group in groups for course in group.courses)
        raise SettingsFault(
            f"course: {course_code.strip()!r} is not the code of an exported course with a Talent "
            "Course ID.",
            remedy="Exported are: " + (", ".join(codes) or "none") + ".",
        )
    return found


def _has(courses: Sequence[Course], code: str) -> bool:
    return any(course.code == code for course in courses)


@mutable
class Comparing:
    """A comparison while it goes on."""

    context: RunContext
    day: Day
    listings: TalentListings
    budget: CallBudget
    pool: CallPool
    groups_of: Mapping[TalentUserId, Mapping[TalentGroupKey, tuple[CourseCode, ...]]]
    """By Talent user, the Talent groups of their enrolments, with the PowerPro courses."""
    people: int = 0
    differences: list[Difference] = field(factory=list)
    brought: list[Brought] = field(factory=list)
    not_compared: list[str] = field(factory=list)
    _courses: dict[TalentGroupKey, frozenset[str]] = field(factory=dict)
    """The Talent courses that each group brings, as far as asked."""

    def compare(self, group: CourseGroup) -> None:
        """Compare one Talent course."""
        roster = self._answer(partial(self.listings.roster, group.id))
        if isinstance(roster, Absent):
            self.not_compared.append(
                f"TalentLMS has no course {group.id}, the Talent Course ID of {group.codes}."
            )
        elif isinstance(roster, RecordFault):
            self.not_compared.append(f"Talent course {group.id} of {group.codes}: {roster.message}")
        else:
            self._compare(Compared(group, roster, self.context.rules, self.day))

    def _compare(self, compared: Compared) -> None:
        self.people += len(compared.learners)
        talent = self.context.talent
        strangers = self._without_brought(compared, compared.strangers())
        users = self._answers([partial(talent.user_by_id, each) for each in strangers])
        found = []
        for user_id, user in zip(strangers, users, strict=True):
            if isinstance(user, TalentUser):
                found.append(user)
            elif isinstance(user, RecordFault):
                self.not_compared.append(f"Talent user {user_id}: {user.message}")
        self.differences += compared.only_in_talent(found)
        self.differences += compared.of_enrolments()
        to_ask = compared.to_ask()
        asks = [
            partial(talent.progress, user_of(each.client), compared.group.id) for each in to_ask
        ]
        for enrolment, answer in zip(to_ask, self._answers(asks), strict=True):
            if isinstance(answer, CourseProgress):
                self.differences += compared.of_units(enrolment, answer)
            elif isinstance(answer, RecordFault):
                client = enrolment.client
                self.not_compared.append(f"{client.name} ({client.code}): {answer.message}")

    def _without_brought(
        self, compared: Compared, strangers: Sequence[TalentUserId]
    ) -> Sequence[TalentUserId]:
        """The *strangers* without those whom a Talent group of another course brought.

        API fact (documented): joining a group also enrols in all courses of the group.
        """
        found: dict[TalentGroupKey, dict[CourseCode, None]] = {}
        users: dict[TalentUserId, TalentGroupKey] = {}
        for user_id in strangers:
            for key, courses in self.groups_of.get(user_id, {}).items():
                if user_id not in users and compared.group.id in self._brought_by(key):
                    users[user_id] = key
                    found.setdefault(key, {}).update(dict.fromkeys(courses))
        number = Counter(users.values())
        self.brought += (compared.brought(key, found[key], number[key]) for key in found)
        return [each for each in strangers if each not in users]

    def _brought_by(self, key: TalentGroupKey) -> Collection[str]:
        """The Talent courses that a group brings; none where that cannot be had."""
        port = groups_of(self.context.talent)
        if key not in self._courses:
            answer = self._answer(partial(port.courses_of_group, key), 2) if port else ()
            if isinstance(answer, RecordFault):
                self.not_compared.append(f"Talent Group {key}: {answer.message}")
                answer = ()
            there = () if isinstance(answer, Absent) else answer
            self._courses[key] = frozenset(each.id for each in there)
        return self._courses[key]

    def _answers(self, asks: Sequence[Callable[[], T]]) -> Iterator[T | RecordFault]:
        return self.pool.in_order(partial(self._answer, each) for each in asks)

    def _answer(self, ask: Callable[[], T], calls: int = 1) -> T | RecordFault:
        """An answer, or the fault in place of one. Raises what stops a run."""
        try:
            answer: T = self.budget.ask(calls, ask)
        except RecordFault as fault:
            return fault
        return answer
