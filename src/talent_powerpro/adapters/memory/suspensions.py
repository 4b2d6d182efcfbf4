"""Suspensions in a dictionary."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.suspension import Suspension


class MemorySuspensions:
    """Suspensions that live as long as the process. See `Suspensions` for the contract."""

    def __init__(self) -> None:
        self._found: dict[EnrolmentId, Suspension] = {}

    def every_suspended(self) -> Sequence[EnrolmentId]:
        return tuple(self._found)

    def suspensions_of(
        self, enrolment_ids: Collection[EnrolmentId]
    ) -> Mapping[EnrolmentId, Suspension]:
        return {key: self._found[key] for key in enrolment_ids if key in self._found}

    def remember_suspended(self, suspensions: Collection[Suspension]) -> None:
        self._found.update({each.enrolment_id: each for each in suspensions})

    def forget_suspended(self, enrolment_ids: Collection[EnrolmentId]) -> None:
        for each in enrolment_ids:
            self._found.pop(each, None)
