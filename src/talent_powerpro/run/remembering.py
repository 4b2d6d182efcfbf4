"""The memory of what a run asked, so that later runs make fewer calls."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from attrs import evolve, field, mutable

from talent_powerpro.errors import RecordFault
from talent_powerpro.flows.results import Fetched
from talent_powerpro.model import Enrolment, EnrolmentId, TalentUser, talent_number
from talent_powerpro.ports.looks import Looks
from talent_powerpro.records.look import Look, Wait
from talent_powerpro.records.record import Record, RecordStatus, StageName
from talent_powerpro.records.step import Event
from talent_powerpro.rules.worth_asking import facts_of
from talent_powerpro.run.tasks import Ending, Task
from talent_powerpro.run.unmatched import unmatched_unit
from talent_powerpro.run.waiting import WaitFacts

OWN_DATA = frozenset({"name-incomplete", "email-taken"})
"""Reasons of failures that only PowerPro's own data explain, and that cost calls at each run."""

QUIET = frozenset({RecordStatus.UNCHANGED, RecordStatus.WRITTEN})
"""Statuses after which nothing is left to do."""

MANY = 500
"""Looks that are worth a transaction of their own."""


@mutable
class Remembering:
    """What one stage of a run remembers. Waits are stored by `store` alone."""

    stage: StageName
    looks: Looks
    facts: WaitFacts
    clock: Callable[[], datetime]
    _looked: dict[EnrolmentId, Look] = field(factory=dict)
    _held: dict[EnrolmentId, Wait] = field(factory=dict)
    _over: dict[EnrolmentId, None] = field(factory=dict)
    """Those that waited and do so no longer."""
    _waited: Collection[EnrolmentId] | None = None
    """Those whose wait is stored; ``None``: not read yet."""

    def take_in(self, looks: Iterable[Look]) -> None:
        """Remember looks that needed no answer."""
        self._looked |= {each.enrolment_id: each for each in looks}

    def ended(
        self, task: Task, record: Record, value: Ending | None, events: Iterable[Event]
    ) -> None:
        """Take note of a record that has ended, rehearsed or performed."""
        if task.waits:
            return  # TalentLMS was not asked: the wait stays as it is.
        enrolment_id = task.enrolment.id
        own_data = record.status is RecordStatus.FAILED and record.reason in OWN_DATA
        if own_data or record.holds:
            self._over.pop(enrolment_id, None)
            self._held[enrolment_id] = Wait(
                self.stage,
                enrolment_id,
                "",
                self.clock(),
                tuple(sorted(users_of(task.enrolment, events))),
                *((record.reason, record.message, record.remedy) if own_data else ()),
            )
            return
        self._held.pop(enrolment_id, None)
        if self._waited is None:
            self._waited = frozenset(self.looks.waits(self.stage))
        if enrolment_id in self._waited:
            self._over[enrolment_id] = None
        if task.look and record.status in QUIET:
            self._looked[enrolment_id] = self._after(task.look, task.enrolment, value)

    def _after(self, look: Look, enrolment: Enrolment, value: Ending | None) -> Look:
        """The look as it is to be remembered, with the unit rows as they are now."""
        if not isinstance(value, Fetched):
            return evolve(look, answered_at=self.clock())
        results = {each.unit.id: each.result for each in value.written}
        units = [
            unit.with_result(results[unit.id]) if unit.id in results else unit
            for unit in enrolment.units
        ]
        return evolve(
            look,
            answered_at=self.clock(),
            # Without a roster, nothing completed is all that is known of the percentage.
            percentage=0 if look.percentage is None and not value.begun else look.percentage,
            facts=facts_of(units, self.facts.basis) if results else look.facts,
            unmatched=[unmatched_unit(each, self.facts.rules) for each in value.unmatched],
            other_items=[unit.id for unit in value.other_items],
        )

    def store(self) -> None:
        """Store everything taken note of so far. A repeat stores nothing again."""
        waits = list(filter(None, map(self._with_facts, self._held.values())))
        self.looks.keep_waits(self.stage, waits, list(self._over))
        self._store_looks()
        for each in (self._held, self._over):
            each.clear()
        self._waited = None

    def store_many(self) -> None:
        """Store the looks taken note of so far, if they are many.

        A look's record has ended for good, whatever stops the stage later. So memory does not
        grow with the enrolments, and a killed run has not asked for all of them in vain.
        """
        if len(self._looked) >= MANY:
            self._store_looks()

    def _store_looks(self) -> None:
        self.looks.remember_looks(list(self._looked.values()))
        self._looked.clear()

    def _with_facts(self, wait: Wait) -> Wait | None:
        # Read again: a results record may have written some of its units before it was held.
        try:
            enrolment = self.facts.powerpro.enrolment(wait.enrolment_id)
        except RecordFault:
            return None
        facts = self.facts.of(enrolment, wait.users) if enrolment else ""
        return evolve(wait, facts=facts) if facts else None


def users_of(enrolment: Enrolment, events: Iterable[Event]) -> set[str]:
    """The Talent users that a record looked at: its own id, and those that it found."""
    found = {event.answer.id for event in events if isinstance(event.answer, TalentUser)}
    stored = talent_number(enrolment.client.secondary_id)
    return {each for each in (*found, stored) if each and talent_number(each)}
