"""The part of the agent's state that saves calls to TalentLMS.

The docstrings are the contract. All methods are called on the thread that called the agent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol, runtime_checkable

from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.look import Look, Wait


@runtime_checkable
class Looks(Protocol):
    """The memory of looks at progress, and of records that wait for a person.

    Losing it makes no result wrong: the agent then asks for everything once more.
    """

    def looked_at(self, enrolment_ids: Collection[EnrolmentId]) -> Mapping[EnrolmentId, Look]:
        """The last look at each of these enrolments. Others are left out."""
        ...

    def remember_looks(self, looks: Collection[Look]) -> None:
        """Remember looks, all or none. Each replaces the one before of its enrolment."""
        ...

    def waits(self, stage: str) -> Mapping[EnrolmentId, Wait]:
        """The records of a stage that wait."""
        ...

    def keep_waits(
        self, stage: str, waits: Collection[Wait], ended: Collection[EnrolmentId]
    ) -> None:
        """Replace the waits of their enrolments in that stage, and forget those of *ended*.

        All or none. An *ended* enrolment without a wait changes nothing.
        """
        ...
