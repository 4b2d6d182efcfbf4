"""Guide, "Setting the provision date", its bulk screen, and preventing a participant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from support.the_guide import enrolment, many
from talent_powerpro import Policy
from talent_powerpro.adapters.csv import read_folder
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.errors import EditedMeanwhile, SettingsFault
from talent_powerpro.model import ContactLog, CourseCode, EnrolmentId
from talent_powerpro.records.unreadable import REMEDY
from talent_powerpro.rules.conditions import Condition
from talent_powerpro.rules.rules import Rules
from talent_powerpro.services.export_dates import (
    clear_export,
    clear_exports,
    enrolled_clients,
    planned_clearing,
    planned_exports,
    set_export,
)

PERTH = ZoneInfo("Australia/Perth")
RULES = Rules(Policy.guide(), PERTH)
WEB = CourseCode("ICT30120-A")
TODAY, TOMORROW, YESTERDAY = date(2022, 6, 2), date(2022, 6, 3), date(2022, 6, 1)
GUIDE = Path(__file__).parents[2] / "examples"


@pytest.fixture
def powerpro(tmp_path: Path) -> Iterator[SqlPowerPro]:
    with SqlPowerPro.create(f"sqlite:///{tmp_path / 'powerpro.db'}") as store:
        store.take_in(read_folder(GUIDE, timezone=PERTH))
        yield store


def boxes(powerpro: SqlPowerPro) -> dict[str, tuple[bool, date | None]]:
    return {each.name: (each.export, each.export_date) for each in enrolled_clients(WEB, powerpro)}


def test_the_bulk_screen_lists_the_enrolled_clients_with_tick_and_current_date(
    powerpro: SqlPowerPro,
) -> None:
    """ "CASTER, LEN", "GOMEZ, JOANA", "PANTHER, PINK", each with a tick."""
    lines = enrolled_clients(WEB, powerpro)
    assert [line.name for line in lines] == ["CASTER, LEN", "GOMEZ, JOANA", "PANTHER, PINK"]
    assert all(line.confirmed for line in lines)
    assert [line.export_date for line in lines if line.export] == [TODAY]


def test_the_provisioning_date_can_also_be_set_in_bulk(powerpro: SqlPowerPro) -> None:
    """ "This can be handy when provisioning multiple Clients in the same Course"."""
    set_export(WEB, None, TOMORROW, powerpro, RULES, TODAY)
    assert set(boxes(powerpro).values()) == {(True, TOMORROW)}


def test_only_the_chosen_clients_change(powerpro: SqlPowerPro) -> None:
    before = boxes(powerpro)
    joana = enrolled_clients(WEB, powerpro)[1].client_code
    (change,) = set_export(WEB, [joana], TOMORROW, powerpro, RULES, TODAY)
    assert (change.client.export_date, change.export_date) == (TODAY, TOMORROW)
    assert boxes(powerpro) == before | {"GOMEZ, JOANA": (True, TOMORROW)}


def test_clear_all_changes_nobody(powerpro: SqlPowerPro) -> None:
    before = boxes(powerpro)
    assert set_export(WEB, [], TOMORROW, powerpro, RULES, TODAY) == ()
    assert boxes(powerpro) == before


def test_setting_twice_equals_setting_once(powerpro: SqlPowerPro) -> None:
    first = set_export(WEB, None, TODAY, powerpro, RULES, TODAY)
    assert [each.changes for each in first] == [True, False, True]
    assert not any(e.changes for e in set_export(WEB, None, TODAY, powerpro, RULES, TODAY))


def test_a_client_who_will_be_provisioned_has_no_warning(powerpro: SqlPowerPro) -> None:
    changes = set_export(WEB, None, TOMORROW, powerpro, RULES, TODAY)
    assert [each.warnings for each in changes if each.client.name == "GOMEZ, JOANA"] == [()]


def test_a_date_that_has_passed_is_warned_of(powerpro: SqlPowerPro) -> None:
    change = set_export(WEB, None, YESTERDAY, powerpro, RULES, TODAY)[1]
    assert change.warnings == (
        "The export date 01/06/2022 has passed, so the agent will not provision this client. "
        "Set today's date or a later one.",
    )


def test_a_date_within_the_careful_window_has_not_passed(powerpro: SqlPowerPro) -> None:
    careful = Rules(Policy.careful(), PERTH)
    change = set_export(WEB, None, YESTERDAY, powerpro, careful, TODAY)[1]
    assert change.warnings == ()


def test_a_client_who_is_not_in_the_course_is_a_fault_and_nothing_is_set(
    powerpro: SqlPowerPro,
) -> None:
    before = boxes(powerpro)
    with pytest.raises(SettingsFault) as raised:
        set_export(WEB, ["nobody", "2021000017", "no one"], TOMORROW, powerpro, RULES, TODAY)
    assert raised.value.faults == (
        "No client with the code no one is enrolled in ICT30120-A.",
        "No client with the code nobody is enrolled in ICT30120-A.",
    )
    assert raised.value.remedy == (
        "Nothing was set. List the clients with `talent-powerpro set-export ICT30120-A`."
    )
    assert boxes(powerpro) == before


def test_an_unknown_course_is_a_fault(powerpro: SqlPowerPro) -> None:
    with pytest.raises(SettingsFault, match="The store has no course ICT99999") as raised:
        enrolled_clients(CourseCode("ICT99999"), powerpro)
    assert raised.value.remedy.startswith("Check the course code.")


def test_to_prevent_a_participant_simply_uncheck_the_checkbox(powerpro: SqlPowerPro) -> None:
    """ "simply uncheck the E-Learning export checkbox": the date stays."""
    joana = enrolled_clients(WEB, powerpro)[1].enrolment_id
    change = clear_export(joana, powerpro)
    assert (change.changes, change.export, change.export_date) == (True, False, TODAY)
    assert boxes(powerpro)["GOMEZ, JOANA"] == (False, TODAY)
    assert not clear_export(joana, powerpro).changes


def test_6_the_bulk_screen_also_clears(powerpro: SqlPowerPro) -> None:
    set_export(WEB, None, TOMORROW, powerpro, RULES, TODAY)
    changes = clear_exports(WEB, ["2021000017", "2021000018"], powerpro)
    assert [(each.client.name, each.changes, each.export) for each in changes] == [
        ("GOMEZ, JOANA", True, False),
        ("PANTHER, PINK", True, False),
    ]
    assert boxes(powerpro) == {
        "CASTER, LEN": (True, TOMORROW),
        "GOMEZ, JOANA": (False, TOMORROW),
        "PANTHER, PINK": (False, TOMORROW),
    }
    assert [each.changes for each in clear_exports(WEB, None, powerpro)] == [True, False, False]
    assert clear_exports(WEB, [], powerpro) == ()
    with pytest.raises(SettingsFault, match="the code nobody is enrolled"):
        clear_exports(WEB, ["nobody"], powerpro)


def test_6_the_bulk_screen_shows_the_courses_name(powerpro: SqlPowerPro) -> None:
    """ "Course Name" """
    assert {line.course_name for line in enrolled_clients(WEB, powerpro)} == {
        "Certificate III - Information Technology"
    }


def test_clearing_the_box_of_a_provisioned_enrolment_says_that_nobody_is_un_enrolled(
    powerpro: SqlPowerPro,
) -> None:
    joana = enrolled_clients(WEB, powerpro)[1].enrolment_id
    enrolment = powerpro.enrolment(joana)
    assert enrolment is not None
    powerpro.add_contact_log(
        enrolment, ContactLog("JOANA GOMEZ", "Web", datetime(2022, 6, 2, 14, 59, tzinfo=PERTH))
    )
    assert clear_export(joana, powerpro).warnings == (
        "The enrolment is already provisioned, so the client stays enrolled in TalentLMS.",
    )
    (change,) = set_export(WEB, ["2021000017"], TODAY, powerpro, RULES, TODAY)
    assert change.warnings == ("The enrolment is already provisioned, so the date has no effect.",)


def test_an_unknown_enrolment_is_a_fault(powerpro: SqlPowerPro) -> None:
    with pytest.raises(SettingsFault, match="The store has no enrolment 9999") as raised:
        clear_export(EnrolmentId("9999"), powerpro)
    assert raised.value.remedy == "Check the enrolment id."


def test_a_persons_edit_in_between_wins(powerpro: SqlPowerPro) -> None:
    read = (powerpro.enrolments_in(WEB) or ())[0]
    powerpro.set_export(read, True, YESTERDAY)
    with pytest.raises(EditedMeanwhile, match="is now 01/06/2022"):
        powerpro.set_export(evolve(read, export=True, export_date=TOMORROW), True, TODAY)


def test_an_unmet_condition_warns_with_the_place_to_correct_it() -> None:
    tentative = enrolment(booking_status="Tentative")
    powerpro = MemoryPowerPro([tentative])
    (change,) = set_export(tentative.course.code, None, TOMORROW, powerpro, RULES, TODAY)
    (warning,) = change.warnings
    assert warning == (
        "The booking status is Tentative, so the agent will not provision this client. Check "
        "Home > Enrolments and Results > Course data > Booking status."
    )
    nowhere = evolve(
        RULES, conditions=(Condition("own", "Has a laptop.", lambda *_: "no laptop", ""),)
    )
    (change,) = set_export(tentative.course.code, None, TOMORROW, powerpro, nowhere, TODAY)
    assert change.warnings == ("No laptop, so the agent will not provision this client.",)


def test_an_enrolment_that_cannot_be_read_is_left_as_it_is() -> None:
    """Setting and clearing name it, and change the others."""
    unreadable = enrolment(unreadable=("The export date is 2/6/22.",))
    store = MemoryPowerPro([unreadable])
    course = unreadable.course.code
    changes = (
        *set_export(course, None, TOMORROW, store, RULES, TODAY),
        *clear_exports(course, None, store),
        clear_export(unreadable.id, store),
    )
    for change in changes:
        assert change.warnings == ("The export date is 2/6/22.", REMEDY)
    assert list(store.enrolments) == [unreadable]


# --- all, and previews ------------------------------------------------------------


def test_all_leaves_out_who_is_provisioned_withdrawn_or_completed_unless_named() -> None:
    log = ContactLog("x", "y", datetime(2022, 6, 1, 9, tzinfo=PERTH))
    clients = [each.client for each in many(4)]
    store = MemoryPowerPro(
        [
            enrolment("1", clients[0]),
            enrolment("2", clients[1], contact_logs=(log,)),
            enrolment("3", clients[2], withdrawal_date=YESTERDAY),
            enrolment("4", clients[3], completion_date=TODAY),
        ]
    )
    changes = set_export(WEB, None, TOMORROW, store, RULES, TODAY)
    found = {str(each.client.enrolment_id): each for each in changes}
    assert [key for key, each in found.items() if each.changes] == ["1"]
    assert [key for key, each in found.items() if each.left_out] == ["2", "3", "4"]
    assert found["2"].warnings == ("The enrolment is already provisioned, so nothing was changed.",)
    assert found["3"].warnings == (
        "The enrolment was withdrawn on 01/06/2022, so nothing was changed.",
    )
    codes = [each.code for each in clients[1:]]
    planned = planned_exports(WEB, codes, TOMORROW, store, RULES, TODAY)
    named = set_export(WEB, codes, TOMORROW, store, RULES, TODAY)
    assert tuple(each for _, each in planned) == named
    assert [each.changes for each in named] == [True, True, True]
    assert not any(each.left_out for each in named)


def test_planned_changes_are_those_that_are_made_and_set_nothing(powerpro: SqlPowerPro) -> None:
    before = boxes(powerpro)
    planned = planned_exports(WEB, None, TOMORROW, powerpro, RULES, TODAY)
    (alone,) = planned_clearing(WEB, ["2021000017"], powerpro)
    cleared = planned_clearing(WEB, None, powerpro)
    assert alone == cleared[1]
    assert boxes(powerpro) == before
    assert clear_exports(WEB, None, powerpro) == cleared
    assert boxes(powerpro) != before
    made = set_export(WEB, None, TOMORROW, powerpro, RULES, TODAY)
    assert [(e.export, e.export_date) for e in made] == [
        (change.export, change.export_date) for _, change in planned
    ]


def test_progress_counts_the_clients_that_are_set(powerpro: SqlPowerPro) -> None:
    seen: list[tuple[int, int]] = []
    made = set_export(
        *(WEB, None, TOMORROW, powerpro, RULES, TODAY),
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(number, len(made)) for number in range(1, len(made) + 1)]
