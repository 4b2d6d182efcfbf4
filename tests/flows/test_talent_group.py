"""The Talent group: joined, refused, tried again."""

from __future__ import annotations

import pytest
from attrs import evolve

from support.by_hand import answered, asked, log_of, sides, story
from support.scripted import ScriptedTalent
from support.the_guide import (
    COURSE,
    COURSE_126,
    GROUP,
    JOANA_7,
    LOG,
    STARTED,
    TODAY,
    USER_7,
    booking,
    enrolment,
    portal,
    rules,
)
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.errors import Failed, Held, NoAnswer, Refused
from talent_powerpro.flows.provisioning import Provisioned, provision
from talent_powerpro.flows.talent_group import (
    Group,
    MembershipSettled,
    check_group,
    group_key,
    join_group,
    retry_membership,
)
from talent_powerpro.model import (
    Absent,
    Course,
    Ensured,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUserId,
)
from talent_powerpro.records.due import Due
from talent_powerpro.records.holds import Decision
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.record import Remark
from talent_powerpro.records.step import Call, Note
from talent_powerpro.rules.policy import Policy, Reaction

# --- the group --------------------------------------------------------------------


class Shut(ScriptedTalent):
    """A portal whose groups accept nobody."""

    def add_to_group(self, user_id: TalentUserId, group_key: TalentGroupKey) -> Ensured:
        raise Refused("The key of this group is used up", reason="unknown-answer")


class Unlisted(ScriptedTalent):
    """A portal that lists a group which it does not have any more."""

    def add_to_group(self, user_id: TalentUserId, group_key: TalentGroupKey) -> Ensured:
        raise Refused("There is no group with such key", reason="unknown-group")


class Slow(ScriptedTalent):
    def add_to_group(self, user_id: TalentUserId, group_key: TalentGroupKey) -> Ensured:
        raise NoAnswer("timed out")


def test_a_group_that_refuses_for_good_does_not_undo_the_enrolment() -> None:
    journal, powerpro = MemoryJournal(), MemoryPowerPro([enrolment()])
    _, value = answered(story(enrolment()), portal(Shut), powerpro, journal)
    assert isinstance(value, Provisioned)
    assert value.group == Group(GROUP, "The key of this group is used up")
    assert journal.pending_memberships() == (PendingMembership(booking(), USER_7, GROUP),)
    log = log_of(powerpro)
    assert log is not None
    assert log.description == (
        "Enrolled in Talent Course: 126 Joana Gomez not added to "
        "Talent Group 77eD6LXHH: The key of this group is used up"
    )


def test_a_missing_group_is_one_cause_whether_the_list_says_so_or_the_portal() -> None:
    """Else an outage of the list makes news of a key that was reported already."""
    listed, refused = portal(), portal(Unlisted)
    listed.groups = {}
    for talent in (listed, refused):
        _, value = answered(story(enrolment()), talent, MemoryPowerPro([enrolment()]))
        assert isinstance(value, Provisioned)
        assert value.group == Group(GROUP, "TalentLMS has no group with this key")


def test_a_group_that_does_not_answer_leaves_no_contact_log() -> None:
    powerpro, talent = MemoryPowerPro([enrolment()]), portal(Slow)
    with pytest.raises(NoAnswer):
        answered(story(enrolment()), talent, powerpro)
    assert log_of(powerpro) is None
    assert (USER_7, COURSE_126) in talent.enrolled


def test_the_group_key_is_asked_for_trimmed() -> None:
    key = group_key(evolve(COURSE, talent_group_key=" 77eD6LXHH "))
    assert asked(join_group(USER_7, key, key), portal(users=[JOANA_7])) == [
        ("add_to_group", "7", "77eD6LXHH")
    ]


# --- what a group brings beside the course ----------------------------------------

LISTED = ("group_keys",)
HOLDING = rules(Policy(group_courses=Reaction.HOLD))


def test_what_a_group_brings_is_asked_only_where_the_policy_holds_for_it() -> None:
    for careless in (Policy.guide(), Policy.careful()):
        assert asked(check_group(enrolment(), rules(careless)), portal()) == [LISTED]
    assert asked(check_group(enrolment(), HOLDING), portal()) == [
        LISTED,
        ("courses_of_group", "77eD6LXHH"),
    ]
    blank = enrolment(course=evolve(COURSE, talent_group_key=" "))
    assert asked(check_group(blank, HOLDING), portal()) == []


def test_a_group_that_brings_another_course_is_held_before_anybody_is_created() -> None:
    talent = portal()
    talent.courses[TalentCourseId("127")] = TalentCourse(TalentCourseId("127"), "Fruit")
    talent.groups[GROUP].courses = (COURSE_126, TalentCourseId("127"))
    with pytest.raises(Held) as hold:
        answered(check_group(enrolment(), HOLDING), talent)
    assert hold.value.reason == "group-brings-courses"
    key = ("1001", "group-brings-courses", hold.value.facts)
    released = evolve(HOLDING, answers={key: Decision.RELEASE})
    flow = check_group(enrolment(), released)
    step = next(flow)
    for _ in range(2):
        assert isinstance(step, Call)
        step = flow.send(sides(talent).ask(step))
    note = step
    assert isinstance(note, Note)
    said = "Talent Group 77eD6LXHH also enrols its members in other Talent courses: 127 (Fruit)."
    assert note.values == (Remark("group-brings-courses", said),)


def test_a_group_that_brings_its_own_course_alone_or_is_not_there_holds_nothing() -> None:
    talent = portal()
    talent.groups[GROUP].courses = (COURSE_126,)
    assert answered(check_group(enrolment(), HOLDING), talent)[1] == GROUP
    del talent.groups[GROUP]
    assert answered(check_group(enrolment(), HOLDING), talent)[1] is None


PENDING = PendingMembership(booking(), USER_7, GROUP)


def retried(
    talent: ScriptedTalent, course: Course = COURSE, *, gone: bool = False
) -> MembershipSettled:
    powerpro = MemoryPowerPro([] if gone else [enrolment(course=course, contact_logs=(LOG,))])
    flow = retry_membership(PENDING, rules(), logged=True)
    return answered(flow, talent, powerpro)[1]


def test_a_membership_is_tried_again_until_it_works() -> None:
    talent = portal(users=[JOANA_7])
    assert retried(talent) == MembershipSettled(PENDING, Group(GROUP))
    assert USER_7 in talent.groups[GROUP].members


def test_a_key_that_talent_does_not_have_joins_nobody_and_is_pending() -> None:
    powerpro, journal, talent = MemoryPowerPro([enrolment()]), MemoryJournal(), portal()
    talent.groups = {TalentGroupKey("FRUIT"): talent.groups[GROUP]}
    calls, value = answered(story(enrolment()), talent, powerpro, journal)
    assert isinstance(value, Provisioned)
    assert value.group == Group(GROUP, "TalentLMS has no group with this key")
    assert "add_to_group" not in [call.action for call in calls]
    assert journal.pending_memberships() == (PendingMembership(booking(), USER_7, GROUP),)
    log = log_of(powerpro)
    assert log is not None
    assert log.description == (
        "Enrolled in Talent Course: 126 Joana Gomez not added to "
        "Talent Group 77eD6LXHH: TalentLMS has no group with this key"
    )


def test_careful_fails_a_key_that_talent_does_not_have_before_the_user_is_looked_for() -> None:
    talent = portal()
    talent.groups.clear()
    flow = provision(Due(enrolment(), TODAY), rules(Policy.careful()))
    with pytest.raises(Failed, match="TalentLMS has no group with the key 77eD6LXHH") as fault:
        answered(flow, talent, MemoryPowerPro([enrolment()]))
    assert (fault.value.reason, talent.users) == ("group-missing", {})
    assert "Talent Group Key" in fault.value.remedy


def test_careful_fails_a_group_that_refuses_and_writes_no_contact_log() -> None:
    powerpro, journal = MemoryPowerPro([enrolment()]), MemoryJournal()
    flow = provision(Due(enrolment(), TODAY), rules(Policy.careful()))
    with pytest.raises(Refused, match="The key of this group is used up") as fault:
        answered(flow, portal(Shut), powerpro, journal)
    assert fault.value.reason == "group-refused"
    assert (log_of(powerpro), journal.pending_memberships()) == (None, ())


@pytest.mark.parametrize("fault", [NoAnswer("timed out"), Refused("no", reason="not-offered")])
@pytest.mark.parametrize("policy", [Policy.guide(), Policy.careful()])
def test_where_the_list_of_groups_cannot_be_had_the_user_joins_as_before(
    fault: Exception, policy: Policy
) -> None:
    talent, powerpro = portal(), MemoryPowerPro([enrolment()])
    talent.script.raises("group_keys", fault)
    _, value = answered(provision(Due(enrolment(), TODAY), rules(policy)), talent, powerpro)
    assert isinstance(value, Provisioned)
    assert value.group == Group(GROUP)


def test_a_later_membership_gets_its_own_contact_log() -> None:
    powerpro = MemoryPowerPro([enrolment(contact_logs=(LOG,))])
    flow = retry_membership(PENDING, rules(), logged=True)
    answered(flow, portal(users=[JOANA_7]), powerpro)
    (stored,) = powerpro.enrolments
    assert stored.provisioning_log == LOG
    (_, added) = stored.contact_logs
    assert (added.contact_type, added.description, added.contact_date) == (
        "Added to Talent Group",
        "Joana Gomez added to Talent Group 77eD6LXHH ...",
        STARTED,
    )
    assert (added.client_name, added.course_name) == ("JOANA GOMEZ", COURSE.name)


def test_a_host_without_that_contact_log_still_gets_the_membership() -> None:
    powerpro = MemoryPowerPro([enrolment(contact_logs=(LOG,))])
    flow = retry_membership(PENDING, rules(), logged=False)
    _, settled = answered(flow, portal(users=[JOANA_7]), powerpro)
    assert settled == MembershipSettled(PENDING, Group(GROUP))
    assert powerpro.enrolments[0].contact_logs == (LOG,)


def test_blanking_the_group_key_or_deleting_the_enrolment_gives_it_up() -> None:
    blank = evolve(COURSE, talent_group_key="")
    assert retried(portal(Shut), blank) == MembershipSettled(PENDING, None)
    assert retried(portal(Shut), gone=True) == MembershipSettled(PENDING, None)


def test_an_enrolment_that_cannot_be_read_is_no_reason_to_give_it_up() -> None:
    unreadable = MemoryPowerPro([enrolment(contact_logs=(LOG,), unreadable=("A date.",))])
    with pytest.raises(Failed, match="A date"):
        answered(retry_membership(PENDING, rules(), logged=True), portal(), unreadable)


class Vanished(ScriptedTalent):
    """A portal that lists a group and then does not know it."""

    def courses_of_group(self, group_key: TalentGroupKey) -> tuple[TalentCourse, ...] | Absent:
        return Absent("GET groups")


def test_a_group_that_is_gone_by_the_time_brings_no_courses() -> None:
    policy = evolve(Policy.guide(), group_courses=Reaction.HOLD)
    _, listed = answered(check_group(enrolment(), rules(policy)), portal(Vanished))
    assert listed == GROUP
