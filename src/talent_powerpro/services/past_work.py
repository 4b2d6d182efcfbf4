"""Past work: whom the runs of some days enrolled, and which results they fetched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo

from attrs import evolve, frozen

from talent_powerpro.model import EnrolmentId, UnitResult
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.state import AgentState
from talent_powerpro.records.journal import UNDO, RunHeader
from talent_powerpro.records.write import AddContactLog, AddUndoneLog, Enrol, SetResult
from talent_powerpro.run.agent_state import required
from talent_powerpro.services.history import PastRecord, history


@frozen
class EnrolledStudent:
    """An enrolment that a run provisioned."""

    at: datetime
    """The start of that run. Aware, in the RTO's zone."""
    enrolment_id: EnrolmentId
    client_code: str
    """Blank, as the next two, where the enrolment no longer exists."""
    client_name: str
    course_code: str
    talent_user: str
    """The Talent user's id; blank where the user was enrolled already."""
    description: str
    """The contact log's."""
    undone: bool
    """A person has undone the run since."""


@frozen
class FetchedUnit:
    """A unit result that a run wrote."""

    at: datetime
    """The start of that run. Aware, in the RTO's zone."""
    enrolment_id: EnrolmentId
    client_code: str
    """Blank, as the next two, where the enrolment no longer exists."""
    client_name: str
    course_code: str
    unit_code: str
    before: UnitResult
    after: UnitResult
    undone: bool
    """A person has undone the run since."""


@frozen
class RunOnDay:
    """A run with what it wrote."""

    header: RunHeader
    """Times are in the RTO's zone."""
    records: tuple[PastRecord, ...]


@frozen
class ReportedDay:
    """One day of a report."""

    on: date
    runs: tuple[RunOnDay, ...]
    """In the order of their starts. Of a series of idle runs only the last is kept."""
    enrolled: int
    """The number of enrolments provisioned, without what was undone since."""
    results: int
    """The number of results written, without what was undone since."""


def runs_since(
    since: datetime, powerpro: PowerProRepository, state: AgentState, zone: tzinfo
) -> tuple[RunOnDay, ...]:
    """Return the runs since then (aware), oldest first, also those that wrote nothing."""
    wrote = {each.run_id: each.records for each in history(powerpro, state, since=since)}
    headers = required(state.journal).runs()
    found = [
        RunOnDay(in_zone(each, zone), wrote.get(each.run_id, ()))
        for each in headers
        if each.started >= since
    ]
    return tuple(sorted(found, key=lambda run: run.header.started))


def in_zone(header: RunHeader, zone: tzinfo) -> RunHeader:
    """Return the header with its times in *zone*."""
    ended = header.ended.astimezone(zone) if header.ended else None
    return evolve(header, started=header.started.astimezone(zone), ended=ended)


def written(runs: Iterable[RunOnDay]) -> Iterator[EnrolledStudent | FetchedUnit]:
    """Yield what *runs*, newest first, enrolled and fetched."""
    undone: Counter[tuple[str, ...]] = Counter()
    for run in runs:
        for record in run.records:
            for write in record.writes:
                if not isinstance(write, AddContactLog | AddUndoneLog | SetResult):
                    continue
                key = _key(write)
                if record.stage.startswith(UNDO):
                    undone[key] += 1
                    continue
                assert not isinstance(write, AddUndoneLog), "only an undo writes one"
                # Runs are read backwards, so an undo comes before what it took back.
                is_undone = undone[key] > 0
                undone[key] -= is_undone
                yield _entry(run.header.started, record, write, is_undone=is_undone)


def _key(write: AddContactLog | AddUndoneLog | SetResult) -> tuple[str, ...]:
    """What an undo has in common with the write that it takes back."""
    if isinstance(write, SetResult):
        return (write.unit_id,)
    return write.enrolment_id, write.description


def _entry(
    at: datetime, record: PastRecord, write: AddContactLog | SetResult, *, is_undone: bool
) -> EnrolledStudent | FetchedUnit:
    place = (record.enrolment_id, record.client_code, record.client_name, record.course_code)
    if isinstance(write, SetResult):
        return FetchedUnit(at, *place, write.unit_code, write.old, write.new, is_undone)
    users = [each.user_id for each in record.writes if isinstance(each, Enrol)]
    return EnrolledStudent(at, *place, users[0] if users else "", write.description, is_undone)


def reported_day(
    on: date,
    runs: Iterable[RunOnDay],
    enrolled: Iterable[EnrolledStudent],
    results: Iterable[FetchedUnit],
) -> ReportedDay:
    """Return one day, with its own of *runs* and what they wrote."""
    return ReportedDay(
        on,
        tuple(each for each in runs if each.header.started.date() == on),
        sum(each.at.date() == on and not each.undone for each in enrolled),
        sum(each.at.date() == on and not each.undone for each in results),
    )
