"""The agent's reads of the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from support.sql.guide_rows import (
    BOOKING,
    CONTACT,
    JOANA,
    LOG,
    STORY,
    a_set,
    by_hand,
    client,
    contact_log,
    course,
    enrolment,
    make,
    the_enrolment,
    unit,
    url_of,
)
from support.testing.stores_to_prove import rows_without_an_order_come_in_another
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.model import (
    PROVISIONED,
    UNDONE,
    Client,
    ContactLog,
    Course,
    CourseCode,
    Enrolment,
    EnrolmentId,
    TalentUserId,
    Unit,
    UnitType,
)

BOTH = ("enrolment-exported", "not-yet-provisioned")


def ids(found: object) -> list[str]:
    assert isinstance(found, tuple)
    return [each.id for each in found]


def codes(found: object) -> list[str]:
    assert isinstance(found, tuple)
    return [each.code for each in found]


def test_an_enrolment_is_read_with_every_field_that_the_rules_use(path: Path) -> None:
    with make(
        path,
        course(),
        client(preferred_name="JO", usi="ABC", mobile="0412 345 678"),
        enrolment(withdrawal_date=date(2022, 7, 1), active=True),
        unit(),
        unit("ICTWEB305", type="Module", outcome="70", outcome_date=date(2022, 6, 1)),
        contact_log(description="Enrolled in Talent Course: 126"),
    ) as powerpro:
        found = the_enrolment(powerpro)
    first, second = found.units
    assert found == Enrolment(
        id=EnrolmentId("E1"),
        client=Client(
            code=JOANA,
            surname="GOMEZ",
            given_names="JOANA",
            preferred_name="JO",
            usi="ABC",
            secondary_id="DPC000129",
            date_of_birth=date(2000, 12, 12),
            mobile="0412 345 678",
            email="jg11@pm.me",
        ),
        course=Course(
            code=CourseCode("ICT30120"),
            name="Certificate III - Information Technology",
            export_to_talent=True,
            talent_course_id="126",
            talent_group_key="77eD6LXHH",
        ),
        booking_status="Confirmed",
        withdrawal_date=date(2022, 7, 1),
        export=True,
        export_date=date(2022, 6, 2),
        active=True,
        contact_logs=(
            ContactLog(
                client_name="JOANA GOMEZ",
                course_name="Certificate III - Information Technology",
                contact_date=CONTACT,
                created_by="PP-CA",
                description="Enrolled in Talent Course: 126",
            ),
        ),
        units=(
            Unit(
                id=first.id,
                enrolment_id=EnrolmentId("E1"),
                code="ICTWEB304",
                name="Build simple web pages",
                start_date=date(2022, 5, 16),
            ),
            Unit(
                id=second.id,
                enrolment_id=EnrolmentId("E1"),
                code="ICTWEB305",
                name="Build simple web pages",
                type=UnitType.MODULE,
                start_date=date(2022, 5, 16),
                outcome="70",
                outcome_date=date(2022, 6, 1),
            ),
        ),
    )
    assert isinstance(second.type, UnitType)
    assert first.id != second.id


def test_enrolments_come_in_the_order_in_which_they_were_stored(path: Path) -> None:
    order = ["E9", "E10", "A", "E1"]
    with make(path, course(), client(), *(enrolment(each) for each in order)) as powerpro:
        powerpro.take_in(a_set(enrolment("B"), enrolment("E1", export=False)))
        assert ids(powerpro.enrolments_to_provision(())) == [*order, "B"]


def test_units_come_in_the_order_in_which_they_were_stored(path: Path) -> None:
    with make(path, *STORY, unit("B"), unit("A")) as powerpro:
        rows_without_an_order_come_in_another(powerpro)
        read = the_enrolment(powerpro)
        assert [each.code for each in read.units] == ["ICTWEB304", "ICTWEB305", "B", "A"]
        assert powerpro.enrolments_to_provision(()) == (read,)


@pytest.mark.parametrize(
    ("narrowed_by", "left"),
    [
        ((), ["due", "unticked", "done", "done-unticked", "undone"]),
        (("enrolment-exported",), ["due", "done", "undone"]),
        (("not-yet-provisioned",), ["due", "unticked", "undone"]),
        (BOTH, ["due", "undone"]),
        (
            ("booking-confirmed", "export-date-is-today"),
            ["due", "unticked", "done", "done-unticked", "undone"],
        ),
    ],
)
def test_only_unchanged_conditions_narrow(
    path: Path, narrowed_by: tuple[str, ...], left: list[str]
) -> None:
    with make(
        path,
        course(),
        client(),
        enrolment("due"),
        enrolment("unticked", export=False),
        enrolment("done"),
        enrolment("done-unticked", export=False),
        enrolment("undone"),
        contact_log("undone"),
        contact_log("undone", contact_type=UNDONE),
        contact_log("due", contact_type="Telephone call"),
        contact_log("done"),
        contact_log("done-unticked", contact_type=" ENROLMENT exported to Talent LMS "),
    ) as powerpro:
        found = powerpro.enrolments_to_provision(narrowed_by)
        assert ids(found) == left
        assert all(each.contact_logs for each in found if each.id != "unticked")


@pytest.mark.parametrize(
    "written",
    [
        "ENROLMENT  EXPORTED\tTO TALENT LMS",
        "Enrolment exported to Talent\u00a0LMS",
        "Enrolment exported – to Talent LMS",
    ],
)
def test_text_that_sqlite_cannot_compare_is_compared_by_the_model(path: Path, written: str) -> None:
    marks = ContactLog("", "", CONTACT, contact_type=written).marks_provisioned
    with make(path, course(), client(), enrolment(), contact_log(contact_type=written)) as powerpro:
        assert (ids(powerpro.provisioned_enrolments()) == ["E1"]) is marks
        # It may return more enrolments than are due, but never fewer.
        assert ids(powerpro.enrolments_to_provision(BOTH)) == ["E1"]


MARKED = " enrolment EXPORTED to Talent LMS "
"""A contact type that SQLite can compare."""
LONG_S = "Enrolment exported to Talent LM\u017f"
"""A contact type that only the model can compare: to it, a long s is an s."""
OTHER = "Enrolment exported to Moodle LMS \u2013 no more"
"""Another contact type that only the model can compare."""


def test_provisioned_enrolments_come_by_course(path: Path) -> None:
    """In the store's order, and only those with a provisioning contact log."""
    with make(
        path,
        *(course(code) for code in ("A", "B", "C", "D")),
        client(),
        enrolment("late", course_code="B", export=False),
        enrolment("early", course_code="A"),
        enrolment("unmarked", course_code="A"),
        enrolment("odd", course_code="C"),
        enrolment("other", course_code="D"),
        unit(booking="early"),
        contact_log("late"),
        contact_log("early", contact_type=MARKED),
        contact_log("unmarked", contact_type="Telephone call"),
        contact_log("odd", contact_type=LONG_S),
        contact_log("other", contact_type=OTHER),
    ) as powerpro:
        assert [each.code for each in powerpro.provisioned_courses()] == ["A", "B", "C"]
        both = tuple(powerpro.provisioned_enrolments_in([CourseCode("A"), CourseCode("B")]))
        assert ids(both) == ["late", "early"]
        assert codes(both[1].units) == ["ICTWEB304"]
        for code in ("A", "B", "C", "D", "E"):
            found = powerpro.provisioned_enrolments_in([CourseCode(code)])
            assert ids(found) == {"A": ["early"], "B": ["late"], "C": ["odd"]}.get(code, [])
        assert ids(powerpro.provisioned_enrolments_in([])) == []
        assert ids(powerpro.provisioned_enrolments()) == ["late", "early", "odd"]


def test_contact_logs_come_oldest_first(path: Path) -> None:
    def at(day: int) -> datetime:
        return datetime(2022, 6, day, tzinfo=UTC)

    with make(
        path,
        course(),
        client(),
        enrolment(),
        enrolment("E2"),
        contact_log(at=at(3), contact_type="Telephone call"),
        contact_log("E2", at=at(2)),
        contact_log(at=at(1), contact_type="Visit"),
    ) as powerpro:
        assert [log.contact_date.day for log in the_enrolment(powerpro).contact_logs] == [1, 3]
        everybody = powerpro.contact_logs()
        assert [(whose, log.contact_date.day) for whose, log in everybody] == [
            ("E1", 1),
            ("E2", 2),
            ("E1", 3),
        ]
        assert powerpro.contact_logs(EnrolmentId("E2")) == (everybody[1],)
        assert powerpro.contact_logs(EnrolmentId("E3")) == ()


def test_an_edit_by_hand_is_found_like_any_other(path: Path) -> None:
    with make(path) as powerpro:
        with by_hand(path) as hand:
            hand.execute("UPDATE clients SET secondary_id = ' 0042', email = 'Pink@PM.me'")
        assert codes(powerpro.clients_linked_to(TalentUserId("42"))) == [JOANA]
        assert codes(powerpro.clients_with_email("pink@pm.me")) == [JOANA]


@pytest.mark.parametrize("column", ["secondary_number", "email_plain"])
def test_clients_are_found_by_an_index(path: Path, column: str) -> None:
    with make(path), by_hand(path) as hand:
        plan = hand.execute(
            f"EXPLAIN QUERY PLAN SELECT * FROM clients WHERE {column} = '7' OR {column} IS NULL"
        ).fetchall()
    assert f"ix_clients_{column}" in str(plan)


def test_counts_are_by_table(path: Path) -> None:
    with make(path) as powerpro:
        powerpro.add_contact_log(the_enrolment(powerpro), LOG)
        assert dict(powerpro.counts()) == {
            "courses": 1,
            "clients": 1,
            "enrolments": 1,
            "units": 2,
            "contact_logs": 1,
        }


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is sent to any database meanwhile."""
    sent: list[str] = []

    def note(*of_the_event: Any) -> None:
        sent.append(of_the_event[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def taken_in_and_read(store: Path, bookings: int) -> tuple[int, int]:
    """Statements for an import of so many enrolments with ten units each, and for reading them."""
    rows = [course()]
    for n in range(bookings):
        rows += [client(f"C{n}", secondary_id=str(n)), enrolment(f"E{n}", client_code=f"C{n}")]
        rows += [unit(f"U{k}", f"E{n}") for k in range(10)]
        rows += [contact_log(f"E{n}")]
    calls: list[tuple[int, int]] = []
    with SqlPowerPro.create(url_of(store)) as powerpro:
        with statements() as writing:
            powerpro.take_in(a_set(*rows), progress=lambda done, all_: calls.append((done, all_)))
        with statements() as reading:
            found = powerpro.provisioned_enrolments()
    assert len(found) == bookings
    assert {len(each.units) for each in found} == {10}
    assert {log.contact_type for each in found for log in each.contact_logs} == {PROVISIONED}
    assert calls[-1] == (len(rows), len(rows))
    return len(writing), len(reading)


def test_ten_times_as_many_enrolments_take_few_more_statements(tmp_path: Path) -> None:
    """One for each enrolment would take an RTO with 10,000 of them minutes."""
    writing, reading = taken_in_and_read(tmp_path / "few.db", 60)
    more_writing, more_reading = taken_in_and_read(tmp_path / "many.db", 600)
    assert more_reading == reading
    # An import takes a few statements for each five hundred of its 7,020 further rows.
    assert more_writing - writing < 7020 / 500 * 6


def test_the_only_provisioned_enrolment_of_a_course_is_found(path: Path) -> None:
    with make(path, *STORY, enrolment("E2"), contact_log()) as powerpro:
        found = powerpro.provisioned_enrolments_in([CourseCode("ICT30120")])
        assert [each.id for each in found] == [BOOKING]
