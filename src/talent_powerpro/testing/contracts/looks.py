"""Contract suite of the memory of looks. Each test covers a sentence of `Looks`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from attrs import evolve

from talent_powerpro.model import EnrolmentId, TalentCourseId, TalentUserId
from talent_powerpro.ports.looks import Looks
from talent_powerpro.records.look import Look, UnmatchedUnit, Wait
from talent_powerpro.testing.contracts.port_methods import missing_methods

FIRST: Final = EnrolmentId("1001")
SECOND: Final = EnrolmentId("1002")
NOW: Final = datetime(2022, 6, 4, 3, 2, 1, tzinfo=UTC)
LOOK: Final = Look(
    FIRST,
    TalentUserId("7"),
    TalentCourseId("126"),
    "b1946ac92492d234",
    NOW,
    percentage=50,
    completed_at=NOW,
    unmatched=(
        UnmatchedUnit("31", "ICTWEB999 Old code", NOW.date()),
        UnmatchedUnit("30", "ICTWEB998 Older"),
    ),
    other_items=("40", "39"),
)
OTHER: Final = Look(SECOND, TalentUserId("8"), TalentCourseId("126"), "", NOW)
WAIT: Final = Wait(
    "provisioning", FIRST, "b1946ac9", NOW, ("7", "8"), "name-incomplete", "Sentence.", "Remedy."
)


class LooksContract:
    """Tests that your store is a `Looks`. Inherit it and define `make`."""

    def make(self) -> Looks:
        """Return a new, empty memory of yours."""
        raise NotImplementedError("Define make(self); its docstring says what to return.")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make(), Looks) == []

    def test_a_new_memory_is_empty(self) -> None:
        looks = self.make()
        looks.remember_looks([])
        looks.keep_waits("results", [], [])
        looks.keep_waits("results", [], [FIRST])
        assert dict(looks.looked_at([FIRST])) == {}
        assert dict(looks.looked_at([])) == {}
        assert dict(looks.waits("results")) == {}

    def test_a_look_comes_back_as_it_was(self) -> None:
        looks = self.make()
        looks.remember_looks([LOOK, OTHER])
        assert dict(looks.looked_at([FIRST])) == {FIRST: LOOK}
        assert dict(looks.looked_at([SECOND])) == {SECOND: OTHER}

    def test_a_look_replaces_the_one_before_of_its_enrolment(self) -> None:
        looks = self.make()
        looks.remember_looks([evolve(OTHER, enrolment_id=FIRST), OTHER])
        looks.remember_looks([LOOK])
        found = looks.looked_at([FIRST, SECOND, EnrolmentId("1003")])
        assert dict(found) == {FIRST: LOOK, SECOND: OTHER}

    def test_many_enrolments_may_be_asked_for_at_once(self) -> None:
        looks = self.make()
        ids = [EnrolmentId(str(number)) for number in range(2000)]
        looks.remember_looks([evolve(OTHER, enrolment_id=each) for each in ids])
        assert len(looks.looked_at(ids)) == len(ids)

    def test_a_wait_comes_back_in_its_stage_alone(self) -> None:
        looks = self.make()
        looks.keep_waits("provisioning", [WAIT], [])
        assert dict(looks.waits("provisioning")) == {FIRST: WAIT}
        assert dict(looks.waits("results")) == {}

    def test_a_wait_replaces_the_one_before_in_its_stage(self) -> None:
        looks = self.make()
        other = evolve(WAIT, stage="results")
        looks.keep_waits("results", [other], [])
        looks.keep_waits("provisioning", [WAIT, evolve(WAIT, enrolment_id=SECOND)], [])
        looks.keep_waits("provisioning", [evolve(WAIT, facts="new")], [])
        assert looks.waits("provisioning")[FIRST].facts == "new"
        assert set(looks.waits("provisioning")) == {FIRST, SECOND}
        assert dict(looks.waits("results")) == {FIRST: other}

    def test_the_waits_of_ended_enrolments_are_forgotten(self) -> None:
        looks = self.make()
        looks.keep_waits("results", [evolve(WAIT, stage="results")], [])
        looks.keep_waits("provisioning", [WAIT], [])
        many = [EnrolmentId(str(number)) for number in range(2000)]
        looks.keep_waits("provisioning", [evolve(WAIT, enrolment_id=SECOND)], many)
        assert set(looks.waits("provisioning")) == {SECOND}
        assert set(looks.waits("results")) == {FIRST}
        looks.keep_waits("provisioning", [], [])
        assert set(looks.waits("provisioning")) == {SECOND}
        looks.keep_waits("provisioning", [], [SECOND])
        assert dict(looks.waits("provisioning")) == {}
