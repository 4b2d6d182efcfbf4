"""Law. A value that cannot be read changes nothing for any other student."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.laws.examples import SAMPLE
from support.sql.guide_rows import by_hand, client, course, enrolment, make, unit, url_of
from talent_powerpro import Agent
from talent_powerpro.adapters.memory import MemoryTalent
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.model import TalentCourse, TalentCourseId, TalentUnit
from talent_powerpro.records.report import RunReport

DUE = datetime(2022, 6, 2, 6, 58, tzinfo=UTC)
STUDENTS = ("1", "2", "3", "4")
CODE = "ICTWEB304"
NAME = f"{CODE} Build simple web pages"
# By table, the columns of one student's rows, and what names the student.
COLUMNS = {
    "enrolments": (
        "client_code",
        (
            *("enrolment_date", "expected_start_date", "withdrawal_date", "completion_date"),
            *("export", "export_date", "active", "booking_status"),
        ),
    ),
    "clients": ("code", ("date_of_birth", "surname", "email", "secondary_id", "mobile")),
    "units": (
        "(SELECT client_code FROM enrolments WHERE id = enrolment_id)",
        ("type", "start_date", "outcome_date", "outcome", "code"),
    ),
    "contact_logs": (
        "(SELECT client_code FROM enrolments WHERE id = enrolment_id)",
        ("contact_date", "contact_type", "description"),
    ),
}
BAD = ("02/06/2022", "2022-02-31", 20220602, 1.5, "soon", b"\xff", b"abc", "0000-00-00", "[")


def portal() -> MemoryTalent:
    item = TalentUnit("1", NAME)
    return MemoryTalent(courses=[TalentCourse(TalentCourseId("126"), "Web", units=(item,))])


def store(folder: Path) -> Path:
    """A store with students who are due."""
    rows = [course(talent_group_key="")]
    for number in STUDENTS:
        address = {"email": f"s{number}@pm.me", "secondary_id": "", "given_names": f"Sam{number}"}
        rows += [
            client(number, surname="Lee", **address),
            enrolment(f"E{number}", client_code=number, enrolment_date=date(2022, 5, 1)),
            unit(CODE, f"E{number}"),
        ]
    path = folder / "powerpro.db"
    if not path.exists():
        make(path, *rows).close()
    return path


def run(path: Path, talent: MemoryTalent) -> RunReport:
    with SqlPowerPro(url_of(path)) as powerpro:
        return Agent(powerpro, talent, timezone=UTC, clock=lambda: DUE).run()


def of_others(report: RunReport, student: str) -> dict[tuple[str, str], tuple[object, ...]]:
    return {
        (each.stage, each.enrolment_id): (each.status, len(each.writes))
        for each in report.records
        if each.client_code != student and each.enrolment_id != f"E{student}"
    }


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[str, str, str, str, Any]:
    table = draw(st.sampled_from(sorted(COLUMNS)))
    owner, columns = COLUMNS[table]
    return (
        table,
        owner,
        draw(st.sampled_from(columns)),
        draw(st.sampled_from(STUDENTS)),
        draw(st.sampled_from(BAD)),
    )


@given(bad=spoilt(), provisioned=st.booleans())
@SAMPLE
def test_every_other_record_ends_as_it_would_without_the_bad_value(
    tmp_path_factory: pytest.TempPathFactory,
    bad: tuple[str, str, str, str, Any],
    provisioned: bool,
) -> None:
    base = tmp_path_factory.getbasetemp()
    table, owner, column, student, value = bad
    with tempfile.TemporaryDirectory() as folder:
        path, reports = Path(folder) / "powerpro.db", list[RunReport]()
        for spoil in (False, True):
            talent = portal()
            shutil.copy(store(base), path)
            if provisioned:
                assert not run(path, talent).stopped
                for user in talent.users:
                    talent.complete(user, TalentCourseId("126"), "1", DUE)
            if spoil:
                with by_hand(path) as hand:
                    hand.execute("PRAGMA ignore_check_constraints = ON")
                    hand.execute(
                        f"UPDATE {table} SET {column} = ? WHERE {owner} = ?", (value, student)
                    )
            reports.append(run(path, talent))
            for each in Path(folder).iterdir():
                each.unlink()
    clean, with_bad = reports
    assert with_bad.stopped is None
    assert of_others(with_bad, student) == of_others(clean, student)
    assert len(of_others(clean, student)) == len(STUDENTS) - 1
