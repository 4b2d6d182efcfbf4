"""The history: what each run wrote, with old and new values, and what results rest on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain

from attrs import frozen

from talent_powerpro.errors import RecordFault
from talent_powerpro.model import Enrolment, EnrolmentId, UnitRowId
from talent_powerpro.ports.optional import enrolment_journal_of
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.state import AgentState, RunJournal
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.records.journal import JournalEntry, RunHeader
from talent_powerpro.records.write import SetResult, Write
from talent_powerpro.run.agent_state import required
from talent_powerpro.services.finding import Candidate, NoMatch


@frozen
class PastRecord:
    """What a run did for one enrolment in one stage."""

    stage: str
    enrolment_id: EnrolmentId
    client_code: str
    """Blank, as the next two, where the enrolment no longer exists."""
    client_name: str
    course_code: str
    status: str
    """The status in which it ended; blank: the run was cut off."""
    writes: tuple[Write, ...]
    """The writes made, each with its old and new value."""
    evidence: tuple[ResultEvidence, ...] = ()
    """What the written results rest on."""


@frozen
class PastRun:
    """A run with its records."""

    run_id: str
    header: RunHeader | None
    """Its summary; ``None``: it is no longer kept."""
    records: tuple[PastRecord, ...]
    """Those that wrote something, in the order in which they were begun."""


def history(
    powerpro: PowerProRepository,
    state: AgentState,
    *,
    run_id: str | None = None,
    enrolment_ids: Collection[EnrolmentId] | None = None,
    since: datetime | None = None,
) -> tuple[PastRun, ...]:
    """Return the runs that wrote something, newest first.

    *run_id* names one run, which is returned even if it wrote nothing. *enrolment_ids* leaves out
    the records of other enrolments. *since* (aware) leaves out runs that started earlier. Raises
    `NoMatch` for a run that the journal does not have.
    """
    journal = required(state.journal)
    headers = {each.run_id: each for each in journal.runs()}
    entries: dict[str, list[JournalEntry]] = {}
    for each in _entries(journal, run_id, enrolment_ids, _since(headers, since)):
        if enrolment_ids is None or each.enrolment_id in enrolment_ids:
            entries.setdefault(each.run_id, []).append(each)
    if run_id is not None:
        if run_id not in headers and run_id not in entries:
            raise no_such_run(run_id, headers.values())
        wanted = [run_id]
    else:
        wanted = _newest_first(headers, entries, since)
    names = Names(powerpro)
    runs = [
        PastRun(each, headers.get(each), _records(entries.get(each, ()), state, names))
        for each in wanted
    ]
    return tuple(run for run in runs if run.records or run_id is not None)


def no_such_run(run_id: str, headers: Iterable[RunHeader]) -> NoMatch:
    """Return the fault for a run that the journal does not have, with the newest that wrote."""
    wrote = [each for each in headers if each.wrote][-NEWEST:]
    newest = " The newest that wrote something:" if wrote else ""
    return NoMatch(
        f"The journal has no run {run_id}.{newest}",
        [Candidate("", f"{each.run_id}, {each.wrote} writes") for each in reversed(wrote)],
        remedy="List the runs with `talent-powerpro history`.",
    )


NEWEST = 10
"""The most runs that a fault names."""


class Names:
    """Who an enrolment is about, each read once."""

    def __init__(self, powerpro: PowerProRepository) -> None:
        self._powerpro = powerpro
        self._found: dict[EnrolmentId, Enrolment | None] = {}

    def of(self, enrolment_id: EnrolmentId) -> tuple[str, str, str]:
        """Client code, client name and course code; blank for an enrolment that is gone."""
        if enrolment_id not in self._found:
            try:
                self._found[enrolment_id] = self._powerpro.enrolment(enrolment_id)
            except RecordFault:
                self._found[enrolment_id] = None
        found = self._found[enrolment_id]
        return (found.client.code, found.client.name, found.course.code) if found else ("", "", "")


def _since(headers: Mapping[str, RunHeader], since: datetime | None) -> list[str] | None:
    """The runs since then that may have written something; ``None`` without a *since*."""
    if since is None:
        return None
    kept = (each for each in headers.values() if each.started >= since)
    return [each.run_id for each in kept if each.wrote or not each.ended]


def _entries(
    journal: RunJournal,
    run_id: str | None,
    enrolment_ids: Collection[EnrolmentId] | None,
    runs: Sequence[str] | None,
) -> Iterable[JournalEntry]:
    """The records in question and perhaps others, without reading years of them."""
    by_enrolment = enrolment_journal_of(journal)
    if run_id is None and enrolment_ids is not None and by_enrolment:
        return by_enrolment.entries_of(enrolment_ids)
    if run_id is None and runs is not None:
        return chain.from_iterable(map(journal.entries, runs))
    return journal.entries(run_id)


def _newest_first(
    headers: Mapping[str, RunHeader],
    entries: Mapping[str, object],
    since: datetime | None,
) -> list[str]:
    """The runs in question; those whose header is gone are the oldest."""
    kept = [each for each in headers.values() if since is None or each.started >= since]
    newest = [each.run_id for each in sorted(kept, key=lambda one: one.started, reverse=True)]
    gone = () if since else tuple(each for each in entries if each not in headers)
    return [*newest, *reversed(gone)]


def _records(
    entries: Iterable[JournalEntry], state: AgentState, names: Names
) -> tuple[PastRecord, ...]:
    made = [each for each in entries if each.made]
    evidence = _evidence(made, state)
    return tuple(
        PastRecord(
            each.stage,
            each.enrolment_id,
            *names.of(each.enrolment_id),
            each.status,
            each.made,
            tuple(
                evidence[write.unit_id]
                for write in each.made
                if isinstance(write, SetResult) and write.unit_id in evidence
            ),
        )
        for each in made
    )


def _evidence(
    entries: Collection[JournalEntry], state: AgentState
) -> Mapping[UnitRowId, ResultEvidence]:
    """The evidence that one run kept, by unit row."""
    units = [
        write.unit_id for each in entries for write in each.made if isinstance(write, SetResult)
    ]
    runs = {each.run_id for each in entries}
    found = required(state.evidence).of_units(units) if units else ()
    return {each.unit_id: each for each in found if each.run_id in runs}
