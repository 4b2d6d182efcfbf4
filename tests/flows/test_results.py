"""The guide's page "Result fetching algorithm": calls, decisions and writes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from support.by_hand import answered, asked, clock, sides
from support.scripted import ScriptedPowerPro, ScriptedTalent
from support.the_guide import (
    COMPETENT,
    COURSE,
    COURSE_126,
    JOANA,
    LOG,
    PINK,
    STAMP,
    USER_7,
    booking,
    careful,
    finished,
    module,
    portal,
    portal_with_joana,
    provisioned,
    rules,
    talent_unit,
    unit,
)
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.errors import EditedMeanwhile, Failed, Held, PluginFault, Refused
from talent_powerpro.flows.progress import whom_to_ask
from talent_powerpro.flows.results import (
    Fetched,
    Written,
    evidence_on,
    fetch_results,
    over_family_name,
)
from talent_powerpro.model import (
    Absent,
    Enrolment,
    TalentCourse,
    TalentCourseId,
    Unit,
    UnitResult,
)
from talent_powerpro.records.due import Day
from talent_powerpro.records.links import Linkage, LinkBasis, VerifiedLink
from talent_powerpro.rules.policy import Policy, SharedTalentUser
from talent_powerpro.rules.shared_completion_hazards import Sibling
from talent_powerpro.testing import Stepped

TODAY = Day(date(2022, 6, 14), date(2022, 6, 14))
LOOK = (
    ("clients_linked_to", "7"),
    ("clients_with_email", "jg11@pm.me"),
    ("user_by_id", "7"),
)
"""The calls where no verified link is known."""
LINK = VerifiedLink(JOANA.code, USER_7, "")
VERIFIED = Linkage("", LINK)
RESULT = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)


def fetched(
    enrolment: Enrolment,
    talent: ScriptedTalent,
    policy: Policy | None = None,
    powerpro: MemoryPowerPro | None = None,
) -> tuple[MemoryPowerPro, Fetched]:
    store = powerpro or MemoryPowerPro([enrolment])
    flow = fetch_results(enrolment, rules(policy), TODAY)
    return store, answered(flow, talent, store)[1]


def units_of(powerpro: MemoryPowerPro) -> dict[str, Unit]:
    stored = powerpro.enrolment(booking())
    assert stored is not None
    return {each.code: each for each in stored.units}


# --- the pseudo-code, call by call ------------------------------------------------


def test_progress_is_fetched_and_each_unit_completed_set_competent() -> None:
    """Fetch User Progress ... FOREACH Unit Completed: Set PPE Unit Outcome = "Competent" """
    enrolment = provisioned(unit("ICTWEB304"), unit("ICTWEB305"), unit("ICTWEB306"))
    flow = fetch_results(enrolment, rules(), TODAY)
    talent, powerpro = finished("ICTWEB304", "ICTWEB305"), MemoryPowerPro([enrolment])
    assert asked(flow, talent, powerpro) == [
        *LOOK,
        ("progress", "7", "126"),
        ("last_results", ["ICTWEB304", "ICTWEB305", "ICTWEB306"]),
        ("provisioned_enrolments_of", "2021000017"),
        ("set_result", unit("ICTWEB304"), RESULT),
        ("set_result", unit("ICTWEB305"), RESULT),
    ]


def test_outcome_and_outcome_date_are_set_and_the_comment_stamped() -> None:
    """Set PPE Unit Outcome Date = TUP Completion date"""
    powerpro, value = fetched(provisioned(unit("ICTWEB305")), finished("ICTWEB305"))
    written = units_of(powerpro)["ICTWEB305"]
    assert written.result == RESULT
    assert [each.unit.code for each in value.written] == ["ICTWEB305"]


def test_a_start_date_is_never_written() -> None:
    for start in (None, date(2022, 5, 16), date(2022, 6, 20)):
        powerpro, _ = fetched(provisioned(unit(start_date=start)), finished("ICTWEB304"))
        assert units_of(powerpro)["ICTWEB304"].start_date == start


def test_the_competent_outcome_of_the_course_is_written() -> None:
    policy = Policy(competent_outcomes={"ICT30120-A": "81 - Non-assessable"})
    powerpro, _ = fetched(provisioned(unit()), finished("ICTWEB304"), policy)
    assert units_of(powerpro)["ICTWEB304"].outcome == "81 - Non-assessable"


def test_the_outcome_date_is_the_completions_in_the_rtos_zone() -> None:
    talent = portal_with_joana()
    talent.complete(USER_7, COURSE_126, "ICTWEB304", datetime(2022, 6, 12, 23, 30, tzinfo=UTC))
    powerpro, _ = fetched(provisioned(unit()), talent)
    assert units_of(powerpro)["ICTWEB304"].outcome_date == date(2022, 6, 13)


def test_what_is_there_already_is_not_written_again() -> None:
    """IF [TUP Completion date <> PPE Unit Outcome date] OR [PPE Unit Outcome <> "Competent"]"""
    there = unit(outcome="20 - Competency achieved", outcome_date=date(2022, 6, 13))
    _, value = fetched(provisioned(there), finished("ICTWEB304"))
    assert value == Fetched()


def test_another_date_or_another_outcome_is_written() -> None:
    for there in (
        unit(outcome=COMPETENT, outcome_date=date(2022, 6, 12)),
        unit(outcome="70 - Continuing", outcome_date=date(2022, 6, 13)),
        unit(outcome="51 - Recognition of prior learning granted"),
    ):
        powerpro, _ = fetched(provisioned(there), finished("ICTWEB304"))
        assert units_of(powerpro)["ICTWEB304"].result == RESULT


def test_what_talent_has_not_completed_is_left_as_it_is() -> None:
    lowered = unit(outcome=COMPETENT, outcome_date=date(2022, 6, 1))
    _, value = fetched(provisioned(lowered), portal_with_joana())
    assert value == Fetched(begun=False)


def test_where_nothing_is_completed_the_memory_is_not_asked() -> None:
    enrolment = provisioned(unit())
    flow = fetch_results(enrolment, rules(), TODAY)
    assert asked(flow, portal_with_joana(), MemoryPowerPro([enrolment])) == [
        *LOOK,
        ("progress", "7", "126"),
    ]


def test_a_date_that_moves_is_held_whoever_wrote_it() -> None:
    ours = UnitResult(COMPETENT, date(2022, 6, 10), STAMP)
    there = unit(
        outcome=ours.outcome, outcome_date=ours.outcome_date, short_comment=ours.short_comment
    )
    policy = evolve(Policy.careful(), competent_outcomes={COURSE.code: COMPETENT})
    done = provisioned(there)

    def fetched_with(last: UnitResult | None) -> Fetched:
        journal = MemoryJournal()
        if last:
            journal.remember_result(there.id, last)
        flow = fetch_results(done, rules(policy), TODAY)
        return answered(flow, finished("ICTWEB304"), MemoryPowerPro([done]), journal)[1]

    for last, why in ((ours, "The agent wrote the date"), (None, "a person may have corrected")):
        (hold,) = fetched_with(last).held
        assert hold.reason == "date-replaced"
        assert why in hold.message


def test_a_written_result_is_reported_with_the_old_one_and_what_it_rests_on() -> None:
    _, value = fetched(provisioned(unit()), finished("ICTWEB304"))
    assert value.written == (Written(unit(), RESULT),)
    (written,) = value.written
    assert written.evidence is not None
    evidence = written.evidence
    assert (evidence.unit_code, evidence.talent_user_id, evidence.talent_course_id) == (
        "ICTWEB304",
        "7",
        "126",
    )
    assert value.looked_at is not None
    assert value.looked_at.user_id == "7"


def test_what_a_person_should_know_of_results_is_remarked() -> None:
    """Of the record as a whole, and of each result."""
    half = finished("t", talent=portal_with_joana(units=TWICE))
    assert remarked(provisioned(unit()), half) == ["partly-completed"]
    undated = provisioned(unit(start_date=None))
    assert remarked(undated, finished("ICTWEB304")) == ["start-date-missing"]
    namesake = evolve(VERIFIED, stored=evolve(LINK, basis=LinkBasis.FAMILY_NAME))
    found = remarked(provisioned(unit()), finished("ICTWEB304"), known=namesake)
    assert found == ["family-name-only"]


def remarked(
    enrolment: Enrolment,
    talent: ScriptedTalent,
    policy: Policy | None = None,
    known: Linkage = VERIFIED,
) -> list[str]:
    flow = fetch_results(enrolment, rules(policy), TODAY, known=known)
    stepped = Stepped(flow, sides(talent, MemoryPowerPro([enrolment])), clock)
    stepped.run()
    reasons = [note.values[0].reason for note in stepped.told if note.name == "remark"]
    return [each for each in reasons if each != "course-unconfirmed"]


def test_a_result_that_powerpro_refuses_keeps_no_other_from_being_written() -> None:
    enrolment = provisioned(unit("ICTWEB304"), unit("ICTWEB305"))
    powerpro, refusal = ScriptedPowerPro([enrolment]), Failed("The row is locked.")
    powerpro.script.raises("set_result", refusal)
    _, value = fetched(enrolment, finished("ICTWEB304", "ICTWEB305"), powerpro=powerpro)
    assert value.failed == (refusal,)
    assert [each.unit.code for each in value.written] == ["ICTWEB305"]


def test_vetoed_results_are_held_beside_what_the_policy_holds() -> None:
    rows = (unit("ICTWEB306", outcome="51 - RPL granted"), unit("ICTWEB304"), unit("ICTWEB305"))
    enrolment, (one, other) = provisioned(*rows), (Held("Not this one."), Held("Nor this."))
    one.others = (Held("For two reasons."),)
    powerpro = ScriptedPowerPro([enrolment])
    powerpro.script.raises("set_result", one, other)
    talent = finished("ICTWEB304", "ICTWEB305", "ICTWEB306")
    _, value = fetched(enrolment, talent, careful(), powerpro)
    assert [hold.reason for hold in value.held[:1]] == ["outcome-replaced"]
    assert value.held[1:] == (one, *one.others, other)
    assert value.written == ()


def test_a_plugin_that_raises_at_one_result_fails_the_whole_record() -> None:
    enrolment = provisioned(unit("ICTWEB304"), unit("ICTWEB305"))
    powerpro, fault = ScriptedPowerPro([enrolment]), PluginFault("The plugin raised.")
    powerpro.script.raises("set_result", fault)
    with pytest.raises(PluginFault):
        fetched(enrolment, finished("ICTWEB304", "ICTWEB305"), powerpro=powerpro)
    assert not any(each.outcome for each in units_of(powerpro).values())


def test_an_enrolment_that_cannot_be_read_gets_no_results() -> None:
    with pytest.raises(Failed, match="A date"):
        fetched(provisioned(unit(), unreadable=("A date.",)), finished("ICTWEB304"))


def test_a_talent_unit_with_a_code_of_the_course_is_unmatched_and_a_video_is_not() -> None:
    talent = finished("ICTWEB304", "ICTWEB305")
    enrolment = provisioned(unit("ICTWEB304"))
    flow = fetch_results(enrolment, rules(), TODAY, frozenset({"ICTWEB304", "ICTWEB305"}), VERIFIED)
    _, value = answered(flow, talent, MemoryPowerPro([enrolment]))
    assert [each.unit.id for each in value.unmatched] == ["ICTWEB305"]


def test_other_enrolments_of_the_client_are_known_with_their_scope() -> None:
    enrolment, other = provisioned(unit()), evolve(provisioned(), id=booking("2"), units=())
    closed = evolve(other, id=booking("3"), withdrawal_date=date(2022, 6, 10))
    powerpro = MemoryPowerPro([enrolment, other, closed])
    looked_at = fetched(enrolment, finished("ICTWEB304"), powerpro=powerpro)[1].looked_at
    assert looked_at is not None
    flow = evidence_on(enrolment, looked_at, rules(), TODAY)
    _, evidence = answered(flow, finished("ICTWEB304"), powerpro)
    assert evidence.siblings == (Sibling(other, True), Sibling(closed, False))


def test_several_units_of_one_enrolment_are_held() -> None:
    final = (unit("ICTWEB304", outcome="51 - RPL"), unit("ICTWEB305", outcome="60 - Credit"))
    policy = evolve(Policy.careful(), competent_outcomes={COURSE.code: COMPETENT})
    _, value = fetched(provisioned(*final), finished("ICTWEB304", "ICTWEB305"), policy)
    assert [hold.message[:9] for hold in value.held] == ["ICTWEB304", "ICTWEB305"]


# --- whom to ask ------------------------------------------------------------------


def test_a_user_whom_talent_does_not_know_is_talents_own_refusal() -> None:
    flow = fetch_results(provisioned(unit()), rules(), TODAY, known=VERIFIED)
    with pytest.raises(Refused, match="The requested user does not exist") as fault:
        answered(flow, portal(), MemoryPowerPro([provisioned(unit())]))
    assert fault.value.reason == "unknown-user"


def test_the_secondary_id_and_the_course_id_of_now_are_asked_for() -> None:
    moved = provisioned(unit(), client=evolve(JOANA, secondary_id=" 08 "))
    assert whom_to_ask(moved, rules()) == ("8", ("126",))


def test_a_log_that_names_no_course_leaves_the_course_id_of_now() -> None:
    by_hand = provisioned(unit(), contact_logs=(evolve(LOG, description="by hand"),))
    powerpro, _ = fetched(by_hand, finished("ICTWEB304"))
    assert units_of(powerpro)["ICTWEB304"].result == RESULT


# --- two clients, one Talent user -------------------------------------------------


def beside_pink(policy: Policy | None = None) -> MemoryPowerPro:
    enrolment = provisioned(unit())
    powerpro = MemoryPowerPro([enrolment], clients=[evolve(PINK, secondary_id="7")])
    return fetched(enrolment, finished("ICTWEB304"), policy, powerpro)[0]


def test_results_of_a_talent_user_shared_by_two_clients_are_held() -> None:
    with pytest.raises(Held, match="PINK PANTHER") as hold:
        beside_pink()
    assert hold.value.reason == "talent-user-shared"


def test_a_policy_that_links_them_fetches_results_for_both() -> None:
    powerpro = beside_pink(Policy(shared_talent_user=SharedTalentUser.LINK))
    assert units_of(powerpro)["ICTWEB304"].result == RESULT


# --- holds and edits of single units ----------------------------------------------


def test_careful_holds_one_unit_and_writes_the_others() -> None:
    final = unit("ICTWEB304", outcome="51 - Recognition of prior learning granted")
    enrolment = provisioned(final, unit("ICTWEB305"))
    powerpro, value = fetched(enrolment, finished("ICTWEB304", "ICTWEB305"), careful())
    assert [hold.reason for hold in value.held] == ["outcome-replaced"]
    assert [each.unit.code for each in value.written] == ["ICTWEB305"]
    assert units_of(powerpro)["ICTWEB304"] == final


def test_a_unit_that_a_person_edited_meanwhile_is_theirs() -> None:
    """A person edited the unit after it was read, and their edit wins."""
    read = provisioned(unit("ICTWEB304"), unit("ICTWEB305"))
    powerpro = MemoryPowerPro([read])
    edited = unit("ICTWEB304", outcome="30 - Competency not achieved/fail")
    powerpro.put_unit(edited)
    _, value = fetched(read, finished("ICTWEB304", "ICTWEB305"), powerpro=powerpro)
    assert [type(each) for each in value.deferred] == [EditedMeanwhile]
    assert [each.unit.code for each in value.written] == ["ICTWEB305"]
    assert units_of(powerpro)["ICTWEB304"] == edited


# --- the course's own list of units -----------------------------------------------


TWICE = (talent_unit("ICTWEB304", "theory", "t"), talent_unit("ICTWEB304", "practice", "p"))


def test_careful_wants_all_talent_units_of_a_code_completed() -> None:
    talent = finished("t", talent=portal_with_joana(units=TWICE))
    assert fetched(provisioned(unit()), talent, careful())[1] == Fetched()
    assert fetched(provisioned(unit()), talent)[1].written
    finished("p", talent=talent)
    assert fetched(provisioned(unit()), talent, careful())[1].written


class NoCourse(ScriptedTalent):
    """A portal that has the progress, but no longer the course."""

    def course(self, course_id: TalentCourseId) -> TalentCourse | Absent:
        return Absent("GET x", message="The requested course does not exist")


def test_a_course_without_its_list_makes_results_unreachable_for_careful() -> None:
    with pytest.raises(Failed, match="Talent course 126 does not exist") as fault:
        fetched(provisioned(unit()), portal_with_joana(NoCourse), careful())
    assert fault.value.reason == "results-unreachable"


def test_a_module_is_written_where_no_unit_matches() -> None:
    """IF [matching PP Unit exists] or [matching PP Module exists]"""
    powerpro, _ = fetched(provisioned(module("ICTWEB304")), finished("ICTWEB304"))
    assert units_of(powerpro)["ICTWEB304"].result == RESULT


def test_an_enrolment_that_has_left_the_scope_is_not_asked_for() -> None:
    withdrawn = provisioned(unit(), withdrawal_date=date(2022, 6, 10))
    assert answered(fetch_results(withdrawn, rules(), TODAY)) == ([], Fetched())


def test_a_result_of_a_talent_user_with_another_given_name_is_remarked() -> None:
    link = VerifiedLink(provisioned().client.code, USER_7, "", LinkBasis.FAMILY_NAME)
    (remark,) = over_family_name(unit(), link)
    assert (remark.reason, remark.message) == (
        "family-name-only",
        "ICTWEB304: the result comes from Talent User 7, which has the client's e-mail and family "
        "name, but another given name.",
    )
    assert over_family_name(unit(), evolve(link, basis=LinkBasis.AGREES)) == ()
