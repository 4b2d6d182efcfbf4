"""Optional port for undoing a provisioning in PowerPro."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from talent_powerpro.model import ContactLog, Enrolment


@runtime_checkable
class UndoesProvisioning(Protocol):
    """Optional port for undoing a run. Runs do not use it.

    Without it, an undo leaves provisioned enrolments as they are. Results are undone by
    `PowerProRepository.set_result`, and Secondary IDs by `PowerProRepository.set_secondary_id`.
    """

    def add_undone_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        """Make sure that the enrolment's provisioning contact log counts no more.

        *log* is of type "Enrolment export to Talent LMS undone" and has the description of the
        provisioning contact log, which stays. From then on the repository returns both logs with
        the enrolment, and the enrolment is not provisioned: see `model.counting`. Where no
        provisioning contact log with that description counts any more, nothing is added. Raises
        `EditedMeanwhile` where the enrolment no longer exists.
        """
        ...
