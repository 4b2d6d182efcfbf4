"""Exceptions of the package: faults of one record, and faults that stop a run.

The tree::

    TalentPowerProError
    ├── RecordFault             ends one record and gives it its status; the run goes on
    │   ├── Held                a person has to decide
    │   ├── Kept                a person decided that PowerPro stays as it is
    │   ├── Failed              a person has to correct the record's data
    │   │   ├── Refused         TalentLMS said no, and would say so again
    │   │   │   └── Duplicate   a Talent user with that e-mail or login exists already
    │   │   └── PluginFault     a plugin raised an exception about this record
    │   └── Deferred            the next run tries again
    │       ├── NoAnswer        TalentLMS gave no usable answer; a write may have happened
    │       └── EditedMeanwhile a person changed the record in PowerPro, and their edit wins
    └── RunFault                stops the run; records not reached stay due
        ├── SettingsFault       the settings are not valid; nothing was started
        │   └── PortalChanged   the stored Talent user ids belong to another portal
        ├── TalentUnusable      TalentLMS: wrong key, API off, unreachable, not an API
        ├── PowerProUnusable    PowerPro's store: missing, locked, damaged, newer
        ├── LockHeld            another run holds the lock; nothing was started
        ├── BrakeApplied        a plan is larger than a brake allows; its stage wrote nothing
        ├── QuotaReached        TalentLMS accepts no more calls of the agent in this hour
        ├── Interrupted         a person or a signal stopped the run
        └── InternalError       an unexpected exception in this package or in a repository

Every fault carries a *reason* (a stable code), a *message* for people and a *remedy*
(an instruction, with the menu path). An adapter translates its vendor's errors into these
once, with ``from`` the original. No fault ever carries a secret.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeAlias


class FaultKind(StrEnum):
    """The kind of fault that stopped a run. It decides the exit code."""

    UNUSABLE = "unusable"
    """TalentLMS or PowerPro cannot be used at all."""
    SETTINGS = "settings"
    LOCKED = "locked"
    BRAKE = "brake"
    QUOTA = "quota"
    INTERRUPTED = "interrupted"
    INTERNAL = "internal"


class TalentPowerProError(Exception):
    """The base of all exceptions that this package raises on purpose."""

    reason = "fault"

    def __init__(self, message: str, *, reason: str | None = None, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason or self.reason
        self.remedy = remedy


class RecordFault(TalentPowerProError):
    """A fault of one record. It ends that record and gives it its status; the run goes on."""


class Held(RecordFault):
    """A person has to decide. Every run reports it until somebody has.

    A person's answer is bound to *facts*, the values that the hold depends on. Without facts it
    is bound to the message. *both* are the codes of all clients whom a release affects, if there
    are several: the person who releases the hold has to name them.
    """

    reason = "held"

    def __init__(
        self,
        message: str,
        *,
        reason: str | None = None,
        remedy: str = "",
        releasable: bool = False,
        facts: Iterable[str] = (),
        both: Iterable[str] = (),
    ) -> None:
        super().__init__(message, reason=reason, remedy=remedy)
        self.releasable = releasable
        self.facts = tuple(facts) or (message,)
        self.both = tuple(both)
        self.others: tuple[Held, ...] = ()
        """The other holds of the same record."""

    @property
    def all(self) -> tuple[Held, ...]:
        """This hold and the others of the same record."""
        return (self, *self.others)


class Kept(RecordFault):
    """A person answered the hold with keep: nothing is done, and nothing is reported."""

    reason = "kept"


class Failed(RecordFault):
    """A person has to correct the record's data, in PowerPro or in TalentLMS."""

    reason = "failed"


class Refused(Failed):
    """TalentLMS said no, and would say so again. *message* is TalentLMS's own, if it gave one."""

    reason = "refused"

    def __init__(
        self, message: str, *, reason: str | None = None, remedy: str = "", answer: str = ""
    ) -> None:
        super().__init__(message, reason=reason, remedy=remedy)
        self.answer = answer
        """The decoded error as the sync log shows it; blank if there was none."""


class Duplicate(Refused):
    """TalentLMS did not create a user because the e-mail or the login is taken."""

    reason = "duplicate"


class PluginFault(Failed):
    """A plugin raised an exception while deciding about a record. Only that record fails."""

    reason = "plugin"


class Deferred(RecordFault):
    """The record could not be finished now. The next run tries again; nobody has to act."""

    reason = "deferred"


class NoAnswer(Deferred):
    """TalentLMS gave no usable answer in time. A write may or may not have happened.

    It never means that something is absent. Reads and ensures were retried before this is
    raised; creating a user is never retried.
    """

    reason = "no-answer"


class EditedMeanwhile(Deferred):
    """A person changed the record in PowerPro after the agent read it. Their edit wins."""

    reason = "edited-meanwhile"


class RunFault(TalentPowerProError):
    """A fault that stops the run. Records that it did not reach are reported and stay due."""

    kind = FaultKind.UNUSABLE


class SettingsFault(RunFault):
    """Settings that are not valid. *faults* has all of them; nothing was started."""

    reason = "settings"
    kind = FaultKind.SETTINGS

    def __init__(self, faults: str | Iterable[str], *, remedy: str = "") -> None:
        self.faults = (faults,) if isinstance(faults, str) else tuple(faults)
        super().__init__("\n".join(self.faults), remedy=remedy)


class PortalChanged(SettingsFault):
    """The stored Talent user ids belong to another portal. In this one they are other people."""

    reason = "portal-changed"


class TalentUnusable(RunFault):
    """TalentLMS cannot be used at all: wrong key, API off, unreachable, or not an API."""

    reason = "talent-unusable"


class PowerProUnusable(RunFault):
    """PowerPro's store cannot be used at all: missing, locked, damaged, or newer."""

    reason = "powerpro-unusable"


class LockHeld(RunFault):
    """Another run holds the lock. Nothing was started; the message names the holder."""

    reason = "lock-held"
    kind = FaultKind.LOCKED


class BrakeApplied(RunFault):
    """The plan of a stage is larger than a brake allows. That stage wrote nothing."""

    reason = "brake"
    kind = FaultKind.BRAKE


class QuotaReached(RunFault):
    """The quota of calls is used up as far as the agent may use it. Nothing is lost."""

    reason = "quota"
    kind = FaultKind.QUOTA


class Interrupted(RunFault):
    """A person or a signal stopped the run. Records that it did not reach stay due."""

    reason = "interrupted"
    kind = FaultKind.INTERRUPTED


class InternalError(RunFault):
    """An unexpected exception in this package or in a repository.

    `__cause__` is that exception. Everything before the commit mark may be repeated, so
    nothing is lost: the current record and those not reached stay due.
    """

    reason = "internal-error"
    kind = FaultKind.INTERNAL


def internal_error(unforeseen: Exception) -> InternalError:
    """An unexpected exception as a fault that stops the run."""
    # Only the type is shown. The exception's text is not ours: it may hold a password or an
    # API key, and this message goes into reports and the sync log.
    fault = InternalError(
        f"Internal error in talent-powerpro or in a repository: {type(unforeseen).__name__}",
        remedy="Report it with the run id. Nothing is lost: the next run tries again.",
    )
    fault.__cause__ = unforeseen
    return fault


Fault: TypeAlias = RecordFault | RunFault
"""A fault that can end a flow: one of its record, or one of the whole run."""
