"""Lines of the sync log, whatever is in their messages. `test_sync_log` reads those of runs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given

from support.hostile import FORGED_LINE, TEXTS
from support.the_guide import COURSE_126, PERTH, STARTED, USER_7, enrolment
from talent_powerpro.model import ContactLog, Ensured
from talent_powerpro.records.journal import SyncLogLine
from talent_powerpro.records.record import RecordStatus, StageName, record_of
from talent_powerpro.records.step import Call, Event, Note, Side
from talent_powerpro.records.write import Unenrol
from talent_powerpro.rules.withdrawal import Withdrawal
from talent_powerpro.views.step_lines import line, record_lines
from talent_powerpro.views.sync_log import shown


def test_a_message_cannot_forge_a_line_or_steer_a_terminal() -> None:
    forged = "O'Brien\n02/06/2022\t14:58:56\tEnrolled\x1b[2J\N{LINE SEPARATOR}x"
    assert line(STARTED, forged).message == ("O'Brien 02/06/2022\\t14:58:56\\tEnrolled\\x1b[2J x")


def test_the_first_line_of_a_record_bears_the_time_of_its_first_call() -> None:
    moved = Unenrol(USER_7, COURSE_126)
    record = record_of(
        StageName.SUSPENSION, enrolment(), RecordStatus.WRITTEN, writes=(moved, moved)
    )
    called = Call("unenrol", Side.TALENT, (USER_7, COURSE_126))
    later = STARTED + timedelta(seconds=5)
    events = [Event(STARTED, called, Ensured.DONE), Event(later, called, Ensured.ALREADY)]
    assert record_lines(record, events, performed=True) == (
        SyncLogLine(STARTED, "Suspension of JOANA GOMEZ (2021000017), ICT30120-A"),
        SyncLogLine(STARTED, "Taking Talent User 7 out of Talent Course ID 126..."),
        SyncLogLine(later, "Taking Talent User 7 out of Talent Course ID 126..."),
        SyncLogLine(later, "Already set in Talent."),
    )


def test_a_log_of_the_group_has_its_type_and_text() -> None:
    log = ContactLog("JOANA GOMEZ", "ICT", STARTED, "Joined", description="Geekos")
    record = record_of(StageName.PROVISIONING, enrolment(), RecordStatus.WRITTEN)
    events = [Event(STARTED, Call("add_group_log", Side.POWERPRO, (enrolment(), log)))]
    assert record_lines(record, events, performed=True) == (
        SyncLogLine(STARTED, f"{log.contact_type}: Geekos"),
    )


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (
            Note("suspending", ("Joana Gomez", Withdrawal("cancelled", date(2022, 6, 1)))),
            "Joana Gomez was cancelled on 01/06/2022.",
        ),
        (
            Note("returning", ("Joana Gomez",)),
            "Joana Gomez is enrolled again after a withdrawal.",
        ),
        (
            Note("looking_again", ("Timed out.",)),
            "Timed out. Checking whether the Student exists...",
        ),
    ],
)
def test_a_note_has_its_line(note: Note, said: str) -> None:
    record = record_of(StageName.PROVISIONING, enrolment(), RecordStatus.WRITTEN)
    lines = record_lines(record, [Event(STARTED, note)], performed=True)
    assert lines == (SyncLogLine(STARTED, said),)


@given(TEXTS)
def test_any_message_is_one_line_and_equals_no_other(text: str) -> None:
    logged = shown(line(STARTED, f"{text}\n{FORGED_LINE}"), PERTH)
    date, time, message = logged.split("\t")
    assert (date, time) == ("02/06/2022", "14:58:56")
    assert message.isprintable()
    assert len(f"{logged}x".splitlines()) == 1
