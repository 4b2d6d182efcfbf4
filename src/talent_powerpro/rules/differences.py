"""Decides how the enrolments of a Talent course differ from its roster. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain

from attrs import frozen

from talent_powerpro.model import (
    Client,
    CourseCode,
    CourseProgress,
    Enrolment,
    RosterEntry,
    TalentGroupKey,
    TalentRoster,
    TalentUser,
    TalentUserId,
    outcome_code,
    same_text,
    talent_number,
)
from talent_powerpro.model.unit_outcomes import ACHIEVED
from talent_powerpro.records.due import Day
from talent_powerpro.records.reconciled import Brought, Difference, DifferenceKind
from talent_powerpro.rules.checked_courses import CourseGroup
from talent_powerpro.rules.checked_portal import WITHOUT_TRAINING
from talent_powerpro.rules.completed_units import is_completed
from talent_powerpro.rules.conditions import booking_confirmed, enrolment_active
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.unit_codes import code_text, codes_on

ROUNDING = 1.0
"""Percent by which a roster may differ from PowerPro by rounding alone."""


@frozen
class Compared:
    """A Talent course with its roster, and the enrolments of its PowerPro courses."""

    group: CourseGroup
    """With every enrolment of these courses, whatever its state."""
    roster: TalentRoster
    rules: Rules
    day: Day

    @property
    def learners(self) -> Mapping[TalentUserId, RosterEntry]:
        """The learners on the roster by their id; staff have no enrolments."""
        return {
            each.user_id: each for each in self.roster.entries if same_text(each.role, "learner")
        }

    def strangers(self) -> tuple[TalentUserId, ...]:
        """The learners whose id no client with an enrolment has, to be looked up by their id."""
        known = {user_of(each.client) for each in self.group.enrolments}
        return tuple(each for each in self.learners if each not in known)

    def brought(
        self, key: TalentGroupKey, from_courses: Iterable[CourseCode], learners: int
    ) -> Brought:
        """The *learners* whom a Talent group of other PowerPro courses brought into this one."""
        course = self.roster.course
        return Brought(
            key,
            tuple(from_courses),
            course.id,
            course.name,
            self._codes,
            learners,
            "Nothing, if the group is to bring them. Otherwise remove the course from the group: "
            "TalentLMS > Groups.",
        )

    def only_in_talent(self, users: Iterable[TalentUser]) -> Iterator[Difference]:
        """Yield the *users* among `strangers` who are on no enrolment, not even by e-mail."""
        emails = {
            each.client.email.strip().casefold()
            for each in self.group.enrolments
            if not user_of(each.client)
        } - {""}
        for user in users:
            if (user.email.strip() or user.login).casefold() in emails:
                continue  # A client who is not provisioned yet. The next run links them.
            yield self._difference(
                DifferenceKind.ONLY_IN_TALENT,
                user_id=user.id,
                user=f"{user.name} ({user.email or user.login})",
                remedy="Enrol the student in PowerPro, or remove the user from the Talent course: "
                f"TalentLMS > Courses > {self.roster.course.name} > Users.",
            )

    def of_enrolments(self) -> Iterator[Difference]:
        """Yield the enrolments that are on one side only, or closed on one."""
        for client_rows in self._by_client():
            there = any(user_of(each.client) in self.learners for each in client_rows)
            current = [each for each in client_rows if self._is_current(each)]
            if there and not current:
                closed = [each for each in client_rows if self._is_withdrawn(each)]
                for each in closed[-1:]:
                    yield self._difference(
                        DifferenceKind.CLOSED_IN_POWERPRO,
                        each,
                        remedy="Remove the user from the Talent course, unless they go on with "
                        f"it: TalentLMS > Courses > {self.roster.course.name} > Users.",
                    )
            if not there:
                for each in current:
                    # Who has completed may have been removed from the course since.
                    if each.provisioning_log and enrolment_active(each, self.day) is None:
                        yield self._difference(
                            DifferenceKind.NOT_IN_TALENT,
                            each,
                            remedy="Add the user to the Talent course: TalentLMS > Courses > "
                            f"{self.roster.course.name} > Users, or correct the Secondary ID: "
                            "Client > Main > Secondary ID.",
                        )

    def to_ask(self) -> tuple[Enrolment, ...]:
        """The enrolments whose units seem to differ from the roster's percentage."""
        return tuple(
            each
            for each in self.group.enrolments
            if each.provisioning_log
            and self._is_current(each)
            and (entry := self.learners.get(user_of(each.client)))
            and self._seems_to_differ(each, entry)
        )

    def of_units(self, enrolment: Enrolment, progress: CourseProgress) -> Iterator[Difference]:
        """Yield the differences between an enrolment's units and the user's progress."""
        codes = codes_on(enrolment.units)
        completed: set[str] = set()
        covered: set[str] = set()
        for each in progress.units:
            if not each.unit.is_section:
                found = self.rules.unit_codes(each.unit, enrolment, codes)
                covered.update(found)
                completed.update(found if is_completed(each) else ())
        achieved = with_outcome(enrolment, ACHIEVED)
        for kind, differ, remedy in (
            (
                DifferenceKind.COMPLETED_IN_TALENT_ONLY,
                completed - achieved,
                "The next run fetches the result, or says why not.",
            ),
            (
                DifferenceKind.COMPLETED_IN_POWERPRO_ONLY,
                # Recognition and credit transfer need no completion. A check names those open.
                (achieved & covered) - completed - with_outcome(enrolment, WITHOUT_TRAINING),
                "Check the evidence of the outcome, or let the student finish in TalentLMS.",
            ),
        ):
            if differ:
                yield self._difference(
                    kind,
                    enrolment,
                    units=tuple(
                        dict.fromkeys(
                            unit.code for unit in enrolment.units if code_text(unit.code) in differ
                        )
                    ),
                    remedy=remedy,
                )

    def _seems_to_differ(self, enrolment: Enrolment, entry: RosterEntry) -> bool:
        lessons = [unit for unit in self.roster.course.units if not unit.is_section]
        if entry.percentage is None or not lessons:
            return True
        achieved, codes = with_outcome(enrolment, ACHIEVED), codes_on(enrolment.units)
        done = sum(
            bool(achieved & frozenset(self.rules.unit_codes(unit, enrolment, codes)))
            for unit in lessons
        )
        return abs(entry.percentage - 100 * done / len(lessons)) > ROUNDING

    def _is_current(self, enrolment: Enrolment) -> bool:
        return not self._is_withdrawn(enrolment) and (
            enrolment_active(enrolment, self.day) is None or enrolment.completion_date is not None
        )

    def _is_withdrawn(self, enrolment: Enrolment) -> bool:
        ended = enrolment.withdrawal_date
        if ended is not None and ended <= self.day.today:
            return True
        return booking_confirmed(enrolment, self.day) is not None

    def _by_client(self) -> Collection[tuple[Enrolment, ...]]:
        found: dict[str, tuple[Enrolment, ...]] = {}
        for each in self.group.enrolments:
            found[each.client.code] = (*found.get(each.client.code, ()), each)
        return found.values()

    @property
    def _codes(self) -> str:
        return ", ".join(each.code for each in self.group.courses)

    def _difference(
        self,
        kind: DifferenceKind,
        enrolment: Enrolment | None = None,
        *,
        user_id: TalentUserId | None = None,
        user: str = "",
        units: tuple[str, ...] = (),
        remedy: str,
    ) -> Difference:
        course = self.roster.course
        if enrolment is None:
            return Difference(
                kind,
                self._codes,
                course.id,
                course.name,
                "",
                "",
                "",
                user_id or "",
                user,
                (),
                remedy,
            )
        client = enrolment.client
        return Difference(
            kind,
            enrolment.course.code,
            course.id,
            course.name,
            client.code,
            client.name,
            enrolment.id,
            user_of(client),
            user,
            units,
            remedy,
        )


def groups_of_users(
    groups: Iterable[CourseGroup],
) -> Mapping[TalentUserId, Mapping[TalentGroupKey, tuple[CourseCode, ...]]]:
    """The Talent groups that each Talent user was provisioned with, and the courses that name them.

    *groups* are all exported courses.
    """
    found: dict[TalentUserId, dict[TalentGroupKey, tuple[CourseCode, ...]]] = {}
    for each in chain.from_iterable(group.enrolments for group in groups):
        user_id, key = user_of(each.client), each.course.talent_group_key.strip()
        if user_id and key and each.provisioning_log:
            courses = found.setdefault(user_id, {})
            known = courses.get(TalentGroupKey(key), ())
            courses[TalentGroupKey(key)] = tuple(dict.fromkeys((*known, each.course.code)))
    return found


def user_of(client: Client) -> TalentUserId:
    """The Talent user id that the client has; blank for another system's id, or none."""
    return TalentUserId(talent_number(client.secondary_id) or "")


def with_outcome(enrolment: Enrolment, outcomes: Collection[str]) -> frozenset[str]:
    """The codes of the enrolment's units that have one of these national *outcomes*."""
    return codes_on(unit for unit in enrolment.units if outcome_code(unit.outcome) in outcomes)
