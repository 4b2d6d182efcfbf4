"""The portal that the stored Talent user ids belong to, and its change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from attrs import evolve

from support.scripted import ScriptedTalent
from support.the_guide import (
    COURSE_126,
    GROUP,
    JOANA,
    LEN,
    PINK,
    USER_7,
    Rto,
    booking,
    enrolment,
    finished,
    only,
    outcomes,
    portal,
    provisioned,
    rto,
    unit,
)
from talent_powerpro.adapters.memory.state import MemoryJournal, MemoryPortalBinding
from talent_powerpro.errors import PortalChanged, SettingsFault
from talent_powerpro.model import TalentUserId
from talent_powerpro.records.journal import PendingMembership, SetAside
from talent_powerpro.run.context import check_portal
from talent_powerpro.services.portal import confirm_new_portal, confirm_same_portal

NOW = datetime(2022, 7, 1, 1, tzinfo=UTC)
TRIAL, LIVE = "powerpro.talentlms.com", "college.talentlms.com"


def moved(world: Rto) -> ScriptedTalent:
    """The live portal, where id 7 is somebody else."""
    there = ScriptedTalent(courses=world.talent.courses.values(), url=f"https://{LIVE}")
    there.put_group(GROUP)
    world.talent = there
    return there


def test_nothing_is_remembered_before_something_is_written() -> None:
    world = rto(provisioned(unit()))
    world.run()
    assert world.portal_memory.portal() == ""
    world.agent().plan()
    assert world.portal_memory.portal() == ""


def test_the_portal_is_remembered_with_the_first_write() -> None:
    world = rto()
    world.run()
    assert world.portal_memory.portal() == TRIAL


@pytest.mark.parametrize("stored", ["", "7"])
def test_another_portal_is_refused_and_nothing_is_asked(stored: str) -> None:
    world = rto(enrolment(client=evolve(JOANA, secondary_id=stored)))
    world.portal_memory.remember_portal(TRIAL)
    there = moved(world)
    for run in (world.run, world.agent().plan):
        with pytest.raises(PortalChanged, match=f"now {LIVE}, but .* belong to {TRIAL}") as refused:
            run()
        assert "portal --confirm-new" in refused.value.remedy
    assert there.script.asked == world.powerpro.script.asked == []
    assert world.messages[1].startswith(f"Stopped: The portal is now {LIVE}")
    assert world.messages[2:] == ["<<< PowerPro-Talent Integration Agent ended <<<"]


def test_the_same_portal_by_another_name_keeps_its_ids() -> None:
    world = rto(provisioned(unit()), talent=finished("ICTWEB304"))
    world.portal_memory.remember_portal("old.talentlms.com")
    confirm_same_portal(TRIAL, world.portal_memory)
    assert world.portal_memory.portal() == TRIAL
    assert outcomes(world.run(), "results") == {"1001": "written"}
    assert world.portal_memory.ids_set_aside() == ()


def test_a_new_portal_sets_the_old_ids_aside() -> None:
    world = rto(
        provisioned(unit()),
        enrolment("2", evolve(PINK, secondary_id="DPC1")),
        enrolment("3", evolve(LEN, secondary_id=" 08 ")),
    )
    world.portal_memory.remember_portal(TRIAL)
    aside = confirm_new_portal(LIVE, world.powerpro, world.journal, world.portal_memory, NOW)
    assert aside == (
        SetAside(JOANA.code, USER_7, TRIAL, NOW),
        SetAside(LEN.code, TalentUserId("8"), TRIAL, NOW),
    )
    assert tuple(world.portal_memory.ids_set_aside()) == aside
    assert {each.code: each.secondary_id for each in world.powerpro.clients.values()} == {
        JOANA.code: "",
        PINK.code: "DPC1",
        LEN.code: "",
    }
    assert world.portal_memory.portal() == LIVE


def test_a_user_of_the_new_portal_with_an_old_id_gives_nobody_results() -> None:
    world = rto(provisioned(unit()), talent=finished("ICTWEB304"))
    world.portal_memory.remember_portal(TRIAL)
    there = moved(world)
    stranger = finished("ICTWEB304").users[USER_7]
    there.put_user(evolve(stranger, login="x", first_name="Len", last_name="X", email="x@pm.me"))
    there.put_enrolment(USER_7, COURSE_126)
    there.complete(USER_7, COURSE_126, "ICTWEB304", NOW)
    confirm_new_portal(LIVE, world.powerpro, world.journal, world.portal_memory, NOW)
    record = only(world.run().of("results"))
    assert record.reason == "results-unreachable"
    assert world.unit().outcome == ""


def test_pending_memberships_of_the_old_portal_are_dropped() -> None:
    journal = MemoryJournal()
    journal.set_pending(PendingMembership(booking(), USER_7, GROUP))
    confirm_new_portal(LIVE, rto().powerpro, journal, MemoryPortalBinding(), NOW)
    assert journal.pending_memberships() == ()


def test_confirming_again_is_refused_and_sets_nothing_more_aside() -> None:
    world = rto(provisioned(unit()))
    confirm_new_portal(LIVE, world.powerpro, world.journal, world.portal_memory, NOW)
    with pytest.raises(SettingsFault, match="The portal has not changed"):
        confirm_new_portal(LIVE, world.powerpro, world.journal, world.portal_memory, NOW)
    assert len(world.portal_memory.ids_set_aside()) == 1


def test_a_portal_that_has_not_changed_keeps_its_ids_and_its_memberships() -> None:
    world = rto(provisioned(unit()))
    world.portal_memory.remember_portal(TRIAL)
    world.journal.set_pending(PendingMembership(booking(), USER_7, GROUP))
    with pytest.raises(SettingsFault, match=f"belong to {TRIAL}. Nothing was set aside") as fault:
        confirm_new_portal(TRIAL, world.powerpro, world.journal, world.portal_memory, NOW)
    assert fault.value.remedy.endswith("set its address first: [talentlms] url.")
    assert world.powerpro.clients[JOANA.code].secondary_id == "7"
    assert world.portal_memory.ids_set_aside() == ()
    assert len(world.journal.pending_memberships()) == 1


def test_a_confirmation_that_was_cut_off_is_finished_by_the_next() -> None:
    world = rto(provisioned(unit()), enrolment("3", evolve(LEN, secondary_id="8")))
    world.portal_memory.remember_portal(TRIAL)
    world.powerpro.script.does("set_secondary_id", lambda: None, killed)
    with pytest.raises(KeyboardInterrupt):
        confirm_new_portal(LIVE, world.powerpro, world.journal, world.portal_memory, NOW)
    assert world.portal_memory.portal() == TRIAL
    confirm_new_portal(LIVE, world.powerpro, world.journal, world.portal_memory, NOW)
    assert [each.user_id for each in world.portal_memory.ids_set_aside()] == ["7", "8"]
    assert [each.portal for each in world.portal_memory.ids_set_aside()] == [TRIAL, TRIAL]
    assert world.powerpro.clients_with_talent_id() == ()


def killed() -> None:
    raise KeyboardInterrupt


def test_a_repository_without_a_portal_name_never_counts_as_changed() -> None:
    memory = MemoryPortalBinding()
    memory.remember_portal(TRIAL)
    check_portal("", memory)
    check_portal(TRIAL, memory)
    with pytest.raises(PortalChanged):
        check_portal(LIVE, memory)


def test_a_portal_attribute_that_is_no_name_is_not_remembered() -> None:
    class Nameless(ScriptedTalent):
        portal = None  # type: ignore[assignment]

    world = rto(talent=portal(Nameless))
    world.run()
    assert world.portal_memory.portal() == ""
