"""The guide's page "Provisioning algorithm", line by line: flows driven by hand."""

from __future__ import annotations

import pytest
from attrs import evolve

from support.by_hand import answered, clock, log_of, provision_now, sides, story
from support.the_guide import (
    COURSE,
    COURSE_126,
    DESCRIPTION,
    EXPORT_DATE,
    GROUP,
    JOANA,
    JOANA_7,
    LOG,
    STARTED,
    TODAY,
    USER_7,
    careful,
    enrolment,
    portal,
    rules,
)
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.errors import Failed, Held
from talent_powerpro.flows.provisioning import (
    NoLongerDue,
    Provisioned,
    provision,
    provisioning_log,
    talent_course_id,
)
from talent_powerpro.flows.talent_group import Group
from talent_powerpro.model import (
    Absent,
    ContactLog,
    TalentCourseId,
    TalentUserId,
)
from talent_powerpro.records.due import Due
from talent_powerpro.records.links import Linkage, VerifiedLink
from talent_powerpro.records.step import Call, Note, Now
from talent_powerpro.testing import Stepped

LINKED = evolve(JOANA, secondary_id="7")


# --- the pseudo-code, call by call ------------------------------------------------


def test_a_new_student_is_searched_created_linked_enrolled_added_and_logged() -> None:
    """Search ..., Create Talent User, Set PP Secondary ID, Enrol, Add to Group, Contact Log"""
    powerpro, talent, due = MemoryPowerPro([enrolment()]), portal(), enrolment()
    flow, who = story(due), sides(talent, powerpro)

    step = next(flow)
    told = []

    def ask(name: str, *arguments: object) -> None:
        """The flow's next call is this one; answer it from the two systems."""
        nonlocal step
        while not isinstance(step, Call):
            if isinstance(step, Note):
                told.append(step.name)
                if step.name == "enrolling":
                    assert step.values == ("Joana Gomez", "126", "77eD6LXHH")
            step = flow.send(clock() if isinstance(step, Now) else None)
        assert (step.action, *step.arguments) == (name, *arguments)
        step = flow.send(who.ask(step))

    ask("enrolment", due.id)
    ask("course", "126")
    ask("group_keys")
    ask("user_by_email", "jg11@pm.me")
    ask("create_user", rules().new_user(JOANA))
    ask("clients_linked_to", "7")
    ask("clients_with_email", "jg11@pm.me")
    ask("set_secondary_id", JOANA, "7")
    ask("enrol", "7", "126")
    ask("add_to_group", "7", "77eD6LXHH")
    with pytest.raises(StopIteration) as end:
        ask("add_contact_log", enrolment(), LOG_NOW)

    assert told == ["secondary_id_not_numeric", "remark", "enrolling", "link_verified"]
    assert isinstance(end.value.value, Provisioned)
    assert powerpro.clients[JOANA.code].secondary_id == "7"
    assert (USER_7, COURSE_126) in talent.enrolled
    assert USER_7 in talent.groups[GROUP].members
    assert log_of(powerpro) == LOG_NOW


LOG_NOW = evolve(LOG, contact_date=STARTED)


def test_a_student_known_by_secondary_id_is_not_searched_by_email() -> None:
    """Search for a Talent User where Talent User id = PP Client Secondary ID"""
    _, calls = provision_now(enrolment(client=LINKED), portal(users=[JOANA_7]))
    assert calls == [
        "enrolment",
        "course",
        "group_keys",
        "user_by_id",
        "clients_linked_to",
        "clients_with_email",
        "enrol",
        "add_to_group",
        "add_contact_log",
    ]


def test_a_student_not_known_by_secondary_id_is_searched_by_email() -> None:
    """IF no match is found THEN Search ... where Talent User Email = PP Client email"""
    moved = evolve(JOANA, secondary_id="5")
    powerpro, calls = provision_now(enrolment(client=moved), portal(users=[JOANA_7]))
    assert calls[3:5] == ["user_by_id", "user_by_email"]
    assert "create_user" not in calls
    assert powerpro.clients[JOANA.code].secondary_id == "7"


def test_the_secondary_id_is_stored_before_enrolling() -> None:
    _, calls = provision_now(enrolment(), portal())
    assert calls.index("set_secondary_id") < calls.index("enrol")


def test_the_contact_log_comes_last_it_is_the_commit_mark() -> None:
    _, calls = provision_now(enrolment(), portal())
    assert calls[-1] == "add_contact_log"


@pytest.mark.parametrize("key", ["", "   "])
def test_leaving_the_group_key_blank_enrols_but_adds_to_no_group(key: str) -> None:
    """Leaving it blank means the Student will be enrolled ... but not added to any Talent Group."""
    talent = portal()
    due = enrolment(course=evolve(COURSE, talent_group_key=key))
    powerpro, calls = provision_now(due, talent)
    assert "add_to_group" not in calls
    assert (USER_7, COURSE_126) in talent.enrolled
    log = log_of(powerpro)
    assert log is not None
    assert log.description == "Enrolled in Talent Course: 126"


def test_being_enrolled_and_a_member_already_is_success() -> None:
    talent = portal(users=[JOANA_7])
    talent.enrol(USER_7, COURSE_126)
    talent.add_to_group(USER_7, GROUP)
    powerpro, _ = provision_now(enrolment(), talent)
    assert log_of(powerpro) == LOG_NOW


@pytest.mark.parametrize("typed", [" 7 ", "07"])
def test_a_secondary_id_of_the_same_number_is_set_to_the_talent_user_id_itself(typed: str) -> None:
    """Set PP Secondary ID to the Talent User ID"""
    due = enrolment(client=evolve(JOANA, secondary_id=typed))
    powerpro, _ = provision_now(due, portal(users=[JOANA_7]))
    assert powerpro.clients[JOANA.code].secondary_id == "7"


@pytest.mark.parametrize("group", [GROUP, ""])
def test_a_new_user_may_be_put_in_the_group_at_sign_up(group: str) -> None:
    due = enrolment(course=evolve(COURSE, talent_group_key=group))
    calls, _ = answered(story(due), portal(), MemoryPowerPro([due]))
    (created,) = (call.arguments[0] for call in calls if call.action == "create_user")
    assert created.group_key == group


# --- who is held ------------------------------------------------------------------


def test_nobody_is_searched_for_by_a_mangled_secondary_id() -> None:
    due = enrolment(client=evolve(JOANA, secondary_id="1,234"))
    talent = portal()
    with pytest.raises(Held) as hold:
        provision_now(due, talent)
    assert hold.value.reason == "secondary-id-mangled"
    assert talent.users == {}


def test_nobody_is_created_in_place_of_a_deleted_user_where_the_policy_holds_that() -> None:
    due, talent = enrolment(client=LINKED), portal()
    talent.user_by_id = lambda _: Absent("GET x", deleted=True)  # type: ignore[assignment,method-assign]
    flow = provision(Due(due, TODAY), rules(careful()))
    with pytest.raises(Held) as hold:
        answered(flow, talent, MemoryPowerPro([due]))
    assert hold.value.reason == "talent-user-deleted"
    assert talent.users == {}


# --- no longer due ----------------------------------------------------------------


def test_an_enrolment_whose_id_cannot_be_read_fails_though_no_search_finds_it() -> None:
    with pytest.raises(Failed, match="The id is 10O1"):
        answered(story(enrolment(unreadable=("The id is 10O1.",))), portal(), MemoryPowerPro())


def test_a_value_that_cannot_be_read_since_it_was_found_due_fails_it() -> None:
    now = MemoryPowerPro([enrolment(unreadable=("The start is 31/02.",))])
    with pytest.raises(Failed, match="The start is 31/02"):
        answered(story(enrolment()), portal(), now)


def test_an_enrolment_changed_since_it_was_found_due_is_left_alone() -> None:
    powerpro = MemoryPowerPro([enrolment(export=False)])
    calls, value = answered(story(enrolment()), portal(), powerpro)
    assert [call.action for call in calls] == ["enrolment"]
    assert isinstance(value, NoLongerDue)
    assert [each.condition for each in value.unmet] == ["enrolment-exported"]


def test_an_enrolment_that_is_gone_is_left_alone() -> None:
    _, value = answered(story(enrolment()), portal(), MemoryPowerPro())
    assert value == NoLongerDue(())


# --- the Talent course ------------------------------------------------------------


def test_nobody_is_created_for_a_talent_course_that_is_missing() -> None:
    talent = portal()
    due = enrolment(course=evolve(COURSE, talent_course_id="127"))
    with pytest.raises(Failed, match="Talent course 127 does not exist") as fault:
        provision_now(due, talent)
    assert fault.value.reason == "talent-course-missing"
    assert "ICT30120-A" in fault.value.remedy
    assert talent.users == {}


def test_a_talent_course_id_must_be_numeric() -> None:
    """This is the Talent LMS Course id (must be numeric)"""
    assert talent_course_id(evolve(COURSE, talent_course_id=" 0126 ")) == "126"
    with pytest.raises(Failed, match="'x' of ICT30120-A is not a number") as fault:
        talent_course_id(evolve(COURSE, talent_course_id="x"))
    assert fault.value.reason == "talent-course-id-numeric"


# --- the contact log --------------------------------------------------------------


def test_the_provisioning_contact_log_has_the_fields_of_the_picture() -> None:
    """Image above: The Provisioning Contact Log record"""
    log = provisioning_log(enrolment(), TalentCourseId("126"), Group(GROUP), "Joana Gomez", STARTED)
    assert log == ContactLog(
        client_name="JOANA GOMEZ",
        course_name="Certificate III - Information Technology",
        contact_date=STARTED,
        contact_type="Enrolment exported to Talent LMS",
        created_by="PP-TALENT",
        assigned_to="",
        follow_up="",
        status="Closed",
        priority_flag="<No flag>",
        description=DESCRIPTION,
    )
    assert log.contact_date.date() == EXPORT_DATE


def test_a_link_that_replaces_another_is_left_to_the_look_of_result_fetching() -> None:
    """Results may stand that came over the former Talent user, and only the look names them."""
    former, same = (VerifiedLink(JOANA.code, TalentUserId(number), "") for number in "57")
    for known, notes in (
        (Linkage("", former), []),
        (Linkage("", same), ["link_verified"]),
        (Linkage(), ["link_verified"]),
    ):
        flow = provision(Due(enrolment(), TODAY), rules(), known)
        stepped = Stepped(flow, sides(portal(), MemoryPowerPro([enrolment()])), clock)
        stepped.run()
        assert [note.name for note in stepped.told if note.name == "link_verified"] == notes
