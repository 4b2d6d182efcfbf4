"""Bulk reading before a stage: what it asks, what it teaches, and where it gives up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from attrs import evolve

from support.counted import CountedTalent, client, course, portal, user
from support.the_guide import GROUP, careful, enrolment
from talent_powerpro import Policy
from talent_powerpro.errors import Fault, NoAnswer, Refused, TalentUnusable
from talent_powerpro.model import (
    Absent,
    Enrolment,
    Ensured,
    TalentCourseId,
    TalentUser,
    TalentUserId,
)
from talent_powerpro.ports.talentlms import TalentListings
from talent_powerpro.rules.call_costs import PAGE_SIZE, Wanted
from talent_powerpro.run.prefetch import Prefetch, list_users
from talent_powerpro.run.talent_cache import TalentCache

COURSE_126 = TalentCourseId("126")


def due(number: int, *, linked: bool = True, at: int = 0) -> Enrolment:
    return enrolment(str(number), client(number, linked=linked), course(at))


def cached(talent: CountedTalent) -> TalentCache:
    return TalentCache(talent, listings=talent, group_keys=talent)


def prefetched(
    talent: CountedTalent, *enrolments: Enrolment, policy: Policy | None = None
) -> TalentCache:
    cache = cached(talent)
    Prefetch(cache, policy or Policy.guide()).provisioning(enrolments)
    return cache


def test_known_users_are_taught_with_courses_and_members() -> None:
    talent = portal([user(number) for number in range(5)], 1)
    for number in range(4):
        talent.talent.enrol(TalentUserId(str(1000 + number)), COURSE_126)
        talent.talent.add_to_group(TalentUserId(str(1000 + number)), GROUP)
    cache = prefetched(talent, *(due(number) for number in range(4)))
    asked = {"roster": 1, "group_keys": 1, "listed_users": 1, "members": 1}
    assert talent.calls == asked
    for number in range(4):
        found = cache.user_by_id(TalentUserId(str(1000 + number)))
        assert isinstance(found, TalentUser)
        assert found.enrolment_in(COURSE_126) is not None
        assert cache.enrol(found.id, COURSE_126) is Ensured.ALREADY
        assert cache.add_to_group(found.id, GROUP) is Ensured.ALREADY
    assert talent.calls == asked
    # The fifth user is nobody's, so the listing was not kept for them.
    cache.user_by_id(TalentUserId("1004"))
    assert talent.calls["user_by_id"] == 1


def test_who_is_not_listed_is_absent_by_email_and_asked_for_by_a_stored_id() -> None:
    """A deleted user is not listed either, and only a look-up says that it was deleted."""
    talent = portal([user(9)], 1)
    cache = prefetched(talent, *(due(number, linked=number == 0) for number in range(3)))
    assert talent.calls["listed_users"] == 2
    assert cache.user_by_email("len1@pm.me") == Absent(
        "", "", "TalentLMS's list of users has nobody with the e-mail len1@pm.me"
    )
    assert talent.calls["user_by_email"] == 0
    cache.user_by_id(TalentUserId("1000"))
    assert talent.calls["user_by_id"] == 1


def test_a_course_that_takes_nobody_costs_no_listing() -> None:
    talent = portal([], 1)
    talent.talent.put_course(evolve(talent.talent.courses[COURSE_126], active=False))
    prefetched(talent, *(due(number) for number in range(3)))
    assert talent.calls == {"roster": 1, "group_keys": 1}
    missing = portal([], 1)
    cache = prefetched(missing, *(due(number, at=7) for number in range(3)))
    assert missing.calls == {"roster": 1, "group_keys": 1}
    assert isinstance(cache.course(TalentCourseId("133")), Absent)


def test_a_key_that_no_group_has_costs_no_listing_where_the_policy_fails_it() -> None:
    for policy, listings in ((careful(), 0), (Policy.guide(), 1)):
        talent = portal([user(number) for number in range(3)], 1, group=False)
        prefetched(talent, *(due(number) for number in range(3)), policy=policy)
        assert talent.calls["listed_users"] == listings
        assert talent.calls["members"] == 0


def test_records_that_are_held_before_their_first_call_ask_for_nothing() -> None:
    talent = portal([], 1)
    mangled = [evolve(due(n), client=evolve(client(n), secondary_id="7.0")) for n in range(3)]
    prefetched(talent, *mangled)
    deferred = [evolve(due(n), deferment_date=date(2022, 6, 1)) for n in range(3)]
    prefetched(talent, *deferred, policy=careful())
    assert talent.calls == {}
    prefetched(talent, *deferred)
    assert talent.calls["roster"] == 1


def test_without_a_group_key_no_groups_are_read() -> None:
    talent = portal([user(number) for number in range(3)], 1)
    keyless = [
        evolve(each, course=evolve(each.course, talent_group_key=" "))
        for each in map(due, range(3))
    ]
    prefetched(talent, *keyless)
    assert talent.calls == {"roster": 1, "listed_users": 1}


def test_a_strict_policy_asks_about_those_without_a_group_and_those_whose_group_is_there() -> None:
    talent = portal([user(number) for number in range(3)], 1)
    first, *others = map(due, range(3))
    keyless = [evolve(each, course=evolve(each.course, talent_group_key="")) for each in others]
    prefetched(talent, first, *keyless, policy=careful())
    assert talent.calls["listed_users"] == 1


def test_a_portal_without_listings_is_not_asked_for_one() -> None:
    cache = TalentCache(portal([], 1))
    assert Prefetch(cache, Policy.guide()).users([client(number) for number in range(3)]) == ()


def test_the_members_of_a_group_are_read_for_users_found_by_id_or_by_e_mail() -> None:
    talent = portal([user(0), user(1)], 1)
    by_id = evolve(due(0), client=evolve(client(0), email="other@pm.me"))
    prefetched(talent, by_id, due(1, linked=False), due(5))
    assert talent.calls["members"] == 1


@pytest.mark.parametrize("fault", [NoAnswer("Lost."), Refused("No.")])
def test_groups_that_cannot_be_listed_stop_nothing(fault: Fault) -> None:
    class NoKeys(CountedTalent):
        def group_keys(self) -> Sequence[str]:
            raise fault

    talent = NoKeys(portal([user(number) for number in range(3)], 1).talent)
    prefetched(talent, *map(due, range(3)))
    assert talent.calls == {"roster": 1, "listed_users": 1}


def test_links_are_listed_once_a_run_and_not_for_a_few() -> None:
    talent = portal([user(number) for number in range(3)], 1)
    prefetch = Prefetch(cached(talent), Policy.guide())
    prefetch.links(2, lambda: [client(0)])
    assert talent.calls == {}
    for _ in range(2):
        prefetch.links(3, lambda: map(client, range(3)))
    assert talent.calls == {"listed_users": 1}


# --- listings ---------------------------------------------------------------------


class Paged:
    """A portal of pages with at most *cap* users, whose second page breaks as told."""

    def __init__(
        self, users: int, cap: int, *, pages: bool = True, breaks: Fault | None = None
    ) -> None:
        self.users = [user(number) for number in range(users)]
        self.cap = cap
        self.pages = pages
        self.breaks = breaks
        self.asked: list[tuple[int, int]] = []

    def listed_users(self, page_size: int, page_number: int) -> Sequence[TalentUser]:
        self.asked.append((page_size, page_number))
        if page_number == 2 and self.breaks:
            raise self.breaks
        if not self.pages:
            return self.users
        size = min(self.cap, page_size)
        return self.users[(page_number - 1) * size : page_number * size]


def listed(portal: Paged, *numbers: int, most: int = 99) -> tuple[list[str], bool]:
    wanted = Wanted.of([client(number) for number in numbers])
    offered: TalentListings = portal  # type: ignore[assignment]  # the one method that is used
    found, is_whole = list_users(offered, wanted, most)
    return [each.id for each in found], is_whole


def test_a_listing_ends_once_all_are_found() -> None:
    portal = Paged(100, 20)
    assert listed(portal, 0, 25) == (["1000", "1025"], False)
    assert portal.asked == [(PAGE_SIZE, 1), (20, 2)]


def test_a_short_first_page_is_taken_for_the_most_that_talent_sends() -> None:
    portal = Paged(50, 20)
    assert listed(portal, 45, 77) == (["1045"], True)
    assert portal.asked == [(PAGE_SIZE, 1), (20, 2), (20, 3)]


def test_a_short_second_page_shows_the_end() -> None:
    portal = Paged(30, 20)
    assert listed(portal, 77) == ([], True)
    assert len(portal.asked) == 2


def test_an_empty_page_shows_the_end() -> None:
    portal = Paged(40, 20)
    assert listed(portal, 77) == ([], True)
    assert len(portal.asked) == 3
    assert listed(Paged(0, 20), 77) == ([], True)


@pytest.mark.parametrize("users", [3, PAGE_SIZE + 1])
def test_a_portal_without_pages_is_read_whole(users: int) -> None:
    portal = Paged(users, 0, pages=False)
    assert listed(portal, 1, 77_777) == (["1001"], True)
    assert len(portal.asked) == (2 if users == 3 else 1)


def test_a_listing_that_costs_too_much_or_breaks_shows_no_absence() -> None:
    costly = Paged(100, 10)
    assert listed(costly, 77, 99, most=2) == ([], False)
    assert len(costly.asked) == 2
    for fault in (NoAnswer("Lost."), Refused("No.")):
        assert listed(Paged(100, 10, breaks=fault), 0, 99) == (["1000"], False)


def test_an_unusable_portal_stops_the_run() -> None:
    class Unusable(Paged):
        def listed_users(self, page_size: int, page_number: int) -> Sequence[TalentUser]:
            del page_size, page_number
            raise TalentUnusable("Wrong key.")

    with pytest.raises(TalentUnusable):
        listed(Unusable(1, 1), 0)


def test_the_members_of_a_group_are_not_read_for_one_student_alone() -> None:
    talent = portal([user(number) for number in range(5)], 1)
    prefetched(talent, due(0), *(due(number, linked=False) for number in range(10, 14)))
    assert talent.calls["listed_users"] > 0
    assert talent.calls["members"] == 0
