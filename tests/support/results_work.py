"""The work of result fetching without a run, and what it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from attrs import evolve

from support.the_guide import COURSE_126, STARTED, TODAY, booking, provisioned, rules, unit
from talent_powerpro import Policy
from talent_powerpro.adapters.memory.state import (
    MemoryLastLooks,
    MemoryTries,
    MemoryVerifiedLinks,
)
from talent_powerpro.model import Client, ClientCode, Enrolment, EnrolmentId, TalentUserId
from talent_powerpro.records.links import Linkage, VerifiedLink
from talent_powerpro.records.look import Look, UnmatchedUnit
from talent_powerpro.records.record import StageName
from talent_powerpro.run.choosing import Asked, Considered
from talent_powerpro.run.linkage import linkages
from talent_powerpro.run.read_ahead import ReadAhead
from talent_powerpro.run.results_work import ResultsWork
from talent_powerpro.run.tasks import Task

LOOKED = Look(booking("1"), TalentUserId("1"), COURSE_126, "facts", STARTED)


def booked(number: str, *, user: bool = True, **changes: Any) -> Enrolment:
    """A provisioned enrolment of client C1, C2, C3 ... with one unit of its own."""
    client = Client(ClientCode(f"C{number}"), "GOMEZ", "JOANA", secondary_id=number if user else "")
    own = evolve(unit(f"ICTWEB30{number}", number), enrolment_id=EnrolmentId(number))
    return evolve(provisioned(own, client=client), id=EnrolmentId(number), **changes)


def results_work(policy: Policy | None = None, **changes: Any) -> ResultsWork:
    """Client C1 has a verified link, and enrolment 3 waits."""
    links = MemoryVerifiedLinks()
    links.remember_links([VerifiedLink(ClientCode("C1"), TalentUserId("1"), "here")])

    def task(enrolment: Enrolment, flow: Any, most_calls: int) -> Task:
        waits = enrolment.id == "3"
        return Task(StageName.RESULTS, enrolment, flow, most_calls, waits=waits)

    def known(enrolments: Iterable[Enrolment]) -> Callable[[Enrolment], Linkage]:
        return linkages(links, "here", list(enrolments))

    made = ResultsWork(
        rules(policy), TODAY, MemoryLastLooks(), MemoryTries(), known, task, None, None, ReadAhead()
    )
    return evolve(made, **changes)


class Links:
    """Notes how many clients of a batch lack a link, and who does in all courses."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, list[str]]] = []

    def links(self, lacking: int, all_lacking: Callable[[], Iterable[Client]]) -> None:
        self.asked.append((lacking, [each.code for each in all_lacking()]))


class Chooses:
    """Asks about the first student and spares the others."""

    courses, basis = 0, "basis"

    def __init__(self, *, considers: bool = True) -> None:
        self.considers = considers
        self.rows: Any = None

    def considered(self, rows: Any, powerpro: object) -> Considered | None:
        self.rows = rows
        return Considered(list(rows)) if self.considers else None

    def roster(self, considered: Considered) -> str:
        return "the roster"

    def among(self, considered: Considered, roster: object) -> Any:
        assert (list(considered.ids), roster) == (["1", "2", "4"], "the roster")
        found = (UnmatchedUnit("9", "Old code"),)
        spared = [evolve(LOOKED, enrolment_id=booking(key)) for key in "24"]
        spared[0] = evolve(spared[0], unmatched=found)
        return [Asked(booking("1"), LOOKED, news=True)], spared, [LOOKED]
