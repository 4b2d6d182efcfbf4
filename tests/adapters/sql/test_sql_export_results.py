"""Results that the agent wrote, as a list: since the last import, or since a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from attrs import evolve

from support.sql.guide_rows import (
    BOOKING,
    JOANA,
    RESULT,
    STORY,
    a_set,
    by_hand,
    client,
    enrolment,
    make,
    the_enrolment,
    the_unit,
    unit,
)
from support.testing.stores_to_prove import rows_without_an_order_come_in_another
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.export_results import WrittenResult
from talent_powerpro.model import CourseCode, TalentCourseId, TalentUserId, Unit
from talent_powerpro.records.evidence import ResultEvidence

AT = datetime(2022, 6, 14, tzinfo=UTC)
TWO = (*STORY, client("C2", surname="Abel", given_names=""), enrolment("E2", client_code="C2"))


def evidence_of(unit: Unit, at: datetime = AT) -> ResultEvidence:
    return ResultEvidence(
        enrolment_id=BOOKING,
        client_code=JOANA,
        course_code=CourseCode("ICT30120"),
        unit_id=unit.id,
        unit_code=unit.code,
        outcome=RESULT.outcome,
        outcome_date=RESULT.outcome_date,
        talent_user_id=TalentUserId("7"),
        talent_course_id=TalentCourseId("126"),
        talent_unit_id="1",
        talent_unit_name="ICTWEB304 Build",
        completed="2022-06-13",
        policy="guide",
        at=at,
    )


def written(powerpro: SqlPowerPro, code: str = "ICTWEB304", at: datetime = AT) -> None:
    found = the_unit(powerpro, code)
    powerpro.set_result(found, RESULT)
    powerpro.evidence.keep(f"run-{code}-{at}", {BOOKING: [evidence_of(found, at)]})


def listed(powerpro: SqlPowerPro, since: datetime | None = None) -> list[tuple[str, str]]:
    return [(each.client_code, each.unit_code) for each in powerpro.results(since).rows]


def test_a_result_is_listed_with_its_client(path: Path) -> None:
    with make(path) as powerpro:
        assert powerpro.results().rows == ()
        written(powerpro)
        (row,) = powerpro.results().rows
    assert row == WrittenResult(
        client_code=JOANA,
        surname="GOMEZ",
        given_names="JOANA",
        enrolment_id=BOOKING,
        course_code="ICT30120",
        unit_code="ICTWEB304",
        unit_name="Build simple web pages",
        outcome="20 - Competency achieved/pass",
        outcome_date=date(2022, 6, 13),
    )
    assert row.name == "GOMEZ, JOANA"


def test_results_come_by_name_client_and_unit(path: Path) -> None:
    units = (unit("B", "E2"), unit("A", "E2"))
    with make(path, *TWO, *units) as powerpro:
        written(powerpro)
        for each in the_enrolment(powerpro, "E2").units:
            powerpro.set_result(each, RESULT)
        assert listed(powerpro) == [("C2", "A"), ("C2", "B"), (JOANA, "ICTWEB304")]
        assert powerpro.results().rows[0].name == "Abel"


def test_results_of_clients_with_one_name_are_not_mixed(path: Path) -> None:
    bookings = (
        enrolment("E3", client_code="C3"),
        unit("A", "E3"),
        unit("A", "E2"),
        unit("B", "E2"),
    )
    with make(path, *TWO, client("C3", surname="ABEL", given_names=""), *bookings) as powerpro:
        for each in ("E3", "E2"):
            for theirs in the_enrolment(powerpro, each).units:
                powerpro.set_result(theirs, RESULT)
        assert listed(powerpro) == [("C2", "A"), ("C2", "B"), ("C3", "A")]


def test_what_the_other_system_has_is_listed_no_more(path: Path) -> None:
    theirs = unit(outcome=RESULT.outcome, outcome_date=RESULT.outcome_date)
    with make(path) as powerpro:
        written(powerpro)
        rows = (*STORY[:3], theirs, STORY[4])
        powerpro.take_in(a_set(*rows))
        # The comment still differs, and nobody enters it.
        assert listed(powerpro) == []
        assert powerpro.changes().counts[rows[3].kind] == 1


def test_a_result_that_was_taken_back_is_listed_where_the_import_had_it(path: Path) -> None:
    theirs = unit(outcome="70 - Continuing", outcome_date=date(2022, 6, 1))
    with make(path, *STORY[:3], theirs) as powerpro:
        found = the_unit(powerpro)
        powerpro.set_result(found, evolve(RESULT, outcome="", outcome_date=None))
        (row,) = powerpro.results().rows
    assert (row.outcome, row.outcome_date) == ("", None)


# --- since a day ------------------------------------------------------------------


def test_since_lists_what_the_agent_wrote_then_or_later_although_imported(path: Path) -> None:
    with make(path) as powerpro:
        written(powerpro, "ICTWEB304", AT - timedelta(days=1))
        written(powerpro, "ICTWEB305", AT)
        powerpro.take_in(powerpro.changes().rows)
        assert listed(powerpro) == []
        assert listed(powerpro, AT) == [(JOANA, "ICTWEB305")]
        assert listed(powerpro, AT - timedelta(days=1)) == [
            (JOANA, "ICTWEB304"),
            (JOANA, "ICTWEB305"),
        ]
        assert listed(powerpro, AT + timedelta(seconds=1)) == []


def test_since_leaves_out_what_somebody_has_changed(path: Path) -> None:
    with make(path) as powerpro:
        written(powerpro)
        powerpro.set_result(the_unit(powerpro), evolve(RESULT, outcome="30 - Not competent"))
        assert listed(powerpro, AT) == []
        assert listed(powerpro) == [(JOANA, "ICTWEB304")]


def test_of_two_results_of_a_unit_since_then_the_later_one_is_compared(path: Path) -> None:
    with make(path) as powerpro:
        rows_without_an_order_come_in_another(powerpro)
        found = the_unit(powerpro)
        earlier = evolve(evidence_of(found), run_id="run-1", outcome="70 - Continuing")
        powerpro.evidence.keep("run-1", {BOOKING: [earlier]})
        written(powerpro)
        assert listed(powerpro, AT) == [(JOANA, "ICTWEB304")]


# --- rows that cannot be read -----------------------------------------------------


def spoilt(path: Path, edit: str) -> SqlPowerPro:
    with make(path) as powerpro:
        written(powerpro)
        written(powerpro, "ICTWEB305")
    with by_hand(path) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute(edit)
    return SqlPowerPro(f"sqlite:///{path.as_posix()}")


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE units SET start_date = 'soon' WHERE code = 'ICTWEB304'",
        "UPDATE imported_rows SET cells = '[]' WHERE kind = 'unit' AND row ="
        " (SELECT id FROM units WHERE code = 'ICTWEB304')",
    ],
)
def test_a_unit_that_cannot_be_read_is_left_out_and_named(path: Path, edit: str) -> None:
    with spoilt(path, edit) as powerpro:
        found = powerpro.results()
    assert [each.unit_code for each in found.rows] == ["ICTWEB305"]
    assert len(found.left_out) == 1


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE units SET start_date = 'soon' WHERE code = 'ICTWEB304'",
        "UPDATE result_evidence SET outcome_date = 'soon' WHERE unit_code = 'ICTWEB304'",
    ],
)
def test_the_same_since_a_day(path: Path, edit: str) -> None:
    with spoilt(path, edit) as powerpro:
        found = powerpro.results(AT)
    assert [each.unit_code for each in found.rows] == ["ICTWEB305"]
    assert len(found.left_out) == 1


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE clients SET date_of_birth = 'soon'",
        "UPDATE enrolments SET export_date = 'soon'",
    ],
)
def test_results_wait_until_enrolment_and_client_can_be_read(path: Path, edit: str) -> None:
    with spoilt(path, edit) as powerpro:
        found = powerpro.results()
    assert found.rows == ()
    assert found.left_out == ("Results of enrolment E1 wait until its row can be read.",)


def test_results_of_others_do_not_wait(path: Path) -> None:
    with make(path, *TWO, unit("A", "E2")) as powerpro:
        written(powerpro)
        powerpro.set_result(the_enrolment(powerpro, "E2").units[0], RESULT)
        with by_hand(path) as hand:
            hand.execute("PRAGMA ignore_check_constraints = ON")
            hand.execute(f"UPDATE clients SET date_of_birth = 'soon' WHERE code = '{JOANA}'")
        assert listed(powerpro) == [("C2", "A")]


def test_progress_counts_the_units_that_are_read(path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with make(path, *STORY) as powerpro:
        units = powerpro.counts()["units"]
        powerpro.results(progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, units), (units, units)]
