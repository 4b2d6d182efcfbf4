"""The enrolments that a person names for one run."""

from __future__ import annotations

from attrs import frozen

from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId


@frozen
class RunTargets:
    """The enrolments that a run is limited to. Without any name, it is not limited.

    Several names of one kind add up. Each kind narrows the others: client C with course K means
    the enrolments of C in K.
    """

    enrolments: tuple[EnrolmentId, ...] = ()
    clients: tuple[ClientCode, ...] = ()
    courses: tuple[CourseCode, ...] = ()
    although_not_today: str = ""
    """The reason for setting the condition ``export-date-is-today`` aside; blank: it counts."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The names as texts, such as ``client 2021000017``, for the journal and for people."""
        return (
            *(f"enrolment {each}" for each in self.enrolments),
            *(f"client {each}" for each in self.clients),
            *(f"course {each}" for each in self.courses),
        )


EVERYBODY = RunTargets()
"""The targets of an ordinary run."""
