"""Holds that wait for a person's decision, and the releases that people gave."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from attrs import frozen

from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId


def hold_id(enrolment_id: str, reason: str, evidence: str) -> str:
    """A short id for people to type. It stays the same while all three arguments do."""
    # Derived, not counted, so that every run finds the same id for the same hold.
    identity = "\n".join((enrolment_id, reason, evidence))
    return sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:8]


@frozen
class Hold:
    """A decision that a person has to make about one record, or about one unit of it."""

    id: str
    """The short id from `hold_id`."""
    reason: str
    message: str
    """The sentence for people. It is also the evidence that a release is bound to."""
    remedy: str = ""
    releasable: bool = False


@frozen
class StandingHold:
    """A hold that still waits for a decision, as the last run found it."""

    stage: str
    enrolment_id: EnrolmentId
    client_code: ClientCode
    client_name: str
    course_code: CourseCode
    reason: str
    evidence: str
    """The hold's sentence, with every value that it depends on."""
    remedy: str = ""
    releasable: bool = False

    @property
    def id(self) -> str:
        """The short id from `hold_id`."""
        return hold_id(self.enrolment_id, self.reason, self.evidence)


@frozen
class Release:
    """A person's decision to do what was held, for one hold of one enrolment.

    It lapses when the evidence changes.
    """

    enrolment_id: EnrolmentId
    reason: str
    evidence: str
    who: str
    why: str
    at: datetime
    """Aware."""

    @property
    def key(self) -> tuple[str, str, str]:
        """The three texts that the release is bound to. If one differs, the hold stands."""
        return self.enrolment_id, self.reason, self.evidence
