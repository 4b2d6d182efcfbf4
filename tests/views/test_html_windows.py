"""PowerPro's windows as HTML fragments, against the guide's pictures."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import evolve

from support.html_pages import Read, read
from support.poisoned import HOSTILE_MARKUP, poisoned
from support.the_guide import (
    COMPETENT,
    COURSE,
    DESCRIPTION,
    EXPORT_DATE,
    JOANA,
    LEN,
    LOG,
    NAMES,
    PERTH,
    PINK,
    STAMP,
    booking,
    enrolment,
    provisioned,
    rto,
    rules,
    unit,
)
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.model import Enrolment
from talent_powerpro.records.journal import SyncLogLine
from talent_powerpro.services.export_dates import EnrolledClient, enrolled_clients, planned_exports
from talent_powerpro.services.export_preview import ExportPreview, ToKnow, preview_of
from talent_powerpro.testing.contracts.evidence import FIRST
from talent_powerpro.views.html_windows import (
    contact_log_html,
    script,
    set_export_html,
    stylesheet,
    sync_log_html,
    tab_html,
)

DONE: dict[str, Any] = {"outcome": COMPETENT, "outcome_date": date(2022, 6, 13)}
JOANAS = provisioned(
    unit("ICTWEB305", short_comment=STAMP, **DONE),
    unit("ICTWEB304", short_comment=f"{STAMP} pass", **DONE),
    unit("ICTWEB306"),
)


def sound(fragment: str) -> Read:
    """A fragment that is well formed, has one root and leads nowhere."""
    found = read(fragment)
    assert found.faults == []
    assert (found.addresses, found.scripted, found.of("script")) == ([], [], [])
    assert "tpp" in found.elements[0].attributes["class"].split()
    return found


# --- the Talent LMS tab -----------------------------------------------------------


def test_the_tab_shows_settings_history_and_results_of_the_guides_picture() -> None:
    """Image above: The Talent LMS Enrolment tab"""
    lines = sound(tab_html(JOANAS, PERTH)).lines
    assert lines[: lines.index("Unit/Module Client Outcome")] == [
        "Talent LMS",
        "JOANA GOMEZ, Certificate III - Information Technology",
        "Settings",
        "Talent LMS export/Date ✓ 02/06/2022",
        "Provision History",
        "Enrolment exported to Talent LMS on 02/06/2022 14:59",
        f"Additional information {DESCRIPTION}",
        "Results fetched from Talent LMS: 2 out of 3",
        "Code Unit/Module Name Start Date Outcome/Result Outcome Date",
        f"ICTWEB305 Produce digital images for the web 16/05/2022 {COMPETENT}{STAMP} 13/06/2022",
        f"ICTWEB304 Build simple web pages 16/05/2022 {COMPETENT}{STAMP} 13/06/2022",
    ]


def test_a_result_has_the_guides_tooltip() -> None:
    """ "will show a “Talent Integration Agent” tooltip" """
    found = sound(tab_html(JOANAS, PERTH))
    tips = found.with_class("tpp-tooltip")
    assert [each.attributes["role"] for each in tips] == ["tooltip"] * 2
    described = [each.attributes["aria-describedby"] for each in found.with_class("tpp-result")]
    assert described == [each.attributes["id"] for each in tips]
    assert found.text.count("[Talent Integration Agent]") == 4, "tooltips and short comments"


def test_a_double_click_or_the_button_opens_the_window_of_the_result() -> None:
    """ "Double-clicking on the Unit result also shows the origin" """
    found = sound(tab_html(JOANAS, PERTH))
    shown = [each.attributes["id"] for each in found.with_class("tpp-window")]
    opened = [e.attributes["data-tpp-opens"] for e in found.of("tr") if len(e.attributes)]
    buttons = [each.attributes["popovertarget"] for each in found.with_class("tpp-result")]
    assert shown == opened == buttons == ["tpp-tab-fe675fe7-1", "tpp-tab-fe675fe7-2"]
    assert windows(found)[-2:] == [window("ICTWEB305"), window("ICTWEB304", " pass")]


def window(code: str, comment: str = "") -> list[str]:
    """What the window of a result shows."""
    return [
        "Unit/Module Client Outcome",
        "Client Name JOANA GOMEZ",
        f"Unit/Module {code} - {NAMES[code]}",
        "Start Date 16/05/2022",
        f"Outcome {COMPETENT}",
        "Outcome Date 13/06/2022",
        f"Short comment {STAMP}{comment}",
        "Close",
    ]


def windows(found: Read) -> list[list[str]]:
    """The windows of results that a fragment has, as lines."""
    starts = [n for n, each in enumerate(found.lines) if each == "Unit/Module Client Outcome"]
    ends = [*starts[1:], len(found.lines)]
    return [found.lines[start:end] for start, end in zip(starts, ends, strict=True)]


def test_two_tabs_on_a_page_have_ids_of_their_own() -> None:
    """The ids of PowerPro may have characters that an id in HTML cannot have."""
    ids = read(tab_html(evolve(JOANAS, units=()), PERTH)).ids
    assert ids == ["tpp-tab-fe675fe7", "tpp-tab-fe675fe7-title"]
    half = evolve(JOANAS, id=booking("\ud800"))
    assert read(tab_html(JOANAS, PERTH) + tab_html(half, PERTH)).faults == []


def test_the_origin_is_shown_where_it_was_kept() -> None:
    row = JOANAS.units[1]
    kept = evolve(
        FIRST, unit_id=row.id, outcome=row.outcome, outcome_date=row.outcome_date, run_id="run-1"
    )
    first, second = windows(sound(tab_html(JOANAS, PERTH, evidence=[kept])))
    assert first == window("ICTWEB305")
    assert second == [
        *window("ICTWEB304", " pass")[:-1],
        "Origin of the result",
        "Talent user 7",
        "Talent course 126",
        "Talent unit 901 ICTWEB304 – “Build” simple web pages",
        "Completed in TalentLMS 13/06/2022 10:30:00",
        "Confirmed by P Jönes 01/02/2022",
        "Policy careful",
        "Written on 13/06/2022 11:00",
        "Agent version 0.1.0",
        "Run run-1",
        "Close",
    ]


def test_a_result_that_a_person_changed_is_not_on_the_tab() -> None:
    changed = {JOANAS.units[0].id: evolve(JOANAS.units[0].result, outcome_date=date(2022, 6, 1))}
    found = sound(tab_html(JOANAS, PERTH, written=changed))
    assert "Results fetched from Talent LMS: 1 out of 3" in found.lines
    assert windows(found) == [window("ICTWEB304", " pass")]


def test_an_enrolment_not_provisioned_says_so() -> None:
    text = sound(tab_html(enrolment(export=False), PERTH)).text
    assert "Not provisioned." in text
    assert "No results were fetched." in text
    assert 'aria-label="not ticked"' in tab_html(enrolment(export=False), PERTH)


def test_the_heading_s_level_is_the_hosts() -> None:
    assert read(tab_html(JOANAS, PERTH)).headings == ["h2", *["h3"] * 5]
    assert read(tab_html(JOANAS, PERTH, level=4)).headings == ["h4", *["h5"] * 5]
    assert read(contact_log_html([LOG], PERTH)).headings == ["h2", "h3"]
    assert read(contact_log_html([LOG], PERTH, level=3)).headings == ["h3", "h4"]
    line = SyncLogLine(LOG.contact_date, "A line")
    assert read(sync_log_html([line], PERTH)).headings == ["h2"]
    assert read(sync_log_html([line], PERTH, level=3)).headings == ["h3"]
    assert read(set_export_html("EMPTY", ())).headings == ["h2", "h3"]
    assert read(set_export_html("EMPTY", (), level=3)).headings == ["h3", "h4"]


# --- the contact log --------------------------------------------------------------


def test_the_contact_log_shows_the_list_and_the_entry_of_the_guides_picture() -> None:
    """Image above: The provisioning Contact Log record"""
    found = sound(contact_log_html([LOG, evolve(LOG, contact_type="Telephone call")], PERTH))
    assert found.lines[:-12] == [
        *("Contact Log", "Search", "Clear", "Contact Date Contact Type Client Name Follow up"),
        f"02/06/2022 2:59:00 PM {LOG.contact_type} JOANA GOMEZ No Follow up required",
        "02/06/2022 2:59:00 PM Telephone call JOANA GOMEZ No Follow up required",
        "Contact Log entry",
        "Client Name JOANA GOMEZ",
        "Course Certificate III - Information Technology",
        "Contact Date 02/06/2022 14:59",
        "Contact Type Enrolment exported to Talent LMS",
        "Created by PP-TALENT",
        "Assigned to",
        "Follow up",
        "Status Closed",
        "Priority flag <No flag>",
        f"Description {DESCRIPTION}",
        "Close",
    ]
    assert found.ids == [
        *("tpp-contact-log", "tpp-contact-log-title"),
        *("tpp-contact-log-search", "tpp-contact-log-search-found"),
        *("tpp-contact-log-1", "tpp-contact-log-1-title"),
        *("tpp-contact-log-2", "tpp-contact-log-2-title"),
    ]
    searched = [
        e.attributes["data-tpp-text"] for e in found.of("tr") if "data-tpp-text" in e.attributes
    ]
    assert DESCRIPTION in searched[0]
    assert "Telephone call" in searched[1]


def test_without_contact_logs_it_says_so() -> None:
    assert "No contact logs." in sound(contact_log_html([], PERTH)).text


def test_two_fragments_on_a_page_have_ids_of_their_own() -> None:
    line = SyncLogLine(LOG.contact_date, "A line")
    fragments = (
        *(contact_log_html([LOG], PERTH), contact_log_html([LOG], PERTH, id="second")),
        *(sync_log_html([line], PERTH), sync_log_html([line], PERTH, id="third")),
        *(set_export_html(COURSE.code, clients()), set_export_html("X", clients(), id="fourth")),
    )
    assert read("".join(fragments)).faults == []


# --- the sync log -----------------------------------------------------------------


def test_the_sync_log_has_the_three_columns_of_the_guides_picture() -> None:
    """Image above: The Integration log"""
    at = datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC)
    found = sound(sync_log_html([SyncLogLine(at, "1 Student(s) to enrol")], PERTH))
    assert found.lines == [
        *("E-Learning Sync Log", "Search", "Clear", "Date Time Message"),
        "02/06/2022 14:58:56 1 Student(s) to enrol",
    ]
    assert found.ids == [
        *("tpp-sync-log", "tpp-sync-log-title"),
        *("tpp-sync-log-search", "tpp-sync-log-search-found"),
    ]
    assert "The sync log is empty." in sound(sync_log_html([], PERTH)).text


# --- the bulk screen --------------------------------------------------------------


def clients(*changed: Enrolment) -> tuple[EnrolledClient, ...]:
    enrolled = changed or (
        enrolment("1", JOANA),
        enrolment("2", PINK, export=False, export_date=None),
        enrolment("3", LEN, booking_status="Tentative"),
    )
    return enrolled_clients(COURSE.code, MemoryPowerPro(enrolled))


def test_the_bulk_screen_lists_the_clients_of_the_guides_picture() -> None:
    """Image above: Setting the Talent provisioning date in bulk"""
    found = sound(set_export_html(COURSE.code, clients(), chosen=["2021000018"]))
    names = ("CASTER, LEN", "GOMEZ, JOANA", "PANTHER, PINK")
    places = [found.text.index(each) for each in names]
    assert places == sorted(places)
    assert len(found.with_class("tpp-tick")) == 2, "one booking is not confirmed"
    assert found.ids == ["tpp-set-export", "tpp-set-export-title", "tpp-set-export-clients"]
    boxes = [e for e in found.of("input") if e.attributes["name"] == "client"]
    assert [each.attributes["value"] for each in boxes] == [
        "2021000019",
        "2021000017",
        "2021000018",
    ]
    assert ["checked" in each.attributes for each in boxes] == [False, False, True]
    for button in ("Select All", "Clear All", "Set export/Date", "Apply", "Close"):
        assert button in found.text


def test_its_form_sends_the_course_the_date_and_the_hosts_own_fields() -> None:
    fragment = set_export_html(
        COURSE.code, clients(), on=EXPORT_DATE, action="/set?a=1&b=2", hidden={"token": 'a"b'}
    )
    found = read(fragment)
    (form,) = found.of("form")
    assert (form.attributes["action"], form.attributes["method"]) == ("/set?a=1&b=2", "post")
    sent = {e.attributes["name"]: e.attributes.get("value", "") for e in found.of("input")}
    assert (sent["course_code"], sent["date"], sent["token"]) == ("ICT30120-A", "2022-06-02", 'a"b')
    assert sent["export"] == "yes"
    assert "action" not in read(set_export_html(COURSE.code, clients())).of("form")[0].attributes


def test_a_client_who_cannot_be_read_cannot_be_chosen() -> None:
    broken = enrolment("1", JOANA, unreadable=("The export date cannot be read.",))
    found = sound(set_export_html(COURSE.code, clients(broken), chosen=["2021000017"]))
    (box,) = (e for e in found.of("input") if e.attributes["name"] == "client")
    assert "disabled" in box.attributes
    assert "checked" not in box.attributes
    assert "The export date cannot be read." in found.text


def test_it_shows_who_will_be_enrolled_and_who_will_not() -> None:
    made = rto(enrolment("1", JOANA), enrolment("3", LEN, booking_status="Tentative"))
    planned = planned_exports(COURSE.code, None, EXPORT_DATE, made.powerpro, rules(), EXPORT_DATE)
    changes = [change for _, change in planned]
    preview = preview_of(
        changes, EXPORT_DATE, today=EXPORT_DATE, zone=PERTH, not_asked="No key is set."
    )
    preview = evolve(preview, to_know=(ToKnow(changes[1].client, "A remark."),))
    text = sound(set_export_html(COURSE.code, clients(), preview=preview)).text
    assert "1 will be enrolled, 1 will not." in text
    assert "TalentLMS was not asked. No key is set." in text
    assert "GOMEZ, JOANA will be enrolled." in text
    assert "CASTER, LEN will not be enrolled." in text
    assert "GOMEZ, JOANA: A remark." in text
    nobody = ExportPreview(EXPORT_DATE, EXPORT_DATE, "Australia/Perth", (), (), not_asked="No key.")
    assert "No key." not in set_export_html(COURSE.code, clients(), preview=nobody)


def test_a_course_without_clients_has_nothing_to_apply() -> None:
    text = sound(set_export_html("EMPTY", ())).text
    assert "No clients are enrolled." in text
    assert "Apply" not in text


# --- hostile texts ----------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE_MARKUP)
def test_markup_in_a_text_is_shown_and_never_part_of_the_page(text: str) -> None:
    line = SyncLogLine(datetime(2022, 6, 2, tzinfo=PERTH), text)
    done = unit("ICTWEB304", short_comment=STAMP, **DONE)
    bad_unit = evolve(done, code=text, name=text)
    bad = evolve(poisoned(JOANAS, text), contact_logs=(evolve(LOG, description=text),))
    fragments = {
        "tab": (tab_html(evolve(bad, units=(bad_unit,)), PERTH), 4),
        "contact log": (contact_log_html([poisoned(LOG, text)], PERTH), 10),
        "sync log": (sync_log_html([line], PERTH), 1),
        "bulk screen": (set_export_html(text, poisoned(clients(), text)), 4),
    }
    for name, (fragment, least) in fragments.items():
        found = sound(fragment)
        assert found.text.count(" ".join(text.split())) >= least, name


# --- style and script -------------------------------------------------------------


def test_the_style_sheet_has_a_light_and_a_dark_theme_and_loads_nothing() -> None:
    sheet = stylesheet()
    assert "prefers-color-scheme: dark" in sheet
    assert '[data-tpp-theme="dark"]' in sheet
    assert '[data-tpp-theme="light"]' in sheet
    assert "url(" not in sheet
    assert "@import" not in sheet
    assert "{%" not in sheet
    assert sheet.count("{") == sheet.count("}")


def test_the_script_can_be_put_into_a_page() -> None:
    assert "</" not in script()
    assert "http" not in script()
