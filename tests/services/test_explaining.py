"""Everything about one enrolment: the same that a run does, and from stored facts alone."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import UTC, timedelta
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE,
    DONE,
    EXPORT_DATE,
    JOANA,
    JOANA_7,
    LOG,
    PERTH,
    PINK,
    Rto,
    booking,
    careful,
    enrolment,
    finished,
    portal,
    provisioned,
    rto,
    unit,
)
from talent_powerpro import Policy
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.errors import NoAnswer, SettingsFault, TalentUnusable
from talent_powerpro.model import CustomField, TalentUser, TalentUserId
from talent_powerpro.records.holds import Decision
from talent_powerpro.records.journal import JournalEntry
from talent_powerpro.records.json import as_json
from talent_powerpro.records.record import RecordStatus
from talent_powerpro.records.report import Lists
from talent_powerpro.rules.saving import Saving
from talent_powerpro.rules.unit_verdicts import Verdict
from talent_powerpro.services.explaining import Explanation
from talent_powerpro.services.holds import release_holds
from talent_powerpro.testing import raising


def explain(world: Rto, number: str = "1001", *, offline: bool = False) -> Explanation:
    return world.agent().explain(booking(number), offline=offline)


def resulted() -> Rto:
    """Two units completed: one open in PowerPro, one with a trainer's own outcome."""
    rows = (unit(), unit("ICTWEB305", outcome="51 - RPL"), unit("ICTWEB306"))
    talent = finished("ICTWEB304", "ICTWEB305")
    world = rto(provisioned(*rows), talent=talent, policy=careful())
    world.clock.pass_days(20)
    return world


def test_what_it_says_of_a_due_enrolment_is_what_the_run_then_does() -> None:
    world = rto(enrolment(), enrolment("2", PINK))
    found = explain(world)
    assert found.next_run is not None
    (planned,) = found.next_run.records
    assert all(each.holds for each in found.conditions)
    assert (found.provisioned, found.results_are_fetched) == (None, False)
    assert {each.verdict for each in found.units} == {Verdict.NOT_ASKED}
    # Nothing was written, marked or logged.
    assert (world.talent.users, world.messages, world.journal.runs()) == ({}, [], ())
    done = next(each for each in world.run().records if each.enrolment_id == "1001")
    assert [w.action for w in planned.writes] == [w.action for w in done.writes]


def test_each_verdict_on_a_unit_is_what_the_run_then_does() -> None:
    world = resulted()
    found = explain(world)
    assert [each.verdict for each in found.units] == [
        Verdict.WRITES,
        Verdict.HELD,
        Verdict.NOT_COMPLETED,
    ]
    world.run()
    assert world.unit("ICTWEB304").outcome == COMPETENT
    assert world.unit("ICTWEB305").outcome == "51 - RPL"
    again = explain(world)
    assert [each.verdict for each in again.units][:2] == [Verdict.RESULTED, Verdict.HELD]
    assert again.units[0].origin.startswith(f"The agent wrote {COMPETENT} from Talent unit")
    assert again.units[1].origin == ""


def test_each_answer_to_a_hold_is_tried_and_is_what_the_run_does_after_it() -> None:
    world = resulted()
    world.run()
    found = explain(world)
    (hold,) = found.holds
    assert found.next_run is not None
    release, keep = found.next_run.if_answered
    assert (release.hold_id, release.decision) == (hold.id, Decision.RELEASE)
    (record,) = release.records
    assert [each.action for each in record.writes] == ["set_result"]
    assert (keep.decision, keep.records) == (Decision.KEEP, ())
    # Trying gave no answer.
    assert world.releases.answers() == ()
    release_holds([hold.id], world.releases, who="Pauline", why="seen", now=world.clock())
    answered = explain(world)
    assert [each.who for each in answered.answers] == ["Pauline"]
    assert answered.units[1].verdict is Verdict.WRITES
    assert world.run().wrote == 1


def test_a_hold_that_cannot_be_released_is_tried_with_keep_alone() -> None:
    rows = (unit(row="1"), unit(row="2"))
    world = rto(provisioned(*rows), talent=finished("ICTWEB304"))
    found = explain(world)
    assert found.next_run is not None
    assert [each.decision for each in found.next_run.if_answered] == [Decision.KEEP]


def test_it_names_the_enrolment_and_when_it_was_provisioned() -> None:
    found = explain(rto(provisioned(unit())), offline=True)
    assert (found.enrolment_id, found.client_code, found.client_name, found.course_code) == (
        booking(),
        JOANA.code,
        JOANA.name,
        COURSE.code,
    )
    assert found.provisioned is not None
    assert found.provisioned.isoformat() == LOG.contact_date.astimezone(PERTH).isoformat()


def test_holds_and_answers_are_those_of_the_enrolment() -> None:
    world = resulted()
    world.run()
    (mine,) = world.releases.standing()
    others = evolve(mine, enrolment_id=booking("2"), reason="not mine")
    world.releases.ended(others.enrolment_id, others.stage, [others])
    for each in (mine, others):
        release_holds([each.id], world.releases, who=each.reason, why="seen", now=world.clock())
    found = explain(world, offline=True)
    assert [each.id for each in found.holds] == [mine.id]
    assert [each.who for each in found.answers] == [mine.reason]


@pytest.mark.parametrize("finds_enrolments", [True, False])
def test_history_is_that_of_the_enrolment(finds_enrolments: bool) -> None:
    world = rto(enrolment(), enrolment("2", PINK))
    if finds_enrolments:
        world.journal = FindingJournal()
    world.run()
    assert [each.status for each in explain(world, offline=True).history] == ["provisioned"]
    if isinstance(world.journal, FindingJournal):
        assert world.journal.asked == [[booking()]]
    world.journal._runs.clear()
    (done,) = explain(world, offline=True).history
    assert done.at is None, "of a run whose summary is gone"


class FindingJournal(MemoryJournal):
    """It finds the entries of enrolments."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[list[str]] = []

    def entries_of(self, enrolment_ids: Collection[str]) -> Sequence[JournalEntry]:
        self.asked.append(list(enrolment_ids))
        return [each for each in self.entries() if each.enrolment_id in enrolment_ids]


def test_history_shows_each_run_with_its_writes_and_local_time() -> None:
    world = rto()
    world.clock.now = world.clock.now.astimezone(UTC)
    report = world.run()
    (done,) = explain(world).history
    assert (done.run_id, done.stage, done.status) == (
        report.run_id,
        "provisioning",
        "provisioned",
    )
    assert str(done.at) == "2022-06-02 14:58:56+08:00"
    assert len(done.writes) == 5


def test_why_results_cannot_be_fetched_is_said_for_each_unit() -> None:
    stranger = TalentUser(TalentUserId("7"), "m", "Mary", "Smith", "mary@pm.me")
    world = rto(provisioned(unit()), talent=portal(users=[stranger]))
    (found,) = explain(world).units
    assert found.verdict is Verdict.NOT_ASKED
    assert "Mary Smith" in found.message
    lacking = rto(provisioned(unit(), client=evolve(JOANA, secondary_id="")))
    assert "has no Secondary ID" in explain(lacking).units[0].message


def test_offline_makes_no_call_and_reads_what_is_stored() -> None:
    world = resulted()
    agent = world.agent(saving=Saving(rosters=True))
    assert "No answer of TalentLMS" in agent.explain(booking(), offline=True).units[0].message
    agent.run()
    world.talent.complete(TalentUserId("7"), "126", "ICTWEB306", DONE)  # type: ignore[arg-type]
    world.talent.script.asked.clear()
    found = agent.explain(booking(), offline=True)
    assert world.talent.script.asked == []
    assert found.next_run is None
    assert found.units[0].origin.startswith("The agent wrote")
    assert [each.reason for each in found.holds] == ["outcome-replaced"]
    assert {each.verdict for each in found.units} == {Verdict.NOT_ASKED}


def test_offline_says_when_talentlms_was_last_asked() -> None:
    world = rto(provisioned(unit()), talent=finished("ICTWEB305"))
    agent = world.agent(saving=Saving(rosters=True))
    agent.run()
    (found,) = agent.explain(booking(), offline=True).units
    assert "last asked on 02/06/2022 14:58" in found.message


def test_an_enrolment_outside_the_scope_refers_to_its_conditions() -> None:
    world = rto(provisioned(unit(), withdrawal_date=EXPORT_DATE))
    found = explain(world)
    assert "see its conditions" in found.units[0].message
    assert world.talent.script.asked == []
    unmet = [each.name for each in found.conditions if not each.holds]
    assert unmet == ["enrolment-active", "not-yet-provisioned"]


def test_who_is_not_due_is_listed_with_the_reason() -> None:
    world = rto(enrolment(export_date=EXPORT_DATE + timedelta(days=1)))
    found = explain(world)
    assert found.next_run is not None
    assert [each.reasons for each in found.next_run.lists.unmet] == [
        ("the export date 03/06/2022 is still to come",)
    ]


def test_an_unknown_enrolment_and_an_unusable_system_are_faults() -> None:
    with pytest.raises(SettingsFault, match="no enrolment 9"):
        explain(rto(), "9")
    world = resulted()
    world.talent.script.raises("progress", TalentUnusable("wrong key"))
    with pytest.raises(TalentUnusable):
        explain(world)
    # Where the plan asked and the units' own look finds the system gone.
    assert explain(world, offline=True).units


def test_an_enrolment_that_is_deleted_at_this_moment_is_a_fault() -> None:
    world = rto()

    def delete() -> None:
        del world.powerpro._enrolments[booking()]

    world.powerpro.script.does("enrolment", lambda: None, delete)
    with pytest.raises(SettingsFault, match="no enrolment 1001"):
        explain(world)


def test_an_explanation_is_json_with_a_schema() -> None:
    plain = json.loads(as_json(explain(resulted())))
    assert plain["schema"]
    assert plain["units"][0]["verdict"] == "a run would write it"


# --- what depends on others, and what no rehearsal finds --------------------------------


def test_of_two_who_share_an_email_the_second_is_held_as_in_the_run() -> None:
    pink = evolve(PINK, email=JOANA.email)
    others = [
        enrolment("3", pink, export_date=None),
        enrolment("4", pink, export_date=EXPORT_DATE - timedelta(days=1)),
        enrolment("5", pink, booking_status="Tentative"),
    ]
    world = rto(enrolment(), enrolment("2", pink), *others)
    found = explain(world, "2")
    assert found.next_run is not None
    (planned,) = found.next_run.records
    assert (planned.enrolment_id, planned.status) == ("2", RecordStatus.HELD)
    assert found.next_run.lists == Lists()
    assert all(
        {each.enrolment_id for each in after.records} <= {"2"}
        for after in found.next_run.if_answered
    )
    done = next(each for each in world.run().records if each.enrolment_id == "2")
    assert [each.facts for each in planned.holds] == [each.facts for each in done.holds]


def test_a_mandatory_field_that_nothing_fills_is_a_doubt_about_a_new_user() -> None:
    field = CustomField("custom_field_1", "Employer", mandatory=True)
    talent = portal()
    talent.fields = [field]
    found = explain(rto(enrolment(), talent=talent))
    assert found.next_run is not None
    assert [each.reason for each in found.next_run.doubts] == ["mandatory-field"]
    filled = evolve(Policy.guide(), new_user_fields={"custom_field_1": "code"})
    found = explain(rto(enrolment(), talent=talent, policy=filled))
    assert found.next_run is not None
    assert found.next_run.doubts == ()
    of_mobile = evolve(filled, new_user_fields={"custom_field_1": "mobile"})
    found = explain(
        rto(enrolment(client=evolve(JOANA, mobile="")), talent=talent, policy=of_mobile)
    )
    assert found.next_run is not None
    (doubt,) = found.next_run.doubts
    assert "It is blank for 1 client who is still to be enrolled" in doubt.message
    assert doubt.names == (f"{JOANA.name} ({JOANA.code})",)


@pytest.mark.parametrize(
    "fields",
    [
        raising(NoAnswer("TalentLMS did not answer.")),
        raising(TalentUnusable("The API is off.")),
        None,
    ],
    ids=["no answer", "not usable", "a portal without such a method"],
)
def test_without_an_answer_about_mandatory_fields_there_is_no_doubt(fields: Any) -> None:
    world = rto(enrolment())
    vars(world.talent)["custom_fields"] = fields
    found = explain(world)
    assert found.next_run is not None
    assert [each.status for each in found.next_run.records] == [RecordStatus.PROVISIONED]
    assert found.next_run.doubts == ()


def test_the_mandatory_fields_are_asked_for_where_a_user_would_be_created_alone() -> None:
    world = rto(enrolment(), talent=portal(users=[JOANA_7]))
    vars(world.talent)["custom_fields"] = lambda: asked.append("fields")
    asked: list[str] = []
    explain(world)
    assert asked == []


def test_why_the_last_run_failed_is_that_of_the_enrolment_in_local_time() -> None:
    world = rto(enrolment(), enrolment("2", PINK), talent=portal(active=False))
    world.run()
    (failure,) = explain(world, offline=True).failures
    assert (failure.enrolment_id, failure.reason) == ("1001", "talent-course-inactive")
    assert failure.since.tzinfo is PERTH
