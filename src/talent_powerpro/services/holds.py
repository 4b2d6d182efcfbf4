"""Holds that stand, and their release by a person.

A release lets one hold of one enrolment pass: its reason and its evidence, which is the
hold's sentence with every value that it rests on. Where any of these changes the release
is void, and the record is held again.
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
    """Release the standing holds with these ids; the next run lets them pass.

    Raises `SettingsFault`, with all faults, for an id that no hold has, one whose hold nobody
    can release, and a blank *who* or *why*; then nothing is released. A repeat changes nothing.
    """
    standing = {hold.id: hold for hold in holds.standing()}
    blank = [("who", who), ("why", why)]
    faults = [
        *(
            f"{name}: blank; it is kept with the release"
            for name, text in blank
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
        return f"hold: {hold_id!r} is the id of no hold that stands; look at them again"
    if not hold.releasable:
        return f"hold: {hold_id} ({hold.reason}) cannot be released; {hold.remedy}"
    return ""
