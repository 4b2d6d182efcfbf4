"""The whole pages of `tab` and `contact-log`: an enrolment as PowerPro's own windows show it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from attrs import evolve

from support.cli.printed import printed
from support.the_guide import PERTH
from talent_powerpro.cli.pages.enrolment import show_contact_log, show_tab, show_units
from talent_powerpro.model import (
    ClientCode,
    ContactLog,
    CourseCode,
    EnrolmentId,
    TalentCourseId,
    TalentUserId,
    UnitRowId,
)
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.views.tab import FetchedResult, ProvisionHistory, TalentTab, UnitOutcome

LATE = datetime(2022, 6, 2, 17, 30, 5, tzinfo=UTC)
"""In Perth it is the next day already, at half past one."""
DAY = date(2022, 6, 13)
TAB = TalentTab(
    enrolment_id="1001",
    client_name="ADA A",
    course_name="Web",
    export=True,
    export_date=date(2022, 6, 2),
    history=(
        ProvisionHistory("Exported on 02/06/2022 14:59", "Talent user 7"),
        ProvisionHistory("Undone on 03/06/2022 09:00", "By Pauline"),
    ),
    results=(
        FetchedResult("ICTWEB304", "Build pages", date(2022, 6, 2), "20 - Competent", DAY),
        FetchedResult("ICTWEB305", "Produce images", None, "70 - Continuing", None),
    ),
    fetched="2 out of 3",
    tooltip="[Talent Integration Agent]",
)
EVIDENCE = ResultEvidence(
    enrolment_id=EnrolmentId("1001"),
    client_code=ClientCode("C1"),
    course_code=CourseCode("ICT"),
    unit_id=UnitRowId("u1"),
    unit_code="ICTWEB304",
    outcome="20 - Competent",
    outcome_date=DAY,
    talent_user_id=TalentUserId("7"),
    talent_course_id=TalentCourseId("126"),
    talent_unit_id="1261",
    talent_unit_name="Build a page",
    completed="2022-06-12T17:15:00+00:00",
    policy="guide",
    confirmed_by="Pauline",
    confirmed_on=date(2022, 5, 1),
    version="1.0",
    run_id="r1",
    at=LATE,
)


def test_a_contact_log_is_listed_and_then_shown_field_by_field() -> None:
    log = ContactLog("ADA A", "Web", LATE, follow_up="call", description="Talent user 7")
    page = printed(lambda on: show_contact_log(on, "1001", log, PERTH))
    assert (
        page
        == """\
Contact log of enrolment 1001
-----------------------------
03/06/2022 1:30:05 AM, Enrolment exported to Talent LMS, call
Client Name    ADA A
Course         Web
Contact Date   03/06/2022 01:30
Contact Type   Enrolment exported to Talent LMS
Created by     PP-TALENT
Assigned to
Follow up      call
Status         Closed
Priority flag  <No flag>
Description    Talent user 7
"""
    )


def test_the_tab_has_the_guides_three_parts() -> None:
    page = printed(lambda on: show_tab(on, TAB))
    assert (
        page
        == """\
Talent LMS: ADA A, Web
----------------------
Talent LMS export/Date  [x] 02/06/2022

Provision History
-----------------
Exported on 02/06/2022 14:59
Additional information  Talent user 7
Undone on 03/06/2022 09:00
Additional information  By Pauline

Results fetched from Talent LMS: 2 out of 3
-------------------------------------------
Code       Unit/Module Name  Start Date  Outcome/Result   Outcome Date  Tooltip
ICTWEB304  Build pages       02/06/2022  20 - Competent   13/06/2022    [Talent Integration Agent]
ICTWEB305  Produce images                70 - Continuing                [Talent Integration Agent]
"""
    )


def test_the_tab_of_an_enrolment_that_was_never_provisioned() -> None:
    new = evolve(TAB, export=False, export_date=None, history=(), results=(), fetched="0 out of 3")
    page = printed(lambda on: show_tab(on, new))
    assert (
        page
        == """\
Talent LMS: ADA A, Web
----------------------
Talent LMS export/Date  [ ]

Provision History
-----------------
Not provisioned.

Results fetched from Talent LMS: 0 out of 3
-------------------------------------------
"""
    )


def test_a_unit_shows_its_window_and_the_origin_of_a_result_that_was_fetched() -> None:
    fetched = UnitOutcome(
        client_name="ADA A",
        unit="ICTWEB304 Build pages",
        start_date=date(2022, 6, 2),
        outcome="20 - Competent",
        outcome_date=DAY,
        short_comment="[Talent Integration Agent]",
        fetched_by_agent=True,
        evidence=EVIDENCE,
    )
    by_hand = UnitOutcome("ADA A", "ICTWEB305 Produce images", None, "51 - RPL", DAY, "", False)
    page = printed(lambda on: show_units(on, (fetched, by_hand), PERTH))
    assert (
        page
        == """\
Unit/Module Client Outcome
--------------------------
Client Name    ADA A
Unit/Module    ICTWEB304 Build pages
Start Date     02/06/2022
Outcome        20 - Competent
Outcome Date   13/06/2022
Short comment  [Talent Integration Agent]

Origin of the result
--------------------
Talent user             7
Talent course           126
Talent unit             1261 Build a page
Completed in TalentLMS  13/06/2022 01:15:00
Confirmed by            Pauline 01/05/2022
Policy                  guide
Written on              03/06/2022 01:30
Agent version           1.0
Run                     r1

Unit/Module Client Outcome
--------------------------
Client Name    ADA A
Unit/Module    ICTWEB305 Produce images
Start Date
Outcome        51 - RPL
Outcome Date   13/06/2022
Short comment
"""
    )
