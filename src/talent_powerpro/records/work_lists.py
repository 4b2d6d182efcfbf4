"""Rows that people work through: records that failed, and rows that a person dismissed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from attrs import frozen

from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId

DismissalKey: TypeAlias = tuple[str, str, str]
"""What a dismissal is bound to: list, enrolment and item. Another item is listed again."""


class ListName(StrEnum):
    """The lists whose rows a person may dismiss."""

    MISSED = "missed"
    CLOSED = "closed"
    UNMATCHED = "unmatched"
    NOT_STARTED = "not-started"
    WITHDRAWN = "withdrawn"


@frozen
class StandingFailure:
    """A record that failed in the last run that looked at it."""

    stage: str
    enrolment_id: EnrolmentId
    client_code: ClientCode
    client_name: str
    course_code: CourseCode
    reason: str
    message: str
    remedy: str
    since: datetime
    """When a run first found this very failure. Aware."""


@frozen
class FailureCause:
    """Why records failed, and what to do."""

    stage: str
    reason: str
    message: str
    remedy: str


def by_cause(
    failures: Iterable[StandingFailure],
) -> tuple[tuple[FailureCause, tuple[StandingFailure, ...]], ...]:
    """The failures of each cause, causes in the order of their first one."""
    found: dict[FailureCause, list[StandingFailure]] = {}
    for each in failures:
        cause = FailureCause(each.stage, each.reason, each.message, each.remedy)
        found.setdefault(cause, []).append(each)
    return tuple((cause, tuple(several)) for cause, several in found.items())


@frozen
class Dismissal:
    """A row that a person took off a list."""

    list: str
    """The list's name, of `ListName`."""
    enrolment_id: EnrolmentId
    item: str
    """The fact that the row is about, such as a missed export date."""
    message: str
    """The row as the person read it."""
    who: str
    why: str
    at: datetime
    """Aware."""

    @property
    def key(self) -> DismissalKey:
        """What it is bound to."""
        return self.list, self.enrolment_id, self.item
