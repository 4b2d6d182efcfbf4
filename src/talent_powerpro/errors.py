"""Faults of one record and faults of the whole run, each named for whose it is.

The tree::

    TalentPowerProError
    ├── RecordFault             one record's: it gives that record its status, the run goes on
    │   ├── Held                a person decides; says why and where
    │   ├── Failed              a person mends the record's data
    │   │   ├── Refused         TalentLMS said no, for good
    │   │   │   └── Duplicate   a Talent user with that e-mail or login exists already
    │   │   └── PluginFault     a plugin: it raised while deciding about this record
    │   └── Deferred            tried again by itself at the next run
    │       ├── NoAnswer        TalentLMS: nothing usable came back; a write may have happened
    │       └── EditedMeanwhile PowerPro: a person changed what was read, and wins
    └── RunFault                the run stops; what was not reached stays due
        ├── SettingsFault       the settings: nothing was begun
        │   └── PortalChanged   the stored Talent user ids are another portal's
        ├── TalentUnusable      TalentLMS: wrong key, API off, unreachable, not an API
        ├── PowerProUnusable    PowerPro's store: missing, locked, damaged, newer
        ├── LockHeld            another run holds the lock; nothing was begun
        ├── BrakeApplied        the plan is larger than a brake allows; nothing was written
        ├── Interrupted         somebody stopped it
        └── InternalError       this package, or a repository: an unexpected exception

Every fault carries a *reason* (a stable code), a *message* for people and a *remedy*
(what to do, with the menu path). An adapter translates its vendor's errors once, into
these, ``from`` the original. No fault ever carries a secret.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeAlias


class FaultKind(StrEnum):
    """The sort of fault that stops a run. Exit codes go by it."""

    UNUSABLE = "unusable"
    """TalentLMS or PowerPro, as a whole."""
    SETTINGS = "settings"
    LOCKED = "locked"
    BRAKE = "brake"
    INTERRUPTED = "interrupted"
    INTERNAL = "internal"


class TalentPowerProError(Exception):
    """Anything this package raises on purpose."""

    reason = "fault"

    def __init__(self, message: str, *, reason: str | None = None, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason or self.reason
        self.remedy = remedy


class RecordFault(TalentPowerProError):
    """A fault of one record. It gives that record its status; the run goes on."""


class Held(RecordFault):
    """A person has to decide. Reported at each run until resolved.

    *message* is the evidence too: every value that the hold rests on stands in it. A
    *releasable* one passes once a person has released it, for as long as it says the same.
    """

    reason = "held"

    def __init__(
        self,
        message: str,
        *,
        reason: str | None = None,
        remedy: str = "",
        releasable: bool = False,
    ) -> None:
        super().__init__(message, reason=reason, remedy=remedy)
        self.releasable = releasable
        self.others: tuple[Held, ...] = ()
        """The other holds of the same record."""

    @property
    def all(self) -> tuple[Held, ...]:
        """This one and those beside it."""
        return (self, *self.others)


class Failed(RecordFault):
    """A person has to mend the record's data, in PowerPro or in TalentLMS."""

    reason = "failed"


class Refused(Failed):
    """TalentLMS said no and will say so again. *message* is TalentLMS's own where it gave one."""

    reason = "refused"

    def __init__(
        self, message: str, *, reason: str | None = None, remedy: str = "", answer: str = ""
    ) -> None:
        super().__init__(message, reason=reason, remedy=remedy)
        self.answer = answer
        """The decoded error as the sync log shows it; blank where there was none."""


class Duplicate(Refused):
    """Creating was refused because the e-mail or the login is taken: look for that user."""

    reason = "duplicate"


class PluginFault(Failed):
    """A plugin raised while deciding about a record. The record fails; no other does."""

    reason = "plugin"


class Deferred(RecordFault):
    """Nothing to mend: the next run tries again by itself."""

    reason = "deferred"


class NoAnswer(Deferred):
    """TalentLMS gave no usable answer in time. A write may or may not have happened.

    Never absence. Reads and ensures have been repeated by then; a create never is.
    """

    reason = "no-answer"


class EditedMeanwhile(Deferred):
    """PowerPro no longer holds what was read: a person's edit came between, and wins."""

    reason = "edited-meanwhile"


class RunFault(TalentPowerProError):
    """A fault of the whole run. What was not reached is reported so and stays due."""

    kind = FaultKind.UNUSABLE


class SettingsFault(RunFault):
    """Settings that cannot be right. All faults at once in *faults*; nothing was begun."""

    reason = "settings"
    kind = FaultKind.SETTINGS

    def __init__(self, faults: str | Iterable[str], *, remedy: str = "") -> None:
        self.faults = (faults,) if isinstance(faults, str) else tuple(faults)
        super().__init__("\n".join(self.faults), remedy=remedy)


class PortalChanged(SettingsFault):
    """The stored Talent user ids are another portal's: here they would be other people."""

    reason = "portal-changed"


class TalentUnusable(RunFault):
    """TalentLMS as a whole cannot be used: wrong key, API off, unreachable, not an API."""

    reason = "talent-unusable"


class PowerProUnusable(RunFault):
    """PowerPro's store as a whole cannot be used: missing, locked, damaged, newer."""

    reason = "powerpro-unusable"


class LockHeld(RunFault):
    """Another run holds the lock. Nothing was begun; the message names the holder."""

    reason = "lock-held"
    kind = FaultKind.LOCKED


class BrakeApplied(RunFault):
    """A plan is larger than its brake allows. Nothing was written."""

    reason = "brake"
    kind = FaultKind.BRAKE


class Interrupted(RunFault):
    """Somebody stopped it. What was not reached stays due."""

    reason = "interrupted"
    kind = FaultKind.INTERRUPTED


class InternalError(RunFault):
    """Something was raised that no port may raise: a fault of this package or of a repository.

    `__cause__` is what was raised. Everything before the commit mark may be repeated, so
    nothing is lost: the record in hand and what was not reached stay due.
    """

    reason = "internal-error"
    kind = FaultKind.INTERNAL


def internal_error(unforeseen: Exception) -> InternalError:
    """A raised exception as a fault. Only its type is shown: its text may hold anything."""
    fault = InternalError(
        f"talent-powerpro, or a repository of the host's, has a fault: {type(unforeseen).__name__}",
        remedy="Please report it. Nothing is lost: the next run tries again",
    )
    fault.__cause__ = unforeseen
    return fault


Fault: TypeAlias = RecordFault | RunFault
"""A fault that a flow can end in: its record's own, or the whole run's."""
