"""Holds that wait for a person's decision, and the answers that people gave."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import TypeAlias

from attrs import field, frozen

from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId

HoldKey: TypeAlias = tuple[str, str, tuple[str, ...]]
"""What an answer is bound to: enrolment, reason and facts. If one differs, the hold stands."""


def hold_id(enrolment_id: str, reason: str, facts: Sequence[str]) -> str:
    """A short id for people to type. It stays the same while all three arguments do."""
    # Derived, not counted, so that every run finds the same id for the same hold. JSON keeps the
    # facts apart: joined by a line break, ("a", "b") and ("a\nb",) would be one.
    identity = json.dumps([enrolment_id, reason, *facts])
    return sha256(identity.encode("ascii")).hexdigest()[:8]


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@frozen
class Hold:
    """A decision that a person has to make about one record, or about one unit of it."""

    id: str
    """The short id from `hold_id`."""
    reason: str
    message: str
    """The sentence for people."""
    remedy: str = ""
    releasable: bool = False
    facts: tuple[str, ...] = ()
    """The values that an answer is bound to, never a stand-in or the day of the run."""
    both: tuple[str, ...] = ()
    """The codes of all clients whom a release affects, if a release has to name them."""


@frozen
class StandingHold:
    """A hold that still waits for a decision, as the last run found it."""

    stage: str
    enrolment_id: EnrolmentId
    client_code: ClientCode
    client_name: str
    course_code: CourseCode
    reason: str
    message: str
    """The sentence for people."""
    remedy: str = ""
    releasable: bool = False
    facts: tuple[str, ...] = field(default=(), converter=_texts)
    """The values that an answer is bound to."""
    both: tuple[str, ...] = field(default=(), converter=_texts)
    """As `Hold.both`."""
    held: bool = True
    """False for a remark: the agent went on, and a person may still answer it with a keep."""

    @property
    def key(self) -> HoldKey:
        """What an answer to this hold is bound to."""
        return self.enrolment_id, self.reason, self.facts

    @property
    def id(self) -> str:
        """The short id from `hold_id`."""
        return hold_id(self.enrolment_id, self.reason, self.facts)


class Decision(StrEnum):
    """The two answers to a hold."""

    RELEASE = "release"
    """Do what was held."""
    KEEP = "keep"
    """PowerPro is right: do not do it, and do not ask again while the facts stand."""


@frozen
class Answer:
    """A person's decision on one hold of one enrolment. It lapses when a fact changes."""

    decision: Decision = field(converter=Decision)
    enrolment_id: EnrolmentId
    reason: str
    facts: tuple[str, ...] = field(converter=_texts)
    message: str
    """The sentence that the person read."""
    who: str
    why: str
    at: datetime
    """Aware."""

    @property
    def key(self) -> HoldKey:
        """What the answer is bound to. If one part differs, the hold stands."""
        return self.enrolment_id, self.reason, self.facts


def current_answers(answers: Sequence[Answer]) -> dict[HoldKey, Answer]:
    """The latest answer to each hold. *answers* are in the order in which they were given."""
    return {answer.key: answer for answer in answers}
