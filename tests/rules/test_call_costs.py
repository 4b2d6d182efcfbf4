"""What bulk reading costs against single calls."""

from __future__ import annotations

import pytest
from attrs import evolve

from support.the_guide import JOANA, JOANA_7, LEN, PINK, USER_7
from talent_powerpro.model import TalentUserId
from talent_powerpro.rules.call_costs import Wanted, members_pay, most_pages

LINKED = evolve(JOANA, secondary_id=" 07 ")


@pytest.mark.parametrize(
    ("look_ups", "pages"), [(0, 0), (2, 0), (3, 2), (8, 2), (12, 3), (500, 125)]
)
def test_a_listing_pays_where_it_costs_fewer_pages_than_look_ups(look_ups: int, pages: int) -> None:
    assert most_pages(look_ups) == pages


def test_the_members_pay_from_two_joins_on() -> None:
    assert [members_pay(joins) for joins in (0, 1, 2)] == [False, False, True]


def test_each_person_is_wanted_once() -> None:
    nameless = evolve(LINKED, secondary_id="8", email=" ")
    wanted = Wanted.of([LINKED, LINKED, PINK, evolve(PINK, email=" PINK@pm.me"), nameless])
    assert wanted.ids == {"7", "8"}
    assert wanted.emails == {"jg11@pm.me", "pink@pm.me"}
    assert wanted.persons == (("7", "jg11@pm.me"), (None, "pink@pm.me"), ("8", ""))


def test_a_user_is_wanted_by_id_email_or_login() -> None:
    wanted = Wanted.of([LINKED, LEN])
    other = evolve(JOANA_7, id=TalentUserId("9"), email="", login="x")
    assert wanted.has(evolve(other, id=USER_7))
    assert wanted.has(evolve(other, email="LEN@pm.me"))
    assert wanted.has(evolve(other, login="len@pm.me"))
    assert not wanted.has(other)


def test_a_client_with_an_id_is_found_by_the_id_alone_and_another_by_the_email() -> None:
    wanted = Wanted.of([LINKED, PINK])
    pink = evolve(JOANA_7, id=TalentUserId("9"), email="Pink@pm.me")
    assert wanted.left([])
    assert wanted.left([JOANA_7])
    assert wanted.left([pink, evolve(JOANA_7, id=TalentUserId("10"))])
    assert not wanted.left([pink, JOANA_7])
