"""Contract suite of the optional port `ResultScope`: narrow rows of the enrolments in scope."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import pytest
from attrs import evolve

from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId
from talent_powerpro.ports import PowerProRepository
from talent_powerpro.ports.optional import result_scope_of
from talent_powerpro.ports.result_scope import ResultScope
from talent_powerpro.records.scope import Scope, scope_row
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.powerpro_stores import PowerProStores
from talent_powerpro.testing.contracts.rows import (
    BOOKING,
    COMPETENT,
    ENDED,
    PINK,
    WEB,
    contact_log,
    enrolment,
    provisioned,
    unit,
    with_result,
)

TODAY: Final = date(2022, 6, 13)
TOMORROW: Final = TODAY + timedelta(days=1)
ALL: Final = Scope(
    frozenset({"course-not-archived", "booking-confirmed", "enrolment-active"}), TODAY
)
ARCHIVED: Final = evolve(WEB, archived=True)
OTHER: Final = EnrolmentId("1002")


class ResultScopeContract(PowerProStores):
    """Tests that your PowerPro repository is a `ResultScope`.

    `make` is the one of `PowerProContract`. The port is optional.
    """

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make((), ()), ResultScope) == []

    def test_an_empty_store_returns_nothing(self) -> None:
        port = scope_of(self.store(()))
        assert list(port.courses_in_scope(ALL)) == []
        assert list(port.rows_in_scope([WEB.code], ALL)) == []
        assert set(port.not_in_scope([BOOKING], ALL)) <= {BOOKING}
        assert list(port.closed_between(TODAY, TODAY)) == []
        assert list(port.enrolments_with([BOOKING])) == []
        assert not any(port.unit_codes_in([WEB.code]).values())

    def test_a_row_has_what_decides_about_its_enrolment(self) -> None:
        first = with_result(unit(), COMPETENT)
        powerpro = self.store((provisioned("1001", units=(unit("ICTWEB305"), first)),))
        (row,) = scope_of(powerpro).rows_in_scope([WEB.code], ALL)
        assert row == scope_row(self.found(powerpro))
        assert not row.unreadable

    def test_an_enrolment_without_units_has_a_row(self) -> None:
        port = scope_of(self.store((provisioned(units=()),)))
        assert [row.units for row in port.rows_in_scope([WEB.code], ALL)] == [""]

    @pytest.mark.parametrize(
        ("condition", "cells"),
        [
            ("course-not-archived", {"course": ARCHIVED}),
            ("booking-confirmed", {"booking_status": "Cancelled"}),
            ("booking-confirmed", {"booking_status": ""}),
            ("booking-confirmed", {"booking_status": "Confirméd"}),
            ("enrolment-active", {"withdrawal_date": TODAY}),
            ("enrolment-active", {"completion_date": TODAY, "withdrawal_date": TOMORROW}),
        ],
    )
    def test_an_enrolment_that_fails_a_condition_is_left_out_where_that_is_one(
        self, condition: str, cells: dict[str, Any]
    ) -> None:
        """Your own status (`active`) may decide instead of the dates."""
        port = scope_of(self.store((provisioned(**cells),)))
        assert ids(port, ALL) == []
        assert list(port.not_in_scope([BOOKING], ALL)) == [BOOKING]
        others = evolve(ALL, conditions=ALL.conditions - {condition})
        assert ids(port, others) == [BOOKING]
        assert list(port.not_in_scope([BOOKING], others)) == []
        assert [course.code for course in port.courses_in_scope(others)] == [WEB.code]

    @pytest.mark.parametrize(
        "cells",
        [
            {"booking_status": "\u00a0 CONFIRMED "},
            {"withdrawal_date": TOMORROW},
            {"completion_date": TOMORROW},
            {"contact_logs": (contact_log(contact_type="Enrolment  exported\tto TALENT LMS"),)},
        ],
    )
    def test_an_enrolment_that_meets_them_is_never_left_out(self, cells: dict[str, Any]) -> None:
        port = scope_of(self.store((provisioned(**cells),)))
        assert ids(port, ALL) == [BOOKING]
        assert list(port.not_in_scope([BOOKING], ALL)) == []

    @pytest.mark.parametrize("logs", [(), (contact_log(contact_type="Phone call"),)])
    def test_an_enrolment_without_a_provisioning_contact_log_is_left_out(
        self, logs: tuple[Any, ...]
    ) -> None:
        port = scope_of(self.store((enrolment(contact_logs=logs),)))
        assert ids(port, ALL) == []
        assert list(port.not_in_scope([BOOKING], ALL)) == [BOOKING]
        assert list(port.closed_between(date.min, date.max)) == []
        assert not any(port.unit_codes_in([WEB.code]).values())

    def test_rows_come_in_powerpros_order_and_of_these_courses_alone(self) -> None:
        elsewhere = evolve(WEB, code=CourseCode("ICT30120-B"))
        third = evolve(WEB, code=CourseCode("ICT30120-C"))
        powerpro = self.store(
            (
                provisioned("1003"),
                provisioned("1001", client=PINK, course=elsewhere),
                provisioned("1002", client=PINK, withdrawal_date=TOMORROW),
                provisioned("1004", client=PINK, course=third),
            )
        )
        port, codes = scope_of(powerpro), [elsewhere.code, WEB.code]
        rows = [row.enrolment_id for row in port.rows_in_scope(codes, ALL)]
        assert rows == [
            each.id for each in powerpro.provisioned_enrolments() if each.course.code in codes
        ]
        assert {course.code for course in port.courses_in_scope(ALL)} >= {*codes, third.code}

    def test_a_closed_enrolment_is_found_by_the_earlier_of_its_dates(self) -> None:
        both = provisioned(withdrawal_date=TOMORROW, completion_date=TODAY)
        there = (both, provisioned("1002", client=PINK))
        port = scope_of(self.store(there))
        assert BOOKING in port.closed_between(TODAY, TODAY)
        assert OTHER not in port.closed_between(date.min, TOMORROW)
        before = TODAY - timedelta(days=1)
        assert BOOKING not in port.closed_between(date.min, before)

    def test_whole_enrolments_are_returned_once_whatever_their_state(self) -> None:
        closed = provisioned("1002", client=PINK, course=ENDED, withdrawal_date=TODAY)
        powerpro = self.store((provisioned(), closed))
        asked = [OTHER, BOOKING, OTHER, EnrolmentId("none")]
        found = {each.id: each for each in scope_of(powerpro).enrolments_with(asked)}
        assert found == {each: self.found(powerpro, each) for each in (BOOKING, OTHER)}
        assert len(list(scope_of(powerpro).enrolments_with(asked))) == len(found)

    def test_unit_codes_are_those_of_closed_enrolments_too(self) -> None:
        codes = ("ICTWEB304", "ICTWEB305", "BSBWEB304A")
        one = provisioned(units=(unit(codes[0]), unit(codes[1])))
        rows = (unit(codes[2], OTHER), unit(codes[1], OTHER))
        closed = provisioned("1002", client=PINK, units=rows, withdrawal_date=TODAY)
        found = scope_of(self.store((one, closed))).unit_codes_in([WEB.code])
        assert set(found[WEB.code]) == set(codes)

    def test_many_enrolments_may_be_asked_for_at_once(self) -> None:
        there = [
            provisioned(str(number), client=evolve(PINK, code=ClientCode(f"C{number}")))
            for number in range(1200)
        ]
        port = scope_of(self.store(there))
        assert len(ids(port, ALL)) == len(there)
        assert list(port.not_in_scope([each.id for each in there], ALL)) == []
        assert len(list(port.enrolments_with([each.id for each in there]))) == len(there)


def scope_of(powerpro: PowerProRepository) -> ResultScope:
    offered = result_scope_of(powerpro)
    assert offered, "a method of ResultScope is missing"
    return offered


def ids(port: ResultScope, scope: Scope) -> list[EnrolmentId]:
    return [row.enrolment_id for row in port.rows_in_scope([WEB.code], scope)]
