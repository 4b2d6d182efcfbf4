"""The calls of flows: each has the name of its port's method, for any repository."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest
from attrs import fields

from support.by_hand import answered, clock
from support.the_guide import COURSE_126, JOANA_7, PERTH, STARTED, USER_7, enrolment, portal
from talent_powerpro import Agent
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.flows import ask
from talent_powerpro.model import Ensured, TalentUser
from talent_powerpro.ports import TalentSide
from talent_powerpro.ports.memory_side import (
    EvidenceSide,
    LastLooksSide,
    MemorySide,
    SuspensionsSide,
)
from talent_powerpro.ports.powerpro import PowerProSide
from talent_powerpro.ports.undo import UndoesProvisioning
from talent_powerpro.records.step import Call, Flow, Now, Side
from talent_powerpro.records.write import WRITING, Write

PORTS: dict[Side, type] = {
    Side.TALENT: TalentSide,
    Side.POWERPRO: PowerProSide,
    Side.MEMORY: MemorySide,
    Side.EVIDENCE: EvidenceSide,
    Side.LAST_LOOKS: LastLooksSide,
    Side.SUSPENSIONS: SuspensionsSide,
}
CANDIDATES = {"enrolments_to_provision", "provisioned_enrolments"}
"""A run finds its work with these before any flow starts."""


def methods(port: type) -> dict[str, tuple[str, ...]]:
    """The names of a port's methods, each with its parameters."""
    return {
        name: tuple(inspect.signature(function).parameters)[1:]
        for name, function in inspect.getmembers(port, inspect.isfunction)
        if not name.startswith("_")
    }


ASKED = [
    (side, name, len(parameters))
    for side, port in PORTS.items()
    for name, parameters in methods(port).items()
    if name not in CANDIDATES
]


def call_of(question: Flow[object]) -> Call:
    call = next(question)
    assert isinstance(call, Call)
    return call


# --- each port's methods ----------------------------------------------------------


@pytest.mark.parametrize(("side", "name", "count"), ASKED)
def test_each_method_that_flows_may_use_has_its_line_in_ask(
    side: Side, name: str, count: int
) -> None:
    arguments = tuple(object() for _ in range(count))
    assert call_of(getattr(ask, name)(*arguments)) == Call(name, side, arguments)
    if name not in WRITING:
        assert Call(name, side, arguments).write is None


def test_each_line_in_ask_belongs_to_a_port_method() -> None:
    made = {
        name
        for name, function in inspect.getmembers(ask, inspect.isfunction)
        if function.__qualname__.startswith("asks.")
    }
    assert made == {name for _, name, _ in ASKED}


def test_the_answer_is_what_the_question_returns() -> None:
    calls, user = answered(ask.user_by_id(USER_7), portal(users=[JOANA_7]))
    assert calls == [Call("user_by_id", Side.TALENT, (USER_7,))]
    assert isinstance(user, TalentUser)
    assert user.id == USER_7


def test_asking_for_the_time_is_not_a_call() -> None:
    assert next(ask.now()) == Now()
    assert answered(ask.now()) == ([], STARTED)


# --- arguments --------------------------------------------------------------------


def test_keyword_arguments_become_positions() -> None:
    call = call_of(ask.enrol(USER_7, COURSE_126))
    assert call_of(ask.enrol(user_id=USER_7, course_id=COURSE_126)) == call
    assert call_of(ask.enrol(course_id=COURSE_126, user_id=USER_7)) == call
    assert call_of(ask.enrol(USER_7, course_id=COURSE_126)) == call


@pytest.mark.parametrize(
    "wrong",
    [
        {"user_id": USER_7},
        {"course_id": COURSE_126},
        {"user_id": USER_7, "course_id": COURSE_126, "as_role": "learner"},
        {"user_id": USER_7, "course": COURSE_126},
    ],
)
def test_an_argument_that_is_missing_or_unknown_is_a_type_error(wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="argument"):
        next(ask.enrol(**wrong))


# --- whatever a repository is wrapped in ------------------------------------------


def timed(method: Callable[..., Any]) -> Callable[..., Any]:
    """A host's decorator that does not copy the function's name."""

    def inner(*args: Any, **kwargs: Any) -> Any:
        return method(*args, **kwargs)

    return inner


class Decorated:
    """A repository whose methods all have the decorator's name."""

    def __init__(self, repository: object) -> None:
        for name, method in inspect.getmembers(repository, callable):
            if not name.startswith("_"):
                setattr(self, name, timed(method))


class Proxy:
    """A proxy without methods of its own, which looks each one up."""

    def __init__(self, repository: object) -> None:
        self._repository = repository

    def __getattr__(self, name: str) -> object:
        return timed(getattr(self._repository, name))


@pytest.mark.parametrize("wrapper", [Decorated, Proxy])
def test_a_plan_and_its_performance_are_the_same_however_the_repositories_are_wrapped(
    wrapper: Callable[[object], Any],
) -> None:
    def agent(wrap: Callable[[object], Any]) -> Agent:
        powerpro, talent = MemoryPowerPro([enrolment()]), portal()
        return Agent(wrap(powerpro), wrap(talent), timezone=PERTH, clock=clock)

    def bare(repository: object) -> Any:
        return repository

    assert agent(wrapper).plan() == agent(bare).plan()
    assert agent(wrapper).run().records == agent(bare).run().records


# --- the table of writes ----------------------------------------------------------


def writing(port: type) -> set[str]:
    """The writing methods of a port: those that return nothing or an `Ensured`."""
    answers = {name: get_type_hints(getattr(port, name)).get("return") for name in methods(port)}
    return {name for name, answer in answers.items() if answer in (Ensured, NoneType)}


def test_each_method_that_writes_is_in_the_table_of_writes_and_nothing_else() -> None:
    ensures = writing(TalentSide) | writing(PowerProSide) | writing(UndoesProvisioning)
    assert WRITING.keys() == ensures | {"create_user"}  # the only write that is no ensure


@pytest.mark.parametrize("action", WRITING)
def test_a_write_is_described_from_the_arguments_of_its_method(action: str) -> None:
    ports = (*PORTS.values(), UndoesProvisioning)  # An undo is no flow's call, and no side's.
    (parameters,) = (named[action] for named in map(methods, ports) if action in named)
    described_from = inspect.signature(WRITING[action]).parameters.values()
    assert parameters == tuple(
        each.name for each in described_from if each.default is inspect.Parameter.empty
    )


def test_a_write_is_called_as_its_method() -> None:
    actions = [fields(kind).action.default for kind in get_args(Write)]
    assert actions == list(WRITING)
