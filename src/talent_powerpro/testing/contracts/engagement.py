"""Contract suite of `EngagementStore`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from attrs import evolve

from talent_powerpro.model import EnrolmentId, TalentCourseId, TalentUserId
from talent_powerpro.ports.state import EngagementStore
from talent_powerpro.records.engagement import EngagementSeen
from talent_powerpro.testing.contracts.port_methods import missing_methods

WHOLE: Final = EngagementSeen(
    EnrolmentId("1001"),
    TalentUserId("7"),
    TalentCourseId("126"),
    datetime(2022, 6, 14, 3, 0, 5, 250000, UTC),
    status="Incomplete",
    progress="33",
    time="3m 17s",
    enrolled="2022-06-02T06:58:59+00:00",
    source="GET https://powerpro.talentlms.com/api/v1/getuserstatusincourse/course_id:126,user_id:7",
)
UNIT: Final = evolve(
    WHOLE,
    unit_id="3163",
    unit_name="ICTWEB304 Größe & «Farbe»",
    progress="",
    score="=100",
    enrolled="",
    completed="13/06/2022, 11:00",
)
OTHERS_COURSE: Final = TalentCourseId("127")
OTHER: Final = evolve(WHOLE, enrolment_id=EnrolmentId("1002"), user_id=TalentUserId("8"))


class EngagementContract:
    """Tests that your store is an `EngagementStore`. Inherit it and define `make`."""

    def make(self) -> EngagementStore:
        """Return a new, empty store of engagement of yours."""
        raise NotImplementedError("Define make(self); its docstring says what to return.")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make(), EngagementStore) == []

    def test_a_new_store_remembers_nothing(self) -> None:
        store = self.make()
        store.remember_engagement([])
        assert list(store.engagement_of([WHOLE.enrolment_id])) == []
        assert list(store.engagement_of([])) == []

    def test_rows_come_back_as_they_were_and_by_their_enrolments(self) -> None:
        store = self.make()
        store.remember_engagement([WHOLE, UNIT, OTHER])
        assert set(store.engagement_of([EnrolmentId("1001"), EnrolmentId("no")])) == {WHOLE, UNIT}
        assert set(store.engagement_of([EnrolmentId("1002")])) == {OTHER}

    @pytest.mark.parametrize("was", [WHOLE, UNIT])
    def test_a_row_replaces_the_earlier_one_of_its_enrolment_and_unit(
        self, was: EngagementSeen
    ) -> None:
        store, later = self.make(), WHOLE.read_at + timedelta(days=1)
        store.remember_engagement([WHOLE, UNIT, OTHER])
        newer = evolve(was, read_at=later, status="Completed", time="", course_id=OTHERS_COURSE)
        store.remember_engagement([evolve(newer, score="1"), newer])
        kept = {each.key: each for each in (WHOLE, UNIT)} | {newer.key: newer}
        assert set(store.engagement_of([WHOLE.enrolment_id])) == set(kept.values())
        assert set(store.engagement_of([OTHER.enrolment_id])) == {OTHER}

    def test_thousands_may_be_remembered_and_found_at_once(self) -> None:
        store, ids = self.make(), [EnrolmentId(str(number)) for number in range(12_000)]
        store.remember_engagement([evolve(UNIT, enrolment_id=each) for each in ids])
        assert sorted(each.enrolment_id for each in store.engagement_of(ids)) == sorted(ids)
