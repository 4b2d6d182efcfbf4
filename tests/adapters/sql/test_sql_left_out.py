"""Fields that an RTO leaves out: cleared for all clients, and of what was imported last."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from support.sql.guide_rows import by_hand, client, course, enrolment, make
from talent_powerpro.ports.import_set import ImportedRow

ROWS: tuple[ImportedRow, ...] = (
    # Its row has the name of a client's.
    course("C1", talent_course_id="0400 000 000"),
    client("C1", mobile="0400 111 222", date_of_birth=date(2000, 12, 12)),
    client("C2", mobile="0400 333 444", date_of_birth=None),
    client("C3", mobile="", date_of_birth=None),
    enrolment("E1", client_code="C1", course_code="C1"),
)
FIELDS = ("mobile", "date_of_birth")


IMPORTED = "SELECT cells FROM imported_rows WHERE kind = ? ORDER BY row"


def test_fields_are_cleared_and_no_byte_of_them_is_left(tmp_path: Path) -> None:
    path = tmp_path / "powerpro.db"
    with make(path, *ROWS) as powerpro:
        with by_hand(path) as hand:
            of_course = hand.execute(IMPORTED, ("course",)).fetchall()
            hand.execute("UPDATE imported_rows SET cells = '[\"mobile\"]' WHERE row LIKE '%C3%'")
        assert powerpro.leave_out(()) == 0
        # Two clients had a value, and what was imported of each has the fields.
        assert powerpro.leave_out(FIELDS) == 4
        # Nor in the write-ahead log, which has the pages as they were imported.
        assert not any(b"0400 111" in file.read_bytes() for file in tmp_path.iterdir())
        assert powerpro.leave_out(FIELDS) == 0
    with by_hand(path) as hand:
        clients = hand.execute("SELECT code, surname, mobile, date_of_birth FROM clients")
        assert clients.fetchall() == [(code, "GOMEZ", "", None) for code in ("C1", "C2", "C3")]
        assert hand.execute(IMPORTED, ("course",)).fetchall() == of_course
        cells = [json.loads(each) for (each,) in hand.execute(IMPORTED, ("client",))]
    assert [each["surname"] for each in cells[:2]] == ["GOMEZ"] * 2
    assert not any(each.keys() & set(FIELDS) for each in cells[:2])
    assert cells[2] == ["mobile"]
