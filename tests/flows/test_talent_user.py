"""The Talent user of a client: found by secondary id or e-mail, or created once."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from support.by_hand import answered, asked, clock, provision_now, sides, story
from support.scripted import ScriptedTalent
from support.the_guide import (
    COURSE_126,
    JOANA,
    JOANA_7,
    PINK,
    enrolment,
    portal,
    rules,
)
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.errors import Duplicate, Failed, Held, NoAnswer, Refused
from talent_powerpro.flows.talent_user import (
    NotFound,
    activate,
    create_user,
    enrol,
    find_user,
    user_by_login,
)
from talent_powerpro.model import (
    Absent,
    Client,
    NewTalentUser,
    TalentUser,
    TalentUserId,
)
from talent_powerpro.records.step import Call, Note
from talent_powerpro.rules.policy import InactiveUsers, Policy
from talent_powerpro.testing import Stepped, raising

LINKED = evolve(JOANA, secondary_id="7")


# --- finding the user -------------------------------------------------------------


class Deleted(ScriptedTalent):
    """A portal in which every user looked up by id was deleted."""

    def user_by_id(self, user_id: TalentUserId) -> TalentUser | Absent:
        return Absent("GET x", message="The requested user is no longer available", deleted=True)


def test_a_secondary_id_of_a_deleted_user_is_no_match_and_the_email_is_searched() -> None:
    talent = portal(Deleted, users=[evolve(JOANA_7, id=TalentUserId("9"))])
    stepped = Stepped(find_user(LINKED), sides(talent), clock)
    user = stepped.run()
    assert isinstance(user, TalentUser)
    assert user.id == "9"
    (remark,) = (value for note in stepped.told for value in note.values)
    assert (remark.reason, remark.message) == (
        "known-user-deleted",
        "Talent User 7, the Secondary ID of JOANA GOMEZ (2021000017), was deleted in TalentLMS. "
        "The agent looks for the client's e-mail instead.",
    )


@pytest.mark.parametrize("typed", ["DPC000129", "", "0", "٧"])
def test_a_secondary_id_that_is_no_number_is_not_asked_for(typed: str) -> None:
    """Talent User ID must be numeric -> Check PP Client>Second ID"""
    client = evolve(JOANA, secondary_id=typed)
    assert asked(find_user(client), portal()) == [("user_by_email", "jg11@pm.me")]


def test_the_email_is_searched_trimmed() -> None:
    client = evolve(JOANA, email="  jg11@pm.me ")
    assert asked(find_user(client), portal()) == [("user_by_email", "jg11@pm.me")]


def test_a_sign_up_in_doubt_is_searched_under_its_own_address() -> None:
    """A person changed the client's e-mail after a run was killed at the sign-up."""
    client = evolve(JOANA, email="new@pm.me")
    talent = portal(users=[JOANA_7])
    calls, user = answered(find_user(client, (client.email, "jg11@pm.me")), talent)
    assert [call.arguments for call in calls] == [("new@pm.me",), ("jg11@pm.me",)]
    assert isinstance(user, TalentUser)
    assert user.id == "7"


def test_a_sign_up_that_made_nobody_is_no_match() -> None:
    calls, user = answered(find_user(JOANA, ("old@pm.me",)), portal())
    assert len(calls) == 2
    assert isinstance(user, NotFound)


class Confused(ScriptedTalent):
    """Answers every e-mail with the same user."""

    def user_by_email(self, email: str) -> TalentUser | Absent:
        return next(iter(self.users.values()))


def test_a_user_answered_for_another_email_is_not_taken() -> None:
    for email, shown in (("pink@pm.me", "pink@pm.me"), ("", "no e-mail")):
        pink = evolve(JOANA_7, email=email)
        with pytest.raises(Failed) as fault:
            answered(find_user(JOANA), portal(Confused, users=[pink]))
        assert (fault.value.reason, fault.value.message) == (
            "wrong-user-answered",
            f"TalentLMS returned Talent User 7 (Joana Gomez, {shown}) for the e-mail jg11@pm.me, "
            "so the agent does not use that user.",
        )
        assert fault.value.remedy == "Compare both addresses in TalentLMS > Users."


def test_a_users_email_is_compared_without_case() -> None:
    shouting = evolve(JOANA_7, email="JG11@PM.ME")
    assert answered(find_user(JOANA), portal(users=[shouting]))[1] == evolve(
        shouting, enrolments=()
    )


class GoneByEmail(ScriptedTalent):
    """The e-mail belonged to a user who was deleted."""

    def user_by_email(self, email: str) -> TalentUser | Absent:
        return Absent("GET x", deleted=True)


def test_nobody_is_created_over_a_deleted_user_with_the_clients_email() -> None:
    talent = portal(GoneByEmail)
    with pytest.raises(Held) as hold:
        provision_now(enrolment(), talent)
    assert hold.value.reason == "deleted-user-in-the-way"
    assert talent.users == {}


# --- creating the user ------------------------------------------------------------


class Doubtful(ScriptedTalent):
    """A portal whose create raises *fault*. A subclass decides what happened before."""

    fault: Exception = NoAnswer("timed out")

    def create_user(self, new: NewTalentUser) -> TalentUser:
        self.effect(new)
        raise self.fault

    def effect(self, new: NewTalentUser) -> None:
        """Nothing."""


class DoneDoubtful(Doubtful):
    """The user is there, but the answer was lost."""

    def effect(self, new: NewTalentUser) -> None:
        ScriptedTalent.create_user(self, new)


def test_after_a_doubtful_create_the_user_is_looked_for() -> None:
    powerpro, calls = provision_now(enrolment(), portal(DoneDoubtful))
    assert calls.count("create_user") == 1
    assert calls[calls.index("create_user") + 1] == "user_by_email"
    assert powerpro.clients[JOANA.code].secondary_id == "7"


def test_a_doubtful_create_that_left_nobody_is_deferred_and_never_repeated() -> None:
    assert creating(portal(Doubtful)) == ["create_user", "user_by_email", "user_by_login"]
    with pytest.raises(NoAnswer, match="timed out"):
        answered(create_user(JOANA, rules()), portal(Doubtful))


def creating(talent: ScriptedTalent) -> list[object]:
    return [name for name, *_ in asked(create_user(JOANA, rules()), talent)]


class Blind(ScriptedTalent):
    """A portal that finds nobody by e-mail, as if the user had none."""

    def user_by_email(self, email: str) -> TalentUser | Absent:
        return Absent("GET x")


def test_a_duplicate_is_looked_for_by_email_then_by_login() -> None:
    assert creating(portal(users=[JOANA_7])) == ["create_user", "user_by_email"]
    assert creating(portal(Blind, users=[JOANA_7])) == [
        "create_user",
        "user_by_email",
        "user_by_login",
    ]


@pytest.mark.parametrize("email", ["jg11@pm.me", "JG11@pm.me", ""])
def test_a_user_found_by_login_is_theirs_by_email_or_by_having_none(email: str) -> None:
    found = evolve(JOANA_7, email=email)
    _, user = answered(create_user(JOANA, rules()), portal(Blind, users=[found]))
    assert user == evolve(found, enrolments=())


def test_a_user_without_email_whose_login_is_not_the_clients_email_is_held() -> None:
    nobody = evolve(JOANA_7, login="joana", email="")
    with pytest.raises(Held) as hold:
        answered(user_by_login(JOANA, "joana"), portal(users=[nobody]))
    assert hold.value.reason == "login-of-another"
    assert hold.value.facts == ("client 2021000017", "Talent user 7", "login joana", "e-mail ")


class HiddenDuplicate(Doubtful):
    fault = Duplicate("A user with the same email address already exists")


def test_a_duplicate_that_no_look_up_finds_is_a_deleted_user_in_the_way() -> None:
    with pytest.raises(Held, match="A user with the same email address") as hold:
        answered(create_user(JOANA, rules()), portal(HiddenDuplicate))
    assert hold.value.reason == "deleted-user-in-the-way"
    assert hold.value.facts == ("client 2021000017", "e-mail jg11@pm.me")


def test_looking_again_is_noted_with_the_reason() -> None:
    flow = create_user(JOANA, rules())
    call = next(flow)
    assert isinstance(call, Call)
    with pytest.raises(NoAnswer) as lost:
        sides(portal(DoneDoubtful)).ask(call)
    note = flow.throw(lost.value)
    assert note == Note("looking_again", ("timed out",))


class Full(Doubtful):
    fault = Refused("The plan's user limit is reached")


def test_after_any_other_refusal_it_does_not_look_again() -> None:
    assert creating(portal(Full)) == ["create_user"]
    with pytest.raises(Refused, match="user limit"):
        answered(create_user(JOANA, rules()), portal(Full))


# --- an inactive user -------------------------------------------------------------

INACTIVE = evolve(JOANA_7, active=False)


def test_an_inactive_user_is_made_active_before_enrolling_where_the_policy_wants_it() -> None:
    again = rules(Policy(inactive_users=InactiveUsers.REACTIVATE))
    calls, user = answered(activate(INACTIVE, again), portal(users=[INACTIVE]))
    assert [(call.action, *call.arguments) for call in calls] == [("activate_user", "7")]
    assert user == JOANA_7
    assert asked(activate(JOANA_7, again), portal(users=[JOANA_7])) == []


# --- one Talent user, one client --------------------------------------------------


def provision_beside(other: Client, user: TalentUser) -> None:
    powerpro = MemoryPowerPro([enrolment()], clients=[other])
    answered(story(enrolment()), portal(users=[user]), powerpro)


def test_a_talent_user_who_belongs_to_another_client_is_held_an_archived_one_too() -> None:
    with pytest.raises(Held, match="PINK PANTHER") as hold:
        provision_beside(evolve(PINK, secondary_id="07"), JOANA_7)
    assert hold.value.reason == "talent-user-shared"


def test_a_shared_email_whose_talent_user_has_another_name_is_held() -> None:
    theirs = evolve(JOANA_7, first_name="Pink", last_name="Panther")
    with pytest.raises(Held, match="have the same e-mail"):
        provision_beside(evolve(PINK, email="JG11@pm.me"), theirs)


# --- a user whom TalentLMS does not know yet (case S5) ----------------------------


UNKNOWN = Refused("The requested user does not exist", reason="unknown-user")


def unknown_for(times: int, **given: Any) -> ScriptedTalent:
    """A portal that does not know a user for so many enrolments."""
    talent = portal(**given)
    talent.script.does("enrol", *[raising(UNKNOWN)] * times)
    return talent


def test_a_new_user_whom_talent_does_not_know_yet_is_enrolled_again() -> None:
    powerpro = MemoryPowerPro([enrolment()])
    calls, _ = answered(story(enrolment()), unknown_for(1), powerpro)
    assert [call.action for call in calls].count("enrol") == 2
    assert powerpro.clients[JOANA.code].secondary_id == "7"


def test_a_new_user_who_stays_unknown_is_deferred_and_nobody_is_sent_to_the_secondary_id() -> None:
    with pytest.raises(NoAnswer, match="has just created Talent User 7") as deferred:
        answered(story(enrolment()), unknown_for(2), MemoryPowerPro([enrolment()]))
    assert "Secondary ID" not in deferred.value.message
    assert deferred.value.remedy == "Nothing to do: the next run enrols it."


def test_a_new_user_is_tried_a_second_time_only_where_they_are_unknown() -> None:
    refused = Refused("The requested course does not exist", reason="unknown-course")
    flow = enrol(JOANA_7, COURSE_126, created=True)
    first = next(flow)
    again = flow.throw(UNKNOWN)
    assert (first, again) == (first, first)
    with pytest.raises(Refused) as refusal:
        flow.throw(refused)
    assert refusal.value is refused
    flow = enrol(JOANA_7, COURSE_126, created=True)
    next(flow)
    with pytest.raises(Refused) as refusal:
        flow.throw(refused)
    assert refusal.value is refused


def test_a_user_who_was_there_before_and_is_unknown_now_is_talents_refusal() -> None:
    with pytest.raises(Refused) as refusal:
        answered(story(enrolment()), unknown_for(1, users=[JOANA_7]), MemoryPowerPro([enrolment()]))
    assert refusal.value.reason == "unknown-user"
