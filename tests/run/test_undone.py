"""Undone records are held until released; `services/test_undo.py` plays them in runs."""

from __future__ import annotations

from attrs import evolve

from support.the_guide import STARTED, provisioned, rto
from talent_powerpro.errors import Held, Kept
from talent_powerpro.records.holds import Decision
from talent_powerpro.rules.undo import undone_hold
from talent_powerpro.run.undone import undone_records
from talent_powerpro.services.holds import keep_holds, release_holds


def test_each_undone_record_ends_in_a_fault_until_it_is_released() -> None:
    made = rto(provisioned())
    hold = undone_hold("results", provisioned(), "R1", None)
    other = undone_hold("provisioning", provisioned(), "R2", None)
    another = evolve(hold, reason="not-by-agent")
    made.releases.ended(hold.enrolment_id, "results", [another, hold])
    made.releases.ended(other.enrolment_id, "provisioning", [other])
    found = undone_records(made.agent()._new_run(None, is_named=False).context)
    for each in (hold, other):
        fault = found[each.stage, each.enrolment_id]
        assert isinstance(fault, Held)
        assert (fault.reason, fault.message, fault.remedy) == (
            each.reason,
            each.message,
            each.remedy,
        )
        assert (fault.releasable, fault.facts) == (True, each.facts)
    assert {key[0]: type(fault) for key, fault in found.items()} == {
        "results": Held,
        "provisioning": Held,
    }
    release_holds([hold.id], made.releases, who="Pauline", why="seen", now=STARTED)
    keep_holds([other.id], made.releases, who="Pauline", why="seen", now=STARTED)
    (key,) = found = undone_records(made.agent()._new_run(None, is_named=False).context)
    kept = found[key]
    assert (key[0], type(kept), kept.message) == ("provisioning", Kept, other.message)
    assert Decision.KEEP in {answer.decision for answer in made.releases.answers()}
