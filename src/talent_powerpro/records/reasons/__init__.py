"""Every reason with its cause, its consequence and its remedy, by what becomes of the record.

The tables of docs/reference/reasons.md are written from these by ``nox -s generated``.
"""

from __future__ import annotations

from collections.abc import Mapping

from talent_powerpro.records.reasons.by_policy import BY_POLICY
from talent_powerpro.records.reasons.deferred import DEFERRED
from talent_powerpro.records.reasons.failed import FAILED
from talent_powerpro.records.reasons.held import HELD
from talent_powerpro.records.reasons.reason import Reason, remedy_of
from talent_powerpro.records.reasons.remarked import REMARKED
from talent_powerpro.records.reasons.stopped import STOPPED

REASONS: Mapping[str, tuple[Reason, ...]] = {
    "held": HELD,
    "by_policy": BY_POLICY,
    "remarked": REMARKED,
    "failed": FAILED,
    "deferred": DEFERRED,
    "stopped": STOPPED,
}
"""The reasons of each kind. A code that is of two kinds is in both, with what each means."""

__all__ = [
    "BY_POLICY",
    "DEFERRED",
    "FAILED",
    "HELD",
    "REASONS",
    "REMARKED",
    "STOPPED",
    "Reason",
    "remedy_of",
]
