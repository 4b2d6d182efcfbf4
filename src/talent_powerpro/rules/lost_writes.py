"""Writes of earlier runs that PowerPro does not have any more, all of them together.

A host's surrounding transaction may be rolled back after a run, or an older back-up may be put in
place. The journal then says that the agent wrote what PowerPro lacks. Judged one by one, each
result looks as if a person had removed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeAlias, assert_never

from attrs import frozen

from talent_powerpro.model import ClientCode, CourseCode, Enrolment, EnrolmentId, UnitResult
from talent_powerpro.records.holds import StandingHold
from talent_powerpro.records.write import AddContactLog, SetResult, SetSecondaryId, Write

ToPowerPro: TypeAlias = SetSecondaryId | AddContactLog | SetResult
STAGE = "run"
"""Stands in a hold's stage for a hold about earlier runs as a whole."""
RUN = "run "
"""Stands before a run's id among the facts of such a hold."""
NOBODY = EnrolmentId("")
"""Stands in such a hold's enrolment."""


@frozen
class Made:
    """One write of an earlier run, with its enrolment as it is now."""

    write: ToPowerPro
    enrolment: Enrolment

    @property
    def target(self) -> tuple[str, str]:
        """What was written to. Two writes to one target count once."""
        match self.write:
            case SetSecondaryId(client_code=code):
                return "Secondary ID", code
            case AddContactLog(enrolment_id=enrolment_id):
                return "contact log", enrolment_id
            case SetResult(unit_id=unit_id):
                return "result", unit_id
            case _ as never:
                assert_never(never)

    @property
    def value(self) -> str | UnitResult | None:
        """The value that PowerPro has there now; ``None`` if it has none."""
        match self.write:
            case SetSecondaryId():
                return self.enrolment.client.secondary_id
            case AddContactLog(description=description):
                return description if self.enrolment.provisioning_log else None
            case SetResult(unit_id=unit_id):
                return next((u.result for u in self.enrolment.units if u.id == unit_id), None)
            case _ as never:
                assert_never(never)

    @property
    def old(self) -> str | UnitResult | None:
        """The value before the write."""
        return None if isinstance(self.write, AddContactLog) else self.write.old

    @property
    def is_there(self) -> bool:
        """Whether PowerPro has what was written."""
        new = self.write.description if isinstance(self.write, AddContactLog) else self.write.new
        return self.value == new


def to_powerpro(writes: Iterable[Write]) -> tuple[ToPowerPro, ...]:
    """The writes whose traces PowerPro shows."""
    return tuple(w for w in writes if isinstance(w, SetSecondaryId | AddContactLog | SetResult))


def all_missing(made: Sequence[Made]) -> bool:
    """Whether everything that was *made* is gone, as if it had never been written.

    *made* are the writes of one or more runs, none of which is there.
    """
    before: dict[tuple[str, str], list[object]] = {}
    for each in made:
        before.setdefault(each.target, []).append(each.old)
    # One write alone may well have been taken back by a person, and contact logs are deleted to
    # provision a class again. A value that no run found there was typed by somebody.
    if len(before) < 2 or {kind for kind, _ in before} == {"contact log"}:
        return False
    return all(each.value in before[each.target] for each in made)


def run_hold(runs: Sequence[tuple[str, datetime]], made: Sequence[Made]) -> StandingHold:
    """The one hold about *runs*, newest first: their ids and starts in the RTO's zone."""
    (_, at), (_, since) = runs[0], runs[-1]
    which = f"the run of {at:%d/%m/%Y %H:%M}"
    if len(runs) > 1:
        which = f"{len(runs)} runs from {since:%d/%m/%Y %H:%M} to {at:%d/%m/%Y %H:%M}"
    targets = {each.target for each in made}
    enrolments = sorted({each.enrolment.id for each in made})
    counts = ", ".join(
        f"{what}: {number}"
        for what in ("contact log", "Secondary ID", "result")
        if (number := sum(1 for kind, _ in targets if kind == what))
    )
    return StandingHold(
        stage=STAGE,
        enrolment_id=NOBODY,
        client_code=ClientCode(""),
        client_name="",
        course_code=CourseCode(""),
        reason="run-missing",
        message=f"PowerPro has nothing of what {which} wrote ({counts}; enrolments: "
        f"{len(enrolments)}). A transaction around the run was probably rolled back, or an older "
        "back-up was put in place. If you release this hold, the next run does all of it again. "
        "If you keep PowerPro as it is, each result counts as removed by a person.",
        remedy="If newer data of PowerPro exists, put it back: the hold then ends by itself",
        releasable=True,
        facts=(*(f"{RUN}{run_id}" for run_id, _ in runs), *(f"enrolment {e}" for e in enrolments)),
    )


def runs_of(hold: StandingHold) -> tuple[str, ...]:
    """The ids of the runs that a hold of `run_hold` is about, newest first."""
    return tuple(each.removeprefix(RUN) for each in hold.facts if each.startswith(RUN))
