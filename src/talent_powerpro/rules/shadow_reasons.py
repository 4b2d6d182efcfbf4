"""The rule that makes two agents differ at one place. Pure functions from what each found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from attrs import frozen

from talent_powerpro.errors import PluginFault
from talent_powerpro.model import Enrolment, Unit
from talent_powerpro.records.due import Day
from talent_powerpro.records.holds import Hold
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import NEEDS_ATTENTION, Record, RecordStatus, StageName
from talent_powerpro.records.shadow import ShadowKey
from talent_powerpro.records.shadow_memory import SeenEnrolment
from talent_powerpro.records.write import CreateUser, Enrol
from talent_powerpro.rules.conditions import EXPORT_DATE, GUIDE, Unmet, unmet
from talent_powerpro.rules.hold_facts import row_fact
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.shadowing import BLANK, unit_of
from talent_powerpro.rules.unit_verdicts import UnitFound, Verdict

OTHER_AGENT = "other-agent"
"""The code of a difference that no rule of this agent explains."""
LOOK = "look for the student in its own log."
BEYOND_THE_GUIDE = frozenset({"talent-course-changed"})
"""Reasons of remarks on something that this agent writes and the guide's letter does not."""

OF_VALUES: Mapping[str, str] = {
    "other-talent-user": "The other agent linked another Talent user.",
    "other-talent-course": "The other agent's contact log names another Talent course.",
    "other-outcome": "The outcome for a completed unit is another one here: `competent_outcome`, "
    "`competent_outcomes`.",
    "other-date": "The outcome date is the local date of the completion in the RTO's zone; with "
    "several Talent units of one code the latest: `repeated_units`. Or the student has "
    "completed the unit again since.",
}
"""By code from `differing`, the sentence."""


@frozen
class Why:
    """The rules that make a difference, for people."""

    rules: tuple[str, ...]
    message: str
    remedy: str = ""


# --- they wrote it, and we would not have -----------------------------------------


def why_not_ours(
    key: ShadowKey,
    enrolment: Enrolment,
    plan: Plan,
    rules: Rules,
    day: Day,
    units: Callable[[], Iterable[UnitFound]],
) -> Why | None:
    """Why a rehearsal of the day would not have written what the other agent wrote at *key*.

    *enrolment* is as it was before that. *units* gives the verdicts on its units. ``None``: nobody
    knows yet, because a system gave no answer.
    """
    records = {each.stage: each for each in plan.records if each.enrolment_id == key.enrolment_id}
    record, first = records.get(key.stage), records.get(StageName.PROVISIONING)
    if key.stage is StageName.PROVISIONING:
        return _of_first(first, enrolment, rules, day)
    if out := _found(rules.out_of_scope, enrolment, day):
        return _of_conditions(out)
    if enrolment.provisioning_log is None:  # The other agent wrote that too.
        if first is None or not first.writes:
            return _of_first(first, enrolment, rules, day)
        if any(isinstance(write, CreateUser) for write in first.writes):
            created = "We would have created a Talent user, who has no results yet."
            return Why(("new-talent-user",), created)
    if record and (record.holds or not record.writes) and record.status in NEEDS_ATTENTION:
        own = _holds_of(record, key, enrolment)
        if own or not record.holds:
            return _of_holds(own) if own else _of_record(record)
    return _of_unit(next((each for each in units() if each.unit_id == key.unit_id), None))


def _found(
    conditions: Callable[[Enrolment, Day], tuple[Unmet, ...]], enrolment: Enrolment, day: Day
) -> tuple[Unmet, ...]:
    """The unmet conditions; none where a plugin raised, of which the record itself then tells."""
    try:
        return conditions(enrolment, day)
    except PluginFault:
        return ()


def _of_first(record: Record | None, enrolment: Enrolment, rules: Rules, day: Day) -> Why | None:
    return _of_record(record) if record else _of_conditions(_found(rules.unmet, enrolment, day))


def _of_unit(found: UnitFound | None) -> Why:
    if found is None:
        return Why(("unit-gone",), "The enrolment no longer has the unit.")
    if found.verdict is Verdict.NOT_COMPLETED and any(
        each.completed for each in found.talent_units
    ):
        several = "Several Talent units have the unit's code, and not all of them are completed."
        return Why(("repeated_units",), several)
    return Why((found.verdict.name.lower().replace("_", "-"),), found.message)


def _of_record(record: Record) -> Why | None:
    if record.status is RecordStatus.DEFERRED:
        return None
    if record.holds:
        return _of_holds(record.holds)
    return Why((record.reason or str(record.status),), record.message, record.remedy)


def _of_conditions(found: tuple[Unmet, ...]) -> Why:
    if not found:  # A person answered the hold, so that nothing is said about it any more.
        return Why(("kept",), "A person answered the hold with keep.")
    sentences = "; ".join(each.reason for each in found)
    return Why(
        tuple(each.condition for each in found),
        f"As PowerPro is now: {sentences}.",
        "; ".join(dict.fromkeys(each.where for each in found)),
    )


def _of_holds(holds: Iterable[Hold]) -> Why:
    each = tuple(holds)
    return Why(
        tuple(dict.fromkeys(hold.reason for hold in each)),
        " ".join(hold.message for hold in each),
        " ".join(dict.fromkeys(hold.remedy for hold in each if hold.remedy)),
    )


def _holds_of(record: Record, key: ShadowKey, enrolment: Enrolment) -> tuple[Hold, ...]:
    """The holds of the unit, or else those of the whole record."""
    unit = unit_of(enrolment, key)
    own = tuple(hold for hold in record.holds if unit and row_fact(unit) in hold.facts)
    return own or tuple(hold for hold in record.holds if not _names_a_row(hold))


def _names_a_row(hold: Hold) -> bool:
    return any(fact.startswith("unit row ") for fact in hold.facts)


# --- we would have written it, and they did not -----------------------------------


def why_ours(
    key: ShadowKey,
    record: Record,
    enrolment: Enrolment,
    before: SeenEnrolment | None,
    rules: Rules,
    day: Day,
) -> Why:
    """What this agent does beyond the guide's letter, or beside a result; without rules: nothing.

    *record* is that of a rehearsal, which would write it. *before* is the enrolment as it was seen
    at the last comparison.
    """
    found: list[tuple[str, str]] = []
    if key.stage is StageName.PROVISIONING:
        found += _in_spite_of(enrolment, rules, day)
        if not any(isinstance(write, Enrol) for write in record.writes):
            there = "the student is in the Talent course already, which is a success here"
            found.append(("already-enrolled", there))
    unit = unit_of(enrolment, key)
    found += [
        (each.reason, each.message.removesuffix("."))
        for each in record.remarks
        if each.reason in BEYOND_THE_GUIDE or (unit and row_fact(unit) in each.facts)
    ]
    if unit and before and _was_cleared(unit, before, rules):
        found.append(
            (
                "result-written-again",
                "somebody cleared the other agent's result, of which this agent's journal has "
                "nothing",
            )
        )
    codes = tuple(dict.fromkeys(code for code, _ in found))
    return Why(codes, "; ".join(dict.fromkeys(text for _, text in found)))


def _in_spite_of(enrolment: Enrolment, rules: Rules, day: Day) -> Iterator[tuple[str, str]]:
    """Yield why an enrolment is provisioned that does not meet the guide's conditions today."""
    late = any(each.condition == EXPORT_DATE for each in _found(rules.unmet, enrolment, day))
    # A window widens the guide's condition, and no other that an RTO has in its place.
    dated = any(each.name == EXPORT_DATE for each in rules.conditions if each in GUIDE)
    for each in unmet(enrolment, Day(day.today, day.today)):
        if each.condition == EXPORT_DATE and late:
            yield "stays-due", f"{each.reason}, and who was due and left out stays due"
        elif each.condition == EXPORT_DATE and dated:
            window = f"this RTO's export_window of {rules.policy.export_window} days counts it"
            yield "export_window", f"{each.reason}, and {window}"
        else:
            yield each.condition, f"this RTO does without the condition: {each.reason}"


def _was_cleared(unit: Unit, before: SeenEnrolment, rules: Rules) -> bool:
    """Whether the unit had a stamped result at the last comparison, and is open now."""
    old = unit.with_result(before.results.get(unit.id, BLANK))
    return (
        old.fetched_by_agent
        and not rules.policy.is_open(old.outcome)
        and rules.policy.is_open(unit.outcome)
    )


def why_not_theirs(why: Why) -> Why:
    """The reason of "only ours", from what was known when it was planned."""
    if why.rules:
        message = f"{why.message[:1].upper()}{why.message[1:]}."
        return Why(why.rules, message, f"If the other agent does so too: {LOOK}")
    return Why(
        (OTHER_AGENT,),
        "All that the guide asks for was there, and the other agent has had a day. It failed, did "
        "not run, or has a rule of its own.",
        f"{LOOK[:1].upper()}{LOOK[1:]}",
    )
