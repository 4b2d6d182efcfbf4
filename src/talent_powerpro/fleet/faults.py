"""Faults of the fleet itself."""

from __future__ import annotations

from talent_powerpro.errors import RunFault


class FleetUnusable(RunFault):
    """The fleet's database cannot be used."""

    reason = "fleet-unusable"
