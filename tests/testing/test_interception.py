"""Intercepted repositories keep the contracts, and hide no call from what is around them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pytest

from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.journal import MemoryJournal
from talent_powerpro.model import Client, Enrolment
from talent_powerpro.ports import PowerProRepository, TalentRepository
from talent_powerpro.ports.state import RunJournal
from talent_powerpro.testing import (
    CrashAt,
    GivenPortal,
    InterceptedJournal,
    InterceptedPowerPro,
    InterceptedTalent,
    PowerProContract,
    RunJournalContract,
    Script,
    TalentContract,
)
from testing.portals_to_prove import memory_talent

T = TypeVar("T")


class TestInterceptedPowerPro(PowerProContract):
    def make(
        self, enrolments: Sequence[Enrolment], clients: Sequence[Client]
    ) -> PowerProRepository:
        self.memory = MemoryPowerPro(enrolments, clients=clients)
        return InterceptedPowerPro(self.memory, CrashAt())

    def edit(self, powerpro: PowerProRepository, enrolment: Enrolment) -> None:
        self.memory.put_enrolment(enrolment)


class TestInterceptedTalent(TalentContract):
    def make(self, portal: GivenPortal) -> TalentRepository:
        return InterceptedTalent(memory_talent(portal), Script())


class TestInterceptedJournal(RunJournalContract):
    def make(self) -> RunJournal:
        return InterceptedJournal(MemoryJournal(), Script())


# --- each call of a port ----------------------------------------------------------


class Below:
    """Answers any method with its name and what it was asked with."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        return lambda *arguments: (name, *arguments)


def methods(port: type) -> list[tuple[str, int]]:
    """The names of a port's methods, each with how many arguments it takes."""
    return [
        (name, len(inspect.signature(function).parameters) - 1)
        for name, function in inspect.getmembers(port, inspect.isfunction)
        if not name.startswith("_")
    ]


def goes_through(
    make: Callable[[Any, Callable[..., Any]], object], method: str, count: int
) -> None:
    """The method reaches the one below with its arguments, by way of what is around it."""
    through: list[str] = []

    def around(name: str, ask: Callable[[], T]) -> T:
        through.append(name)
        return ask()

    arguments = [object() for _ in range(count)]
    answer = getattr(make(Below(), around), method)(*arguments)
    assert answer in ((method, *arguments), None)
    assert through == [method]


@pytest.mark.parametrize(("method", "count"), methods(PowerProRepository))
def test_each_call_of_powerpro_goes_through(method: str, count: int) -> None:
    goes_through(InterceptedPowerPro, method, count)


@pytest.mark.parametrize(("method", "count"), methods(TalentRepository))
def test_each_call_of_talent_goes_through(method: str, count: int) -> None:
    goes_through(InterceptedTalent, method, count)


@pytest.mark.parametrize(("method", "count"), methods(RunJournal))
def test_each_call_of_a_journal_goes_through(method: str, count: int) -> None:
    goes_through(InterceptedJournal, method, count)
