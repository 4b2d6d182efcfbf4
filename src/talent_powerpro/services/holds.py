"""Holds that stand, and their release by a person.

A release lets one hold of one enrolment pass: its reason and its evidence, which is the
hold's sentence with every value that it rests on. Where any of these changes the release
is void, and the record is held again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from talent_powerpro.errors import SettingsFault
from talent_powerpro.ports.state import Holds, Release, StandingHold
from talent_powerpro.records.record import Record, RecordStatus


def standing_holds(records: Iterable[Record]) -> tuple[StandingHold, ...]:
    """The holds that records ended in, one for each."""
    return tuple(
        StandingHold(
            stage=record.stage,
            enrolment_id=record.enrolment_id,
            client_code=record.client_code,
            client_name=record.client_name,
            course_code=record.course_code,
            reason=hold.reason,
            evidence=hold.message,
            remedy=hold.remedy,
            releasable=hold.releasable,
        )
        for record in records
        for hold in record.holds
    )


def keep_standing(stage: str, records: Collection[Record], releases: Holds, *, whole: bool) -> None:
    """Remember the holds of a stage's run. Where it was not *whole*, those of records that it
    did not reach or find stand as they stood."""
    new = standing_holds(records)
    if not whole:
        reached = {
            each.enrolment_id for each in records if each.outcome != RecordStatus.NOT_REACHED
        }
        old = (each for each in releases.standing() if each.stage == stage)
        new = (*(each for each in old if each.enrolment_id not in reached), *new)
    releases.stand(stage, new)


def release_holds(
    ids: Collection[str], releases: Holds, *, who: str, why: str, now: datetime
) -> tuple[StandingHold, ...]:
    """Release the standing holds with these ids; the next run lets them pass.

    Raises `SettingsFault`, with all faults, for an id that no hold has, one whose hold nobody
    can release, and a blank *who* or *why*; then nothing is released. A repeat changes nothing.
    """
    standing = {hold.id: hold for hold in releases.standing()}
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
        releases.release(
            Release(hold.enrolment_id, hold.reason, hold.evidence, who.strip(), why.strip(), now)
        )
    return chosen


def _why_not(hold_id: str, hold: StandingHold | None) -> str:
    if hold is None:
        return f"hold: {hold_id!r} is the id of no hold that stands; look at them again"
    if not hold.releasable:
        return f"hold: {hold_id} ({hold.reason}) cannot be released; {hold.remedy}"
    return ""


class MemoryHolds:
    """Holds and releases that live as long as the process: `Agent`'s default.

    See `Holds` for what each method means.
    """

    def __init__(self) -> None:
        self._standing: dict[str, tuple[StandingHold, ...]] = {}
        self._releases: dict[tuple[str, str, str], Release] = {}

    def stand(self, stage: str, holds: Collection[StandingHold]) -> None:
        self._standing.pop(stage, None)  # given last, told last
        self._standing[stage] = tuple(holds)

    def standing(self) -> Sequence[StandingHold]:
        return tuple(hold for holds in self._standing.values() for hold in holds)

    def release(self, release: Release) -> None:
        self._releases.setdefault(release.key, release)

    def releases(self) -> Sequence[Release]:
        return tuple(self._releases.values())
