"""The whole page of `set-export` and `clear-export`: who, what was, what will be, and why not."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve

from support.cli.printed import printed
from talent_powerpro.cli.pages.export_dates import show_changes, show_enrolled, show_preview
from talent_powerpro.model import EnrolmentId
from talent_powerpro.services.export_dates import EnrolledClient, ExportChange
from talent_powerpro.services.export_preview import ExportPreview, ToKnow, WillNot

BEFORE, ON = date(2022, 6, 2), date(2022, 6, 9)


def client(number: int, name: str, **rest: Any) -> EnrolledClient:
    plain = EnrolledClient(EnrolmentId(f"{number}"), f"C{number}", name, True, False, None, "Web")
    return evolve(plain, **rest)


ADA = client(1, "ADA, A", export=True, export_date=BEFORE)
BEN = client(2, "BEN, B", confirmed=False)
CY = client(3, "CY, C", export=True, export_date=ON)
DEE = client(4, "DEE, D", export_date=BEFORE)
EVE = client(5, "EVE, E")
ALL = (ADA, BEN, CY, DEE, EVE)
NOT_CONFIRMED = ("The booking is not confirmed.", "Check Booking status.")


def set_to(who: EnrolledClient, *warnings: str) -> ExportChange:
    return ExportChange(who, True, ON, warnings)


def left_out(who: EnrolledClient, why: str) -> ExportChange:
    return ExportChange(who, who.export, who.export_date, (why,), left_out=True)


def test_the_enrolled_clients_are_listed_with_how_to_choose_them() -> None:
    page = printed(lambda on: show_enrolled(on, "ICT Web", ALL))
    assert (
        page
        == """\
Enrolled clients of ICT Web
---------------------------
Confirmed  Client Name  Code  Enrolment ID  Current Export date
[x]        ADA, A       C1    1             [x] 02/06/2022
[ ]        BEN, B       C2    2             [ ]
[x]        CY, C        C3    3             [x] 09/06/2022
[x]        DEE, D       C4    4             [ ] 02/06/2022
[x]        EVE, E       C5    5             [ ]
Nothing was set. To set a date, choose clients with --client CODE or --all, and give --date. To \
untick their boxes, give --clear.
"""
    )


def test_a_course_without_clients_has_no_table_and_nothing_to_choose() -> None:
    page = printed(lambda on: show_enrolled(on, "ICT", ()))
    assert (
        page
        == """\
Enrolled clients of ICT
-----------------------
No clients are enrolled.
"""
    )


def test_the_changes_name_each_client_before_and_after_with_shared_warnings_once() -> None:
    changes = (
        left_out(ADA, "The enrolment is already provisioned."),
        set_to(BEN, *NOT_CONFIRMED),
        set_to(CY),
        set_to(DEE, *NOT_CONFIRMED),
    )
    page = printed(lambda on: show_changes(on, "ICT Web", ALL, changes))
    assert (
        page
        == """\
Talent LMS export/Date of ICT Web
---------------------------------
Confirmed  Client Name  Code  Enrolment ID  Before          After
[x]        ADA, A       C1    1             [x] 02/06/2022  [x] 02/06/2022
[ ]        BEN, B       C2    2             [ ]             [x] 09/06/2022
[x]        CY, C        C3    3             [x] 09/06/2022  [x] 09/06/2022
[x]        DEE, D       C4    4             [ ] 02/06/2022  [x] 09/06/2022
[x]        EVE, E       C5    5             [ ]             not chosen

Warnings
--------
1 ADA, A (C1)
    The enrolment is already provisioned.
2 clients: 2 BEN, B (C2); 4 DEE, D (C4)
    The booking is not confirmed.
    Check Booking status.
2 changed, 1 already set, 1 left out.
"""
    )


def test_a_preview_of_clearing_says_that_nothing_was_set() -> None:
    cleared = (ExportChange(ADA, False, BEFORE), ExportChange(EVE, False, None))
    page = printed(
        lambda on: show_changes(on, "ICT", (ADA, EVE), cleared, done="cleared", is_made=False)
    )
    assert (
        page
        == """\
Talent LMS export/Date of ICT
-----------------------------
Confirmed  Client Name  Code  Enrolment ID  Before          After
[x]        ADA, A       C1    1             [x] 02/06/2022  [ ] 02/06/2022
[x]        EVE, E       C5    5             [ ]             [ ]
1 would change, 1 already cleared.
Nothing was set.
"""
    )


def test_a_preview_says_who_will_be_enrolled_and_who_will_not_and_why() -> None:
    preview = ExportPreview(
        ON,
        BEFORE,
        "Australia/Perth",
        (ADA, CY),
        (WillNot(BEN, NOT_CONFIRMED), WillNot(DEE, ("Course 126 is gone.", "Check the course."))),
        (ToKnow(ADA, "The group brings others."), ToKnow(CY, "The group brings others.")),
        "The key is missing.",
    )
    changes = (set_to(ADA), set_to(BEN, *NOT_CONFIRMED), set_to(CY), set_to(DEE))
    page = printed(lambda on: show_preview(on, preview, changes))
    assert (
        page
        == """\
2 will be enrolled, 2 will not. Today is 02/06/2022 in Australia/Perth.
TalentLMS was not asked. The key is missing.
will be enrolled: 1 ADA, A (C1)
will be enrolled: 3 CY, C (C3)
will not be enrolled: 4 DEE, D (C4)
    Course 126 is gone.
    Check the course.
remark: 2 clients: 1 ADA, A (C1); 3 CY, C (C3)
    The group brings others.
"""
    )


def test_a_preview_in_which_nobody_will_be_enrolled_does_not_say_that_nobody_was_asked() -> None:
    preview = ExportPreview(ON, BEFORE, "UTC", (), (WillNot(BEN, ()),), (), "The key is missing.")
    page = printed(lambda on: show_preview(on, preview, (set_to(DEE, "Late."),)))
    assert (
        page
        == """\
0 will be enrolled, 1 will not. Today is 02/06/2022 in UTC.
will not be enrolled: 2 BEN, B (C2)
"""
    )


def test_a_preview_that_asked_talentlms_does_not_say_that_it_did_not() -> None:
    preview = ExportPreview(ON, BEFORE, "UTC", (ADA,), ())
    page = printed(lambda on: show_preview(on, preview, (set_to(ADA),)))
    assert (
        page
        == """\
1 will be enrolled, 0 will not. Today is 02/06/2022 in UTC.
will be enrolled: 1 ADA, A (C1)
"""
    )
