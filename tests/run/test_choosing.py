"""Whom a run asks about in a Talent course."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from attrs import evolve

from support.counted import CountedCollege, results_college
from support.the_guide import STARTED
from talent_powerpro.model import Enrolment, RosterEntry, TalentCourseId, TalentUserId
from talent_powerpro.records.look import Look
from talent_powerpro.rules.saving import NO_SAVING, Saving
from talent_powerpro.rules.worth_asking import row_of
from talent_powerpro.run.choosing import Asked, Choosing
from talent_powerpro.run.talent_cache import TalentCache

COURSE = TalentCourseId("126")


def choosing(college: CountedCollege, saving: Saving | None = None) -> Choosing:
    assert college.state.looks is not None
    cache = TalentCache(college.talent, listings=college.talent)
    return Choosing(cache, college.state.looks, saving or Saving(), "basis", lambda: college.now)


def among(
    choosing: Choosing, enrolments: Sequence[Enrolment], powerpro: Any
) -> tuple[list[Asked], list[Look], list[Look]]:
    rows = {each.id: row_of(each, choosing.basis) for each in enrolments}
    considered = choosing.considered(rows, powerpro)
    return choosing.among(considered, choosing.roster(considered))


def chosen(choosing: Choosing, college: CountedCollege) -> tuple[list[str], list[str]]:
    """The numbers of those asked and of those spared. The asked are remembered as quiet."""
    asked, spared, looks = among(choosing, college.powerpro.enrolments, college.powerpro)
    choosing.looks.remember_looks([*looks, *(each.look for each in asked if each.look)])
    return [each.enrolment_id for each in asked], [each.enrolment_id for each in spared]


def test_all_are_asked_once_and_then_those_with_news_first() -> None:
    college = results_college(4, 1)
    assert chosen(choosing(college), college) == (["0", "1", "2", "3"], [])
    assert chosen(choosing(college), college) == ([], ["0", "1", "2", "3"])
    college.talent.talent.complete(TalentUserId("1002"), COURSE, "ICTWEB304", STARTED)
    changed = college.powerpro.enrolments[1].units[0]
    college.powerpro.put_unit(evolve(changed, outcome="51 - Not yet competent"))
    assert chosen(choosing(college), college) == (["2", "1"], ["0", "3"])


def test_without_saving_all_are_asked_and_nothing_is_remembered() -> None:
    college = results_college(4, 1)
    asked, spared, looks = among(
        choosing(college, NO_SAVING), college.powerpro.enrolments, college.powerpro
    )
    assert len(asked) == 4
    assert not spared
    assert not looks
    assert {each.look for each in asked} == {None}
    assert college.talent.calls == {}


def test_an_enrolment_of_this_run_is_spared_and_remembered() -> None:
    college = results_college(3, 1)
    del college.talent.talent.enrolled[TalentUserId("1001"), COURSE]
    choice = choosing(college)
    choice.cache.enrol(TalentUserId("1001"), COURSE)
    rows = {each.id: row_of(each, choice.basis) for each in college.powerpro.enrolments}
    considered = choice.considered(rows, college.powerpro)
    assert (set(considered.rows), set(considered.fresh)) == ({"0", "2"}, {"1"})
    assert chosen(choice, college) == (["0", "2"], ["1"])
    assert chosen(choosing(college), college) == ([], ["0", "1", "2"])


def test_a_talent_user_of_two_clients_is_always_asked_about() -> None:
    """The agent holds their results without a call."""
    for powerpro in ("with one query", "by client"):
        college = results_college(4, 1)
        assert chosen(choosing(college), college) == (["0", "1", "2", "3"], [])
        (other,) = (each for each in college.powerpro.clients.values() if each.code == "C2")
        college.powerpro.put_client(evolve(other, secondary_id="1001"))
        store = Bare(college.powerpro) if powerpro == "by client" else college.powerpro
        asked, spared, _ = among(choosing(college), college.powerpro.enrolments, store)
        assert [each.enrolment_id for each in asked] == ["1", "2"]
        assert [each.enrolment_id for each in spared] == ["0", "3"]


def test_talent_users_of_two_clients_are_found_in_each_course() -> None:
    """Asked for once where the store knows them all, else in each course anew."""
    college = results_college(5, 1)
    chosen(choosing(college), college)
    college.powerpro.put_client(evolve(college.powerpro.enrolments[2].client, secondary_id="1001"))
    one, *others = college.powerpro.enrolments
    for store, asked in ((Bare(college.powerpro), 0), (Counts(college.powerpro), 1)):
        choice = choosing(college)
        assert not among(choice, [one], store)[0][1:]
        assert [each.enrolment_id for each in among(choice, others, store)[0]] == ["1", "2"]
        assert store.asked == asked


class Bare:
    """A store that says for one Talent user at a time which clients have it."""

    def __init__(self, powerpro: object) -> None:
        self._powerpro = powerpro
        self.asked = 0

    def clients_linked_to(self, user_id: str) -> list[str]:
        clients = self._powerpro.clients  # type: ignore[attr-defined]
        return [each for each in clients.values() if each.secondary_id == user_id]


class Counts(Bare):
    """A store that knows the Talent users of several clients, and counts how often it is asked."""

    def shared_talent_ids(self) -> frozenset[str]:
        self.asked += 1
        return frozenset({"1001"})


def test_who_cannot_be_asked_is_left_to_fail_without_a_call() -> None:
    college = results_college(2, 1)
    for each in list(college.powerpro.clients.values()):
        college.powerpro.put_client(evolve(each, secondary_id=""))
    assert chosen(choosing(college), college) == (["0", "1"], [])
    assert college.talent.calls == {}


def test_a_course_with_one_enrolment_is_asked_without_a_roster() -> None:
    college = results_college(1, 1)
    for _ in range(2):
        assert chosen(choosing(college), college) == (["0"], [])
    assert college.talent.calls == {}
    choice = choosing(college)
    choice.cache.roster(COURSE)  # As the provisioning stage may have read it.
    chosen(choice, college)
    assert college.talent.calls == {"roster": 1}
    assert chosen(choice, college) == ([], ["0"])


def test_few_rosters_stay_in_memory() -> None:
    college = results_college(10, 5)
    choice = choosing(college)
    for number in range(5):
        there = [e for e in college.powerpro.enrolments if int(e.id) % 5 == number]
        among(choice, there, college.powerpro)
    assert [choice.cache.knows_roster(TalentCourseId(str(126 + n))) for n in range(5)] == [
        False,
        False,
        True,
        True,
        True,
    ]


def test_a_look_is_void_under_another_policy() -> None:
    college = results_college(2, 1)
    chosen(choosing(college), college)
    other = evolve(choosing(college), basis="another policy")
    assert chosen(other, college) == (["0", "1"], [])


def test_a_remark_stands_while_its_enrolment_is_not_asked_about() -> None:
    rto = results_college(3, 1)
    (unit, *_) = rto.powerpro.enrolments[0].units
    rto.powerpro.put_unit(evolve(unit, outcome="51 - Recognition of prior learning"))
    rto.talent.talent.complete(TalentUserId("1000"), TalentCourseId("126"), unit.code, rto.now)
    rto.run()
    assert rto.state.holds is not None
    before = rto.state.holds.standing()
    assert [each.held for each in before] == [False]
    assert rto.calls() == 1
    assert rto.state.holds.standing() == before


def test_a_look_has_what_the_roster_says_of_the_student() -> None:
    college = results_college(2, 1)
    choice = choosing(college)
    rows = {each.id: row_of(each, choice.basis) for each in college.powerpro.enrolments}
    first, second = (row for row in rows.values() if row)
    roster: Any = {first.user_id: RosterEntry(first.user_id, percentage=100, completed_at=STARTED)}
    considered = choice.considered(rows, cast(Any, college.powerpro))
    asked, spared, looks = choice.among(considered, roster)
    assert {each.look for each in asked} == {
        Look(first.enrolment_id, first.user_id, COURSE, first.facts, college.now, 100, STARTED),
        Look(second.enrolment_id, second.user_id, COURSE, second.facts, college.now, None, None),
    }
    assert (spared, looks) == ([], [])
