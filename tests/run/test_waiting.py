"""Records that wait for a person: asked again once an hour, and at once after an edit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest
from attrs import evolve

from support.counted import CountedCollege, client, provisioning_college, results_college, user
from support.scripted import ScriptedPowerPro
from support.seam import Seam
from support.the_guide import PINK, booking, careful, outcomes, provisioned, rules, unit
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.errors import Deferred, Failed, Held
from talent_powerpro.model import Client, Enrolment, TalentCourseId, TalentUserId
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.records.holds import Answer, Decision, HoldKey, StandingHold
from talent_powerpro.records.look import Wait
from talent_powerpro.records.record import StageName
from talent_powerpro.rules.saving import NO_SAVING, Saving
from talent_powerpro.run.waiting import WaitFacts, failed, held


def college_with_a_hold() -> CountedCollege:
    """One due student whose e-mail is another person's in TalentLMS: held after three calls."""
    college = provisioning_college(1, known=False)
    college.talent.talent.put_user(evolve(user(0), first_name="Mary", last_name="Smith"))
    return evolve(college, powerpro=MemoryPowerPro(college.powerpro.enrolments))


def test_a_held_record_is_asked_again_once_an_hour_and_reported_all_the_same() -> None:
    college = college_with_a_hold()
    first = college.run()
    assert outcomes(first) == {"0": "held"}
    for minutes, calls in ((10, 0), (49, 0), (1, 3), (10, 0)):
        college.wait(minutes=minutes)
        assert college.calls() == calls
        (before,), (after,) = first.records, college.run().records
        assert evolve(before, new=False) == evolve(after, new=False)
        assert not after.new


def test_a_held_record_is_asked_at_each_run_where_an_rto_wants_that() -> None:
    for saving in (NO_SAVING, Saving(retry_held=timedelta())):
        college = evolve(college_with_a_hold(), saving=saving)
        assert college.calls() == college.calls() == 3


def test_a_held_record_is_asked_at_once_after_an_rto_turned_the_saving_off() -> None:
    college = college_with_a_hold()
    college.run()
    assert college.calls() == 0
    assert evolve(college, saving=Saving(rosters=False)).calls() == 3


def email(college: CountedCollege) -> None:
    mine = college.powerpro.clients[client(0).code]
    college.powerpro.put_client(evolve(mine, email="len0@pm.me ", surname="SMITH"))


def another_client(college: CountedCollege) -> None:
    """Somebody else gets the same e-mail."""
    college.powerpro.put_client(evolve(client(7), email="len0@pm.me"))


def a_release(college: CountedCollege) -> None:
    answered(college, Decision.RELEASE)


def a_keep(college: CountedCollege) -> None:
    answered(college, Decision.KEEP)


def answered(college: CountedCollege, decision: Decision) -> None:
    assert college.state.holds is not None
    (hold,) = college.state.holds.standing()
    college.state.holds.answer(
        Answer(
            decision,
            hold.enrolment_id,
            hold.reason,
            hold.facts,
            hold.message,
            "Ann",
            "",
            college.now,
        )
    )


@pytest.mark.parametrize("edit", [email, another_client, a_release, a_keep])
def test_an_edit_a_release_and_a_keep_ask_at_once(edit: Callable[[CountedCollege], None]) -> None:
    college = college_with_a_hold()
    college.run()
    assert college.calls() == 0
    edit(college)
    assert college.calls() > 0


def test_a_run_that_names_its_stage_asks_at_once() -> None:
    college = college_with_a_hold()
    college.run()
    assert college.calls() == 0
    assert college.calls("provisioning") == 3


def test_a_clock_that_was_set_back_asks_at_once() -> None:
    college = college_with_a_hold()
    college.run()
    college.wait(days=-1)
    assert college.calls() == 3


def test_a_blank_name_waits_too() -> None:
    """It fails on PowerPro's own data alone, after two look-ups and the course."""
    college = provisioning_college(1, known=False)
    blank = evolve(college.powerpro.clients[client(0).code], given_names="")
    college.powerpro.put_client(blank)
    report = college.run()
    assert outcomes(report) == {"0": "failed"}
    assert college.calls() == 0
    (before,), (after,) = report.records, college.run().records
    assert evolve(before, new=False, remarks=()) == evolve(after, new=False)
    college.powerpro.put_client(evolve(blank, given_names="Len"))
    assert outcomes(college.run()) == {"0": "provisioned"}


def test_what_talent_lacks_is_tried_at_each_run() -> None:
    college = provisioning_college(1, known=False)
    del college.talent.talent.courses[TalentCourseId("126")]
    assert outcomes(college.run()) == {"0": "failed"}
    assert college.calls() > 0


def test_a_held_result_waits_and_its_other_results_stay_written() -> None:
    college = evolve(results_college(3, 1), policy=confirmed())
    (one, other, _) = college.powerpro.enrolments[0].units
    college.powerpro.put_unit(evolve(one, outcome="51 - Not yet competent"))
    for each in (one, other):
        code = each.code
        college.talent.talent.complete(
            TalentUserId("1000"), TalentCourseId("126"), code, college.now
        )
    assert outcomes(college.run(), "results") == {"0": "held"}
    assert college.powerpro.enrolments[0].units[1].outcome.startswith("20")
    # One roster for the two others, and nothing for the one who waits.
    assert college.calls() == 1
    assert outcomes(college.run(), "results") == {"0": "held"}
    college.wait(hours=1)
    assert college.calls() == 2


def confirmed() -> Any:
    return evolve(careful(), competent_outcomes={"ICT-0": "20 - Competency achieved/pass"})


# --- the faults -------------------------------------------------------------------


def standing(reason: str, *, is_held: bool = True) -> StandingHold:
    mine: Client = client(0)
    return StandingHold(
        "results",
        "1001",  # type: ignore[arg-type]
        mine.code,
        mine.name,
        "ICT-0",  # type: ignore[arg-type]
        reason,
        f"{reason}.",
        "Remedy.",
        True,
        ("fact",),
        ("C0",),
        is_held,
    )


def test_a_record_waits_with_all_its_holds() -> None:
    fault = held([standing("one"), standing("two")])
    assert isinstance(fault, Held)
    assert [each.reason for each in fault.all] == ["one", "two"]
    assert (fault.message, fault.remedy, fault.releasable) == ("one.", "Remedy.", True)
    assert (fault.facts, fault.both) == (("fact",), ("C0",))


def test_without_a_hold_there_is_no_fault() -> None:
    assert held([]) is None


def test_a_failure_waits_with_its_sentence() -> None:
    fault = failed(
        Wait("provisioning", "1", "", None, (), "name-incomplete", "Blank.", "Fill in.")  # type: ignore[arg-type]
    )
    assert isinstance(fault, Failed)
    assert (fault.reason, fault.message, fault.remedy) == ("name-incomplete", "Blank.", "Fill in.")


def test_a_remark_and_a_hold_of_the_other_stage_keep_nobody_waiting() -> None:
    college = college_with_a_hold()
    college.run()
    assert college.state.holds is not None
    (hold,) = college.state.holds.standing()
    others = (evolve(hold, held=False), evolve(hold, stage=StageName.RESULTS))
    college.state.holds.ended(hold.enrolment_id, StageName.PROVISIONING, others)
    assert college.calls() == 3


class WithoutClientEnrolments(Seam):
    """A repository that cannot read by client."""

    port = PowerProRepository


def test_without_reading_by_client_a_record_waits_by_its_own_data() -> None:
    college = college_with_a_hold()
    facts = WaitFacts(
        cast(PowerProRepository, WithoutClientEnrolments(college.powerpro)), rules(), "basis"
    )
    enrolment = college.powerpro.enrolments[0]
    changed = evolve(enrolment, client=evolve(enrolment.client, surname="Other"))
    assert facts.of(enrolment, ()) == facts.of(enrolment, ()) != facts.of(changed, ())


def test_a_record_waits_until_something_changes_that_it_depends_on() -> None:
    mine = provisioned(unit())
    others = [evolve(mine, id=booking(each)) for each in ("1002", "1003")]

    def facts(
        *enrolments: Enrolment,
        beside: Client | None = None,
        basis: str = "basis",
        answer: tuple[str, Decision] | None = None,
    ) -> str:
        powerpro = MemoryPowerPro(enrolments, clients=[beside] if beside else [])
        given: dict[HoldKey, Decision] = {}
        if answer:
            given[answer[0], "why", ("fact",)] = answer[1]
        of = evolve(rules(), answers=given)
        return WaitFacts(powerpro, of, basis).of(mine, ["7"])

    before = facts(mine, *others)
    assert facts(*reversed(others), mine) == before
    assert facts(mine, *others, answer=("1002", Decision.KEEP)) == before
    assert facts(evolve(mine, export=False), *others) == before  # Its own values are given.
    changed = [
        facts(mine, *others[1:]),
        facts(mine, evolve(others[0], export=False), others[1]),
        facts(mine, *others, basis="another"),
        facts(mine, *others, answer=("1001", Decision.KEEP)),
        facts(mine, *others, answer=("1001", Decision.RELEASE)),
        facts(mine, *others, beside=evolve(PINK, secondary_id="007")),
        facts(mine, *others, beside=evolve(PINK, email=mine.client.email)),
    ]
    assert len({before, *changed}) == 1 + len(changed)


def test_where_powerpro_cannot_be_read_a_record_does_not_wait() -> None:
    powerpro = ScriptedPowerPro([provisioned(unit())])
    powerpro.script.raises("clients_with_email", Deferred("locked"))
    assert WaitFacts(powerpro, rules(), "basis").of(provisioned(unit()), ()) == ""
