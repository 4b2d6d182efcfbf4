"""The window "Unit/Module Client Outcome", and the origin of its result."""

from __future__ import annotations

from datetime import date, datetime

from attrs import evolve

from support.the_guide import COMPETENT, PERTH, PINK, STAMP, unit
from talent_powerpro.testing.contracts.evidence import FIRST
from talent_powerpro.views.origin import completed_text, origin_fields, outcome_fields
from talent_powerpro.views.tab import unit_outcome


def test_the_window_has_the_fields_of_the_picture() -> None:
    """Image above: The Integration Agent result fetching stamp"""
    on = date(2022, 5, 20)
    done = unit("ICTWEB305", outcome=COMPETENT, outcome_date=on, short_comment=STAMP)
    assert outcome_fields(unit_outcome(PINK, done)) == (
        ("Client Name", "PINK PANTHER"),
        ("Unit/Module", "ICTWEB305 - Produce digital images for the web"),
        ("Start Date", "16/05/2022"),
        ("Outcome", "20 - Competency achieved/pass"),
        ("Outcome Date", "20/05/2022"),
        ("Short comment", "[Talent Integration Agent]"),
    )


def test_the_origin_names_who_confirmed_and_when_it_was_written() -> None:
    by_nobody = evolve(FIRST, confirmed_by="", confirmed_on=None, at=None)
    fields = dict(origin_fields(by_nobody, PERTH))
    assert (fields["Confirmed by"], fields["Written on"]) == ("nobody named", "")
    confirmed = evolve(
        FIRST,
        confirmed_by="Pauline",
        confirmed_on=date(2022, 5, 2),
        at=datetime(2022, 6, 14, 9, 5, tzinfo=PERTH),
    )
    assert origin_fields(confirmed, PERTH) == (
        ("Talent user", FIRST.talent_user_id),
        ("Talent course", FIRST.talent_course_id),
        ("Talent unit", f"{FIRST.talent_unit_id} {FIRST.talent_unit_name}"),
        ("Completed in TalentLMS", completed_text(FIRST.completed, PERTH)),
        ("Confirmed by", "Pauline 02/05/2022"),
        ("Policy", FIRST.policy),
        ("Written on", "14/06/2022 09:05"),
        ("Agent version", FIRST.version),
        ("Run", FIRST.run_id),
    )


def test_a_completion_is_shown_in_the_zone_and_a_date_alone_as_it_is() -> None:
    assert completed_text("2022-06-13T03:00:00+00:00", PERTH) == "13/06/2022 11:00:00"
    assert completed_text("2022-06-13", PERTH) == "13/06/2022"
