"""Current holds and releases survive the end of the process."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import evolve

from support.sql.guide_rows import BOOKING, make, refuse, url_of
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.errors import PowerProUnusable
from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId
from talent_powerpro.records.holds import Answer, Decision, StandingHold

HOLD = StandingHold(
    "provisioning",
    BOOKING,
    ClientCode("2021000017"),
    "JOANA GÓMEZ",
    CourseCode("ICT30120"),
    "deferment-date",
    "deferred on 01/06/2022 – until further notice",
    "Clear the Deferment Date",
    releasable=True,
    facts=("deferred to 2022-06-01", "– noted"),
    both=("2021000017", "2021000018"),
)
OTHER = evolve(HOLD, enrolment_id=EnrolmentId("E2"), remedy="", releasable=False)
RESULT = evolve(HOLD, stage="results", reason="outcome-replaced", held=False)
AT = datetime(2022, 6, 2, 6, 58, 56, 250000, tzinfo=UTC)
RELEASE = Answer(
    Decision.RELEASE,
    HOLD.enrolment_id,
    HOLD.reason,
    HOLD.facts,
    HOLD.message,
    "Müller",
    "asked",
    AT,
)


def test_holds_and_answers_are_there_when_the_store_is_opened_again(path: Path) -> None:
    with make(path) as powerpro:
        powerpro.holds.ended(OTHER.enrolment_id, "provisioning", [OTHER])
        powerpro.holds.ended(BOOKING, "provisioning", [HOLD])
        powerpro.holds.answer(RELEASE)
    with SqlPowerPro(url_of(path)) as powerpro:
        assert powerpro.holds.standing() == (OTHER, HOLD)
        assert powerpro.holds.answers() == (RELEASE,)
        assert powerpro.holds.standing()[0].id == OTHER.id


def test_an_enrolments_holds_are_replaced_whole_or_not_at_all(path: Path) -> None:
    with make(path) as powerpro:
        powerpro.holds.ended(BOOKING, "provisioning", [HOLD])
        refuse(path, "INSERT ON standing_holds WHEN NEW.reason = 'talent-user-shared'")
        with pytest.raises(PowerProUnusable, match="not that one"):
            powerpro.holds.ended(
                BOOKING, "provisioning", [RESULT, evolve(HOLD, reason="talent-user-shared")]
            )
        assert powerpro.holds.standing() == (HOLD,)
