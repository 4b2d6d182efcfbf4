"""Options that limit a run or a plan to named enrolments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import click

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId
from talent_powerpro.records.run_targets import RunTargets

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
