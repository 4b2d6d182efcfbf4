"""Group commit: endings wait for the next transaction, and a fault loses nothing else."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path
from threading import Thread

import pytest
from attrs import evolve

from support.sql.guide_rows import BOOKING, CONTACT, by_hand, make, refuse, the_enrolment
from support.sql.stressed import Students, in_file, students
from support.the_guide import ended
from talent_powerpro.adapters.memory import MemoryTalent
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.errors import EditedMeanwhile, PowerProUnusable
from talent_powerpro.model import EnrolmentId, NewTalentUser, TalentUser, TalentUserId
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.journal import JournalEntry, SyncLogLine

LINE = SyncLogLine(CONTACT, "Enrolling now...")
SEVEN = TalentUserId("7")


def begun(path: Path) -> SqlPowerPro:
    """A store with one record that has begun."""
    powerpro = make(path)
    booking = EnrolmentId(BOOKING)
    powerpro.journal.mark_due([DueMark(booking, None)])
    powerpro.journal.begin([JournalEntry("run", "provisioning", booking, ())])
    return powerpro


def end(powerpro: SqlPowerPro) -> None:
    powerpro.journal.end("run", "provisioning", EnrolmentId(BOOKING), "provisioned", ())
    powerpro.sync_log.write([LINE])


def lines_in(path: Path) -> int:
    """The number of lines that another program reads."""
    with by_hand(path) as other:
        (number,) = other.execute("SELECT count(*) FROM sync_log").fetchone()
    return int(number)


def test_lines_are_written_with_the_next_write_and_read_before_it(tmp_path: Path) -> None:
    path = tmp_path / "powerpro.db"
    with begun(path) as powerpro:
        with powerpro.group_commit():
            end(powerpro)
            assert lines_in(path) == 0
            powerpro.set_secondary_id(the_enrolment(powerpro).client, SEVEN)
            assert lines_in(path) == 1
            powerpro.sync_log.write([LINE])
            assert powerpro.sync_log.lines() == (LINE, LINE)
            powerpro.sync_log.write([LINE])
        assert lines_in(path) == 3
        powerpro.sync_log.write([LINE])
        assert lines_in(path) == 4


def test_an_edit_by_a_person_rolls_back_no_ending(tmp_path: Path) -> None:
    with begun(tmp_path / "powerpro.db") as powerpro, powerpro.group_commit():
        end(powerpro)
        edited = evolve(the_enrolment(powerpro).client, secondary_id="as it was")
        with pytest.raises(EditedMeanwhile):
            powerpro.set_secondary_id(edited, SEVEN)
        assert powerpro.journal.unfinished() == ()
        assert powerpro.sync_log.lines() == (LINE,)


def test_a_line_that_cannot_be_written_stops_no_write_after_the_block(tmp_path: Path) -> None:
    path = tmp_path / "powerpro.db"
    with begun(path) as powerpro:
        refuse(path, "INSERT ON sync_log")
        client = the_enrolment(powerpro).client
        with ExitStack() as block:
            block.enter_context(powerpro.group_commit())
            end(powerpro)
            with pytest.raises(PowerProUnusable, match="not that one"):
                powerpro.set_secondary_id(client, SEVEN)
            with pytest.raises(PowerProUnusable, match="not that one"):
                block.close()
        # As after a kill: the record has not ended, and the next run recovers it.
        assert [each.enrolment_id for each in powerpro.journal.unfinished()] == [BOOKING]
        powerpro.set_secondary_id(client, SEVEN)
        assert the_enrolment(powerpro).client.secondary_id == "7"


def test_another_thread_cannot_end_a_record(tmp_path: Path) -> None:
    raised: list[Exception] = []

    def ending(powerpro: SqlPowerPro) -> None:
        try:
            end(powerpro)
        except PowerProUnusable as fault:
            raised.append(fault)

    with begun(tmp_path / "powerpro.db") as powerpro:
        with powerpro.group_commit():
            thread = Thread(target=ending, args=(powerpro,))
            thread.start()
            thread.join()
        assert len(raised) == 1
        assert len(powerpro.journal.unfinished()) == 1


# --- a machine that loses power -------------------------------------------------------


class Copying(MemoryTalent):
    """A portal that copies the store before its second sign-up, as a power cut would leave it."""

    def __init__(self, there: Students, folder: Path) -> None:
        self.__dict__ |= vars(there.talent)
        self.there, self.folder, self.sign_ups = there, folder, 0

    def create_user(self, new: NewTalentUser) -> TalentUser:
        self.sign_ups += 1
        if self.sign_ups == 2:
            for end in ("", "-wal"):
                path = self.there.path.with_name(f"{self.there.path.name}{end}")
                shutil.copyfile(path, self.folder / path.name)
        return super().create_user(new)


def test_a_run_after_a_power_cut_ends_the_record_whose_ending_was_lost(tmp_path: Path) -> None:
    there = students(tmp_path / "powerpro.db")
    (tmp_path / "cut").mkdir()
    Students(there.place, Copying(there, tmp_path / "cut"), there.clock).run()
    cut = Students(in_file(tmp_path / "cut" / there.path.name), there.talent, there.clock)
    with SqlPowerPro(cut.place.url) as powerpro:
        first = powerpro.journal.unfinished()[0]
        assert the_enrolment(powerpro, first.enrolment_id).provisioning_log is not None
        assert first.enrolment_id in {mark.enrolment_id for mark in powerpro.journal.due_marks()}
    assert ended(cut.run()) == ""
    assert cut.state() == there.state()
    with SqlPowerPro(cut.place.url) as powerpro:
        (entry,) = powerpro.journal.entries_of([first.enrolment_id])
        assert entry.status == "provisioned"
        assert powerpro.journal.due_marks() == ()
