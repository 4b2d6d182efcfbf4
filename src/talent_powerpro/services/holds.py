"""The answers of a person to current holds.

An answer is bound to one enrolment and to one hold's reason and facts: the values that the hold
depends on. Where any of these changes, the answer lapses and the record is held again.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from talent_powerpro.errors import SettingsFault
from talent_powerpro.ports.state import Holds
from talent_powerpro.records.holds import Answer, Decision, StandingHold


def release_holds(
    ids: Collection[str], holds: Holds, *, who: str, why: str, now: datetime
) -> tuple[StandingHold, ...]:
    """Release the current holds with these ids, and return them. The next run does what was held.

    A repeat changes nothing. Raises `SettingsFault`, with all faults, for an unknown id, for a
    hold that cannot be released, and for a blank *who* or *why*; nothing is released then.
    """
    standing = {hold.id: hold for hold in holds.standing()}
    blank = [("who", who), ("why", why)]
    faults = [
        *(
            f"{name}: blank. Fill it in; it is recorded with the release."
            for name, text in blank
            if not text.strip()
        ),
        *filter(None, (_why_not(each, standing.get(each)) for each in ids)),
    ]
    if faults:
        raise SettingsFault(faults)
    chosen = tuple(standing[each] for each in dict.fromkeys(ids))
    for hold in chosen:
        holds.answer(
            Answer(
                Decision.RELEASE,
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


def _why_not(hold_id: str, hold: StandingHold | None) -> str:
    if hold is None:
        return f"No current hold has the id {hold_id}. List them with `talent-powerpro holds`."
    if not hold.releasable:
        return f"Hold {hold_id} ({hold.reason}) cannot be released. {hold.remedy}"
    return ""
