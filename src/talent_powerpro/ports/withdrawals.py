"""Ports of suspension: who is withdrawn in PowerPro, and who was suspended before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Protocol, TypeAlias, runtime_checkable

from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.suspension import Suspension

WithdrawnOn: TypeAlias = tuple[EnrolmentId, date | None]
"""An enrolment with its withdrawal date; ``None`` if it has none, or none that can be read."""


@runtime_checkable
class Withdrawals(Protocol):
    """Optional port of PowerPro for finding withdrawn enrolments without reading the others.

    Asked once a run where the policy's ``on_withdrawal`` is not ``none``. Without it the agent
    looks through `PowerProRepository.provisioned_enrolments`.
    """

    def withdrawn(self, today: date) -> Iterable[WithdrawnOn]:
        """The enrolments with a provisioning contact log that are withdrawn or cancelled.

        The withdrawal date is *today* or earlier, or the booking status is one of
        `talent_powerpro.rules.withdrawal.CANCELLED`, compared without case. In PowerPro's order.
        Returning more is safe: each enrolment is read and tested again. The iterable may be lazy;
        nothing is written while it is open.
        """
        ...


@runtime_checkable
class Suspensions(Protocol):
    """The part of the agent's state with the enrolments that it suspended.

    Losing it takes nobody's access away: a withdrawn enrolment is then suspended once more, and
    one that is active again is reported as unreachable.
    """

    def every_suspended(self) -> Iterable[EnrolmentId]:
        """The ids of all that are remembered, in any order. Nothing is written while it is open."""
        ...

    def suspensions_of(
        self, enrolment_ids: Collection[EnrolmentId]
    ) -> Mapping[EnrolmentId, Suspension]:
        """What is remembered of these enrolments. Others are left out."""
        ...

    def remember_suspended(self, suspensions: Collection[Suspension]) -> None:
        """Remember these, all or none. Each replaces the one before of its enrolment."""
        ...

    def forget_suspended(self, enrolment_ids: Collection[EnrolmentId]) -> None:
        """Forget these. Unknown ids change nothing."""
        ...
