"""A host's store that raises for one record: that record ends so, and the run goes on."""

from __future__ import annotations

import pytest

from support.the_guide import (
    COMPETENT,
    DONE,
    GROUP,
    LEN,
    PINK,
    USER_7,
    Rto,
    booking,
    careful,
    ended,
    enrolment,
    finished,
    only,
    outcomes,
    provisioned,
    rto,
    unit,
)
from talent_powerpro.errors import Deferred, Failed, SettingsFault
from talent_powerpro.model import Unit
from talent_powerpro.plugins.hooks import hookimpl
from talent_powerpro.records.journal import JournalEntry, PendingMembership

DEADLOCK = Deferred("The row is locked by another transaction.", reason="deadlock")
NO_CODE = Failed("PowerPro has no outcome 20.", reason="no-such-outcome", remedy="Add it.")
FAULTS = {"deferred": DEADLOCK, "failed": NO_CODE}


@pytest.mark.parametrize(
    ("method", "status"),
    [
        ("enrolment", "deferred"),
        ("clients_linked_to", "failed"),
        ("clients_with_email", "deferred"),
        ("set_secondary_id", "failed"),
        ("add_contact_log", "deferred"),
    ],
)
def test_a_fault_of_one_record_in_provisioning_leaves_the_other_to_be_provisioned(
    method: str, status: str
) -> None:
    world = rto(enrolment("1001", PINK), enrolment("1002", LEN))
    world.powerpro.script.raises(method, FAULTS[status])
    report = world.run()
    assert (ended(report), outcomes(report)) == ("", {"1001": status, "1002": "provisioned"})
    (record,) = report.needing_attention
    assert (record.reason, record.message) == (FAULTS[status].reason, FAULTS[status].message)


def learner() -> Rto:
    """Joana, who has completed two units."""
    units = unit("ICTWEB304"), unit("ICTWEB305")
    return rto(provisioned(*units), talent=finished("ICTWEB304", "ICTWEB305"), policy=careful())


@pytest.mark.parametrize("status", FAULTS)
def test_a_result_that_the_store_refuses_leaves_the_other_one_written(status: str) -> None:
    world = learner()
    world.clock.now = DONE
    world.powerpro.script.raises("set_result", FAULTS[status])
    record = only(world.run().of("results"))
    assert (record.status, record.reason) == (status, FAULTS[status].reason)
    assert [write.unit_code for write in record.writes] == ["ICTWEB305"]  # type: ignore[union-attr]
    assert (world.unit("ICTWEB304").outcome, world.unit("ICTWEB305").outcome) == ("", COMPETENT)
    # The one that was written is the agent's own.
    assert set(world.journal.last_results([each.id for each in world.enrolment().units])) == {
        world.unit("ICTWEB305").id
    }
    assert outcomes(world.run(), "results") == {"1001": "written"}


def test_two_refused_results_are_one_record_with_both_messages() -> None:
    class Own(Deferred):
        """A host's own fault, with arguments of its own."""

        def __init__(self, row: Unit, *, table: str) -> None:
            super().__init__(f"{table} {row.code} is locked", reason="locked")

    world = learner()
    world.clock.now = DONE
    for each in world.enrolment().units:
        world.powerpro.script.raises("set_result", Own(each, table="Row"))
    record = only(world.run().of("results"))
    assert (record.status, record.reason) == ("deferred", "locked")
    assert record.message == "Row ICTWEB304 is locked. Row ICTWEB305 is locked."


def test_a_pending_membership_that_cannot_be_read_stays_pending() -> None:
    world = rto(provisioned())
    pending = PendingMembership(booking(), USER_7, GROUP)
    world.journal.set_pending(pending)
    world.powerpro.script.raises("enrolment", DEADLOCK)
    assert ended(world.run(only="provisioning")) == ""
    assert world.journal.pending_memberships() == (pending,)


def test_a_record_of_a_cut_off_run_that_cannot_be_read_is_recovered_later() -> None:
    world = rto(provisioned())
    world.journal.begin([JournalEntry("cut-off", "results", booking(), ())])
    world.powerpro.script.raises("enrolment", DEADLOCK)
    assert ended(world.run(only="provisioning")) == ""
    assert len(world.journal.unfinished()) == 1
    world.run(only="provisioning")
    assert world.journal.unfinished() == ()


# --- the table of outcomes ------------------------------------------------------------


class Chooses:
    """A plugin that writes one outcome."""

    def __init__(self, outcome: str) -> None:
        self._outcome = outcome

    @hookimpl
    def outcome(self, unit: Unit) -> str:
        del unit
        return self._outcome


def with_table(*outcomes: str) -> Rto:
    """Joana's RTO, whose store lists these outcomes."""
    world = learner()
    world.clock.now = DONE
    vars(world.powerpro)["outcomes"] = lambda: outcomes
    return world


def test_a_plugins_outcome_that_powerpro_lacks_fails_the_record_before_any_write() -> None:
    world = with_table(COMPETENT, "81 - Non-assessable")
    report = world.agent(plugins=[Chooses("99 - Made up")]).run()
    record = only(report.of("results"))
    assert (ended(report), record.status, record.reason) == ("", "failed", "plugin")
    assert record.message == (
        "The plugin hook outcome returned '99 - Made up', which has the code 99, which PowerPro's "
        "outcomes do not have."
    )
    assert "set_result" not in world.powerpro.script.asked


def test_a_plugins_outcome_that_powerpro_has_is_written() -> None:
    world = with_table(COMPETENT, "81 - Non-assessable")
    world.agent(plugins=[Chooses("81 - Non-assessable")]).run()
    assert world.unit().outcome == "81 - Non-assessable"


def test_the_policys_outcome_that_powerpro_lacks_starts_no_run() -> None:
    world = with_table("81 - Non-assessable")
    with pytest.raises(SettingsFault, match="competent_outcome: '20 - Competency achieved/pass'"):
        world.run()
    with pytest.raises(SettingsFault, match="the code 20, which PowerPro's outcomes do not have"):
        world.agent().plan()
