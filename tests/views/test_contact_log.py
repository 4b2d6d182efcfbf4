"""A contact log against the guide's picture."""

from __future__ import annotations

from datetime import UTC, datetime

from attrs import evolve

from support.the_guide import DESCRIPTION, LOG, PERTH
from talent_powerpro.views.contact_log import contact_log_fields, listed, listed_time


def test_the_list_shows_the_time_with_seconds_and_the_follow_up() -> None:
    assert listed(LOG, PERTH) == (
        "02/06/2022 2:59:00 PM, Enrolment exported to Talent LMS, No Follow up required"
    )
    assert listed(evolve(LOG, follow_up="Call"), UTC).endswith(", Call")


def test_hours_have_no_leading_zero_and_midnight_is_twelve() -> None:
    assert listed_time(datetime(2022, 6, 2, 0, 5, 9, tzinfo=PERTH)) == "02/06/2022 12:05:09 AM"
    assert listed_time(datetime(2022, 6, 2, 12, 0, 0, tzinfo=PERTH)) == "02/06/2022 12:00:00 PM"


def test_the_entry_has_the_fields_of_the_picture() -> None:
    """Image above: The provisioning Contact Log record"""
    assert contact_log_fields(LOG, PERTH) == (
        ("Client Name", "JOANA GOMEZ"),
        ("Course", "Certificate III - Information Technology"),
        ("Contact Date", "02/06/2022 14:59"),
        ("Contact Type", "Enrolment exported to Talent LMS"),
        ("Created by", "PP-TALENT"),
        ("Assigned to", ""),
        ("Follow up", ""),
        ("Status", "Closed"),
        ("Priority flag", "<No flag>"),
        ("Description", DESCRIPTION),
    )
