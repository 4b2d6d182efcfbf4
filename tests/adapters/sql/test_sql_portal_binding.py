"""The portal and the ids set aside survive the end of the process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import evolve

from support.sql.guide_rows import (
    BOOKING,
    JOANA,
    a_set,
    by_hand,
    client,
    course,
    dump,
    enrolment,
    make,
    refuse,
)
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.errors import EditedMeanwhile, PowerProUnusable, SettingsFault
from talent_powerpro.model import Client, ClientCode, TalentGroupKey, TalentUserId
from talent_powerpro.records.journal import PendingMembership, SetAside
from talent_powerpro.services.portal import confirm_new_portal

TRIAL, LIVE = "powerpro-trial.talentlms.com", "powerpro.talentlms.com"
AT = datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC)
JOANA_S = SetAside(JOANA, TalentUserId("7"), TRIAL, AT)
PINK_S = SetAside(ClientCode("2021000018"), TalentUserId("8"), TRIAL, AT)
LINKED = (course(), client(secondary_id=" 007 "), enrolment())


def test_remembering_the_same_portal_again_writes_nothing(path: Path) -> None:
    """Every run remembers the portal. That must not lock the store or need disk space."""
    with make(path, busy_seconds=0.01) as powerpro, by_hand(path) as viewer:
        powerpro.portal.remember_portal(LIVE)
        viewer.execute("BEGIN IMMEDIATE")
        powerpro.portal.remember_portal(LIVE)
        with pytest.raises(PowerProUnusable, match="locked"):
            powerpro.portal.remember_portal(TRIAL)


def test_setting_aside_nothing_writes_nothing(path: Path) -> None:
    with make(path, busy_seconds=0.01) as powerpro, by_hand(path) as viewer:
        viewer.execute("BEGIN IMMEDIATE")
        powerpro.portal.set_aside([])
        with pytest.raises(PowerProUnusable, match="locked"):
            powerpro.portal.set_aside([JOANA_S])


def test_a_portal_is_replaced_whole_or_not_at_all(path: Path) -> None:
    with make(path) as powerpro:
        powerpro.portal.remember_portal(TRIAL)
        refuse(path, "INSERT ON portal")
        with pytest.raises(PowerProUnusable, match="not that one"):
            powerpro.portal.remember_portal(LIVE)
        assert powerpro.portal.portal() == TRIAL


def test_ids_are_set_aside_all_or_none(path: Path) -> None:
    with make(path) as powerpro:
        refuse(path, "INSERT ON ids_set_aside WHEN NEW.user_id = '8'")
        with pytest.raises(PowerProUnusable, match="not that one"):
            powerpro.portal.set_aside([JOANA_S, PINK_S])
        assert powerpro.portal.ids_set_aside() == ()


# --- a new portal -------------------------------------------------------------------


def confirm(powerpro: SqlPowerPro) -> tuple[SetAside, ...]:
    memory = powerpro.portal
    return confirm_new_portal(LIVE, powerpro, powerpro.journal, memory, AT)


def test_a_new_portal_clears_the_old_ids_and_keeps_them_aside(path: Path) -> None:
    foreign = client("2021000018", secondary_id="DPC000129")
    with make(path, *LINKED, foreign) as powerpro:
        powerpro.portal.remember_portal(TRIAL)
        membership = PendingMembership(BOOKING, TalentUserId("7"), TalentGroupKey("FRUIT"))
        powerpro.journal.set_pending(membership)
        assert confirm(powerpro) == (JOANA_S,)
        after = dump(path)
        assert dict(read_ids(path)) == {JOANA: "", "2021000018": "DPC000129"}
        assert powerpro.portal.ids_set_aside() == (JOANA_S,)
        assert powerpro.portal.portal() == LIVE
        assert powerpro.journal.pending_memberships() == ()
        with pytest.raises(SettingsFault, match="The portal has not changed"):
            confirm(powerpro)
        assert dump(path) == after


def test_a_repeat_completes_a_change_that_a_persons_edit_interrupted(path: Path) -> None:
    """The ids are set aside first, and the portal is remembered last."""
    with make(path, *LINKED) as powerpro:
        powerpro.portal.remember_portal(TRIAL)

        class Edited:
            """A person types another id between the read and the write."""

            def clients_with_talent_id(self) -> Sequence[Client]:
                return powerpro.clients_with_talent_id()

            def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
                raise EditedMeanwhile(f"{client.code} is not to be {user_id!r}")

        memory = powerpro.portal
        with pytest.raises(EditedMeanwhile):
            confirm_new_portal(LIVE, Edited(), powerpro.journal, memory, AT)
        assert memory.portal() == TRIAL
        assert confirm(powerpro) == (JOANA_S,)
        assert memory.ids_set_aside() == (JOANA_S,)
        assert memory.portal() == LIVE


def read_ids(path: Path) -> list[tuple[str, str]]:
    with by_hand(path) as hand:
        return hand.execute("SELECT code, secondary_id FROM clients ORDER BY code").fetchall()


# --- ids set aside do not come back by import ---------------------------------------


def secondary_id(powerpro: SqlPowerPro) -> str:
    found = powerpro.enrolment(BOOKING)
    assert found
    return found.client.secondary_id


@pytest.mark.parametrize("typed", ["7", " 007 "])
def test_an_id_that_was_set_aside_does_not_come_back_by_import(path: Path, typed: str) -> None:
    """The RTO's own system still has it. In the new portal it belongs to somebody else."""
    with make(path, course(), client(secondary_id="DPC1"), enrolment()) as powerpro:
        powerpro.portal.set_aside([JOANA_S])
        powerpro.portal.remember_portal(LIVE)
        report = powerpro.take_in(a_set(course(), client(secondary_id=typed), enrolment()))
        assert secondary_id(powerpro) == "DPC1"
        (warning,) = report.warnings
        assert f"Client {JOANA}: the Secondary ID 7 belongs to the former portal {TRIAL}" in warning
        assert "Clear it in the exporting system" in warning


def test_another_id_is_a_persons_edit_and_so_is_the_old_one_in_its_own_portal(path: Path) -> None:
    with make(path, *LINKED) as powerpro:
        powerpro.portal.set_aside([JOANA_S])
        powerpro.portal.remember_portal(LIVE)
        powerpro.take_in(a_set(course(), client(secondary_id="9"), enrolment()))
        assert secondary_id(powerpro) == "9"
        powerpro.portal.remember_portal(TRIAL)
        report = powerpro.take_in(a_set(course(), client(secondary_id="7"), enrolment()))
        assert (secondary_id(powerpro), report.warnings) == ("7", ())


def test_another_client_may_have_that_id(path: Path) -> None:
    with make(path, *LINKED) as powerpro:
        powerpro.portal.set_aside([evolve(PINK_S, user_id=TalentUserId("7"))])
        powerpro.portal.remember_portal(LIVE)
        report = powerpro.take_in(a_set(*LINKED))
        assert report.warnings == ()
