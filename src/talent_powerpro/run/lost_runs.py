"""Earlier runs whose writes PowerPro lacks: found, held as one, and done again when released."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from functools import cached_property
from typing import TypeAlias

from attrs import field, frozen, mutable

from talent_powerpro.errors import Held, RecordFault
from talent_powerpro.model import Enrolment, EnrolmentId
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.state import RunJournal
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.holds import Decision, StandingHold
from talent_powerpro.records.journal import UNDO, RunHeader
from talent_powerpro.records.report import HeldRun
from talent_powerpro.records.topics import topic
from talent_powerpro.records.write import AddContactLog, SetResult, SetSecondaryId
from talent_powerpro.rules.lost_writes import (
    NOBODY,
    STAGE,
    Made,
    all_missing,
    run_hold,
    runs_of,
    to_powerpro,
)
from talent_powerpro.run.context import RunContext
from talent_powerpro.run.news import News

Aside: TypeAlias = frozenset[tuple[str, str]]
"""Client codes, each with a Talent user id of an earlier portal."""
LOOK_BACK = 1000
"""The number of runs to look back. Every ten minutes, that is a week."""


@frozen
class LostRuns:
    """Runs that wrote something of which PowerPro has nothing."""

    hold: StandingHold
    made: tuple[Made, ...]

    @cached_property
    def waiting(self) -> Mapping[EnrolmentId, Held]:
        """By enrolment, the fault that keeps it from being worked on until a person answers."""
        return {
            each.enrolment.id: Held(
                f"Earlier results or contact logs of this enrolment are missing, see hold "
                f"{self.hold.id}. Nothing is written until that hold is answered.",
                reason=self.hold.reason,
                remedy="List it with `talent-powerpro holds`, and release or keep it.",
            )
            for each in self.made
        }

    def do_again(self, journal: RunJournal) -> None:
        """Make the next stages do what is missing. A repeat changes nothing."""
        for each in self.made:
            match each.write:
                case AddContactLog(enrolment_id=enrolment_id):
                    journal.mark_due([DueMark(enrolment_id, each.enrolment.export_date)])
                case SetResult(unit_id=unit_id):
                    # As PowerPro has it now, so that nobody seems to have changed it since.
                    units = {unit.id: unit for unit in each.enrolment.units}
                    journal.remember_result(unit_id, units[unit_id].result)


@mutable
class Look:
    """Compares runs with PowerPro. Reads each enrolment once."""

    journal: RunJournal
    powerpro: PowerProRepository
    aside: Aside
    _seen: dict[EnrolmentId, Enrolment | None] = field(factory=dict)

    def made_by(self, run_id: str) -> list[Made] | None:
        """The writes of a run to rows that still exist; ``None`` if PowerPro has one of them."""
        found = []
        for each in self._written_by(run_id):
            if each.is_there:
                return None
            # A unit row that is gone was removed by somebody, and cannot be written again.
            if not (isinstance(each.write, SetResult) and each.value is None):
                found.append(each)
        return found

    def _written_by(self, run_id: str) -> Iterator[Made]:
        for entry in self.journal.entries(run_id):
            for write in to_powerpro(entry.made):
                if isinstance(write, SetSecondaryId) and (write.client_code, write.new) in (
                    self.aside
                ):
                    continue
                if enrolment := self._enrolment(entry.enrolment_id):
                    yield Made(write, enrolment)

    def _enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        if enrolment_id not in self._seen:
            found = self.powerpro.enrolment(enrolment_id)
            # What cannot be read says nothing about a run; the others do.
            self._seen[enrolment_id] = None if found and found.unreadable else found
        return self._seen[enrolment_id]


def find_lost_runs(
    journal: RunJournal, powerpro: PowerProRepository, zone: tzinfo, aside: Aside = frozenset()
) -> LostRuns | None:
    """Find the latest runs of which PowerPro has nothing; ``None``: it has something.

    Usually the first enrolment read is enough to say so. *aside* are the client codes and ids
    that a change of portal took off their clients.
    """
    look = Look(journal, powerpro, aside)
    lost: list[RunHeader] = []
    made: list[Made] = []
    try:
        for header in reversed(journal.runs(LOOK_BACK)):
            if UNDO in header.stages:
                break  # A person has looked at the runs before it.
            if header.ended and not header.wrote:
                continue
            of_run = look.made_by(header.run_id)
            if of_run is None:
                break
            if of_run:
                lost.append(header)
                made += of_run
    except RecordFault:
        return None  # A record that cannot be read now decides nothing.
    if not all_missing(made):
        return None
    starts = [(each.run_id, each.started.astimezone(zone)) for each in lost]
    return LostRuns(run_hold(starts, made), tuple(made))


def still_lost(
    hold: StandingHold,
    journal: RunJournal,
    powerpro: PowerProRepository,
    aside: Aside = frozenset(),
) -> LostRuns | None:
    """The lost runs that an earlier run found, if PowerPro still has nothing of them.

    Runs since then wrote other things, so `find_lost_runs` does not see these any more.
    """
    look = Look(journal, powerpro, aside)
    made: list[Made] = []
    try:
        for run_id in runs_of(hold):
            of_run = look.made_by(run_id)
            if of_run is None:
                return None
            made += of_run
    except RecordFault:
        return LostRuns(hold, tuple(made))  # As far as they can be read now.
    return LostRuns(hold, tuple(made)) if all_missing(made) else None


def unanswered_lost_runs(context: RunContext) -> tuple[LostRuns | None, LostRuns | None]:
    """Find lost runs: those that nobody has answered, and those to be done again."""
    standing = [each for each in context.holds.standing() if each.stage == STAGE]
    asides = context.portal_binding.ids_set_aside()
    aside = frozenset((str(each.client_code), str(each.user_id)) for each in asides)
    both = (context.journal, context.powerpro)
    before = (still_lost(each, *both, aside) for each in standing)
    rules = context.rules
    lost = next(filter(None, before), None) or find_lost_runs(*both, rules.zone, aside)
    answer = rules.answers.get(lost.hold.key) if lost else None
    if answer:
        return None, lost if answer is Decision.RELEASE else None
    return lost, None


def keep_run_hold(lost: LostRuns | None, context: RunContext, news: News) -> HeldRun | None:
    """Store the hold about earlier runs, or end it, and return it for the report."""
    standing = [each for each in context.holds.standing() if each.stage == STAGE]
    wanted = [lost.hold] if lost else []
    if standing != wanted:
        context.holds.ended(NOBODY, STAGE, wanted)
    if lost is None:
        return None
    return HeldRun(lost.hold, new=bool(news.new([topic(f"run: {lost.hold.id}")])))
