"""Records that a person undid: they are held until a person releases them."""

from __future__ import annotations

from collections.abc import Mapping

from talent_powerpro.errors import Held, Kept, RecordFault
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.holds import Decision, StandingHold
from talent_powerpro.rules.undo import UNDONE
from talent_powerpro.run.context import RunContext


def undone_records(context: RunContext) -> Mapping[tuple[str, EnrolmentId], RecordFault]:
    """Return the fault in which each undone record ends, by stage and enrolment.

    Those that a person released are left out.
    """
    found: dict[tuple[str, EnrolmentId], RecordFault] = {}
    for hold in context.holds.standing():
        if hold.reason != UNDONE:
            continue
        answer = context.rules.answers.get(hold.key)
        if answer is not Decision.RELEASE:
            found[hold.stage, hold.enrolment_id] = _fault(hold, answer)
    return found


def _fault(hold: StandingHold, answer: Decision | None) -> RecordFault:
    if answer is Decision.KEEP:
        return Kept(hold.message)
    return Held(
        hold.message, reason=hold.reason, remedy=hold.remedy, releasable=True, facts=hold.facts
    )
