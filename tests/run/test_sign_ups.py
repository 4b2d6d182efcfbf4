"""The Talent group at sign-up, with portals that do so and portals that do not."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from attrs import evolve

from support.counted import CountedCollege, provisioning_college
from support.patience import PATIENCE
from support.scripted import ScriptedTalent
from support.the_guide import GROUP, JOANA, rules
from talent_powerpro import RunReport
from talent_powerpro.adapters.memory import MemoryTalent
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.errors import (
    Duplicate,
    InternalError,
    NoAnswer,
    PowerProUnusable,
    QuotaReached,
    Refused,
    TalentUnusable,
)
from talent_powerpro.model import (
    ADDED_TO_GROUP,
    Absent,
    Ensured,
    NewTalentUser,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
)
from talent_powerpro.ports.state import RunJournal
from talent_powerpro.records.write import JoinGroup
from talent_powerpro.rules.saving import Saving
from talent_powerpro.run.sign_ups import NO_GROUP, SignUps
from talent_powerpro.testing import Killed

NEW = evolve(rules().new_user(JOANA), group_key=GROUP)


class Ignores(MemoryTalent):
    """A portal that ignores the group of a sign-up."""

    def create_user(self, new: NewTalentUser) -> TalentUser:
        return super().create_user(evolve(new, group_key=NO_GROUP))


class StopsAfter6(MemoryTalent):
    """A portal that silently ignores the group of a sign-up once six users have joined by it."""

    answers: Exception | None = None
    """What asking for the group's members raises; ``None``: it is answered."""

    def create_user(self, new: NewTalentUser) -> TalentUser:
        whole = len(self.groups[GROUP].members) >= 6
        return super().create_user(evolve(new, group_key=NO_GROUP) if whole else new)

    def members(self, group_key: Any) -> Any:
        if self.answers:
            raise self.answers
        return super().members(group_key)


class FullAt6(StopsAfter6):
    """The same, and nobody can be added either until it is *opened*."""

    opened = False

    def add_to_group(self, user_id: TalentUserId, group_key: Any) -> Ensured:
        members = self.groups[GROUP].members
        if len(members) >= 6 and user_id not in members and not self.opened:
            raise Refused("The group is full", reason="unknown-answer")
        return super().add_to_group(user_id, group_key)


class UsedUp(MemoryTalent):
    """A portal whose group takes nobody any more, and whose sign-ups with it are refused."""

    def create_user(self, new: NewTalentUser) -> TalentUser:
        if new.group_key:
            raise Refused("The group's redemptions are used up", reason="unknown-answer")
        return super().create_user(new)

    def add_to_group(self, user_id: TalentUserId, group_key: Any) -> Ensured:
        del user_id, group_key
        raise Refused("The group's redemptions are used up", reason="unknown-answer")


def college(kind: type[MemoryTalent], *, width: int = 1, students: int = 20) -> CountedCollege:
    found = provisioning_college(students, known=False, strangers=5)
    there = found.talent.talent
    talent = kind(users=there.users.values(), courses=there.courses.values(), next_user_id=9000)
    talent.put_group(GROUP)
    found.talent.talent = talent
    return evolve(found, saving=Saving(group_at_signup=True), width=width)


@pytest.mark.parametrize("width", [1, 8])
def test_a_new_student_costs_two_calls_where_the_portal_joins_at_sign_up(width: int) -> None:
    """Course, groups, two pages of users, the first membership, and the group's members."""
    rto = college(MemoryTalent, width=width)
    assert rto.calls() == 2 * 20 + 6
    assert len(rto.talent.talent.groups[GROUP].members) == 20
    assert all("added to Talent Group" in logged(each) for each in rto.powerpro.enrolments)


@pytest.mark.parametrize("width", [1, 8])
def test_a_portal_that_ignores_the_group_loses_no_membership(width: int) -> None:
    rto = college(Ignores, width=width)
    assert rto.calls() == 3 * 20 + 4
    assert len(rto.talent.talent.groups[GROUP].members) == 20


def test_a_group_that_a_portal_ignored_is_not_sent_again() -> None:
    class Notes(Ignores):
        def create_user(self, new: NewTalentUser) -> TalentUser:
            sent.append(new.group_key)
            return super().create_user(new)

    sent, talent = list[TalentGroupKey](), Notes()
    talent.put_group(GROUP)
    sign_ups = SignUps(talent, talent, group_at_signup=True)
    for n in (1, 2):  # One after the other: the first answer shows what the portal does.
        user = sign_ups.create_user(evolve(NEW, login=f"l{n}", email=f"l{n}@pm.me"))
        assert sign_ups.add_to_group(user.id, GROUP) is Ensured.DONE
    assert sent == [GROUP, NO_GROUP]
    assert len(talent.groups[GROUP].members) == 2


def test_the_first_membership_of_a_group_does_not_wait_for_that_of_another() -> None:
    other = TalentGroupKey("another")

    class AsksForBoth(MemoryTalent):
        def add_to_group(self, user_id: TalentUserId, group_key: Any) -> Ensured:
            if group_key == GROUP:
                begun = pool.submit(sign_ups.add_to_group, second.id, other)
                assert begun.result(PATIENCE) is Ensured.DONE
            return super().add_to_group(user_id, group_key)

    talent = AsksForBoth()
    sign_ups = SignUps(talent, talent, group_at_signup=True)
    talent.put_group(GROUP)
    talent.put_group(other)
    first = sign_ups.create_user(NEW)
    second = sign_ups.create_user(evolve(NEW, login="2", email="2@pm.me", group_key=other))
    with ThreadPoolExecutor(1) as pool:
        assert sign_ups.add_to_group(first.id, GROUP) is Ensured.DONE


# --- a portal that stops joining users at sign-up in the middle of a run ----------


def members_of(rto: CountedCollege) -> int:
    return len(rto.talent.talent.groups[GROUP].members)


def journal(rto: CountedCollege) -> RunJournal:
    assert rto.state.journal
    return rto.state.journal


def pending(rto: CountedCollege) -> int:
    return len(journal(rto).pending_memberships())


def reasons(report: RunReport) -> Counter[str]:
    return Counter(each.reason for record in report.records for each in record.remarks)


# No wider than those who join, or the first answer may be that of one who does not.
@pytest.mark.parametrize("width", [1, 6])
def test_a_portal_that_stops_joining_after_6_of_20_loses_no_membership(width: int) -> None:
    rto = college(StopsAfter6, width=width)
    report = rto.run()
    assert members_of(rto) == 20
    assert pending(rto) == 0
    assert {each.status for each in report.records} == {"provisioned"}
    assert not reasons(report)
    # The first membership, one list of the members, and each user who is not among them.
    assert rto.talent.calls["members"] == 1
    assert rto.talent.calls["add_to_group"] == 1 + 14
    assert sum(rto.talent.calls.values()) == 2 * 20 + 6 + 14


def test_a_group_that_refuses_those_it_missed_keeps_them_pending_and_says_so() -> None:
    rto = college(FullAt6)
    report = rto.run()
    assert members_of(rto) == 6
    assert pending(rto) == 14
    assert reasons(report) == {"group-refused": 14}
    assert rto.state.sync_log
    assert {line.at for line in rto.state.sync_log.lines} == {rto.now}  # type: ignore[attr-defined]
    assert len(report.waiting_for_group) == 14  # So the command exits with 1.
    joined = [sum(isinstance(w, JoinGroup) for w in each.writes) for each in report.records]
    assert sum(joined) == 6
    entries = journal(rto).entries()
    assert sum(isinstance(write, JoinGroup) for each in entries for write in each.made) == 6
    rto.talent.talent.opened = True  # type: ignore[attr-defined]
    rto.run()
    assert members_of(rto) == 20
    assert pending(rto) == 0
    logs = [log for each in rto.powerpro.enrolments for log in each.contact_logs]
    assert sum(log.contact_type == ADDED_TO_GROUP for log in logs) == 14


def test_members_that_cannot_be_had_leave_the_memberships_to_the_next_run() -> None:
    rto = college(StopsAfter6)
    rto.talent.talent.answers = NoAnswer("TalentLMS did not answer")  # type: ignore[attr-defined]
    report = rto.run()
    assert pending(rto) == 19
    assert reasons(report) == {"group-refused": 19}
    assert rto.talent.calls["add_to_group"] == 1
    rto.run()
    assert members_of(rto) == 20
    assert pending(rto) == 0


def test_a_portal_that_does_not_list_members_is_asked_to_add_each_user() -> None:
    rto = college(StopsAfter6)
    rto.talent.talent.answers = Refused("no such call")  # type: ignore[attr-defined]
    report = rto.run()
    assert members_of(rto) == 20
    assert pending(rto) == 0
    assert not reasons(report)


def test_a_run_that_stops_before_the_members_are_read_keeps_them_pending() -> None:
    rto = college(StopsAfter6)
    rto.talent.talent.answers = TalentUnusable("the key is gone")  # type: ignore[attr-defined]
    report = rto.run()
    assert report.stopped
    assert pending(rto) == 19
    assert reasons(report) == {"group-refused": 19}
    assert journal(rto).unfinished() == ()
    rto.talent.talent.answers = None  # type: ignore[attr-defined]
    rto.run()
    assert members_of(rto) == 20
    assert pending(rto) == 0


class FailsOnce(MemoryJournal):
    """A journal that cannot store the fifth ending."""

    def __init__(self, fault: Exception) -> None:
        super().__init__()
        self._ends, self._fault = 0, fault

    def end(self, *what: Any) -> None:
        self._ends += 1
        if self._ends == 5:
            raise self._fault
        super().end(*what)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (PowerProUnusable("the store is full"), "the store is full"),
        (
            InternalError("Odd."),
            "Odd, at enrolment 4 of LEN CASTER (C4), in the provisioning stage.",
        ),
    ],
)
def test_an_ending_that_cannot_be_stored_stops_the_run_after_the_others(
    fault: Exception, message: str
) -> None:
    rto = college(StopsAfter6)
    rto = evolve(rto, state=evolve(rto.state, journal=FailsOnce(fault)))
    report = rto.run()
    assert report.stopped
    assert report.stopped.message == message
    assert len(journal(rto).unfinished()) == 1
    assert len(report.records) == 20
    assert not rto.run().stopped
    assert journal(rto).unfinished() == ()
    assert members_of(rto) == 20


def test_a_run_that_is_killed_before_the_members_are_read_loses_no_membership() -> None:
    rto = college(StopsAfter6)
    rto.talent.talent.answers = Killed("members")  # type: ignore[attr-defined]
    with pytest.raises(Killed):
        rto.run()
    assert members_of(rto) == 6
    assert pending(rto) == 19
    assert len(journal(rto).unfinished()) == 19
    rto.talent.talent.answers = None  # type: ignore[attr-defined]
    rto.run()
    assert members_of(rto) == 20
    assert pending(rto) == 0


def test_the_quota_may_end_before_all_are_added() -> None:
    rto = evolve(college(StopsAfter6), limit=50)
    users = len(rto.talent.talent.users)
    stopped = []
    for _ in range(3):
        stopped.append(rto.run().stopped is not None)
        rto.wait(hours=1)
    assert stopped == [True, True, False]
    assert len(rto.talent.talent.users) == users + 20
    assert members_of(rto) == 20
    assert pending(rto) == 0


def two_signed_up(talent: MemoryTalent) -> tuple[SignUps, list[TalentUser]]:
    """Two users who joined the group at sign-up. The membership of the second is assumed."""
    talent.put_group(GROUP)
    sign_ups = SignUps(talent, talent, group_at_signup=True)
    users = [sign_ups.create_user(evolve(NEW, login=f"l{n}", email=f"l{n}@pm.me")) for n in (1, 2)]
    added = [sign_ups.add_to_group(each.id, GROUP) for each in users]
    assert added == [Ensured.DONE, Ensured.DONE]
    return sign_ups, users


def test_what_the_quota_does_not_allow_is_left_to_the_next_run() -> None:
    talent = StopsAfter6()
    sign_ups, users = two_signed_up(talent)
    assert not sign_ups.is_assumed(users[0].id, GROUP)
    assert sign_ups.is_assumed(users[1].id, GROUP)
    talent.answers = QuotaReached("too few calls")
    assert sign_ups.confirm() == {
        (users[1].id, GROUP): "too few calls to TalentLMS were left in this hour to add the user"
    }
    # It is asked for from now on.
    talent.answers = None
    assert sign_ups.add_to_group(users[1].id, GROUP) is Ensured.ALREADY
    assert sign_ups.confirm() == {}


class Closing(MemoryTalent):
    """A portal whose groups are emptied, and take nobody from then on."""

    closed = False

    def close(self) -> None:
        self.closed = True
        for each in self.groups.values():
            each.members.clear()

    def add_to_group(self, user_id: TalentUserId, group_key: Any) -> Ensured:
        if self.closed:
            raise Refused(f"{group_key} is full")
        return super().add_to_group(user_id, group_key)


SILENT = NoAnswer("TalentLMS did not answer in time")


@pytest.mark.parametrize(
    ("asked", "fault", "why"),
    [
        ("members", SILENT, str(SILENT)),
        ("add_to_group", SILENT, str(SILENT)),
        ("add_to_group", Refused("The group is full"), "The group is full"),
        ("members", Refused("No."), ""),
    ],
)
def test_why_a_membership_could_not_be_had_is_told(asked: str, fault: Exception, why: str) -> None:
    talent = ScriptedTalent()
    sign_ups, (_, last) = two_signed_up(talent)
    talent.groups[GROUP].members.clear()
    talent.script.raises(asked, fault)
    assert sign_ups.confirm() == ({(last.id, GROUP): why} if why else {})


def test_members_of_a_group_that_is_not_found_are_added() -> None:
    talent = MemoryTalent()
    sign_ups, (_, last) = two_signed_up(talent)
    talent.groups[GROUP].members.clear()
    vars(talent)["members"] = lambda _: Absent("groups")
    assert sign_ups.confirm() == {}
    assert list(talent.groups[GROUP].members) == [last.id]


def test_a_group_that_is_gone_meanwhile_keeps_its_memberships_pending() -> None:
    rto = college(MemoryTalent, students=3)
    talent = rto.talent.talent

    def members(_: TalentGroupKey) -> Absent:
        talent.groups.clear()
        return Absent("groups")

    vars(talent)["members"] = members
    report = rto.run()
    assert pending(rto) == 2
    assert reasons(report) == {"group-refused": 2}


def test_the_memberships_that_failed_in_every_group_are_told() -> None:
    talent, groups = Closing(), (GROUP, TalentGroupKey("another"))
    sign_ups = SignUps(talent, talent, group_at_signup=True)
    for key in groups:
        talent.put_group(key)
        for n in (1, 2):
            new = evolve(NEW, login=f"{key}{n}", email=f"{n}@{key}.me", group_key=key)
            last = sign_ups.create_user(new)
            sign_ups.add_to_group(last.id, key)
        assert sign_ups.is_assumed(last.id, key)
    talent.close()
    assert sorted(sign_ups.confirm().values()) == sorted(f"{key} is full" for key in groups)


def test_a_sign_up_without_a_group_that_is_refused_is_not_tried_again() -> None:
    class Full(MemoryTalent):
        def create_user(self, new: NewTalentUser) -> TalentUser:
            asked.append(new.login)
            raise Refused("The plan is full")

    asked, talent = list[str](), Full()
    with pytest.raises(Refused):
        SignUps(talent, talent, group_at_signup=True).create_user(evolve(NEW, group_key=NO_GROUP))
    assert len(asked) == 1


class OutOfCalls(StopsAfter6):
    """A portal that ignores later sign-ups' groups, and has calls for three additions."""

    calls = 0

    def add_to_group(self, user_id: TalentUserId, group_key: Any) -> Ensured:
        self.calls += 1
        if self.calls > 3:
            raise QuotaReached("too few calls")
        return super().add_to_group(user_id, group_key)


def test_the_first_addition_without_calls_leaves_the_others_to_the_next_run() -> None:
    rto = college(OutOfCalls, students=16)
    report = rto.run()
    # One was checked, and two of ten were added before the calls ended.
    assert members_of(rto) == 8
    assert pending(rto) == 8
    assert reasons(report) == {"group-refused": 8}
    assert rto.talent.calls["add_to_group"] == 4


def test_without_listings_nothing_is_assumed() -> None:
    talent = MemoryTalent()
    talent.put_group(GROUP)
    user = SignUps(talent, None, group_at_signup=True).create_user(NEW)
    assert user.id not in talent.groups[GROUP].members


def test_a_used_up_group_loses_no_student() -> None:
    rto = college(UsedUp)
    report = rto.run()
    assert len(rto.talent.talent.users) == 25
    assert len(report.records) == 20
    assert all("not added to Talent Group" in logged(each) for each in rto.powerpro.enrolments)
    assert {each.status for each in report.records} == {"provisioned"}
    # The refused sign-up taught the run not to try again.
    assert rto.talent.calls["create_user"] == 21


def logged(each: Any) -> str:
    return str(each.provisioning_log.description)


def test_a_duplicate_is_not_tried_again() -> None:
    talent = MemoryTalent()
    talent.put_group(GROUP)
    sign_ups = SignUps(talent, talent, group_at_signup=True)
    sign_ups.create_user(NEW)
    with pytest.raises(Duplicate):
        sign_ups.create_user(NEW)


def test_without_the_setting_the_group_is_not_sent() -> None:
    talent = MemoryTalent()
    talent.put_group(GROUP)
    sign_ups = SignUps(talent, talent, group_at_signup=False)
    user = sign_ups.create_user(NEW)
    assert not talent.groups[GROUP].members
    assert sign_ups.add_to_group(user.id, GROUP) is Ensured.DONE
