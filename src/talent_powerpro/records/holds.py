"""Holds: what a person has to decide, what stands, and what was released."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from attrs import frozen

from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId


def hold_id(enrolment_id: str, reason: str, evidence: str) -> str:
    """A short id for people, the same for as long as all three arguments are."""
    identity = "\n".join((enrolment_id, reason, evidence))
    return sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:8]


@frozen
class Hold:
    """One thing that a person has to decide."""

    id: str
    """The id that people call it by; see `hold_id`."""
    reason: str
    message: str
    """For people, and the evidence that a release is bound to."""
    remedy: str = ""
    releasable: bool = False


@frozen
class StandingHold:
    """A hold that nobody has decided yet, as the last run found it."""

    stage: str
    enrolment_id: EnrolmentId
    client_code: ClientCode
    client_name: str
    course_code: CourseCode
    reason: str
    evidence: str
    """The hold's sentence, with every value that it rests on."""
    remedy: str = ""
    releasable: bool = False

    @property
    def id(self) -> str:
        """See `hold_id`."""
        return hold_id(self.enrolment_id, self.reason, self.evidence)


@frozen
class Release:
    """A person's decision to let one hold of one enrolment pass, while its evidence stands."""

    enrolment_id: EnrolmentId
    reason: str
    evidence: str
    who: str
    why: str
    at: datetime
    """Aware."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is bound to. Where any of the three is another, the hold stands."""
        return self.enrolment_id, self.reason, self.evidence
