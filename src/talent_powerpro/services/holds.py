"""The answers of a person to current holds.

An answer is bound to one enrolment and to one hold's reason and facts: the values that the hold
depends on. Where any of these changes, the answer lapses and the record is held again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from talent_powerpro.errors import SettingsFault
from talent_powerpro.ports.state import Holds
from talent_powerpro.records.holds import Answer, Decision, HoldKey, StandingHold
from talent_powerpro.rules.hold_facts import subject


def release_holds(
    ids: Collection[str],
    holds: Holds,
    *,
    who: str,
    why: str,
    now: datetime,
    both: Collection[str] = (),
) -> tuple[StandingHold, ...]:
    """Release the current holds with these ids, and return them. The next run does what was held.

    *both* are the codes of all clients who would have one Talent user, for holds that are about
    that. A repeat changes nothing. Raises `SettingsFault`, with all faults, for an unknown id, for
    a hold that cannot be released, for other codes, and for a blank *who* or *why*; nothing is
    released then.
    """
    confirmed = frozenset(code.strip() for code in both)
    return _answer(
        Decision.RELEASE,
        ids,
        holds,
        who=who,
        why=why,
        now=now,
        why_not=lambda hold: _not_releasable(hold, confirmed),
    )


def keep_holds(
    ids: Collection[str], holds: Holds, *, who: str, why: str, now: datetime
) -> tuple[StandingHold, ...]:
    """Keep PowerPro as it is, for the current holds and remarks with these ids. Returns them.

    No run does or reports the same again while the facts stand. A repeat changes nothing. Raises
    `SettingsFault`, with all faults, for an unknown id and for a blank *who* or *why*.
    """
    return _answer(Decision.KEEP, ids, holds, who=who, why=why, now=now, why_not=lambda _: None)


def waiting(holds: Holds) -> tuple[StandingHold, ...]:
    """The standing holds and remarks that nobody has answered."""
    answered = {answer.key for answer in holds.answers()}
    return tuple(hold for hold in holds.standing() if hold.key not in answered)


def lapsed(holds: Holds) -> frozenset[HoldKey]:
    """The keys of the answers that have lapsed: the same question was held or answered again."""
    standing, answers = holds.standing(), holds.answers()
    stands = {each.key for each in standing}
    # In this order, so that a hold of today counts for more than any answer.
    asked: tuple[Answer | StandingHold, ...] = (*answers, *standing)
    latest = {_question(each): each.key for each in asked}
    return frozenset(
        each.key
        for each in answers
        if each.key not in stands and latest[_question(each)] != each.key
    )


def _question(asked: Answer | StandingHold) -> tuple[str, ...]:
    return asked.enrolment_id, asked.reason, *subject(asked.reason, asked.facts)


def _answer(
    decision: Decision,
    ids: Collection[str],
    holds: Holds,
    *,
    who: str,
    why: str,
    now: datetime,
    why_not: Callable[[StandingHold], str | None],
) -> tuple[StandingHold, ...]:
    standing: dict[str, StandingHold] = {}
    alike: set[str] = set()
    for hold in holds.standing():
        if standing.setdefault(hold.id, hold).key != hold.key:
            alike.add(hold.id)
    blank = [("name", "--who NAME", who), ("reason", "--why REASON", why)]
    faults = [
        *(
            f"The {what} is blank. Give one with {option}. It is recorded with the {decision}."
            for what, option, text in blank
            if not text.strip()
        ),
        *(_unknown(each) for each in ids if each not in standing),
        *(
            f"Two current holds have the id {each}. Correct the data of one of them first."
            for each in ids
            if each in alike
        ),
        *filter(None, (why_not(standing[each]) for each in ids if each in standing)),
    ]
    if faults:
        raise SettingsFault(faults)
    chosen = tuple(standing[each] for each in dict.fromkeys(ids))
    for hold in chosen:
        holds.answer(
            Answer(
                decision,
                hold.enrolment_id,
                hold.reason,
                hold.facts,
                hold.message,
                who.strip(),
                why.strip(),
                now,
            )
        )
    return chosen


def _unknown(hold_id: str) -> str:
    return (
        f"No current hold has the id {hold_id}. List them with `talent-powerpro holds`. "
        "The hold of a plan can be answered once a run has held it."
    )


def _not_releasable(hold: StandingHold, confirmed: Collection[str]) -> str | None:
    if not hold.held:
        return (
            f"{hold.id} ({hold.reason}) is a remark, and the agent has done it already. "
            "Answer it with keep."
        )
    if not hold.releasable:
        return f"Hold {hold.id} ({hold.reason}) cannot be released. {hold.remedy}"
    if hold.both and confirmed != frozenset(hold.both):
        return (
            f"Hold {hold.id} ({hold.reason}) is about one Talent user for several clients. "
            "Confirm it with the codes of all of them and of nobody else: --both CODE CODE."
        )
    return None
