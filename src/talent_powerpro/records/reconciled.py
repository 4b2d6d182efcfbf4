"""The comparison of PowerPro's enrolments with the rosters of TalentLMS."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class DifferenceKind(StrEnum):
    """How an enrolment and a place in a Talent course differ."""

    ONLY_IN_TALENT = "only-in-talent"
    NOT_IN_TALENT = "not-in-talent"
    COMPLETED_IN_TALENT_ONLY = "completed-in-talent-only"
    COMPLETED_IN_POWERPRO_ONLY = "completed-in-powerpro-only"
    CLOSED_IN_POWERPRO = "closed-in-powerpro"


@frozen
class Difference:
    """One person in one Talent course. A field is blank where that side has nothing."""

    kind: DifferenceKind
    course: str
    """The PowerPro course code; several, with commas, where they share the Talent course."""
    talent_course_id: str
    talent_course: str
    """Its name."""
    client_code: str = ""
    client_name: str = ""
    enrolment_id: str = ""
    talent_user_id: str = ""
    talent_user: str = ""
    """Name and e-mail."""
    units: tuple[str, ...] = ()
    """The codes of the units that differ."""
    remedy: str = ""


@frozen
class Brought:
    """Students whom a Talent group brought into a Talent course beside that of their own course.

    They are no differences: PowerPro has them, in the course that names the group.
    """

    group_key: str
    from_courses: tuple[str, ...]
    """The PowerPro courses with that Talent Group Key."""
    talent_course_id: str
    talent_course: str
    """Its name."""
    course: str
    """As `Difference.course`."""
    learners: int
    remedy: str


@frozen
class Reconciled:
    """A comparison. Nothing was written."""

    courses: int
    """The Talent courses that were compared."""
    people: int
    """The learners on their rosters."""
    differences: tuple[Difference, ...]
    brought: tuple[Brought, ...] = ()
    """Talent groups that bring students into other courses, each once with their number."""
    not_compared: tuple[str, ...] = ()
    """Why a Talent course, or one student's progress, could not be read, as sentences."""
