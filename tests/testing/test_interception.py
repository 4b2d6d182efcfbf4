"""Intercepted repositories pass the contracts, and every call reaches the `Around`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, TypeVar

import pytest

from support.testing.portals_to_prove import memory_talent
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import MemoryJournal, memory_state
from talent_powerpro.model import Client, Course, CourseCode, Enrolment
from talent_powerpro.ports import (
    PowerProRepository,
    ResultsByCourse,
    TalentRepository,
    TalentSide,
)
from talent_powerpro.ports.optional import (
    activation_of,
    groups_of,
    portal_of,
    results_by_course_of,
    state_of,
)
from talent_powerpro.ports.state import (
    Holds,
    PortalBinding,
    RunJournal,
    SyncLogStore,
    VerifiedLinks,
)
from talent_powerpro.testing import (
    CrashAt,
    GivenPortal,
    PowerProContract,
    RunJournalContract,
    Script,
    TalentContract,
    intercepted,
)

T = TypeVar("T")


class TestInterceptedPowerPro(PowerProContract):
    def make(
        self, enrolments: Sequence[Enrolment], clients: Sequence[Client]
    ) -> PowerProRepository:
        self.memory = MemoryPowerPro(enrolments, clients=clients)
        return intercepted(self.memory, CrashAt())

    def edit(self, powerpro: PowerProRepository, enrolment: Enrolment) -> None:
        self.memory.put_enrolment(enrolment)


class TestInterceptedTalent(TalentContract):
    def make(self, portal: GivenPortal) -> TalentRepository:
        return intercepted(memory_talent(portal), Script())


class TestInterceptedJournal(RunJournalContract):
    def make(self) -> RunJournal:
        return intercepted(MemoryJournal(), Script())


# --- each call of a port ----------------------------------------------------------


class Below:
    """Answers any method with its name and arguments."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        return lambda *arguments, **named: (name, *arguments, *named.items())


class Noted:
    """Passes every call on and records its name."""

    def __init__(self) -> None:
        self.through: list[str] = []

    def __call__(self, name: str, ask: Callable[[], T]) -> T:
        self.through.append(name)
        return ask()


def methods(*ports: type) -> list[tuple[str, int]]:
    """The names of some ports' methods, each with how many arguments it takes."""
    return [
        (name, len(inspect.signature(function).parameters) - 1)
        for port in ports
        for name, function in inspect.getmembers(port, inspect.isfunction)
        if not name.startswith("_")
    ]


@pytest.mark.parametrize(
    ("method", "count"),
    methods(
        PowerProRepository,
        ResultsByCourse,
        TalentSide,
        RunJournal,
        Holds,
        PortalBinding,
        SyncLogStore,
        VerifiedLinks,
    ),
)
def test_each_call_of_a_port_goes_through(method: str, count: int) -> None:
    """The call passes the `Around` and reaches the repository with its arguments."""
    around = Noted()
    arguments = [object() for _ in range(count)]
    answer = getattr(intercepted(Below(), around), method)(*arguments)
    assert answer == (method, *arguments)
    assert around.through == [method]


def test_keywords_go_through_as_they_are() -> None:
    around = Noted()
    assert intercepted(Below(), around).runs(newest=1) == ("runs", ("newest", 1))
    assert around.through == ["runs"]


# --- what a repository offers beside its port -------------------------------------


class Full(MemoryPowerPro):
    """With a state of its own, and results by course."""

    state = memory_state()

    def provisioned_courses(self) -> Iterable[Course]:
        return ()

    def provisioned_enrolments_in(self, course_codes: Collection[CourseCode]) -> list[Enrolment]:
        return []


class Named:
    """A portal with the optional port for its name only."""

    portal = "powerpro.talentlms.com"


def test_it_offers_the_optional_ports_that_the_repository_does() -> None:
    around: Any = Noted()
    talent = intercepted(memory_talent(GivenPortal()), around)
    powerpro: Any = intercepted(Full(), around)
    assert activation_of(talent) is talent
    assert groups_of(talent) is talent
    assert results_by_course_of(powerpro) is powerpro
    assert around.through == []


def test_it_offers_no_optional_port_that_the_repository_lacks() -> None:
    bare: Any = intercepted(object(), Noted())
    assert activation_of(bare) is None
    assert groups_of(bare) is None
    assert portal_of(bare) == ""
    assert results_by_course_of(bare) is None
    assert state_of(bare).journal is None


def test_an_attribute_that_is_not_a_method_is_passed_on_without_a_call() -> None:
    around, named = Noted(), Named()
    talent: Any = intercepted(named, around)
    assert portal_of(talent) == "powerpro.talentlms.com"
    assert state_of(intercepted(Full(), around)) is Full.state
    assert around.through == []
