"""A value that cannot be read fails its own row, and names table, row, column and value."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import Column, Table

from support.sql.guide_rows import (
    BOOKING,
    RESULT,
    STORY,
    by_hand,
    client,
    contact_log,
    enrolment,
    make,
    the_enrolment,
    url_of,
)
from talent_powerpro import pieces
from talent_powerpro.adapters.sql import SqlPowerPro, schema
from talent_powerpro.adapters.sql.columns import Unread
from talent_powerpro.adapters.sql.unreadable import _cells, named, sentence, shown
from talent_powerpro.errors import Failed, PowerProUnusable
from talent_powerpro.model import (
    ClientCode,
    CourseCode,
    EnrolmentId,
    TalentCourseId,
    TalentGroupKey,
    TalentUserId,
    UnitRowId,
    UserDetails,
)
from talent_powerpro.ports.import_set import ImportedRow
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.records.holds import Answer, Decision, StandingHold
from talent_powerpro.records.journal import JournalEntry, PendingMembership, RunHeader, SyncLogLine
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.links import LinkBasis, VerifiedLink
from talent_powerpro.records.look import Look, UnmatchedUnit, Wait
from talent_powerpro.records.suspension import Suspension
from talent_powerpro.records.unreadable import REMEDY, UnreadableRow
from talent_powerpro.records.written_user import WrittenUser
from talent_powerpro.testing.contracts.engagement import WHOLE
from talent_powerpro.testing.contracts.work_lists import DISMISSAL, FAILURE

OTHER = EnrolmentId("E2")
AT = datetime(2022, 6, 2, tzinfo=UTC)
TWO: tuple[ImportedRow, ...] = (
    *STORY,
    client("C2", email="mia@pm.me", secondary_id="8"),
    enrolment("E2", client_code="C2"),
    contact_log("E1"),
    contact_log("E2"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    make(tmp_path / "powerpro.db", *TWO).close()
    return tmp_path / "powerpro.db"


def spoil(path: Path, edit: str, *values: object) -> None:
    """Edit the store as a program does that ignores its constraints."""
    with by_hand(path) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute(edit, values)


# --- PowerPro's tables ------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (
            "UPDATE enrolments SET export_date = '02/06/2022' WHERE id = 'E1'",
            "Row E1 of the table enrolments in PowerPro's store cannot be read: export_date is "
            "'02/06/2022', which is not a date such as 2026-03-17.",
        ),
        (
            "UPDATE enrolments SET withdrawal_date = 20220602 WHERE id = 'E1'",
            "withdrawal_date is 20220602, which is not a date",
        ),
        (
            "UPDATE enrolments SET export = 'yes' WHERE id = 'E1'",
            "export is 'yes', which is not 0 or 1.",
        ),
        ("UPDATE enrolments SET active = 2 WHERE id = 'E1'", "active is 2, which is not 0 or 1."),
        (
            "UPDATE enrolments SET booking_status = CAST(x'ff' AS TEXT) WHERE id = 'E1'",
            "booking_status is '\ufffd', which is not text in UTF-8.",
        ),
        (
            "UPDATE clients SET date_of_birth = '12/12/2000' WHERE code = '2021000017'",
            "Row 2021000017 of the table clients in PowerPro's store cannot be read: date_of_birth "
            "is '12/12/2000'",
        ),
        (
            "UPDATE clients SET email = x'6a' WHERE code = '2021000017'",
            "email is 'j', which is not text in UTF-8.",
        ),
        ("UPDATE units SET type = 'Modul'", "type is 'Modul', which is not Unit or Module."),
        ("UPDATE units SET outcome_date = 'soon'", "outcome_date is 'soon'"),
        (
            "UPDATE contact_logs SET contact_date = '2022' WHERE enrolment_id = 'E1'",
            "contact_date is 2022, which is not a date and time in UTC such as "
            "2026-03-17 09:30:00.000000.",
        ),
        (
            "UPDATE contact_logs SET contact_date = '2022-06-02 06:59:01+10:00'"
            " WHERE enrolment_id = 'E1'",
            "contact_date is '2022-06-02 06:59:01+10:00'",
        ),
    ],
)
def test_an_unreadable_value_is_named_and_every_other_enrolment_is_read(
    path: Path, edit: str, said: str
) -> None:
    spoil(path, edit)
    with SqlPowerPro(url_of(path)) as powerpro:
        spoilt, other = powerpro.enrolments_to_provision(())
        assert said in spoilt.unreadable[0]
        assert spoilt.id == BOOKING
        assert (other.id, other.unreadable) == (OTHER, ())
        assert the_enrolment(powerpro).unreadable == spoilt.unreadable
        assert [each.id for each in powerpro.provisioned_enrolments()] == [BOOKING, OTHER]
        assert powerpro.enrolments_in(CourseCode("ICT30120")) == (spoilt, other)


def test_a_course_that_cannot_be_read_is_among_the_courses_and_fails_its_enrolments(
    path: Path,
) -> None:
    spoil(path, "UPDATE courses SET archived = 'maybe'")
    with SqlPowerPro(url_of(path)) as powerpro:
        (course,) = powerpro.provisioned_courses()
        found = powerpro.provisioned_enrolments_in([course.code])
        assert [each.id for each in found] == [BOOKING, OTHER]
        assert all("archived is 'maybe'" in each.unreadable[0] for each in found)


@pytest.mark.parametrize("table", ["clients", "courses"])
def test_an_enrolment_whose_client_or_course_was_deleted_is_unreadable(
    path: Path, table: str
) -> None:
    with by_hand(path) as hand:
        hand.execute(f"DELETE FROM {table}")
    with SqlPowerPro(url_of(path)) as powerpro:
        spoilt, _ = powerpro.enrolments_to_provision(())
        assert spoilt.unreadable[0].startswith(f"Enrolment E1 names {table.removesuffix('s')} ")
        assert "which is not in PowerPro's store." in spoilt.unreadable[0]
        assert the_enrolment(powerpro).unreadable == spoilt.unreadable
        assert len(powerpro.provisioned_courses()) == 1


def test_an_enrolment_whose_export_box_cannot_be_read_is_not_left_out(path: Path) -> None:
    spoil(path, "DELETE FROM contact_logs")
    spoil(path, "UPDATE enrolments SET export = 'ja'")
    with SqlPowerPro(url_of(path)) as powerpro:
        found = powerpro.enrolments_to_provision(("enrolment-exported", "not-yet-provisioned"))
        assert [each.id for each in found] == [BOOKING, OTHER]


def test_a_client_who_cannot_be_read_still_shares_an_e_mail_and_a_talent_user(path: Path) -> None:
    """Otherwise another client would get their Talent user."""
    spoil(path, "UPDATE clients SET date_of_birth = 'unknown' WHERE code = 'C2'")
    with SqlPowerPro(url_of(path)) as powerpro:
        (by_email,) = powerpro.clients_with_email("mia@pm.me")
        assert by_email.code == ClientCode("C2")
        assert powerpro.clients_linked_to(TalentUserId("8")) == (by_email,)
        assert powerpro.clients_with_talent_id() == (by_email,)


def test_a_blank_date_is_no_date(path: Path) -> None:
    spoil(path, "UPDATE clients SET date_of_birth = '' WHERE code = '2021000017'")
    spoil(path, "UPDATE enrolments SET withdrawal_date = ' '")
    with SqlPowerPro(url_of(path)) as powerpro:
        found = the_enrolment(powerpro)
    assert found.unreadable == ()
    assert found.client.date_of_birth is found.withdrawal_date is None


def test_a_value_in_a_message_is_cut_to_a_readable_length(path: Path) -> None:
    spoil(path, "UPDATE enrolments SET export_date = ?", "9" * 70 + "x")
    with SqlPowerPro(url_of(path)) as powerpro:
        (said,) = the_enrolment(powerpro).unreadable
    assert f"export_date is '{'9' * 56}..., which" in said


@pytest.mark.parametrize(
    ("column", "value", "blank"),
    [
        (schema.clients.c.email, b"jg11", "jg11"),
        (schema.clients.c.email, Unread(b"j\xff"), "j\ufffd"),
        (schema.clients.c.date_of_birth, Unread("soon"), None),
        (schema.enrolments.c.export, Unread("ja"), False),
        (schema.contact_logs.c.contact_date, Unread("soon"), datetime(1970, 1, 1, tzinfo=UTC)),
        (schema.last_looks.c.left_on, Unread("soon"), None),
        (schema.units.c.type, Unread("Modules"), "Unit"),
        (schema.runs.c.wrote, Unread("many"), None),
        (schema.runs.c.quota_left, Unread("many"), None),
        (schema.runs.c.counts, Unread("5"), None),
    ],
)
def test_a_cell_that_cannot_be_read_has_its_blank_value(
    column: Column[Any], value: object, blank: object
) -> None:
    kept = {"code": "7"}
    assert _cells({**kept, column.name: value}, {column.name: column}) == (
        {**kept, column.name: blank},
        (sentence(column, "7", value),),
    )


@pytest.mark.parametrize(
    ("table", "row", "name"),
    [
        (schema.enrolments, {"id": "E1", "client_code": "C"}, "E1"),
        (schema.clients, {"surname": "x", "code": "C"}, "C"),
        (schema.units, {"code": "ICTWEB304", "id": b"U\xff"}, "U\ufffd"),
        (schema.tries, {"kind": "results", "at": AT, "id": "E1"}, "E1"),
        (schema.imported_rows, {"row": Unread("R"), "cells": "", "kind": "client"}, "client, R"),
        (schema.runs, {"sequence": 7}, "7"),
        (schema.runs, {"run_id": "run-1"}, "unknown"),
    ],
)
def test_a_row_is_named_by_its_key_as_far_as_it_was_read(
    table: Table, row: dict[str, Any], name: str
) -> None:
    assert named(table, row) == name


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "7"),
        (2.5, "2.5"),
        (Unread(7), "7"),
        ("soon", "'soon'"),
        (Unread("soon"), "'soon'"),
        (b"j\xff", "'j\ufffd'"),
        ("9" * 58, f"'{'9' * 58}'"),
        ("9" * 59, f"'{'9' * 56}..."),
    ],
)
def test_a_value_is_shown_as_it_is_in_the_store(value: object, text: str) -> None:
    assert shown(value) == text


# --- the agent's state ------------------------------------------------------------

HOLD = StandingHold("results", BOOKING, ClientCode("C"), "", CourseCode("I"), "odd", "m")
ANSWER = Answer(Decision.KEEP, BOOKING, "odd", ("m",), "m", "Pat", "", AT)
EVIDENCE = ResultEvidence(
    enrolment_id=BOOKING,
    client_code=ClientCode("C"),
    course_code=CourseCode("I"),
    unit_id=UnitRowId("U"),
    unit_code="U1",
    outcome="20",
    outcome_date=date(2022, 6, 13),
    talent_user_id=TalentUserId("7"),
    talent_course_id=TalentCourseId("126"),
    talent_unit_id="1",
    talent_unit_name="U1",
    completed="",
    policy="guide",
    run_id="run-1",
    at=AT,
)


LOOK = Look(BOOKING, TalentUserId("7"), TalentCourseId("126"), "facts", AT)


def filled(powerpro: SqlPowerPro) -> None:
    """Give every table of the state a row."""
    powerpro.journal.mark_due([DueMark(BOOKING, date(2022, 6, 2)), DueMark(OTHER, None)])
    powerpro.journal.begin(
        [JournalEntry("run-1", "results", each, ()) for each in (BOOKING, OTHER)]
    )
    powerpro.journal.keep_run(RunHeader("run-1", AT))
    powerpro.journal.remember_result(UnitRowId("U"), RESULT)
    powerpro.journal.set_pending(PendingMembership(BOOKING, TalentUserId("7"), TalentGroupKey("g")))
    powerpro.journal.tell(["a topic"], date(2022, 6, 2))
    powerpro.holds.ended(BOOKING, "results", [HOLD])
    powerpro.holds.answer(ANSWER)
    powerpro.evidence.keep("run-1", {BOOKING: [EVIDENCE]})
    powerpro.links.remember_links(
        [VerifiedLink(ClientCode("C"), TalentUserId("7"), "p", LinkBasis.AGREES)]
    )
    powerpro.last_looks.remember([LastLook(BOOKING, AT.date(), AT.date())])
    powerpro.suspensions.remember_suspended([Suspension(BOOKING, TalentUserId("7"))])
    names = UserDetails("Joana", "Gomez", "jg11@pm.me")
    written = WrittenUser(ClientCode("C"), TalentUserId("7"), "p", names, names)
    powerpro.written_users.remember_written([written])
    powerpro.engagement.remember_engagement([evolve(WHOLE, enrolment_id=BOOKING)])
    powerpro.sync_log.write([SyncLogLine(AT, "a line")])
    powerpro.tries.mark("results", [BOOKING], AT)
    powerpro.looks.remember_looks([LOOK])
    powerpro.looks.keep_waits("results", [Wait("results", BOOKING, "facts", AT)], ())
    powerpro.lists.keep_failures("results", [evolve(FAILURE, enrolment_id=BOOKING)], [])
    powerpro.lists.dismiss([evolve(DISMISSAL, enrolment_id=BOOKING)])


@pytest.fixture(scope="module")
def remembering(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A store whose tables of the state have rows, all of which can be read."""
    path = tmp_path_factory.mktemp("remembering") / "powerpro.db"
    with make(path, *TWO) as powerpro:
        filled(powerpro)
        read_all(powerpro)
        assert powerpro.journal.take_unreadable() == ()
    return path.read_bytes()


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("due_marks", "export_date", "02/06/2022"),
        ("journal", "writes", '[{"action": "enrol"}]'),
        ("journal", "made", "[3]"),
        ("journal", "writes", "{"),
        ("runs", "started", "soon"),
        ("runs", "counts", "[]"),
        ("runs", "wrote", "many"),
        ("standing_holds", "facts", "5"),
        ("standing_holds", "held", "no"),
        ("hold_answers", "at", "soon"),
        ("result_evidence", "outcome_date", "13/06/2022"),
        ("verified_links", "user_id", b"7"),
        ("sync_log", "at", "2022-06-02"),
        ("last_looks", "found", '[["U", "U1", "soon"]]'),
        ("suspensions", "course_ids", '"126"'),
        ("suspensions", "course_ids", '{"126": 1}'),
        ("written_users", "written", '"x"'),
        ("written_users", "written", '{"first_name": "J", "last_name": "G", "email": 7}'),
        ("tries", "at", "soon"),
        ("looks", "answered_at", "soon"),
        ("looks", "unmatched", '["U"]'),
        ("looks", "unmatched", "[7]"),
        ("looks", "unmatched", '[["U", "Unit", "soon"]]'),
        ("looks", "other_items", "7"),
        ("waits", "asked_at", "soon"),
        ("standing_failures", "since", "soon"),
        ("dismissals", "at", "soon"),
        ("engagement", "read_at", "soon"),
    ],
)
def test_an_unreadable_row_of_the_state_is_left_out_and_named(
    path: Path, remembering: bytes, table: str, column: str, value: str
) -> None:
    path.write_bytes(remembering)
    spoil(path, f"UPDATE {table} SET {column} = ? WHERE rowid = 1", value)
    with SqlPowerPro(url_of(path)) as powerpro:
        read_all(powerpro)
        (row,) = powerpro.journal.take_unreadable()
        assert powerpro.journal.take_unreadable() == ()
    assert f"of the table {table} in PowerPro's store cannot be read: " in row.message
    assert f"{column} is " in row.message
    assert row.blocks == (table == "hold_answers")
    names_one = "enrolment_id" in schema.metadata.tables[table].columns
    assert row.enrolment_id == (BOOKING if names_one else "")


def read_all(powerpro: SqlPowerPro) -> None:
    powerpro.journal.due_marks()
    powerpro.journal.unfinished()
    powerpro.journal.runs()
    powerpro.holds.standing()
    powerpro.holds.answers()
    powerpro.evidence.of_units([UnitRowId("U")])
    powerpro.links.links_of([ClientCode("C")])
    powerpro.last_looks.remembered([BOOKING])
    powerpro.suspensions.suspensions_of([BOOKING])
    list(powerpro.written_users.every_written())
    list(powerpro.engagement.engagement_of([BOOKING]))
    powerpro.sync_log.lines()
    powerpro.tries.tried("results", [BOOKING])
    powerpro.looks.looked_at([BOOKING])
    powerpro.looks.waits("results")
    powerpro.lists.failures()
    powerpro.lists.dismissals()


@pytest.mark.parametrize(
    ("column", "value"), [("answered_at", "soon"), ("unmatched", '["U"]')], ids=["value", "JSON"]
)
@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_looks_beside_one_that_cannot_be_read_are_found(
    path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int, column: str, value: str
) -> None:
    unit = UnmatchedUnit("31", "ICTWEB304", date(2022, 6, 13))
    others = [
        evolve(LOOK, enrolment_id=OTHER, unmatched=(unit, evolve(unit, completed=None))),
        evolve(LOOK, enrolment_id=EnrolmentId("E3")),
    ]
    looks = [others[0], LOOK, others[1]]
    ids = [each.enrolment_id for each in looks]
    monkeypatch.setattr(pieces, "AT_ONCE", at_once)
    with SqlPowerPro(url_of(path)) as powerpro:
        powerpro.looks.remember_looks(looks)
        assert powerpro.looks.looked_at(ids) == dict(zip(ids, looks, strict=True))
        spoil(path, f"UPDATE looks SET {column} = ? WHERE enrolment_id = ?", value, BOOKING)
        assert powerpro.looks.looked_at(ids) == {each.enrolment_id: each for each in others}
        (told,) = powerpro.journal.take_unreadable()
    assert told.enrolment_id == BOOKING


def test_a_failure_can_be_kept_beside_one_that_cannot_be_read(path: Path) -> None:
    with SqlPowerPro(url_of(path)) as powerpro:
        filled(powerpro)
        spoil(path, "UPDATE standing_failures SET since = 'soon'")
        kept = evolve(FAILURE, enrolment_id=OTHER)
        powerpro.lists.keep_failures("results", [kept], [])
        assert powerpro.lists.failures() == (kept,)


def test_the_readable_rows_of_the_state_are_still_there(path: Path) -> None:
    with SqlPowerPro(url_of(path)) as powerpro:
        filled(powerpro)
        spoil(path, "UPDATE due_marks SET export_date = 'soon' WHERE enrolment_id = 'E1'")
        spoil(path, "UPDATE journal SET writes = '[3]' WHERE enrolment_id = 'E1'")
        assert powerpro.journal.due_marks() == (DueMark(OTHER, None),)
        (entry,) = powerpro.journal.unfinished()
        assert entry.enrolment_id == OTHER
        about = {row.enrolment_id for row in powerpro.journal.take_unreadable()}
        assert about == {BOOKING}


def test_an_unreadable_last_look_counts_as_seen_in_scope_so_that_it_is_taken_again(
    path: Path,
) -> None:
    with SqlPowerPro(url_of(path)) as powerpro:
        filled(powerpro)
        spoil(path, "UPDATE last_looks SET looked_on = 'yesterday'")
        assert powerpro.last_looks.remembered([BOOKING]) == {BOOKING: LastLook(BOOKING)}


def test_an_unreadable_last_result_fails_the_record_that_needs_it(path: Path) -> None:
    with SqlPowerPro(url_of(path)) as powerpro:
        filled(powerpro)
        spoil(path, "UPDATE written_results SET outcome_date = '13/06/2022'")
        with pytest.raises(Failed, match="Row U of the table written_results") as caught:
            powerpro.journal.last_results([UnitRowId("U")])
    assert caught.value.reason == "row-unreadable"
    assert "restore the store" in caught.value.remedy


def test_a_topic_whose_day_cannot_be_read_was_reported(path: Path) -> None:
    with SqlPowerPro(url_of(path)) as powerpro:
        filled(powerpro)
        spoil(path, "UPDATE told_topics SET told_on = 'soon'")
        assert powerpro.journal.tell(["a topic"], date(2022, 6, 3)) == frozenset()
        assert powerpro.journal.tell(["a topic"], date(2022, 6, 3)) == frozenset()


def test_a_portal_that_cannot_be_read_stops_the_run_because_every_id_depends_on_it(
    path: Path,
) -> None:
    with SqlPowerPro(url_of(path)) as powerpro:
        powerpro.portal.remember_portal("rto.talentlms.com")
        spoil(path, "UPDATE portal SET name = x'ff'")
        with pytest.raises(PowerProUnusable, match="of the table portal") as caught:
            powerpro.portal.portal()
    assert "Restore" in caught.value.remedy


def test_a_contact_log_that_cannot_be_read_is_not_listed_with_the_others(path: Path) -> None:
    edit = "UPDATE contact_logs SET id = 'L1', contact_date = 'soon', description = x'6a'"
    spoil(path, f"{edit} WHERE enrolment_id = 'E1'")
    with SqlPowerPro(url_of(path)) as powerpro:
        assert [of for of, _ in powerpro.contact_logs()] == [OTHER]
        told = powerpro.journal.take_unreadable()
    row = "Row L1 of the table contact_logs in PowerPro's store cannot be read:"
    said = (
        f"{row} contact_date is 'soon', which is not a date and time in UTC such as "
        f"2026-03-17 09:30:00.000000. {row} description is 'j', which is not text in UTF-8."
    )
    assert told == (UnreadableRow(said, BOOKING, remedy=REMEDY),)
