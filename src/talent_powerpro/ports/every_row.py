"""Optional port for reading the whole of PowerPro, which a check of the RTO needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, runtime_checkable

from talent_powerpro.model import Client, Course, Enrolment


@runtime_checkable
class EveryRow(Protocol):
    """Optional port for reading all clients, courses and enrolments. Runs do not use it."""

    def every_client(self) -> Iterable[Client]:
        """Every client, including archived ones."""
        ...

    def every_course(self) -> Sequence[Course]:
        """Every course, including archived ones and those without enrolments."""
        ...

    def every_enrolment(self) -> Iterable[Enrolment]:
        """Every enrolment, whatever its state. May be lazy."""
        ...
