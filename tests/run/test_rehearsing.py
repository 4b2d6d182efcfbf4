"""A stage's rehearsal: it reads everything, writes nothing, and keeps what there is to report."""

from __future__ import annotations

from typing import cast

import pytest

from support.scripted import ScriptedTalent
from support.the_guide import (
    JOANA,
    PINK,
    Rto,
    booking,
    enrolment,
    finished,
    many,
    outcomes,
    provisioned,
    rto,
    unit,
)
from talent_powerpro.adapters.memory import MeteredTalent
from talent_powerpro.errors import NoAnswer
from talent_powerpro.model import Enrolment
from talent_powerpro.plugins.hooks import hookimpl
from talent_powerpro.records.record import StageName
from talent_powerpro.records.write import Write


class Vetoes:
    """Refuses contact logs, and counts how often it is asked about them."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    @hookimpl
    def veto(self, enrolment: Enrolment, write: Write) -> str | None:
        if write.action != "add_contact_log":
            return None
        self.asked.append(enrolment.id)
        return "the office is closed" if enrolment.id == "1001" else None


def two() -> Rto:
    return rto(enrolment(), enrolment("1002", PINK))


@pytest.mark.parametrize("width", [1, 3])
def test_unchanged_records_are_only_counted(width: int) -> None:
    idle = provisioned(unit("ICTWEB305"), id=booking("1002"))
    world = rto(provisioned(unit()), idle, talent=finished("ICTWEB304"), width=width)
    plan = world.agent().plan()
    assert [each.enrolment_id for each in plan.records] == ["1001"]
    assert plan.unchanged[StageName.RESULTS] == 1


@pytest.mark.parametrize("width", [1, 3])
def test_records_keep_the_order_found_even_where_flows_overlap(width: int) -> None:
    world = rto(*many(7), width=width)
    plan = world.agent().plan()
    assert [each.enrolment_id for each in plan.records] == [str(n) for n in range(1, 8)]


def test_a_record_that_fails_in_the_rehearsal_plans_no_write() -> None:
    world = two()
    world.talent.script.raises("course", NoAnswer("TalentLMS gave no answer"))
    first, second = world.agent().plan().records
    assert (first.writes, bool(second.writes)) == ((), True)


@pytest.mark.parametrize("width", [1, 3])
def test_the_writes_of_a_vetoed_record_are_not_seen_by_the_next(width: int) -> None:
    """Otherwise a client's second enrolment would plan on a Talent user that nobody creates."""
    world = rto(enrolment(), enrolment("1002", JOANA), width=width)
    first, second = world.agent(plugins=[Vetoes()]).plan().records
    assert first.writes == ()
    assert second.writes[0].action == "create_user"


def test_a_veto_is_asked_once_and_kept_by_the_performance() -> None:
    world, plugin = two(), Vetoes()
    report = world.agent(plugins=[plugin]).run()
    assert outcomes(report) == {"1001": "held", "1002": "provisioned"}
    assert plugin.asked == ["1001", "1002"]


def test_a_rehearsal_writes_nothing_to_either_system() -> None:
    world = two()
    before = world.powerpro.enrolments
    world.agent().plan()
    assert world.powerpro.enrolments == before
    assert world.talent.users == {}
    assert world.messages == []


# --- an enrolment that was found is not read again ----------------------------------


def test_only_the_performance_reads_an_enrolment_again() -> None:
    world = two()
    world.run(only="provisioning")
    assert world.powerpro.script.asked.count("enrolment") == 2


def test_an_enrolment_whose_client_an_earlier_slice_wrote_to_is_read_again() -> None:
    """Otherwise the plan of the second slice would set the Secondary ID once more."""
    world = rto(enrolment(), enrolment("1002", JOANA))
    world.talent = cast(ScriptedTalent, MeteredTalent(world.talent, 22))
    report = world.run(only="provisioning")
    assert outcomes(report) == {"1001": "provisioned", "1002": "provisioned"}
    assert world.powerpro.script.asked.count("enrolment") == 3
    _, second = world.journal.entries()
    assert second.writes == second.made
    assert "set_secondary_id" not in [each.action for each in second.writes]
