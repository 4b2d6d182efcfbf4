"""The headers of runs in the journal."""

from __future__ import annotations

import pytest

from support.the_guide import ended, outcomes, rto
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.errors import PortalChanged, PowerProUnusable
from talent_powerpro.records.journal import RunHeader


def test_a_plan_and_a_refused_run_leave_no_header() -> None:
    world = rto()
    world.agent().plan()
    world.portal_memory.remember_portal("another.example")
    with pytest.raises(PortalChanged):
        world.run()
    assert world.journal.runs() == ()


def test_a_header_that_cannot_be_kept_at_the_end_is_why_the_run_stopped() -> None:
    class LastHeader(MemoryJournal):
        def keep_run(self, header: RunHeader) -> None:
            if header.ended:
                raise PowerProUnusable("disk full")

    world = rto(journal=LastHeader())
    report = world.run()
    assert outcomes(report) == {"1001": "provisioned"}
    assert ended(report) == "powerpro-unusable"
