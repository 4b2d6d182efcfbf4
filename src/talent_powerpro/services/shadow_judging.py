"""The verdict on what another agent wrote, from a rehearsal of that day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import partial
from itertools import chain
from typing import TypeAlias

from attrs import evolve, field, frozen, mutable

from talent_powerpro.errors import QuotaReached
from talent_powerpro.model import ClientCode, Enrolment, EnrolmentId, talent_number
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.records.record import ALWAYS, StageName
from talent_powerpro.records.shadow import Compared, ShadowKey, ShadowKind, ShadowValue
from talent_powerpro.records.shadow_memory import SeenEnrolment, ShadowMemory, StaysDue
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.shadow_reasons import OF_VALUES, Why, why_not_ours
from talent_powerpro.rules.shadowing import (
    Theirs,
    differing,
    ours_in,
    seen_of,
    theirs_in,
    unit_of,
    without,
)
from talent_powerpro.rules.unit_verdicts import UnitFound
from talent_powerpro.run.as_before import as_before
from talent_powerpro.run.explaining import units_asked
from talent_powerpro.run.run import Run

STAGES = ALWAYS
UNSTAMPED = Why((), "It has no stamp: a person entered it, or the other agent sets none.")

NewRun: TypeAlias = Callable[[PowerProRepository, date, tuple[EnrolmentId, ...]], Run]
"""Makes a run of these enrolments alone over a PowerPro, for export dates of a day."""


@frozen
class Observed:
    """PowerPro as it is now, and what the other agent wrote since the memory was made."""

    memory: ShadowMemory
    seen: Mapping[EnrolmentId, SeenEnrolment]
    secondary_ids: Mapping[ClientCode, str]
    courses: Collection[str]
    """The Talent courses of provisioned enrolments."""
    theirs: Mapping[EnrolmentId, tuple[Theirs, ...]]
    due: Mapping[EnrolmentId, StaysDue]
    """Those of the memory that are still to be provisioned, with the same export date."""
    enrolments: Mapping[EnrolmentId, Enrolment]
    """Those with one of *theirs*, and those of which the memory has something planned."""
    unreadable: tuple[str, ...]
    """Sentences about enrolments that cannot be read. They stay as they were seen before."""

    def seen_without(self, unjudged: Collection[EnrolmentId]) -> dict[EnrolmentId, SeenEnrolment]:
        """What to remember: the *unjudged* as before, so that they are judged again."""
        left = {key: each for key, each in self.seen.items() if key not in unjudged}
        return left | {key: old for key in unjudged if (old := self.memory.seen.get(key))}

    def ids_without(self, unjudged: Collection[EnrolmentId]) -> dict[ClientCode, str]:
        """The Secondary IDs to remember, those of the *unjudged* as before."""
        codes = {self.enrolments[key].client.code for key in unjudged}
        left = {code: each for code, each in self.secondary_ids.items() if code not in codes}
        before = self.memory.secondary_ids
        return left | {code: before[code] for code in codes if code in before}


def observed(
    powerpro: PowerProRepository, memory: ShadowMemory, rules: Rules, today: date
) -> Observed:
    """Read all enrolments, and keep those on which something was written or is planned."""
    planned = {each.key.enrolment_id for each in memory.planned}
    marks = {each.mark.enrolment_id: each for each in memory.due}
    due: dict[EnrolmentId, StaysDue] = {}
    seen: dict[EnrolmentId, SeenEnrolment] = {}
    secondary_ids: dict[ClientCode, str] = {}
    courses: set[str] = set()
    theirs: dict[EnrolmentId, tuple[Theirs, ...]] = {}
    kept: dict[EnrolmentId, Enrolment] = {}
    unreadable: dict[EnrolmentId, str] = {}
    for each in chain(powerpro.enrolments_to_provision(()), powerpro.provisioned_enrolments()):
        secondary_ids[each.client.code] = each.client.secondary_id
        before = memory.seen.get(each.id)
        mark = marks.get(each.id)
        if each.id in planned:
            kept[each.id] = each
        if mark and not each.provisioning_log and each.export_date == mark.mark.export_date:
            due[each.id] = mark
        if each.unreadable:
            unreadable[each.id] = f"Enrolment {each.id}: {' '.join(each.unreadable)}"
            seen |= {each.id: before} if before else {}
            continue
        # An old stamp on an enrolment that is provisioned again must not seem to be a new one.
        stamped = any(unit.fetched_by_agent for unit in each.units)
        if each.provisioning_log is None and not stamped:
            continue
        seen[each.id] = seen_of(each)
        courses.update(filter(None, [talent_number(each.course.talent_course_id)]))
        # The first time, all that there is was written before, by whomever.
        if memory.since and (found := theirs_in(each, before, rules.zone, today)):
            theirs[each.id] = found
            kept[each.id] = each
    return Observed(
        memory, seen, secondary_ids, courses, theirs, due, kept, tuple(unreadable.values())
    )


@frozen
class Judged:
    """The verdict on everything that the other agent wrote."""

    same: int
    compared: tuple[Compared, ...]
    settled: Collection[ShadowKey]
    """Where the other agent has written, so that nothing is planned there any more."""
    unjudged: Collection[EnrolmentId]
    not_judged: tuple[str, ...]


@mutable
class Judging:
    """Judges what the other agent wrote. Used once."""

    observed: Observed
    powerpro: PowerProRepository
    rules: Rules
    today: date
    new_run: NewRun
    same: int = 0
    compared: list[Compared] = field(factory=list)
    settled: set[ShadowKey] = field(factory=set)
    unjudged: dict[EnrolmentId, str] = field(factory=dict)

    def of_all(self) -> Judged:
        """Return the verdict. Asks TalentLMS only about what no rehearsal had planned."""
        to_ask: dict[date, dict[EnrolmentId, list[Theirs]]] = {}
        planned = {each.key: each.value for each in self.observed.memory.planned}
        for key, theirs in self.observed.theirs.items():
            left = [each for each in theirs if not self._is_settled(each, planned)]
            if left:
                to_ask.setdefault(left[0].day, {})[key] = left
        for day, asked in to_ask.items():
            self._rehearse(day, asked)
        return Judged(
            self.same,
            tuple(self.compared),
            self.settled,
            self.unjudged.keys(),
            tuple(self.unjudged.values()),
        )

    def _is_settled(self, theirs: Theirs, planned: Mapping[ShadowKey, ShadowValue]) -> bool:
        ours = planned.get(theirs.key)
        if ours and not differing(ours, theirs.value):
            self._judge(theirs, ours)
            return True
        if not theirs.stamped:
            self._add(theirs, ShadowKind.UNSTAMPED, UNSTAMPED)
        return not theirs.stamped

    def _rehearse(self, day: date, asked: Mapping[EnrolmentId, list[Theirs]]) -> None:
        """Rehearse that day for these enrolments, as if the other agent had not written."""
        run = self.new_run(self._before(), day, tuple(asked))
        plan = run.plan(STAGES)
        ours = {key: value for key, value, _ in ours_in(plan)}
        cut = {key for keys in plan.not_reached.values() for key in keys}
        for key, theirs in asked.items():
            enrolment = run.context.powerpro.enrolment(key)
            if enrolment is None:
                self._put_off(key, "Somebody deleted it during the comparison.")
                continue
            if key in cut:
                self._put_off(key, "TalentLMS's quota of calls did not suffice.")
                continue
            # With the link of today, which is ours too where we get this far.
            linked = evolve(self.observed.enrolments[key], units=enrolment.units)
            units = _once(partial(units_asked, linked, run))
            try:
                found = [
                    (
                        each,
                        ours.get(each.key)
                        or why_not_ours(each.key, enrolment, plan, self.rules, run.day, units),
                    )
                    for each in theirs
                ]
            except QuotaReached as cut_off:
                self._put_off(key, cut_off.message)
                continue
            known = [(each, answer) for each, answer in found if answer]
            if len(known) < len(theirs):
                self._put_off(key, "A system gave no answer.")
                continue
            for each, answer in known:
                self._judge(each, answer)

    def _judge(self, theirs: Theirs, ours: ShadowValue | Why) -> None:
        """Compare with what we would have written there, or with why we would have nothing."""
        self.settled.add(theirs.key)
        if isinstance(ours, Why):
            self._add(theirs, ShadowKind.ONLY_THEIRS, ours)
        elif codes := differing(ours, theirs.value):
            sentences = " ".join(OF_VALUES[code] for code in codes)
            self._add(theirs, ShadowKind.OTHER_VALUE, Why(codes, sentences), ours.text)
        else:
            self.same += 1

    def _put_off(self, key: EnrolmentId, why: str) -> None:
        """Leave an enrolment to the next comparison, with everything that was written on it."""
        self.unjudged[key] = f"{_who(self.observed.enrolments[key])}: {why}"

    def _before(self) -> PowerProRepository:
        seen, before = self.observed, self.observed.memory
        enrolments = {
            key: without(seen.enrolments[key], theirs, before.seen.get(key))
            for key, theirs in seen.theirs.items()
        }
        linked = {
            seen.enrolments[key].client.code
            for key, theirs in seen.theirs.items()
            if theirs[0].key.stage is StageName.PROVISIONING
        }
        ids = {code: before.secondary_ids[code] for code in linked if code in before.secondary_ids}
        return as_before(enrolments, ids, self.powerpro)

    def _add(self, theirs: Theirs, kind: ShadowKind, why: Why, ours: str = "") -> None:
        enrolment = self.observed.enrolments[theirs.key.enrolment_id]
        self.compared.append(
            compared_at(
                theirs.key,
                enrolment,
                kind,
                why,
                theirs=theirs.value.text,
                ours=ours,
                since=self.today,
            )
        )


def compared_at(
    key: ShadowKey,
    enrolment: Enrolment,
    kind: ShadowKind,
    why: Why,
    *,
    theirs: str = "",
    ours: str,
    since: date,
) -> Compared:
    """One place by name, with the rule."""
    unit = unit_of(enrolment, key)
    return Compared(
        kind,
        key.stage,
        key.enrolment_id,
        enrolment.client.code,
        enrolment.client.name,
        enrolment.course.code,
        unit.code if unit else "",
        theirs,
        ours,
        why.rules,
        why.message,
        why.remedy,
        since,
    )


def _who(enrolment: Enrolment) -> str:
    return f"{enrolment.client.name} ({enrolment.client.code}), enrolment {enrolment.id}"


def _once(ask: Callable[[], Iterable[UnitFound]]) -> Callable[[], Iterable[UnitFound]]:
    """The same function, which asks at its first call only."""
    answers: list[Iterable[UnitFound]] = []

    def asked() -> Iterable[UnitFound]:
        if not answers:
            answers.append(ask())
        return answers[0]

    return asked
