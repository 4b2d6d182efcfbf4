"""Unit codes in the names of Talent units."""

from __future__ import annotations

import pytest
from attrs import evolve

from support.the_guide import unit
from talent_powerpro import Policy
from talent_powerpro.rules.policy_values import UnitCodes
from talent_powerpro.rules.unit_codes import (
    all_words,
    codes_in_name,
    codes_on,
    first_word,
    is_like_a_unit,
)

CODES = frozenset({"ictweb304", "ictweb305", "ictweb306"})
ANYWHERE = Policy(unit_codes=UnitCodes.ANYWHERE)
ALIASES = Policy(unit_aliases={"BSBWEB304A": ["ICTWEB304"], "cluster1": ["ICTWEB304", "ictweb305"]})


@pytest.mark.parametrize(
    ("name", "by_first_word", "anywhere"),
    [
        ("ICTWEB304 Build", ["ictweb304"], ["ictweb304"]),
        ("ICTWEB304:Build", ["ictweb304"], ["ictweb304"]),
        ("ICTWEB305_Images", [], ["ictweb305"]),
        ("1. ICTWEB306 Media", [], ["ictweb306"]),
        ("Assessment 1 (ICTWEB304)", [], ["ictweb304"]),
        ("ICTWEB304/ICTWEB305 Cluster", [], ["ictweb304", "ictweb305"]),
        ("ICTWEB304 & ICTWEB305", ["ictweb304"], ["ictweb304", "ictweb305"]),
        ("ICTWEB304+ICTWEB305|ICTWEB306", [], ["ictweb304", "ictweb305", "ictweb306"]),
        ("Unit ICTWEB304", [], ["ictweb304"]),
        ("ICTWEB304 again ICTWEB304", ["ictweb304"], ["ictweb304"]),
        ("BSBWEB304A Old code", [], []),
        ("Welcome video", [], []),
    ],
)
def test_a_name_stands_for_its_first_word_or_for_each_code_in_it(
    name: str, by_first_word: list[str], anywhere: list[str]
) -> None:
    assert list(codes_in_name(name, CODES, Policy())) == by_first_word
    assert list(codes_in_name(name, CODES, ANYWHERE)) == anywhere


def test_an_alias_stands_for_the_codes_of_powerpro() -> None:
    assert codes_in_name("BSBWEB304A Old code", CODES, ALIASES) == ("ictweb304",)
    assert codes_in_name("Cluster1: all", CODES, ALIASES) == ("ictweb304", "ictweb305")
    assert codes_in_name("The cluster1", CODES, ALIASES) == ()
    both = evolve(ALIASES, unit_codes=UnitCodes.ANYWHERE)
    assert codes_in_name("The cluster1", CODES, both) == ("ictweb304", "ictweb305")


def test_an_alias_gives_way_to_the_code_on_the_enrolment() -> None:
    old = CODES | {"bsbweb304a"}
    assert codes_in_name("BSBWEB304A Old code", old, ALIASES) == ("bsbweb304a",)
    assert codes_in_name("BSBWEB304A Old code", {"ictweb306"}, ALIASES) == ()


@pytest.mark.parametrize(
    "name",
    [
        "BSBWEB304A Old code",
        "HLTAID011",
        "ICTWEB305_Images",
        "Assessment 1 (ICTWEB304)",
        "ICTWEB304/ICTWEB305 Cluster",
        "B-1 Own module",
        "B1a Own module",
        "M1 Own module",
    ],
)
def test_a_name_with_a_code_of_the_course_or_with_a_codes_shape_is_like_a_unit(name: str) -> None:
    assert is_like_a_unit(name, {*CODES, "b1", "m1a"})


@pytest.mark.parametrize(
    "name", ["Welcome video", "Quiz 1", "", "-", "1. Media", "2022", "A", "ICT304", "Assessment"]
)
def test_other_names_are_not_like_a_unit(name: str) -> None:
    assert is_like_a_unit(name, CODES) is (name == "ICT304")


@pytest.mark.parametrize("name", ["B Media", "B12 Media", "* Media"])
def test_a_code_lacks_no_more_than_its_version_letter(name: str) -> None:
    assert not is_like_a_unit(name, {"b1", "c"})


def test_codes_and_words_are_compared_without_case_and_invisible_characters() -> None:
    assert codes_on([unit(" ICTWEB304\u200b "), unit("ictweb304")]) == {"ictweb304"}
    assert first_word("\ufeffICTWEB304: Build") == "ictweb304"
    assert first_word(": ICTWEB304 Build") == "ictweb304"
    assert first_word("XICT304X Build") == "xict304x"
    assert all_words("& ICT\u00adWEB304 & (x)") == ("ictweb304", "x")


def test_a_name_without_a_word_has_no_first_one() -> None:
    assert [first_word(name) for name in ("", "  ", "-", ":")] == ["", "", "", ""]
