"""The fault of the fleet itself."""

from __future__ import annotations

from talent_powerpro.errors import FaultKind
from talent_powerpro.fleet.faults import FleetUnusable
from talent_powerpro.services.exit_codes import of_fault


def test_a_fleet_that_cannot_be_used_has_a_reason_of_its_own() -> None:
    fault = FleetUnusable("The fleet's database does not answer.", remedy="Check it.")
    assert (fault.reason, fault.kind, of_fault(fault)) == (
        "fleet-unusable",
        FaultKind.UNUSABLE,
        3,
    )
    assert (fault.message, fault.remedy) == ("The fleet's database does not answer.", "Check it.")
