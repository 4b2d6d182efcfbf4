"""Lines of the sync log about the end of a record or of a run."""

from __future__ import annotations

from attrs import evolve

from support.the_guide import enrolment
from talent_powerpro.errors import TalentUnusable
from talent_powerpro.records.record import RecordStatus, StageName, record_of
from talent_powerpro.records.report import Stopped
from talent_powerpro.views.ending_lines import ending, stopped

RECORD = record_of(StageName.PROVISIONING, enrolment(), RecordStatus.HELD)


def test_a_record_s_line_has_its_status_its_client_and_what_to_do() -> None:
    held = evolve(RECORD, message="The e-mail is another person's.", remedy="Correct it.")
    assert ending(held) == [
        "Held: JOANA GOMEZ (2021000017), ICT30120-A: The e-mail is another person's. -> Correct it."
    ]


def test_a_record_without_a_remedy_ends_with_its_message() -> None:
    (line,) = ending(evolve(RECORD, message="It is so."))
    assert line.endswith(": It is so.")


def test_a_record_without_a_message_has_no_line() -> None:
    assert ending(RECORD) == []


def test_a_stopped_run_says_why_and_what_to_do() -> None:
    fault = TalentUnusable("TalentLMS is unreachable.", remedy="Run again.")
    assert stopped(fault) == "Stopped: TalentLMS is unreachable. -> Run again."
    assert stopped(Stopped.by(fault)) == stopped(fault)
    assert stopped(TalentUnusable("Down.")) == "Stopped: Down."
