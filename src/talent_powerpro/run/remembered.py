"""The writes of a rehearsal, which later reads see and a failed record takes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from attrs import field, frozen

from talent_powerpro.model import (
    Client,
    ClientCode,
    ContactLog,
    EnrolmentId,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
    UnitResult,
    UnitRowId,
    UserDetails,
)

K = TypeVar("K")
V = TypeVar("V")


@frozen
class Remembered:
    """The writes that a rehearsal would have made so far."""

    linked: dict[ClientCode, Client] = field(factory=dict)
    """Clients with their planned secondary id."""
    linked_to: dict[TalentUserId, dict[ClientCode, Client]] = field(factory=dict)
    """The same by that id. A client who was linked anew since is under both ids."""
    contact_logs: dict[EnrolmentId, ContactLog] = field(factory=dict)
    results: dict[UnitRowId, UnitResult] = field(factory=dict)
    users: dict[tuple[str, str], TalentUser] = field(factory=dict)
    """By ``("id", ...)``, ``("email", ...)`` and ``("login", ...)``."""
    activated: dict[TalentUserId, None] = field(factory=dict)
    edited: dict[TalentUserId, UserDetails] = field(factory=dict)
    enrolled: dict[tuple[TalentUserId, TalentCourseId], bool] = field(factory=dict)
    """True for a planned enrolment, False for a planned removal."""
    members: dict[tuple[TalentUserId, TalentGroupKey], None] = field(factory=dict)


class UndoList:
    """The writes of one record, to be taken back together."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []

    def remember(self, memory: dict[K, V], key: K, value: V) -> None:
        """Set a key of *memory*, and note how to undo it."""
        if key in memory:
            # An earlier record of the rehearsal may have planned this value: it comes back.
            before = memory[key]
            self._undo.append(lambda: memory.update({key: before}))
        else:
            self._undo.append(lambda: memory.pop(key))
        memory[key] = value

    def take_back(self) -> None:
        """Undo all writes, the latest first. A repeat does nothing."""
        while self._undo:
            self._undo.pop()()
