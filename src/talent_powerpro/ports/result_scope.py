"""The optional port to PowerPro for reading only what result fetching is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol, runtime_checkable

from talent_powerpro.model import Course, CourseCode, Enrolment, EnrolmentId
from talent_powerpro.records.scope import Scope, ScopeRow


@runtime_checkable
class ResultScope(Protocol):
    """Optional port for reading narrow rows of the enrolments in scope, and whole ones by id.

    Closed enrolments, which outnumber the others after some years, are then never read. An
    enrolment is *in scope* if it has a provisioning contact log and `Scope.includes` it. The agent
    asks for one Talent course after the other, and reads whole enrolments only where TalentLMS is
    asked about them.

    An iterable may be lazy. The agent exhausts it before it writes anything; it may call other
    reading methods meanwhile. Where an RTO's plugin replaces one of the conditions, the agent does
    not use this port.
    """

    def courses_in_scope(self, scope: Scope) -> Sequence[Course]:
        """Every course that has an enrolment in scope.

        Courses without one may be among them.
        """
        ...

    def rows_in_scope(
        self, course_codes: Collection[CourseCode], scope: Scope
    ) -> Iterable[ScopeRow]:
        """The row of every enrolment of these courses that is in scope, and no others.

        In PowerPro's order, as `PowerProRepository.provisioned_enrolments`. Where a value that
        the row or the scope needs cannot be read, the enrolment is among them as `unreadable`.
        """
        ...

    def not_in_scope(
        self, enrolment_ids: Collection[EnrolmentId], scope: Scope
    ) -> Collection[EnrolmentId]:
        """Those of *enrolment_ids* that `rows_in_scope` leaves out, in whatever course.

        Enrolments that do not exist may be among them.
        """
        ...

    def closed_between(self, first: date, last: date) -> Iterable[EnrolmentId]:
        """Enrolments with a provisioning contact log that closed on one of these days.

        The earlier one of withdrawal date and completion date counts. Returning more is safe.
        """
        ...

    def enrolments_with(self, enrolment_ids: Collection[EnrolmentId]) -> Iterable[Enrolment]:
        """The enrolments with these ids, each once. Those that do not exist are left out."""
        ...

    def unit_codes_in(
        self, course_codes: Collection[CourseCode]
    ) -> Mapping[CourseCode, Collection[str]]:
        """The unit codes on all enrolments of each course with a provisioning contact log.

        Closed enrolments count too. Asked only where TalentLMS is asked about a course.
        """
        ...
