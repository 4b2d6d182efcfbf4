"""Failures and dismissals in dictionaries."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from attrs import evolve

from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.work_lists import Dismissal, DismissalKey, StandingFailure


class MemoryWorkLists:
    """Work lists that live as long as the process. See `WorkLists` for what each method means."""

    def __init__(self) -> None:
        self._failures: dict[tuple[str, EnrolmentId], StandingFailure] = {}
        self._dismissals: dict[DismissalKey, Dismissal] = {}

    def keep_failures(
        self, stage: str, failures: Collection[StandingFailure], ended: Collection[EnrolmentId]
    ) -> None:
        for enrolment_id in ended:
            self._failures.pop((stage, enrolment_id), None)
        for each in failures:
            key = stage, each.enrolment_id
            before = self._failures.get(key)
            if before and (before.reason, before.message) == (each.reason, each.message):
                each = evolve(each, since=before.since)
            self._failures[key] = each

    def failures(self) -> Sequence[StandingFailure]:
        return tuple(sorted(self._failures.values(), key=lambda each: each.since))

    def dismiss(self, dismissals: Collection[Dismissal]) -> None:
        for each in dismissals:
            self._dismissals.setdefault(each.key, each)

    def list_again(self, keys: Collection[DismissalKey]) -> None:
        for key in keys:
            self._dismissals.pop(key, None)

    def dismissals(self) -> Sequence[Dismissal]:
        return tuple(self._dismissals.values())
