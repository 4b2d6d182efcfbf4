"""Suspensions of many enrolments are found, whatever the number that is asked for at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.sql.guide_rows import by_hand
from talent_powerpro import pieces
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.model import EnrolmentId, TalentCourseId, TalentUserId
from talent_powerpro.records.suspension import Suspension

KEPT = [
    Suspension(EnrolmentId("E1"), TalentUserId("7"), (TalentCourseId("126"),)),
    Suspension(EnrolmentId("E2"), TalentUserId("8"), whole=False),
    Suspension(EnrolmentId("E3"), TalentUserId("9"), settled=False),
]
ALL = {each.enrolment_id: each for each in KEPT}


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_suspensions_are_found_and_one_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(pieces, "AT_ONCE", at_once)
    path = tmp_path / "powerpro.db"
    with SqlPowerPro.create(f"sqlite:///{path.as_posix()}") as powerpro:
        powerpro.suspensions.remember_suspended(KEPT)
        assert powerpro.suspensions.suspensions_of(ALL) == ALL
        assert list(powerpro.suspensions.every_suspended()) == list(ALL)
        with by_hand(path) as hand:
            hand.execute("UPDATE suspensions SET course_ids = '{}' WHERE enrolment_id = 'E2'")
        left = {key: each for key, each in ALL.items() if key != "E2"}
        assert powerpro.suspensions.suspensions_of(ALL) == left
        (told,) = powerpro.journal.take_unreadable()
        assert told.enrolment_id == "E2"
        powerpro.suspensions.forget_suspended(list(ALL)[:2])
        assert powerpro.suspensions.suspensions_of(ALL) == {KEPT[2].enrolment_id: KEPT[2]}
