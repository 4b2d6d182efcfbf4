"""Contract suite of suspensions. Each test covers a sentence of `Suspensions`."""

from __future__ import annotations

from typing import Final

import pytest
from attrs import evolve

from talent_powerpro.model import EnrolmentId, TalentCourseId, TalentUserId
from talent_powerpro.ports.state import Suspensions
from talent_powerpro.records.suspension import Suspension
from talent_powerpro.testing.contracts.port_methods import missing_methods

FIRST: Final = Suspension(
    EnrolmentId("1001"), TalentUserId("7"), (TalentCourseId("127"), TalentCourseId("126"))
)
SECOND: Final = Suspension(EnrolmentId("1002"), TalentUserId("8"))


class SuspensionsContract:
    """Tests that your store is a `Suspensions`. Inherit it and define `make`."""

    def make(self) -> Suspensions:
        """Return new, empty suspensions of yours."""
        raise NotImplementedError("Define make(self); its docstring says what to return.")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make(), Suspensions) == []

    def test_new_suspensions_remember_nothing(self) -> None:
        found = self.make()
        found.remember_suspended([])
        found.forget_suspended([])
        assert list(found.every_suspended()) == []
        assert dict(found.suspensions_of([FIRST.enrolment_id])) == {}
        assert dict(found.suspensions_of([])) == {}

    @pytest.mark.parametrize(
        "kept",
        [
            FIRST,
            evolve(FIRST, settled=False),
            evolve(FIRST, whole=False),
            evolve(FIRST, course_ids=()),
        ],
    )
    def test_a_suspension_comes_back_with_its_courses_in_order(self, kept: Suspension) -> None:
        found = self.make()
        found.remember_suspended([kept, SECOND])
        assert dict(found.suspensions_of([FIRST.enrolment_id])) == {FIRST.enrolment_id: kept}
        assert sorted(found.every_suspended()) == ["1001", "1002"]

    def test_a_suspension_replaces_the_one_before_of_its_enrolment(self) -> None:
        now = Suspension(
            *(FIRST.enrolment_id, TalentUserId("9"), (TalentCourseId("128"),)),
            whole=False,
            settled=False,
        )
        found = self.make()
        found.remember_suspended([FIRST, SECOND])
        found.remember_suspended([now])
        ids = [FIRST.enrolment_id, SECOND.enrolment_id, EnrolmentId("1003")]
        assert dict(found.suspensions_of(ids)) == {"1001": now, "1002": SECOND}

    def test_a_forgotten_one_is_gone_and_an_unknown_one_changes_nothing(self) -> None:
        found = self.make()
        found.remember_suspended([FIRST, SECOND])
        found.forget_suspended([FIRST.enrolment_id, EnrolmentId("1003")])
        assert list(found.every_suspended()) == [SECOND.enrolment_id]

    def test_thousands_may_be_remembered_found_and_forgotten_at_once(self) -> None:
        found = self.make()
        ids = [EnrolmentId(str(number)) for number in range(12_000)]
        found.remember_suspended([evolve(SECOND, enrolment_id=each) for each in ids])
        assert sorted(found.every_suspended()) == sorted(ids)
        assert len(found.suspensions_of(ids)) == len(ids)
        found.forget_suspended(ids[1:])
        assert list(found.every_suspended()) == ids[:1]
