"""Undo: what a run wrote in PowerPro, back to the old values that the journal recorded.

A person's edit since then wins: it stays and is named. TalentLMS is never undone.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, tzinfo

from attrs import evolve, frozen

from talent_powerpro.counting import counted, untold
from talent_powerpro.errors import EditedMeanwhile, RecordFault, SettingsFault
from talent_powerpro.model import UNDONE as UNDONE_LOG
from talent_powerpro.model import ContactLog, Enrolment, EnrolmentId
from talent_powerpro.ports.optional import undoing_of
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.state import AgentState
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.journal import UNDO, JournalEntry, RunHeader
from talent_powerpro.records.record import StageName
from talent_powerpro.records.write import AddContactLog, AddUndoneLog, SetResult, SetSecondaryId
from talent_powerpro.records.write import Write as AnyWrite
from talent_powerpro.rules.undo import Fate, Undoing, undoing, undone_hold
from talent_powerpro.run.agent_state import required
from talent_powerpro.run.recovery import recover
from talent_powerpro.services.history import no_such_run

NO_PORT = "PowerPro's repository cannot undo contact logs. The enrolment stays provisioned."


@frozen
class UndoneRecord:
    """One record of the run, and what the undo does about each of its writes."""

    stage: str
    enrolment_id: EnrolmentId
    client_code: str
    """Blank, as the next two, where the enrolment no longer exists."""
    client_name: str
    course_code: str
    writes: tuple[Undoing, ...]

    @property
    def back(self) -> tuple[AnyWrite, ...]:
        """The writes that undo it."""
        return tuple(each.back for each in self.writes if each.back)

    @property
    def left(self) -> tuple[Undoing, ...]:
        """The writes in PowerPro that stay although the run made them."""
        return tuple(each for each in self.writes if each.fate is Fate.EDITED)


@frozen
class Undo:
    """The undo of one run: planned, or done."""

    of_run: str
    run_id: str
    """The undo's own id, under which it is in the journal; blank: nothing was written."""
    records: tuple[UndoneRecord, ...]
    """All records of the run that wrote something."""

    @property
    def undone(self) -> int:
        """The number of writes taken back, or to be taken back."""
        return sum(len(record.back) for record in self.records)

    @property
    def left(self) -> int:
        """The number of writes in PowerPro that somebody has changed since."""
        return sum(len(record.left) for record in self.records)

    @property
    def in_talent(self) -> int:
        """The number of writes that stay, because they are in TalentLMS."""
        every = (each for record in self.records for each in record.writes)
        return sum(each.fate is Fate.STAYS for each in every)


def plan_undo(run_id: str, powerpro: PowerProRepository, state: AgentState) -> Undo:
    """Return what undoing the run would do now. Writes nothing.

    Raises `NoMatch` for a run that the journal does not have, and `SettingsFault` for one that is
    itself an undo.
    """
    journal = required(state.journal)
    headers = {each.run_id: each for each in journal.runs()}
    entries = [each for each in journal.entries(run_id) if each.made]
    if run_id not in headers and not entries:
        raise no_such_run(run_id, headers.values())
    if any(each.stage.startswith(UNDO) for each in entries):
        raise SettingsFault(
            f"Run {run_id} is itself an undo.",
            remedy="To do again what it took back, release its holds: `talent-powerpro holds`.",
        )
    can_undo_logs = undoing_of(powerpro) is not None
    records = (_record(each, powerpro, can_undo_logs=can_undo_logs) for each in entries)
    return Undo(run_id, "", tuple(records))


def undo(
    run_id: str,
    powerpro: PowerProRepository,
    state: AgentState,
    *,
    now: datetime,
    zone: tzinfo,
    progress: Callable[[int, int], object] = untold,
) -> Undo:
    """Undo a run in PowerPro, and return what was done. The caller holds the run lock.

    Each undone record then stands held as ``undone`` until a person releases it. The undo is in the
    journal as a run of its own. A repeat finds nothing to do and writes nothing. *progress* is
    called with the records undone and to undo. Raises as `plan_undo` does.
    """
    journal = required(state.journal)
    # What a killed run wrote is known only after this.
    recover(journal, powerpro, required(state.evidence))
    planned = plan_undo(run_id, powerpro, state)
    if not planned.undone:
        return planned
    undo_id = f"{now.astimezone(zone):%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}"
    of = next((each for each in journal.runs() if each.run_id == run_id), None)
    header = RunHeader(undo_id, now, (UNDO,), targets=(f"run {run_id}",))
    journal.keep_run(header)
    journal.begin([_entry(undo_id, each) for each in planned.records if each.back])
    started = of.started.astimezone(zone) if of else None
    undoes = _Undoing(undo_id, run_id, started, powerpro, state, now)
    done = [undoes.of(record) for record in counted(planned.records, progress)]
    made = Undo(run_id, undo_id, tuple(done))
    counts = {UNDO: {"undone": sum(bool(each.back) for each in done)}}
    journal.keep_run(evolve(header, ended=now, counts=counts, wrote=made.undone))
    return made


def _record(
    entry: JournalEntry, powerpro: PowerProRepository, *, can_undo_logs: bool
) -> UndoneRecord:
    enrolment = _read(entry.enrolment_id, powerpro)
    writes = [undoing(write, enrolment) for write in reversed(entry.made)]
    if not can_undo_logs:
        writes = [_without_port(each) for each in writes]
    who = (
        (enrolment.client.code, enrolment.client.name, enrolment.course.code)
        if enrolment
        else ("", "", "")
    )
    return UndoneRecord(entry.stage, entry.enrolment_id, *who, tuple(writes))


def _without_port(each: Undoing) -> Undoing:
    if each.fate is Fate.UNDO and isinstance(each.write, AddContactLog):
        return Undoing(each.write, Fate.EDITED, message=NO_PORT)
    return each


def _read(enrolment_id: EnrolmentId, powerpro: PowerProRepository) -> Enrolment | None:
    try:
        found = powerpro.enrolment(enrolment_id)
    except RecordFault:
        return None
    return None if found and found.unreadable else found


def _entry(undo_id: str, record: UndoneRecord) -> JournalEntry:
    return JournalEntry(undo_id, f"{UNDO} {record.stage}", record.enrolment_id, record.back)


@frozen
class _Undoing:
    """Undoes the records of one run."""

    undo_id: str
    run_id: str
    started: datetime | None
    powerpro: PowerProRepository
    state: AgentState
    now: datetime

    def of(self, record: UndoneRecord) -> UndoneRecord:
        """Undo one record, and return what became of it."""
        if not record.back:
            return record
        enrolment = _read(record.enrolment_id, self.powerpro)
        if enrolment:
            # Before the first write: a run after a crash must not do again what was half undone.
            self._hold(record, enrolment)
        ended = tuple(self._one(each, enrolment) for each in record.writes)
        made = evolve(record, writes=ended)
        required(self.state.journal).end(
            self.undo_id, f"{UNDO} {record.stage}", record.enrolment_id, "undone", made.back
        )
        return made

    def _hold(self, record: UndoneRecord, enrolment: Enrolment) -> None:
        holds, journal = required(self.state.holds), required(self.state.journal)
        hold = undone_hold(record.stage, enrolment, self.run_id, self.started)
        there = [
            each
            for each in holds.standing()
            if (each.stage, each.enrolment_id) == (record.stage, enrolment.id)
            and each.key != hold.key
        ]
        holds.ended(enrolment.id, record.stage, [*there, hold])
        if record.stage == StageName.PROVISIONING:
            # Released, it is due again, whatever the day.
            journal.mark_due([DueMark(enrolment.id, enrolment.export_date)])
            journal.clear_pending(enrolment.id)

    def _one(self, each: Undoing, enrolment: Enrolment | None) -> Undoing:
        if each.back is None:
            return each
        if enrolment is None:
            return undoing(each.write, None)
        try:
            self._write(each.back, enrolment)
        except EditedMeanwhile as fault:
            return Undoing(each.write, Fate.EDITED, message=fault.message)
        except RecordFault as fault:
            return Undoing(each.write, Fate.EDITED, message=f"{fault.message} It stays.")
        return each

    def _write(self, back: AnyWrite, enrolment: Enrolment) -> None:
        match back:
            case SetResult():
                unit = next(each for each in enrolment.units if each.id == back.unit_id)
                self.powerpro.set_result(unit.with_result(back.old), back.new)
                # As if the agent had not written it: after a release it is no cleared result.
                required(self.state.journal).remember_result(unit.id, back.new)
            case SetSecondaryId():
                client = evolve(enrolment.client, secondary_id=back.old)
                self.powerpro.set_secondary_id(client, back.new)
            case _:
                assert isinstance(back, AddUndoneLog)
                port = undoing_of(self.powerpro)
                assert port is not None
                port.add_undone_log(enrolment, self._log(enrolment, back))

    def _log(self, enrolment: Enrolment, back: AddUndoneLog) -> ContactLog:
        return ContactLog(
            enrolment.client.name,
            enrolment.course.name,
            self.now,
            contact_type=UNDONE_LOG,
            description=back.description,
        )
