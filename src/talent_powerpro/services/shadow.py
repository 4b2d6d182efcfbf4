"""The agent beside another one that is still at work: a rehearsal a day, and the comparison.

Nothing is written to either system, and nothing to the agent's own state. What the rehearsals
remember is a value that the caller keeps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import TypeAlias

from attrs import evolve

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Enrolment
from talent_powerpro.ports.state import AgentState
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import ALWAYS, Record, StageName
from talent_powerpro.records.shadow import (
    Compared,
    Shadowed,
    ShadowKey,
    ShadowKind,
    ShadowValue,
    counts,
)
from talent_powerpro.records.shadow_memory import (
    AGAIN,
    Planned,
    SavedCalls,
    ShadowMemory,
    StaysDue,
)
from talent_powerpro.rules.shadow_reasons import Why, why_not_theirs, why_ours
from talent_powerpro.rules.shadowing import had_a_day, ours_in, still_planned
from talent_powerpro.run.agent_state import required
from talent_powerpro.run.context import RunContext
from talent_powerpro.run.run import Run
from talent_powerpro.run.stays_due import with_due_marks
from talent_powerpro.run.tasks import COURSE
from talent_powerpro.services.shadow_judging import (
    Judged,
    Judging,
    NewRun,
    Observed,
    compared_at,
    observed,
)

STAGES = ALWAYS
PROVISIONING = StageName.PROVISIONING
SWEEP = timedelta(days=7)
"""The shortest interval in which a rehearsal asks about those without news once more."""


def shadow(memory: ShadowMemory, run: Run, new_run: NewRun) -> tuple[Shadowed, ShadowMemory]:
    """Compare with what the other agent wrote since *memory*, then rehearse today's *run*.

    The run's context is that of `beside`. *new_run* makes the runs that are asked how we would have
    acted. Returns the comparison, and the memory for the next one. Raises `RunFault` where a system
    cannot be used.
    """
    context, today = run.context, run.day.today
    _check_portal(memory, context.portal)
    seen = observed(context.powerpro, memory, context.rules, today)
    judged = Judging(seen, context.powerpro, context.rules, today, new_run).of_all()
    plan = run.plan(STAGES, remembers=True)
    places = list(_planned(memory, seen, judged, plan, run))
    late = {each.key for each, _ in places if had_a_day(each, run.started)}
    totals = Counter(memory.totals) + counts(judged.compared)
    totals[ShadowKind.SAME] += judged.same
    totals[ShadowKind.ONLY_OURS] += sum(each.key in late and not each.counted for each, _ in places)
    shadowed = Shadowed(
        run_id=run.run_id,
        today=today,
        since=memory.since or today,
        is_first=memory.since is None,
        same=judged.same,
        compared=(*judged.compared, *_standing(places, run)),
        totals={kind: totals[kind] for kind in ShadowKind if totals[kind]},
        not_judged=(*seen.unreadable, *judged.not_judged),
        stopped=plan.stopped,
    )
    return shadowed, ShadowMemory(
        rto=memory.rto,
        portal=context.portal or memory.portal,
        since=shadowed.since,
        secondary_ids=seen.ids_without(judged.unjudged),
        seen=seen.seen_without(judged.unjudged),
        planned=tuple(evolve(each, counted=each.key in late) for each, _ in places),
        due=tuple(_due(seen, plan, run)),
        totals=shadowed.totals,
        calls=_saved_calls(context, seen),
    )


def _check_portal(memory: ShadowMemory, portal: str) -> None:
    if memory.portal and portal and memory.portal != portal:
        raise SettingsFault(
            f"The memory of `shadow` is of the portal {memory.portal}, but the settings name "
            f"{portal}.",
            remedy=f"The Talent user ids are other people there. {AGAIN}",
        )


# --- what we would have written ---------------------------------------------------


Place: TypeAlias = tuple[Planned, Enrolment]
"""What is planned, with its enrolment as it is now."""


def _planned(
    memory: ShadowMemory, seen: Observed, judged: Judged, plan: Plan, run: Run
) -> Iterator[Place]:
    """Yield what a rehearsal planned and the other agent has not written, with its first day."""
    ours = {key: (value, record) for key, value, record in ours_in(plan)}
    values = {key: value for key, (value, _) in ours.items()}
    known: set[ShadowKey] = set()
    for each in memory.planned:
        key, enrolment = each.key, seen.enrolments.get(each.key.enrolment_id)
        if enrolment is None or key in judged.settled:
            continue
        if key.enrolment_id in judged.unjudged or still_planned(each, values, plan):
            known.add(key)
            yield evolve(each, value=values.get(key, each.value)), enrolment
    for key in ours:
        if key in known or key.enrolment_id in judged.unjudged:
            continue
        enrolment = run.context.powerpro.enrolment(key.enrolment_id)
        # It may have been deleted within this moment.
        if enrolment:
            yield _new(key, ours, enrolment, memory, run), enrolment


def _new(
    key: ShadowKey,
    ours: Mapping[ShadowKey, tuple[ShadowValue, Record]],
    enrolment: Enrolment,
    memory: ShadowMemory,
    run: Run,
) -> Planned:
    value, record = ours[key]
    # Where we alone provision, that is also why we alone have results.
    first = ShadowKey(PROVISIONING, key.enrolment_id)
    cause = first if first in ours else key
    before = memory.seen.get(key.enrolment_id)
    why = why_ours(cause, ours[cause][1], enrolment, before, run.context.rules, run.day)
    return Planned(key, record.client_code, value, run.started, why.rules, why.message)


def _standing(planned: Iterable[Place], run: Run) -> Iterator[Compared]:
    """Yield what is planned and not written, by name: "not yet", or "only ours"."""
    for each, enrolment in planned:
        late = had_a_day(each, run.started)
        yield compared_at(
            each.key,
            enrolment,
            ShadowKind.ONLY_OURS if late else ShadowKind.NOT_YET,
            why_not_theirs(Why(each.rules, each.message)) if late else Why((), ""),
            ours=each.value.text,
            since=each.planned_at.astimezone(run.context.rules.zone).date(),
        )


def _due(seen: Observed, plan: Plan, run: Run) -> Iterator[StaysDue]:
    """Yield who stays due: those of before, and those whom today's rehearsal found due."""
    yield from seen.due.values()
    records = (each.enrolment_id for each in plan.records if each.stage is PROVISIONING)
    found = dict.fromkeys((*records, *plan.not_reached.get(PROVISIONING, ())))
    for key in found:
        enrolment = None if key in seen.due else run.context.powerpro.enrolment(key)
        if enrolment:
            mark = DueMark(key, enrolment.export_date)
            yield StaysDue(enrolment.client.code, mark)


# --- what makes rehearsals cheaper ------------------------------------------------


def beside(context: RunContext, own: AgentState, memory: ShadowMemory) -> RunContext:
    """The context of a rehearsal beside another agent: with *memory*, in *own* parts of the state.

    So the agent's own looks, links, tries and due marks stay as its last run left them. The sweep
    takes a week at least: a rehearsal a day would otherwise ask about everybody each time.
    """
    calls, due = memory.calls, [each.mark for each in memory.due]
    looks, links = required(own.looks), required(own.links)
    last_looks, tries = required(own.last_looks), required(own.tries)
    looks.remember_looks(calls.looks)
    links.remember_links(calls.links)
    last_looks.remember(calls.last_looks)
    for number, at in calls.tried.items():
        tries.mark(COURSE, [number], at)
    return evolve(
        context,
        looks=looks,
        links=links,
        last_looks=last_looks,
        tries=tries,
        journal=with_due_marks(context.journal, due),
        saving=evolve(context.saving, sweep=max(context.saving.sweep, SWEEP)),
    )


def _saved_calls(context: RunContext, seen: Observed) -> SavedCalls:
    ids = list(seen.seen)
    return SavedCalls(
        tuple(context.looks.looked_at(ids).values()),
        tuple(context.links.links_of(list(seen.secondary_ids)).values()),
        tuple(context.last_looks.remembered(ids).values()),
        dict(context.tries.tried(COURSE, list(seen.courses))),
    )
