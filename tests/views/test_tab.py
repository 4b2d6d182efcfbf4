"""The Talent LMS tab and the unit's result window, against the guide's pictures."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    DESCRIPTION,
    EXPORT_DATE,
    LOG,
    PERTH,
    PINK,
    STAMP,
    START_DATE,
    enrolment,
    provisioned,
    unit,
)
from talent_powerpro import talent_tab, unit_outcome
from talent_powerpro.model import UNDONE, Unit, UnitResult
from talent_powerpro.testing.contracts.evidence import FIRST
from talent_powerpro.views.tab import FetchedResult, ProvisionHistory, TalentTab, UnitOutcome

KEPT = evolve(FIRST, unit_id=unit("ICTWEB304").id, run_id="run-1")
DONE: dict[str, Any] = {"outcome": COMPETENT, "outcome_date": date(2022, 6, 13)}


def test_the_tab_shows_settings_history_and_results_of_the_guides_picture() -> None:
    """Image above: The Talent LMS Enrolment tab"""
    shown = provisioned(
        unit("ICTWEB305", short_comment=STAMP, **DONE),
        unit("ICTWEB304", short_comment=f"{STAMP} pass", **DONE),
        unit("ICTWEB306"),
    )
    assert talent_tab(shown, PERTH) == TalentTab(
        enrolment_id="1001",
        client_name="JOANA GOMEZ",
        course_name="Certificate III - Information Technology",
        export=True,
        export_date=EXPORT_DATE,
        history=(
            ProvisionHistory("Enrolment exported to Talent LMS on 02/06/2022 14:59", DESCRIPTION),
        ),
        results=(
            FetchedResult(
                "ICTWEB305",
                "Produce digital images for the web",
                START_DATE,
                COMPETENT,
                date(2022, 6, 13),
            ),
            FetchedResult(
                "ICTWEB304", "Build simple web pages", START_DATE, COMPETENT, date(2022, 6, 13)
            ),
        ),
        fetched="2 out of 3",
        tooltip="[Talent Integration Agent]",
    )


def test_a_result_that_the_agent_did_not_fetch_is_not_on_the_tab() -> None:
    tab = talent_tab(provisioned(unit(short_comment="by hand", **DONE)), PERTH)
    assert tab.results == ()
    assert tab.fetched == "0 out of 1"


FETCHED = unit(short_comment=STAMP, **DONE)
BY_HAND = "30 - Competency not achieved/fail"


@pytest.mark.parametrize(
    ("now", "last", "shown"),
    [
        (FETCHED, FETCHED.result, True),
        (evolve(FETCHED, short_comment=f"{STAMP} seen"), FETCHED.result, True),
        (evolve(FETCHED, outcome=BY_HAND), FETCHED.result, False),
        (evolve(FETCHED, outcome="70 - Continuing"), FETCHED.result, False),
        (evolve(FETCHED, outcome_date=date(2022, 6, 10)), FETCHED.result, False),
        (evolve(FETCHED, short_comment="by hand"), FETCHED.result, False),
        (FETCHED, None, True),
        (evolve(FETCHED, outcome=BY_HAND), None, False),
        (evolve(FETCHED, outcome_date=None), None, False),
    ],
)
def test_only_what_is_still_the_agents_is_shown_as_fetched(
    now: Unit, last: UnitResult | None, shown: bool
) -> None:
    """Outcome, date and stamp. 20 changed by hand to 30 is no longer fetched."""
    written = {now.id: last} if last else {}
    assert bool(talent_tab(provisioned(now), PERTH, written).results) is shown
    assert unit_outcome(PINK, now, last=last).fetched_by_agent is shown


def test_an_enrolment_not_provisioned_has_no_history() -> None:
    call = evolve(LOG, contact_type="Phone call")
    assert talent_tab(enrolment(contact_logs=(call,)), PERTH).history == ()


def test_the_history_shows_that_a_provisioning_was_undone() -> None:
    undone = evolve(LOG, contact_type=UNDONE, description="Taken back")
    shown = talent_tab(enrolment(contact_logs=(LOG, undone)), PERTH).history
    assert [each.additional_information for each in shown] == [DESCRIPTION, "Taken back"]


def test_the_history_is_in_the_rtos_zone() -> None:
    log = evolve(LOG, contact_date=datetime(2022, 6, 2, 23, 30, tzinfo=UTC))
    (history,) = talent_tab(enrolment(contact_logs=(log,)), PERTH).history
    assert history.summary == "Enrolment exported to Talent LMS on 03/06/2022 07:30"


def test_one_units_result_shows_where_it_came_from() -> None:
    """Double-clicking on the Unit result also shows the origin of the Unit result"""
    result = unit(
        "ICTWEB305", outcome=COMPETENT, outcome_date=date(2022, 5, 20), short_comment=STAMP
    )
    assert unit_outcome(PINK, result) == UnitOutcome(
        client_name="PINK PANTHER",
        unit="ICTWEB305 - Produce digital images for the web",
        start_date=START_DATE,
        outcome=COMPETENT,
        outcome_date=date(2022, 5, 20),
        short_comment="[Talent Integration Agent]",
        fetched_by_agent=True,
    )


def test_a_unit_without_a_name_is_shown_by_its_code() -> None:
    shown = unit_outcome(PINK, unit(name=""))
    assert shown.unit == "ICTWEB304"
    assert not shown.fetched_by_agent


def test_7_one_units_result_shows_its_newest_evidence() -> None:
    newer = evolve(KEPT, run_id="run-2")
    done = unit("ICTWEB304", short_comment=STAMP, **DONE)
    of_another = evolve(KEPT, unit_id=unit("ICTWEB305").id)
    shown = unit_outcome(PINK, done, [KEPT, KEPT, newer, of_another])
    assert shown.evidence == newer


@pytest.mark.parametrize(
    "now",
    [
        unit("ICTWEB304", short_comment=STAMP, **DONE | {"outcome": "30 - Not achieved"}),
        unit("ICTWEB304", short_comment=STAMP, **DONE | {"outcome_date": date(2022, 6, 14)}),
        unit("ICTWEB304", short_comment="by hand", **DONE),
        unit("ICTWEB304"),
    ],
    ids=["outcome", "date", "stamp", "cleared"],
)
def test_7_a_result_that_a_person_changed_has_no_evidence(now: Unit) -> None:
    assert unit_outcome(PINK, now, [KEPT]).evidence is None
