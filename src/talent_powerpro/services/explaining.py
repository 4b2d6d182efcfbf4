"""Everything that is known about one enrolment, and what the next run would do with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, tzinfo
from typing import Any

from attrs import evolve, frozen

from talent_powerpro.errors import RecordFault, RunFault
from talent_powerpro.model import Client, ClientCode, CourseCode, Enrolment, EnrolmentId, UnitRowId
from talent_powerpro.ports.optional import enrolment_journal_of, portal_settings_of
from talent_powerpro.ports.state import EvidenceStore, Holds, Looks, RunJournal
from talent_powerpro.ports.work_lists import WorkLists
from talent_powerpro.records.check import CheckItem
from talent_powerpro.records.due import Day
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.records.holds import Answer, Decision, Hold, HoldKey, StandingHold
from talent_powerpro.records.json import SCHEMA
from talent_powerpro.records.look import Look
from talent_powerpro.records.record import Record
from talent_powerpro.records.report import Lists
from talent_powerpro.records.work_lists import StandingFailure
from talent_powerpro.records.write import CreateUser, Write
from talent_powerpro.rules.checked_portal import blank_items, field_items
from talent_powerpro.rules.explained_conditions import ConditionFound, conditions_found
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.selection import is_in_scope
from talent_powerpro.rules.unit_verdicts import UnitFound, not_asked
from talent_powerpro.run.arguments import stages_of
from talent_powerpro.run.context import RunContext
from talent_powerpro.run.explaining import units_asked
from talent_powerpro.run.run import Run

NAMING = frozenset({"missed", "no_export_date", "unmet", "closed_before_results", "withdrawn"})
"""The lists whose entries are enrolments."""


@frozen
class Done:
    """What one run did with the enrolment in one stage."""

    run_id: str
    at: datetime | None
    """The start of the run, in the RTO's zone; ``None``: its header is no longer kept."""
    stage: str
    status: str
    """The status in which the record ended; blank: the run was cut off."""
    writes: tuple[Write, ...]


@frozen
class IfAnswered:
    """What a run would do after a hold was answered."""

    hold_id: str
    decision: Decision
    records: tuple[Record, ...]
    """The enrolment's records in such a run; empty: a run would leave it as it is."""


@frozen
class NextRun:
    """What a run now would do with the enrolment."""

    records: tuple[Record, ...]
    """Empty: nothing. The conditions and the units say why."""
    lists: Lists
    if_answered: tuple[IfAnswered, ...] = ()
    doubts: tuple[CheckItem, ...] = ()
    """Why TalentLMS may refuse what a run would do. No rehearsal finds it, but a check does."""


@frozen
class Explanation:
    """Everything about one enrolment: conditions, units, holds, earlier runs and the next one."""

    enrolment_id: EnrolmentId
    client_code: ClientCode
    client_name: str
    course_code: CourseCode
    today: date
    provisioned: datetime | None
    """The contact date of the provisioning contact log; ``None``: not provisioned."""
    results_are_fetched: bool
    conditions: tuple[ConditionFound, ...]
    units: tuple[UnitFound, ...]
    holds: tuple[StandingHold, ...]
    """The current holds and remarks, as the last run found them."""
    answers: tuple[Answer, ...]
    """The answers that people gave, oldest first."""
    history: tuple[Done, ...]
    """What earlier runs did, oldest first."""
    next_run: NextRun | None = None
    """``None``: TalentLMS was not asked."""
    failures: tuple[StandingFailure, ...] = ()
    """Why the last run that looked at the enrolment failed, in each stage."""
    schema: int = SCHEMA


@frozen
class StoredFacts:
    """The parts of the agent's state that an explanation reads."""

    journal: RunJournal
    holds: Holds
    looks: Looks
    evidence: EvidenceStore
    lists: WorkLists

    def explain(self, enrolment: Enrolment, rules: Rules, day: Day) -> Explanation:
        """Return the explanation from stored facts alone, without a call to TalentLMS."""
        log = enrolment.provisioning_log
        fetched = is_in_scope(enrolment, rules, day)
        return Explanation(
            enrolment.id,
            enrolment.client.code,
            enrolment.client.name,
            enrolment.course.code,
            day.today,
            log.contact_date.astimezone(rules.zone) if log else None,
            fetched,
            conditions_found(enrolment, rules, day),
            tuple(self._units(enrolment, rules, is_fetched=fetched)),
            tuple(each for each in self.holds.standing() if each.enrolment_id == enrolment.id),
            tuple(each for each in self.holds.answers() if each.enrolment_id == enrolment.id),
            tuple(self._history(enrolment.id, rules.zone)),
            failures=tuple(
                evolve(each, since=each.since.astimezone(rules.zone))
                for each in self.lists.failures()
                if each.enrolment_id == enrolment.id
            ),
        )

    def _units(
        self, enrolment: Enrolment, rules: Rules, *, is_fetched: bool
    ) -> Iterable[UnitFound]:
        ids = [unit.id for unit in enrolment.units]
        origins = {each.unit_id: origin_text(each) for each in self.evidence.of_units(ids)}
        look = self.looks.looked_at([enrolment.id]).get(enrolment.id)
        why = _not_asked_why(look, rules.zone, is_fetched=is_fetched)
        for each in not_asked(enrolment, why):
            yield evolve(each, origin=origins.get(UnitRowId(each.unit_id), ""))

    def _history(self, enrolment_id: EnrolmentId, zone: tzinfo) -> Iterable[Done]:
        offered = enrolment_journal_of(self.journal)
        entries = (
            offered.entries_of([enrolment_id])
            if offered
            else [each for each in self.journal.entries() if each.enrolment_id == enrolment_id]
        )
        started = {each.run_id: each.started for each in self.journal.runs()} if entries else {}
        for each in entries:
            at = started.get(each.run_id)
            local = at.astimezone(zone) if at else None
            yield Done(each.run_id, local, each.stage, each.status, each.made)


def explained(
    stored: Explanation,
    enrolment: Enrolment,
    new_run: Callable[[Mapping[HoldKey, Decision]], Run],
) -> Explanation:
    """Add to *stored* what TalentLMS says, and what a run would do, now and after each answer.

    *new_run* makes a run for this enrolment, with those of `same_lane`, as if these answers had
    been given too. Raises `RunFault` where a system cannot be used.
    """
    run = new_run({})
    records, lists = _planned(enrolment, run)
    units = stored.units
    if stored.results_are_fetched:
        origins = {each.unit_id: each.origin for each in stored.units}
        asked = units_asked(enrolment, run)
        units = tuple(evolve(each, origin=origins[each.unit_id]) for each in asked)
    holds = {hold.id: hold for record in records for hold in record.holds}
    answered = tuple(
        IfAnswered(hold.id, decision, _if_answered(enrolment, hold, decision, new_run))
        for hold in holds.values()
        for decision in (Decision.RELEASE, Decision.KEEP)
        if hold.releasable or decision is Decision.KEEP
    )
    next_run = NextRun(
        records, lists, answered, tuple(_doubts(enrolment.client, records, run.context))
    )
    return evolve(stored, units=units, next_run=next_run)


def _if_answered(
    enrolment: Enrolment,
    hold: Hold,
    decision: Decision,
    new_run: Callable[[Mapping[HoldKey, Decision]], Run],
) -> tuple[Record, ...]:
    records, _ = _planned(enrolment, new_run({(enrolment.id, hold.reason, hold.facts): decision}))
    return records


def _planned(enrolment: Enrolment, run: Run) -> tuple[tuple[Record, ...], Lists]:
    """What the plan of the run has about the enrolment."""
    plan = run.plan(stages_of(None, run.context.rules.policy))
    records = tuple(each for each in plan.records if each.enrolment_id == enrolment.id)
    own: dict[str, Any] = {
        name: tuple(each for each in getattr(plan.lists, name) if each.enrolment_id == enrolment.id)
        for name in NAMING
    }
    return records, evolve(plan.lists, **own)


def _doubts(client: Client, records: Iterable[Record], context: RunContext) -> Iterator[CheckItem]:
    """Why TalentLMS may refuse the client's Talent user that *records* would create. One call."""
    settings = portal_settings_of(context.talent)
    created = [w for each in records for w in each.writes if isinstance(w, CreateUser)]
    if settings is None or not created:
        return
    # Without an answer, the explanation stands as it is.
    with suppress(RecordFault, RunFault):
        fields = context.call_budget().ask(1, settings.custom_fields)
        for user in created:
            own = {name for name, _ in user.custom_fields}
            filled = own | context.rules.policy.new_user_fields.keys()
            yield from field_items(fields, filled)
            yield from blank_items(fields, filled, {client: own})


def origin_text(origin: ResultEvidence) -> str:
    """What a result of the agent rests on, as one sentence."""
    return (
        f"The agent wrote {origin.outcome} from Talent unit {origin.talent_unit_id} "
        f"'{origin.talent_unit_name}', in run {origin.run_id}."
    )


def _not_asked_why(look: Look | None, zone: tzinfo, *, is_fetched: bool) -> str:
    if not is_fetched:
        return "Results are not fetched for this enrolment: see its conditions."
    if look is None:
        return "No answer of TalentLMS about this enrolment is remembered."
    at = look.answered_at.astimezone(zone)
    return f"TalentLMS was last asked on {at:%d/%m/%Y %H:%M}, and had nothing new."
