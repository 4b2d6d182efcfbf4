"""An agent's state in dictionaries, lost when the process ends.

See `talent_powerpro.ports.state` for what each method means.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from threading import Lock

from attrs import evolve

from talent_powerpro.adapters.memory.engagement import MemoryEngagement
from talent_powerpro.adapters.memory.suspensions import MemorySuspensions
from talent_powerpro.adapters.memory.work_lists import MemoryWorkLists
from talent_powerpro.adapters.memory.written_users import MemoryWrittenUsers
from talent_powerpro.errors import LockHeld
from talent_powerpro.model import ClientCode, EnrolmentId, UnitResult, UnitRowId
from talent_powerpro.ports.state import AgentState
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.records.holds import Answer, StandingHold, current_answers
from talent_powerpro.records.journal import (
    JournalEntry,
    PendingMembership,
    RunHeader,
    SetAside,
    SyncLogLine,
)
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.links import VerifiedLink
from talent_powerpro.records.look import Look, Wait
from talent_powerpro.records.write import Write


def memory_state() -> AgentState:
    """Return a new state with every part in memory."""
    return AgentState(
        journal=MemoryJournal(),
        sync_log=MemorySyncLog(),
        holds=MemoryHolds(),
        portal=MemoryPortalBinding(),
        lock=MemoryRunLock(),
        evidence=MemoryEvidence(),
        links=MemoryVerifiedLinks(),
        last_looks=MemoryLastLooks(),
        looks=MemoryLooks(),
        tries=MemoryTries(),
        lists=MemoryWorkLists(),
        suspensions=MemorySuspensions(),
        written_users=MemoryWrittenUsers(),
        engagement=MemoryEngagement(),
    )


class MemoryJournal:
    """A journal that lives as long as the process. See `RunJournal` for what each method means."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str, EnrolmentId], JournalEntry] = {}
        self._marks: dict[EnrolmentId, DueMark] = {}
        self._results: dict[UnitRowId, UnitResult] = {}
        self._pending: dict[EnrolmentId, PendingMembership] = {}
        self._reported: set[str] = set()
        self._runs: dict[str, RunHeader] = {}

    def mark_due(self, marks: Collection[DueMark]) -> None:
        self._marks.update({mark.enrolment_id: mark for mark in marks})

    def due_marks(self) -> Collection[DueMark]:
        return tuple(self._marks.values())

    def begin(self, entries: Sequence[JournalEntry]) -> None:
        self._entries.update({(e.run_id, e.stage, e.enrolment_id): e for e in entries})

    def end(
        self,
        run_id: str,
        stage: str,
        enrolment_id: EnrolmentId,
        status: str,
        made: Sequence[Write],
    ) -> None:
        key = run_id, stage, enrolment_id
        if key in self._entries:
            self._entries[key] = evolve(self._entries[key], status=status, made=tuple(made))
        if status == "provisioned":
            self._marks.pop(enrolment_id, None)

    def entries(self, run_id: str | None = None) -> Sequence[JournalEntry]:
        kept = self._entries.values()
        return tuple(entry for entry in kept if run_id in (None, entry.run_id))

    def unfinished(self) -> Sequence[JournalEntry]:
        return tuple(entry for entry in self._entries.values() if not entry.status)

    def remember_result(self, unit_id: UnitRowId, result: UnitResult) -> None:
        self._results[unit_id] = result

    def last_results(self, unit_ids: Collection[UnitRowId]) -> Mapping[UnitRowId, UnitResult]:
        return {each: self._results[each] for each in unit_ids if each in self._results}

    def set_pending(self, membership: PendingMembership) -> None:
        self._pending[membership.enrolment_id] = membership

    def clear_pending(self, enrolment_id: EnrolmentId) -> None:
        self._pending.pop(enrolment_id, None)

    def pending_memberships(self) -> Sequence[PendingMembership]:
        return tuple(self._pending.values())

    def told(self, topics: Collection[str]) -> frozenset[str]:
        return frozenset(topics) & self._reported

    def tell(self, topics: Collection[str], today: date) -> frozenset[str]:  # noqa: ARG002  # nothing to purge in memory
        new = frozenset(topics) - self._reported
        self._reported |= new
        return new

    def keep_run(self, header: RunHeader) -> None:
        self._runs[header.run_id] = header
        newest = self.runs(2)
        if len(newest) == 2 and newest[1] is header and header.repeats(newest[0]):
            del self._runs[newest[0].run_id]

    def runs(self, newest: int | None = None) -> Sequence[RunHeader]:
        kept = tuple(self._runs.values())
        return kept if newest is None else kept[max(0, len(kept) - newest) :]


class MemorySyncLog:
    """A sync log that lives as long as the process. See `SyncLogStore`."""

    def __init__(self) -> None:
        self.lines: list[SyncLogLine] = []

    def write(self, lines: Sequence[SyncLogLine]) -> None:
        self.lines.extend(lines)


class MemoryEvidence:
    """Evidence that lives as long as the process. See `EvidenceStore`."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, EnrolmentId], tuple[ResultEvidence, ...]] = {}

    def keep(self, run_id: str, evidence: Mapping[EnrolmentId, Sequence[ResultEvidence]]) -> None:
        for enrolment_id, kept in evidence.items():
            self._kept.pop((run_id, enrolment_id), None)  # So that the new evidence comes last.
            self._kept[run_id, enrolment_id] = tuple(kept)

    def of_units(self, unit_ids: Collection[UnitRowId]) -> Sequence[ResultEvidence]:
        return tuple(e for kept in self._kept.values() for e in kept if e.unit_id in unit_ids)


class MemoryHolds:
    """Holds and answers that live as long as the process.

    See `Holds` for what each method means.
    """

    def __init__(self) -> None:
        self._standing: dict[tuple[EnrolmentId, str], tuple[StandingHold, ...]] = {}
        self._answers: list[Answer] = []

    def ended(self, enrolment_id: EnrolmentId, stage: str, holds: Collection[StandingHold]) -> None:
        self._standing.pop((enrolment_id, stage), None)  # So that its new entry comes last.
        if holds:
            self._standing[enrolment_id, stage] = tuple(holds)

    def standing(self) -> Sequence[StandingHold]:
        return tuple(hold for holds in self._standing.values() for hold in holds)

    def answer(self, answer: Answer) -> None:
        latest = current_answers(self._answers).get(answer.key)
        if latest is None or latest.decision is not answer.decision:
            self._answers.append(answer)

    def answers(self) -> Sequence[Answer]:
        return tuple(self._answers)


class MemoryPortalBinding:
    """A binding to a portal that lives as long as the process.

    See `PortalBinding` for what each method means.
    """

    def __init__(self) -> None:
        self._portal = ""
        self._aside: dict[tuple[str, str, str], SetAside] = {}

    def portal(self) -> str:
        return self._portal

    def remember_portal(self, portal: str) -> None:
        self._portal = portal

    def set_aside(self, ids: Sequence[SetAside]) -> None:
        for each in ids:
            self._aside.setdefault((each.client_code, each.user_id, each.portal), each)

    def ids_set_aside(self) -> Sequence[SetAside]:
        return tuple(self._aside.values())


class MemoryVerifiedLinks:
    """Verified links that live as long as the process.

    See `VerifiedLinks` for what each method means.
    """

    def __init__(self) -> None:
        self._links: dict[ClientCode, VerifiedLink] = {}

    def remember_links(self, links: Collection[VerifiedLink]) -> None:
        self._links.update({link.client_code: link for link in links})

    def links_of(self, client_codes: Collection[ClientCode]) -> Mapping[ClientCode, VerifiedLink]:
        return {code: self._links[code] for code in client_codes if code in self._links}


class MemoryLastLooks:
    """Last looks that live as long as the process. See `LastLooks` for what each method means."""

    def __init__(self) -> None:
        self._looks: dict[EnrolmentId, LastLook] = {}

    def remembered(self, enrolment_ids: Collection[EnrolmentId]) -> Mapping[EnrolmentId, LastLook]:
        return {each: self._looks[each] for each in enrolment_ids if each in self._looks}

    def remember(self, looks: Collection[LastLook]) -> None:
        self._looks.update({each.enrolment_id: each for each in looks})

    # --- UnsettledLooks -----------------------------------------------------------

    def seen_in_scope(self) -> Sequence[EnrolmentId]:
        return [key for key, each in self._looks.items() if each.left_on is None]

    def left_unsettled(self) -> Collection[EnrolmentId]:
        left = (each for each in self._looks.values() if each.left_on)
        return [each.enrolment_id for each in left if each.found or each.looked_on is None]

    def not_seen_in_scope(self, enrolment_ids: Collection[EnrolmentId]) -> Collection[EnrolmentId]:
        seen = set(self.seen_in_scope())
        return [each for each in enrolment_ids if each not in seen]


class MemoryLooks:
    """A memory of looks that lives as long as the process. See `Looks`."""

    def __init__(self) -> None:
        self._looks: dict[EnrolmentId, Look] = {}
        self._waits: dict[str, dict[EnrolmentId, Wait]] = {}

    def looked_at(self, enrolment_ids: Collection[EnrolmentId]) -> Mapping[EnrolmentId, Look]:
        return {each: self._looks[each] for each in enrolment_ids if each in self._looks}

    def remember_looks(self, looks: Collection[Look]) -> None:
        self._looks.update({each.enrolment_id: each for each in looks})

    def waits(self, stage: str) -> Mapping[EnrolmentId, Wait]:
        return dict(self._waits.get(stage, {}))

    def keep_waits(
        self, stage: str, waits: Collection[Wait], ended: Collection[EnrolmentId]
    ) -> None:
        kept = self._waits.setdefault(stage, {})
        for each in ended:
            kept.pop(each, None)
        kept.update({each.enrolment_id: each for each in waits})


class MemoryTries:
    """Tries that live as long as the process. See `Tries` for what each method means."""

    def __init__(self) -> None:
        self._tries: dict[tuple[str, str], datetime] = {}

    def tried(self, kind: str, ids: Collection[str]) -> Mapping[str, datetime]:
        return {each: self._tries[kind, each] for each in ids if (kind, each) in self._tries}

    def mark(self, kind: str, ids: Collection[str], at: datetime) -> None:
        self._tries.update({(kind, each): at for each in ids})


class MemoryRunLock:
    """A `RunLock` within one process, for a host where no other process runs the agent.

    Agents that share one refuse each other. By default each agent has its own.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._what = ""

    @contextmanager
    def hold(self, what: str) -> Iterator[None]:
        if not self._lock.acquire(blocking=False):
            raise LockHeld(
                f"This process is already running `{self._what}`.",
                remedy="Wait for it to end, then run again.",
            )
        self._what = what
        try:
            yield
        finally:
            self._lock.release()
