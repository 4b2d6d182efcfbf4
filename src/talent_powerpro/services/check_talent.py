"""The part of a check that asks TalentLMS, within its quota and on a pool of calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeAlias, TypeVar

from attrs import frozen

from talent_powerpro.errors import RecordFault
from talent_powerpro.model import (
    Absent,
    Client,
    Course,
    CourseProgress,
    Enrolment,
    Quota,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUserId,
    same_text,
    talent_number,
)
from talent_powerpro.ports.optional import (
    group_keys_of,
    groups_of,
    portal_settings_of,
    quota_of,
)
from talent_powerpro.records.check import CheckItem, Level, listed
from talent_powerpro.rules.checked_courses import CourseGroup, talent_course_items
from talent_powerpro.rules.checked_portal import (
    blank_items,
    field_items,
    group_items,
    new_in_talent,
    open_in_talent,
    without_training,
)
from talent_powerpro.run.call_pool import CallPool
from talent_powerpro.run.context import RunContext

T = TypeVar("T")
Ask: TypeAlias = Callable[[int, Callable[[], Any]], Any]
"""Makes a call after counting it, as `CallBudget.ask`."""
DATE_FORMATS = frozenset({"DDMMYYYY", "MMDDYYYY", "YYYYMMDD"})


@frozen
class Rows:
    """PowerPro's rows, as far as a check needs them."""

    courses: tuple[Course, ...]
    """Those that the agent works on."""
    enrolments: tuple[Enrolment, ...]
    """Likewise."""
    groups: tuple[CourseGroup, ...]
    items: tuple[CheckItem, ...]
    """What is not right in the rows by themselves."""


@frozen
class TalentChecks:
    """The part of a check that asks TalentLMS, within its quota and on a pool of calls."""

    context: RunContext
    rows: Rows
    progress: Callable[[int, int], object]

    def items(self, facts: list[tuple[str, str]]) -> Iterator[CheckItem]:
        """Yield what is found, and add to *facts*. Raises `TalentUnusable` and `QuotaReached`."""
        budget = self.context.call_budget()
        # First, because it also finds out whether the key is right.
        yield from self._quota(facts, budget.kept_of)
        yield from self._settings(facts, budget.ask)
        yield from self._groups(budget.ask)
        with CallPool(self.context.width) as pool:
            yield from self._courses(pool, budget.ask)
            yield from self._without_training(pool, budget.ask)

    def _quota(
        self, facts: list[tuple[str, str]], kept_of: Callable[[Quota], int]
    ) -> Iterator[CheckItem]:
        source = quota_of(self.context.talent)
        quota = _answer(source.quota) if source else Quota()
        if isinstance(quota, RecordFault) or quota.limit is None or quota.remaining is None:
            facts.append(("Quota of calls", "not known"))
            return
        kept = kept_of(quota)
        facts.append(("Quota of calls", f"{quota.remaining} of {quota.limit} left in this hour"))
        if quota.remaining <= kept:
            yield CheckItem(
                Level.WARNING,
                "quota-reached",
                f"TalentLMS accepts {quota.remaining} more calls in this hour, and {kept} are left "
                "to other programs, so a run now would make none.",
                "[talentlms] reserve in the settings, or wait for the next hour",
            )

    def _settings(self, facts: list[tuple[str, str]], ask: Ask) -> Iterator[CheckItem]:
        settings = portal_settings_of(self.context.talent)
        if settings is None:
            return
        date_format = _answer(partial(ask, 1, settings.date_format))
        fields = _answer(partial(ask, 1, settings.custom_fields))
        for fault in (date_format, fields):
            if isinstance(fault, RecordFault):
                yield _not_read("The portal's settings", fault)
        if not isinstance(date_format, RecordFault):
            facts.append(("Date format", date_format or "not known"))
            if date_format not in DATE_FORMATS:
                yield CheckItem(
                    Level.WARNING,
                    "date-format-unknown",
                    f"The portal's date format is {date_format!r}. A completion without a "
                    "timestamp cannot be read.",
                    "TalentLMS > Account & Settings > Basic settings > Locale",
                )
        if not isinstance(fields, RecordFault):
            of_clients = self._filled()
            filled = frozenset(self.context.rules.policy.new_user_fields).union(
                *of_clients.values()
            )
            yield from field_items(fields, filled)
            new = new_in_talent(self.rows.enrolments) & of_clients.keys()
            yield from blank_items(fields, filled, {each: of_clients[each] for each in new})

    def _filled(self) -> Mapping[Client, frozenset[str]]:
        """The custom fields that settings and plugins fill for each client who can be sent."""
        rules = self.context.rules
        filled: dict[Client, frozenset[str]] = {}
        for client in {each.client.code: each.client for each in self.rows.enrolments}.values():
            with suppress(RecordFault):  # a client without a name, or a plugin's own fault
                rules.user_names(client)
                filled[client] = frozenset(name for name, _ in rules.user_fields(client))
        return filled

    def _groups(self, ask: Ask) -> Iterator[CheckItem]:
        talent = self.context.talent
        listed, groups = group_keys_of(talent), groups_of(talent)
        wanted = {course.talent_group_key.strip() for course in self.rows.courses} - {""}
        if listed is None or groups is None or not wanted:
            return
        keys = _answer(partial(ask, 1, listed.group_keys))
        if isinstance(keys, RecordFault):
            yield _not_read("The list of Talent groups", keys)
            return
        brought: dict[TalentGroupKey, Sequence[TalentCourse]] = {}
        for key in sorted(keys):
            if not any(same_text(key, each) for each in wanted):
                continue
            found = _answer(partial(ask, 2, partial(groups.courses_of_group, key)))
            if isinstance(found, RecordFault):
                yield _not_read(f"Talent Group {key}", found)
            elif not isinstance(found, Absent):
                brought[key] = found
        yield from group_items(self.rows.courses, keys, brought, self.context.rules)

    def _courses(self, pool: CallPool, ask: Ask) -> Iterator[CheckItem]:
        talent = self.context.talent
        asks = [partial(ask, 1, partial(talent.course, group.id)) for group in self.rows.groups]
        for group, found in zip(self.rows.groups, self._answers(pool, asks), strict=True):
            yield from talent_course_items(group, found, self.context.rules)

    def _without_training(self, pool: CallPool, ask: Ask) -> Iterator[CheckItem]:
        students, talent = without_training(self.rows.enrolments), self.context.talent
        asks = [partial(ask, 1, partial(talent.progress, *place_of(each))) for each in students]
        still_open: list[str] = []
        for each, found in zip(students, self._answers(pool, asks), strict=True):
            # A student whom TalentLMS does not find in the course has nothing open there.
            if isinstance(found, CourseProgress):
                still_open += open_in_talent(each, found, self.context.rules)
        yield from listed(
            Level.WARNING,
            "open-in-talent",
            "These units have recognition or credit transfer in PowerPro and are still open in "
            "TalentLMS, so the students may train for nothing:",
            still_open,
            "TalentLMS > Users > the student > Courses, or the outcome in PowerPro",
        )

    def _answers(
        self, pool: CallPool, asks: Sequence[Callable[[], T]]
    ) -> Iterator[T | RecordFault]:
        answers = pool.in_order(partial(_answer, each) for each in asks)
        for number, answer in enumerate(answers, start=1):
            self.progress(number, len(asks))
            yield answer


def place_of(enrolment: Enrolment) -> tuple[TalentUserId, TalentCourseId]:
    """The ids that PowerPro has for an enrolment whose Secondary ID and course are numbers."""
    return (
        TalentUserId(talent_number(enrolment.client.secondary_id) or ""),
        TalentCourseId(talent_number(enrolment.course.talent_course_id) or ""),
    )


def _answer(ask: Callable[[], T]) -> T | RecordFault:
    """An answer, or the fault in place of one. Raises what stops a run."""
    try:
        return ask()
    except RecordFault as fault:
        return fault


def _not_read(what: str, fault: RecordFault) -> CheckItem:
    return CheckItem(
        Level.WARNING, "not-checked", f"{what} could not be checked: {fault.message}", fault.remedy
    )
