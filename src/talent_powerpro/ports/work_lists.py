"""The part of the agent's state with the rows that people work through.

The docstrings are the contract. All methods are called on the thread that called the agent.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol, runtime_checkable

from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.work_lists import Dismissal, DismissalKey, StandingFailure


@runtime_checkable
class WorkLists(Protocol):
    """Records that failed, and the rows that people dismissed from the lists beside the records.

    Losing it makes no result wrong: dismissed rows are listed again.
    """

    def keep_failures(
        self, stage: str, failures: Collection[StandingFailure], ended: Collection[EnrolmentId]
    ) -> None:
        """Replace the failures of their enrolments in that stage, and forget those of *ended*.

        All or none. A failure with the reason and message of the one before keeps its `since`. An
        *ended* enrolment without a failure changes nothing.
        """
        ...

    def failures(self) -> Sequence[StandingFailure]:
        """The failures of all stages, the oldest `since` first."""
        ...

    def dismiss(self, dismissals: Collection[Dismissal]) -> None:
        """Remember that these rows are off their lists. All or none.

        One with the key of an earlier one changes nothing.
        """
        ...

    def list_again(self, keys: Collection[DismissalKey]) -> None:
        """Forget the dismissals with these keys. Unknown keys change nothing."""
        ...

    def dismissals(self) -> Sequence[Dismissal]:
        """All dismissals, oldest first."""
        ...
