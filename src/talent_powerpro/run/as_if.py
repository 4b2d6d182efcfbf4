"""PowerPro as if some enrolments had other values, for a plan of what would happen then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, cast

from talent_powerpro.model import Enrolment, EnrolmentId
from talent_powerpro.ports.powerpro import PowerProRepository


def as_if(changed: Collection[Enrolment], powerpro: PowerProRepository) -> PowerProRepository:
    """Return *powerpro* with these enrolments in place of its own. Reads alone may be asked.

    Only the export box and the export date may differ: those decide about provisioning alone.
    """
    if not changed:
        return powerpro
    return cast(PowerProRepository, _AsIf({each.id: each for each in changed}, powerpro))


class _AsIf:
    def __init__(
        self, changed: Mapping[EnrolmentId, Enrolment], powerpro: PowerProRepository
    ) -> None:
        self._changed = changed
        self._powerpro = powerpro

    def __getattr__(self, name: str) -> Any:
        return getattr(self._powerpro, name)

    def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        return self._changed.get(enrolment_id) or self._powerpro.enrolment(enrolment_id)

    def enrolments_to_provision(self, narrowed_by: Collection[str]) -> Iterable[Enrolment]:
        return self._with(self._powerpro.enrolments_to_provision(narrowed_by))

    def _with(self, listed: Iterable[Enrolment]) -> Iterator[Enrolment]:
        left = dict(self._changed)
        for each in listed:
            yield left.pop(each.id, each)
        # What the repository left out as it is may be due as it would be.
        yield from left.values()
