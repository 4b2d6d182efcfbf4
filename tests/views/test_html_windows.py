"""PowerPro's windows as HTML fragments, against the guide's pictures."""

from __future__ import annotations

from datetime import date, datetime
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
    PERTH,
    PINK,
    STAMP,
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
    text = sound(tab_html(JOANAS, PERTH)).text
    parts = ("Settings", "Talent LMS export/Date", "02/06/2022", "Provision History")
    results = ("Results fetched from Talent LMS: 2 out of 3", "ICTWEB305", "ICTWEB304")
    more = ("Enrolment exported to Talent LMS on 02/06/2022 14:59", DESCRIPTION)
    places = [text.index(each) for each in (*parts, *more, *results)]
    assert places == sorted(places)


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
    windows = [each.attributes["id"] for each in found.with_class("tpp-window")]
    opened = [e.attributes["data-tpp-opens"] for e in found.of("tr") if len(e.attributes)]
    buttons = [each.attributes["popovertarget"] for each in found.with_class("tpp-result")]
    assert windows == opened == buttons
    assert len(set(windows)) == 2
    assert "Unit/Module Client Outcome" in found.text
    assert "ICTWEB304 - Build simple web pages" in found.text


def test_the_origin_is_shown_where_it_was_kept() -> None:
    assert "Origin of the result" not in tab_html(JOANAS, PERTH)
    row = JOANAS.units[1]
    kept = evolve(
        FIRST, unit_id=row.id, outcome=row.outcome, outcome_date=row.outcome_date, run_id="run-1"
    )
    text = sound(tab_html(JOANAS, PERTH, evidence=[kept])).text
    assert text.count("Origin of the result") == 1
    assert "Run run-1" in text


def test_a_result_that_a_person_changed_is_not_on_the_tab() -> None:
    changed = {JOANAS.units[0].id: evolve(JOANAS.units[0].result, outcome_date=date(2022, 6, 1))}
    assert "1 out of 3" in sound(tab_html(JOANAS, PERTH, written=changed)).text


def test_an_enrolment_not_provisioned_says_so() -> None:
    text = sound(tab_html(enrolment(export=False), PERTH)).text
    assert "Not provisioned." in text
    assert "No results were fetched." in text
    assert 'aria-label="not ticked"' in tab_html(enrolment(export=False), PERTH)


def test_the_heading_s_level_is_the_hosts() -> None:
    assert "<h4" in tab_html(JOANAS, PERTH, level=4)
    assert "<h2" not in tab_html(JOANAS, PERTH, level=4)


# --- the contact log --------------------------------------------------------------


def test_the_contact_log_shows_the_list_and_the_entry_of_the_guides_picture() -> None:
    """Image above: The provisioning Contact Log record"""
    found = sound(contact_log_html([LOG, evolve(LOG, contact_type="Telephone call")], PERTH))
    assert "02/06/2022 2:59:00 PM" in found.text
    assert "No Follow up required" in found.text
    assert "Created by PP-TALENT" in found.text
    assert len(found.with_class("tpp-window")) == 2
    searched = [
        e.attributes["data-tpp-text"] for e in found.of("tr") if "data-tpp-text" in e.attributes
    ]
    assert DESCRIPTION in searched[0]
    assert "Telephone call" in searched[1]


def test_without_contact_logs_it_says_so() -> None:
    assert "No contact logs." in sound(contact_log_html([], PERTH)).text


def test_two_fragments_on_a_page_have_ids_of_their_own() -> None:
    both = contact_log_html([LOG], PERTH) + contact_log_html([LOG], PERTH, id="second")
    assert read(both).faults == []


# --- the sync log -----------------------------------------------------------------


def test_the_sync_log_has_the_three_columns_of_the_guides_picture() -> None:
    at = datetime(2022, 6, 2, 14, 58, 56, tzinfo=PERTH)
    found = sound(sync_log_html([SyncLogLine(at, "1 Student(s) to enrol")], PERTH))
    assert found.text.endswith("Date Time Message 02/06/2022 14:58:56 1 Student(s) to enrol")
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
