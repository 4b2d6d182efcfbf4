"""Current holds and releases survive the end of the process."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attrs import evolve

from support.sql.guide_rows import BOOKING, by_hand, make, refuse, url_of
from support.testing.stores_to_prove import rows_without_an_order_come_in_another
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


def test_an_answer_is_kept_unless_the_latest_one_says_the_same(path: Path) -> None:
    keep = evolve(RELEASE, decision=Decision.KEEP)
    with make(path) as powerpro:
        rows_without_an_order_come_in_another(powerpro)
        for each in (keep, keep, RELEASE, keep, keep):
            powerpro.holds.answer(each)
        assert powerpro.holds.answers() == (keep, RELEASE, keep)


def test_an_answer_that_cannot_be_read_blocks_its_enrolment(path: Path) -> None:
    with make(path) as powerpro:
        powerpro.holds.answer(RELEASE)
        with by_hand(path) as hand:
            hand.execute("PRAGMA ignore_check_constraints = ON")
            hand.execute("UPDATE hold_answers SET at = 'soon'")
        assert powerpro.holds.answers() == ()
        (told,) = powerpro.journal.take_unreadable()
    assert (told.enrolment_id, told.blocks) == (BOOKING, True)


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        ("UPDATE standing_holds SET releasable = 2", "CHECK"),
        ("UPDATE standing_holds SET releasable = 'yes'", "CHECK"),
        ("UPDATE standing_holds SET message = NULL", "NOT NULL"),
        ("UPDATE standing_holds SET stage = NULL", "NOT NULL"),
        ("UPDATE standing_holds SET facts = NULL", "NOT NULL"),
        ("UPDATE hold_answers SET facts = NULL", "NOT NULL"),
        ("UPDATE hold_answers SET who = NULL", "NOT NULL"),
        ("UPDATE hold_answers SET at = NULL", "NOT NULL"),
    ],
)
def test_the_schema_refuses_invalid_values(path: Path, edit: str, what: str) -> None:
    with make(path) as powerpro:
        powerpro.holds.ended(BOOKING, "provisioning", [HOLD])
        powerpro.holds.answer(RELEASE)
        with by_hand(path) as hand, pytest.raises(sqlite3.IntegrityError, match=what):
            hand.execute(edit)


def test_purge_and_import_leave_them_unchanged(path: Path) -> None:
    later = AT + timedelta(days=4000)
    with make(path) as powerpro:
        powerpro.holds.ended(BOOKING, "provisioning", [HOLD])
        powerpro.holds.answer(RELEASE)
        powerpro.journal.purge(later)
        powerpro.sync_log.purge(later)
    with make(path) as powerpro:  # imports the same rows again
        assert powerpro.holds.standing() == (HOLD,)
        assert powerpro.holds.answers() == (RELEASE,)
