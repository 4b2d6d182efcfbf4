"""The release of current holds by a person.

A release is bound to one enrolment and to one hold's reason and evidence. The evidence is the
hold's own sentence, with every value that it depends on: what a person released is what they
read. Where any of these changes, the release lapses and the record is held again.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from talent_powerpro.errors import SettingsFault
from talent_powerpro.ports.state import Holds
from talent_powerpro.records.holds import Release, StandingHold


def release_holds(
    ids: Collection[str], holds: Holds, *, who: str, why: str, now: datetime
) -> tuple[StandingHold, ...]:
    """Release the current holds with these ids, and return them. The next run does what was held.

    A repeat changes nothing. Raises `SettingsFault`, with all faults, for an unknown id, for a
    hold that cannot be released, and for a blank *who* or *why*; nothing is released then.
    """
    standing = {hold.id: hold for hold in holds.standing()}
    blank = [("name", "--who NAME", who), ("reason", "--why REASON", why)]
    faults = [
        *(
            f"The {what} is blank. Give one with {option}. It is recorded with the release."
            for what, option, text in blank
            if not text.strip()
        ),
        *filter(None, (_why_not(each, standing.get(each)) for each in ids)),
    ]
    if faults:
        raise SettingsFault(faults)
    chosen = tuple(standing[each] for each in dict.fromkeys(ids))
    for hold in chosen:
        holds.release(
            Release(hold.enrolment_id, hold.reason, hold.evidence, who.strip(), why.strip(), now)
        )
    return chosen


def _why_not(hold_id: str, hold: StandingHold | None) -> str:
    if hold is None:
        return f"No current hold has the id {hold_id}. List them with `talent-powerpro holds`."
    if not hold.releasable:
        return f"Hold {hold_id} ({hold.reason}) cannot be released. {hold.remedy}"
    return ""
