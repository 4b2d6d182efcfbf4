"""The mutator of tables finds what no example looks at, and leaves nothing changed behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from mutation.table_mutants import (
    Example,
    Mutant,
    examples,
    examples_of,
    field_changed,
    killer,
    of_defaults,
    of_dict,
    of_fields,
    of_set,
    replaced,
    swapped,
    without_each,
)

# Tables of a program as a test might find them.
PLANETS = ("mercury", "venus", "mars")
STARS = frozenset({"sol", "vega"})
MOONS = {"earth": "luna", "mars": "phobos", "pluto": "charon"}


@frozen
class Planet:
    name: str
    rings: bool = False


RINGED = (Planet("saturn", rings=True), Planet("venus"))


def first_planet(planets: tuple[str, ...] = PLANETS) -> str:
    return planets[0]


def survivors(mutants: Iterator[Mutant], check: Callable[[], object]) -> list[str]:
    example = Example("the check", check)
    return [mutant.name for mutant in mutants if not killer(mutant, [example])]


def holds(fact: Callable[[], bool]) -> Callable[[], None]:
    def check() -> None:
        assert fact()

    return check


def test_an_entry_that_no_example_looks_at_survives_by_name() -> None:
    looks_at_two = holds(lambda: {"mercury", "mars"} <= set(PLANETS))
    assert survivors(without_each(PLANETS), looks_at_two) == ["without venus"]


def test_where_all_entries_are_looked_at_none_survives() -> None:
    assert survivors(without_each(PLANETS), holds(lambda: len(PLANETS) == 3)) == []


def test_an_order_that_no_example_looks_at_survives() -> None:
    looks_at_the_first = holds(lambda: PLANETS[0] == "mercury")
    assert survivors(swapped(PLANETS), looks_at_the_first) == ["mars before venus"]


def test_an_order_that_does_not_matter_makes_no_mutant() -> None:
    assert list(swapped(PLANETS, matters=lambda one, other: False)) == []


def test_an_entry_of_a_set_survives_where_only_the_others_are_looked_at() -> None:
    looks_at_sol = holds(lambda: "sol" in STARS)
    assert survivors(of_set(STARS, ["mars", "vega"]), looks_at_sol) == [
        "without 'vega'",
        "with 'mars'",
    ]


def test_a_value_of_a_dictionary_survives_where_only_the_keys_are_looked_at() -> None:
    looks_at_keys = holds(lambda: set(MOONS) == {"earth", "mars", "pluto"})
    assert survivors(of_dict(MOONS), looks_at_keys) == [
        "'earth' with what is 'mars''s",
        "'mars' with what is 'pluto''s",
        "'pluto' with what is 'earth''s",
    ]


def test_a_field_that_no_example_looks_at_survives() -> None:
    looks_at_names = holds(lambda: [each.name for each in RINGED] == ["saturn", "venus"])
    assert survivors(
        of_fields(RINGED, ["name", "rings"], lambda each: each.name), looks_at_names
    ) == [
        "saturn: rings is False",
        "venus: rings is True",
    ]


def test_a_default_argument_sees_the_change_too() -> None:
    with replaced(PLANETS, ("mars",)):
        assert first_planet() == "mars"
    assert first_planet() == "mercury"


def test_a_default_of_a_value_that_no_example_looks_at_survives() -> None:
    assert survivors(of_defaults(Planet), holds(lambda: not Planet("venus").rings)) == []
    assert survivors(of_defaults(Planet), holds(lambda: Planet("venus").name == "venus")) == [
        "rings is True"
    ]
    assert not Planet("venus").rings


def test_a_table_that_nobody_holds_is_a_fault_of_the_test() -> None:
    with pytest.raises(AssertionError, match="no module holds"), replaced(("pluto",), ()):
        pass


def test_a_field_is_changed_for_all_who_hold_the_value_and_then_as_it_was() -> None:
    venus = RINGED[1]
    with field_changed(venus, "rings", True):
        assert RINGED[1].rings
    assert not venus.rings


@pytest.mark.parametrize(
    "mutant", [*without_each(PLANETS), *of_set(STARS), *of_dict(MOONS), *swapped(PLANETS)]
)
def test_nothing_stays_changed(mutant: Mutant) -> None:
    before = (PLANETS, STARS, dict(MOONS))
    killer(mutant, [Example("none", lambda: None)])
    assert (PLANETS, STARS, dict(MOONS)) == before


# --- the examples of a test module ------------------------------------------------


@pytest.mark.parametrize("one", [1, pytest.param(2, id="two")])
@pytest.mark.parametrize(("other", "sum_"), [(1, 2), (2, 3)])
def adds_up(one: int, other: int, sum_: int) -> None:
    assert one + other == sum_


def wants_a_fixture(tmp_path: object) -> None:
    raise AssertionError


@given(st.integers())
def is_a_law(number: int) -> None:
    raise AssertionError


def test_a_row_of_a_parametrised_test_is_an_example_each() -> None:
    assert [example.fails() for example in examples_of(adds_up)] == [False, True, False, True]


def test_laws_and_tests_that_want_fixtures_are_no_examples() -> None:
    assert list(examples_of(wants_a_fixture)) == []
    assert list(examples_of(is_a_law)) == []


def test_the_examples_of_a_module_are_its_tests_alone() -> None:
    module = ModuleType("some_tests")
    vars(module).update(
        test_one=survivors_of_nothing, helper=survivors_of_nothing, test_table=PLANETS
    )
    assert [example.name for example in examples(module)] == ["survivors_of_nothing"]


def survivors_of_nothing() -> None:
    """An example that holds."""


def test_an_example_that_expects_a_fault_and_sees_none_fails() -> None:
    def expects() -> None:
        with pytest.raises(ValueError, match="x"):
            pass

    assert Example("expects", expects).fails()
