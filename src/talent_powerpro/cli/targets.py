"""Options that limit a run or a plan to named enrolments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, TypeVar

import click
from attrs import evolve

from talent_powerpro.config.bootstrap import Opened
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId
from talent_powerpro.records.run_targets import RunTargets
from talent_powerpro.services.finding import find_client, find_enrolment

T = TypeVar("T")

OPTIONS = (
    click.option(
        "--enrolment",
        "enrolments",
        metavar="ID",
        multiple=True,
        help="Only this enrolment. May be given several times.",
    ),
    click.option(
        "--client",
        "clients",
        metavar="CODE",
        multiple=True,
        help="Only this client's enrolments. May be given several times.",
    ),
    click.option(
        "--course",
        "courses",
        metavar="CODE",
        multiple=True,
        help="Only this course's enrolments. May be given several times.",
    ),
    click.option(
        "--although-not-today",
        is_flag=True,
        help="Provision the named clients or enrolments whatever their export date.",
    ),
    click.option(
        "--why", metavar="REASON", help="Reason for --although-not-today. It is recorded."
    ),
)


def targets_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command, which receives them together as ``targets``."""

    @wraps(command)
    def with_targets(
        enrolments: Iterable[str],
        clients: Iterable[str],
        courses: Iterable[str],
        although_not_today: bool,
        why: str | None,
        **others: Any,
    ) -> Any:
        reason = reason_of(why, although_not_today=although_not_today)
        targets = RunTargets(
            tuple(EnrolmentId(each.strip()) for each in enrolments),
            tuple(ClientCode(each.strip()) for each in clients),
            tuple(CourseCode(each.strip()) for each in courses),
            reason,
        )
        return command(targets=targets, **others)

    for option in reversed(OPTIONS):
        option(with_targets)
    return with_targets


def found_in(opened: Opened, targets: RunTargets) -> RunTargets:
    """Return the targets with the ids and codes of those whom a person named by e-mail or name.

    Raises `SettingsFault` where a name matches nobody, or several.
    """
    if not (targets.enrolments or targets.clients):
        return targets
    faults: list[SettingsFault] = []

    def each_of(names: Iterable[str], find: Callable[[str], T]) -> Iterator[T]:
        for name in names:
            try:
                yield find(name)
            except SettingsFault as fault:
                faults.append(fault)

    with opened.store() as store:
        enrolments = tuple(each_of(targets.enrolments, lambda name: find_enrolment(name, store).id))
        clients = tuple(each_of(targets.clients, lambda name: find_client(name, store).code))
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise SettingsFault(
            (each for fault in faults for each in fault.faults), remedy=faults[0].remedy
        )
    return evolve(targets, enrolments=enrolments, clients=clients)


def reason_of(why: str | None, *, although_not_today: bool) -> str:
    """Return the reason; blank where the export date counts. Raises `SettingsFault`."""
    reason = (why or "").strip()
    if although_not_today and not reason:
        raise SettingsFault(
            "--although-not-today needs a reason. Give one with --why REASON. "
            "It is recorded with the run."
        )
    if why is not None and not although_not_today:
        raise SettingsFault("--why is the reason for --although-not-today. Give both, or neither.")
    return reason
