"""The parts of a support bundle that tell of the agent's work: runs, records, holds, lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve

from support.cli.bundle_parts import BOOKING, NOW, filled, part, subject_of
from support.cli.handed_on import edit, imported
from support.cli.rto import Rto, rto
from talent_powerpro.cli.bundle.subject import Subject
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.journal import JournalEntry, RunHeader


@pytest.fixture
def place(tmp_path: Path) -> Rto:
    made = rto(tmp_path)
    made.store.write_bytes(imported())
    made.store.chmod(0o600)
    return made


@pytest.fixture
def subject(place: Rto) -> Iterator[Subject]:
    with subject_of(place) as made:
        yield made


def test_the_status_is_that_of_the_command(subject: Subject) -> None:
    told = part(filled(subject), "status.json")
    (failed,) = told.pop("failed")
    assert failed["message"] == "Failed."
    assert told.pop("last_run") == part(subject, "runs.json")[0]
    assert told == {
        "last_end": "2022-06-02T07:00:00+00:00",
        "due": 1,
        "next_date": None,
        "held": 1,
        "missed": 0,
        "no_export_date": 0,
        "closed": 0,
        "unmatched": 0,
        "not_started": 0,
        "quota_limit": 2000,
        "quota_left": 1,
    }


def test_the_newest_run_comes_first(subject: Subject) -> None:
    assert part(filled(subject), "runs.json") == [
        {
            "run_id": "r2",
            "started": "2022-06-02T07:00:00+00:00",
            "stages": ["results"],
            "ended": None,
            "counts": {},
            "wrote": 0,
            "stopped": "quota",
            "message": "No calls are left.",
            "targets": ["client 2021000017"],
            "although_not_today": "why",
            "quota_limit": 2000,
            "quota_left": 1,
        },
        {
            "run_id": "r1",
            "started": "2022-06-02T06:00:00+00:00",
            "stages": ["provisioning", "results"],
            "ended": "2022-06-02T07:00:00+00:00",
            "counts": {"provisioning": {"provisioned": 1}},
            "wrote": 1,
            "stopped": "",
            "message": "",
            "targets": [],
            "although_not_today": "",
            "quota_limit": None,
            "quota_left": None,
        },
    ]


def test_records_have_the_actions_that_were_planned_and_the_writes_that_were_made(
    subject: Subject,
) -> None:
    assert part(filled(subject), "records.json") == {
        "r1": [
            {
                "stage": "provisioning",
                "enrolment": "1001",
                "status": "provisioned",
                "planned": ["add_contact_log", "add_contact_log"],
                "made": [
                    {
                        "enrolment_id": "1001",
                        "description": "Enrolled",
                        "action": "add_contact_log",
                    }
                ],
            },
            {
                "stage": "results",
                "enrolment": "1001",
                "status": "(cut off)",
                "planned": [],
                "made": [],
            },
        ]
    }


def test_the_newest_fifty_runs_and_two_hundred_records_are_told(subject: Subject) -> None:
    journal = subject.store().journal
    entry = JournalEntry("", "results", BOOKING, ())
    for number in range(52):
        run = f"r{number}"
        journal.keep_run(RunHeader(run, NOW + timedelta(minutes=number), ended=NOW, wrote=1))
        entries = [
            evolve(entry, run_id=run, enrolment_id=EnrolmentId(str(each)))
            for each in range({51: 150, 50: 49, 49: 2, 1: 1}.get(number, 0))
        ]
        journal.begin(entries)
    told = part(subject, "runs.json")
    assert (len(told), told[0]["run_id"], told[-1]["run_id"]) == (50, "r51", "r2")
    records = part(subject, "records.json")
    assert {run: len(entries) for run, entries in records.items()} == {
        "r51": 150,
        "r50": 49,
        "r49": 1,
    }
    assert [each["enrolment"] for each in records["r49"]] == ["0"]


def test_at_most_two_hundred_enrolments_are_told(place: Rto, subject: Subject) -> None:
    columns = (
        "client_code, course_code, booking_status, enrolment_date, expected_start_date, "
        "expected_end_date"
    )
    edit(
        place,
        "DELETE FROM units",
        "UPDATE enrolments SET export = 1, export_date = '2022-06-02'",
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION SELECT n + 1 FROM numbers WHERE n < 200) "
        f"INSERT INTO enrolments (id, export, export_date, {columns}) "
        f"SELECT 'copy-' || n, 1, '2022-06-02', {columns} FROM numbers, enrolments "
        "WHERE id = '1001' ORDER BY n",
    )
    told = part(subject, "enrolments.json")
    assert (len(told), told[0]["enrolment"], told[-1]["enrolment"]) == (200, "1001", "copy-197")


def test_holds_have_their_ids_and_answers_their_reasons(subject: Subject) -> None:
    assert part(filled(subject), "holds.json") == {
        "waiting": [
            {
                "stage": "results",
                "enrolment_id": "1001",
                "client_code": "2021000017",
                "client_name": "JOANA GOMEZ",
                "course_code": "ICT30120-A",
                "reason": "reason",
                "message": "Held.",
                "remedy": "Do it.",
                "releasable": True,
                "facts": ["a"],
                "both": [],
                "held": True,
                "id": "36b322f1",
            }
        ],
        "answers": [
            {
                "decision": "keep",
                "enrolment_id": "1001",
                "reason": "other",
                "facts": ["a"],
                "message": "Held.",
                "who": "Beatrix",
                "why": "why",
                "at": "2022-06-02T07:00:00+00:00",
            }
        ],
    }


def test_records_that_failed_are_told_with_the_reason(subject: Subject) -> None:
    assert part(filled(subject), "failures.json") == [
        {
            "stage": "results",
            "enrolment_id": "1001",
            "client_code": "2021000017",
            "client_name": "JOANA GOMEZ",
            "course_code": "ICT30120-A",
            "reason": "reason",
            "message": "Failed.",
            "remedy": "Do it.",
            "since": "2022-06-02T07:00:00+00:00",
        }
    ]


def test_each_list_is_told_and_who_has_no_export_date(place: Rto, subject: Subject) -> None:
    edit(
        place,
        "UPDATE enrolments SET export = 1, export_date = '2022-05-30' WHERE id = '1001'",
        "UPDATE enrolments SET export = 1, export_date = NULL WHERE id = '1002'",
    )
    where = "Home > Enrolments and Results > Course data > Talent LMS export/Date"
    assert part(subject, "lists.json") == {
        "missed": [
            {
                "list": "missed",
                "enrolment_id": "1001",
                "client_code": "2021000017",
                "client_name": "JOANA GOMEZ",
                "course_code": "ICT30120-A",
                "reasons": ["the export date 30/05/2022 has passed"],
                "where": [where],
                "since": "2022-05-30",
                "days": 3,
                "items": ["2022-05-30"],
            }
        ],
        "closed": [],
        "unmatched": [],
        "not-started": [],
        "withdrawn": [],
        "no_export_date": [
            {
                "list": None,
                "enrolment_id": "1002",
                "client_code": "2021000018",
                "client_name": "PINK PANTHER",
                "course_code": "ICT30120-A",
                "reasons": ["the enrolment has no export date"],
                "where": [where],
                "since": None,
                "days": None,
                "items": [],
            }
        ],
    }


def test_rows_that_cannot_be_read_are_told(place: Rto, subject: Subject) -> None:
    edit(
        place,
        "PRAGMA ignore_check_constraints = ON",
        "UPDATE enrolments SET enrolment_date = 'soon' WHERE id = '1001'",
    )
    filled(subject)
    edit(
        place,
        "PRAGMA ignore_check_constraints = ON",
        "UPDATE standing_holds SET facts = 'soon' WHERE reason = 'other'",
    )
    subject.store().holds.standing()
    assert part(subject, "unreadable.json") == {
        "powerpro": [
            "Row 1001 of the table enrolments in PowerPro's store cannot be read: enrolment_date "
            "is 'soon', which is not a date such as 2026-03-17."
        ],
        "agent": [
            {
                "message": "Row 2 of the table standing_holds in PowerPro's store cannot be read: "
                "facts is 'soon', which is not JSON as the agent writes it.",
                "enrolment_id": "1001",
                "blocks": False,
                "new": False,
                "remedy": "Correct the value in PowerPro's store with the program that wrote it, "
                "or restore the store from a back-up.",
            }
        ],
    }


def test_the_lines_of_the_sync_log_have_the_rto_s_own_times(subject: Subject) -> None:
    assert part(filled(subject), "sync-log.txt") == (
        "02/06/2022\t15:00:00\tEnrolling JOANA GOMEZ\n02/06/2022\t15:01:00\tEnded\n"
    )
