"""What people know of a world: the rows as people wrote them, and what happened to them.

It is the witnesses' own account. The agent's writes never reach it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeAlias

from attrs import define, field

from reliability.worlds.making import (
    CAREFUL_HOLDS,
    NEVER,
    Client,
    Completion,
    Course,
    Enrolment,
    Kind,
    World,
)

Result: TypeAlias = tuple[str, date | None]
"""Outcome and outcome date."""


@define
class ClientPaper:
    client: Client
    email: str
    emails: set[str]
    """Every address that the client had, in lower case."""
    answered: bool = False
    """A person released or kept something of the client, so more than one end is right."""
    changed_in: int = 0
    """The number of the step in which a person last edited the client."""
    users: set[str] = field(factory=set)
    """Every Secondary ID that the client was seen with."""

    @property
    def has_email(self) -> bool:
        return "@" in self.email


@define
class EnrolmentPaper:
    enrolment: Enrolment
    export: bool
    export_date: date | None
    withdrawn: date | None
    dates: set[date]
    """Every export date that it had while its box was ticked."""
    changed_in: int = 0
    found_due: bool = False
    """A run that came to its end looked at it on its export date."""
    was_withdrawn: bool = False

    @property
    def id(self) -> str:
        return self.enrolment.id


@define
class UnitPaper:
    values: list[Result]
    """What people wrote, in order."""


class Paper:
    """The whole account."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.courses = {each.code: each for each in world.courses}
        self.clients = {
            each.code: ClientPaper(each, each.email, {each.email.casefold()})
            for each in world.clients
        }
        self.enrolments = {
            each.id: EnrolmentPaper(
                each,
                each.export,
                each.export_date,
                each.withdrawn,
                {each.export_date} if each.export and each.export_date else set(),
                was_withdrawn=each.withdrawn is not None,
            )
            for each in world.enrolments
        }
        self.units = {
            (each.id, code): UnitPaper([(outcome, self.start_of(outcome))])
            for each in world.enrolments
            for code, outcome in each.outcomes.items()
        }
        self.completed: list[Completion] = list(world.completed)
        self.brothers = self._brothers()

    def start_of(self, outcome: str) -> date | None:
        """The outcome date that `making` writes beside an outcome."""
        return self.world.starts if outcome[:2] in ("51", "60", "30") else None

    def _brothers(self) -> dict[str, str]:
        """For each of two clients who share an address, the other."""
        found: dict[str, list[str]] = {}
        for each in self.world.clients:
            if each.kind is Kind.SHARED:
                found.setdefault(each.email, []).append(each.code)
        pairs = [(pair[0], pair[1]) for pair in found.values() if len(pair) == 2]
        return dict(pairs) | {b: a for a, b in pairs}

    def client_of(self, each: EnrolmentPaper) -> ClientPaper:
        return self.clients[each.enrolment.client]

    def course_of(self, each: EnrolmentPaper) -> Course:
        return self.courses[each.enrolment.course]

    # --- what is right --------------------------------------------------------------

    def verdict(self, each: EnrolmentPaper) -> str:
        """``yes``: to be provisioned when due; ``no``: never; ``one``: one of two clients; or
        ``any`` where a person's answer allows both."""
        client = self.client_of(each)
        course, careful = self.course_of(each), self.world.profile == "careful"
        if client.answered:
            return "any"
        if client.client.kind in NEVER:
            # A person may give the client an address of their own.
            moved = client.client.kind is Kind.STRANGERS_MAIL and len(client.emails) > 1
            return "any" if moved else "no"
        if careful and (client.client.kind in CAREFUL_HOLDS or not course.group_exists):
            return "no"
        return "one" if client.client.kind is Kind.SHARED else "yes"

    def in_scope(self, each: EnrolmentPaper, today: date) -> bool:
        """Confirmed and active."""
        active = each.withdrawn is None or each.withdrawn > today
        return each.enrolment.booking == "Confirmed" and active

    def eligible(self, each: EnrolmentPaper, today: date) -> bool:
        """Whether it meets every condition but the date and the contact log."""
        return self.in_scope(each, today) and each.export and self.client_of(each).has_email

    def due(self, each: EnrolmentPaper, day: date, today: date) -> bool:
        """Whether a run of *today*, for the export dates of *day*, has to find it due."""
        if each.export_date is None or not self.eligible(each, today):
            return False
        return each.export_date <= day <= each.export_date + timedelta(days=self.world.window)

    def looked_at(self, day: date, today: date, step: int) -> None:
        """A provisioning stage for *day* came to its end: mark what it must have found due.

        What people edited in the same step may have been edited after the run looked.
        """
        for each in self.enrolments.values():
            still = max(each.changed_in, self.client_of(each).changed_in) < step
            if still and self.due(each, day, today):
                each.found_due = True

    def results(self, enrolment_id: str, code: str, users: set[str]) -> list[date]:
        """The local dates of the unit's completions by these Talent users, in order of entry."""
        each = self.enrolments[enrolment_id]
        course = self.course_of(each)
        unit = course.unit_id(code)
        return [
            done.at.astimezone(self.world.zone).date()
            for done in self.completed
            if done.unit == unit and done.user in users and done.course == course.talent_id
        ]

    # --- restores and forgotten clients ---------------------------------------------

    def restore(self, earlier: Paper) -> None:
        """People's rows are again as *earlier* has them. What happened in TalentLMS stays."""
        for code, was in earlier.clients.items():
            was.users |= self.clients[code].users
            # The store no longer knows which of two with one address has the Talent user. The
            # other one is held, and the first may not be due again.
            shared = was.client.kind is Kind.SHARED
            was.answered = was.answered or self.clients[code].answered or shared
        self.clients, self.enrolments = earlier.clients, earlier.enrolments
        self.units = earlier.units

    def forget(self, code: str) -> None:
        """The client is nobody's business from now on."""
        del self.clients[code]
        gone = {id for id, each in self.enrolments.items() if each.enrolment.client == code}
        self.enrolments = {id: e for id, e in self.enrolments.items() if id not in gone}
        self.units = {key: unit for key, unit in self.units.items() if key[0] not in gone}
        # With whom they shared an address: either of the two may have the Talent user.
        if (brother := self.brothers.get(code)) in self.clients:
            self.clients[brother].answered = True

    # --- edits ----------------------------------------------------------------------

    def set_email(self, code: str, email: str, step: int) -> None:
        client = self.clients[code]
        client.email, client.changed_in = email, step
        client.emails.add(email.casefold())
        for each in self.enrolments.values():
            if each.enrolment.client == code and not client.has_email:
                each.found_due = False

    def set_export(self, id: str, export: bool, day: date | None, step: int) -> None:
        each = self.enrolments[id]
        if (export, day) != (each.export, each.export_date):
            each.found_due = False
        each.export, each.export_date, each.changed_in = export, day, step
        if export and day:
            each.dates.add(day)

    def set_withdrawn(self, id: str, day: date | None, step: int) -> None:
        each = self.enrolments[id]
        each.withdrawn, each.changed_in = day, step
        each.found_due, each.was_withdrawn = False, each.was_withdrawn or day is not None

    def set_outcome(self, id: str, code: str, result: Result) -> None:
        self.units[id, code].values.append(result)


def snapshot(rows: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, dict[str, Any]]]:
    """Rows of tables by their key."""
    keys = {"clients": "code", "enrolments": "id", "courses": "code"}
    return {
        table: {row[keys.get(table, "id")]: row for row in each} for table, each in rows.items()
    }
