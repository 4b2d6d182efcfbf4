"""The facts both systems hold, and how their texts compare."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

from support.the_guide import (
    COURSE_126,
    JOANA,
    JOANA_7,
    LOG,
    PERTH,
    enrolment,
    unit,
)
from talent_powerpro.model import (
    NewTalentUser,
    Secret,
    TalentEnrolment,
    TalentUnit,
    UnitResult,
    day_text,
    display_name,
    outcome_code,
    plain,
    same_text,
    talent_number,
)


def test_a_client_is_named_given_names_first() -> None:
    assert JOANA.name == "JOANA GOMEZ"
    assert evolve(JOANA, given_names="").name == "GOMEZ"


def test_facts_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        JOANA.secondary_id = "7"  # type: ignore[misc]  # what the test is about


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        ("20 - Competency achieved/pass", "20"),
        ("20-Competency achieved/pass", "20"),
        ("  70 ", "70"),
        ("", ""),
        ("  ", ""),
        (" - ", ""),
    ],
)
def test_an_outcome_begins_with_its_national_code(outcome: str, code: str) -> None:
    assert outcome_code(outcome) == code


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("126", "126"),
        ("126 ", "126"),
        ("\t126\n", "126"),
        ("0126", "126"),
        ("0", None),
        ("000", None),
        ("", None),
        (" ", None),
        ("DPC000129", None),
        ("12.0", None),
        ("-7", None),
        ("+7", None),
        ("1 2", None),
        ("٧", None),
        ("²", None),
        ("1e3", None),
    ],
)
def test_a_talent_id_is_ascii_digits_above_zero(typed: str, number: str | None) -> None:
    assert talent_number(typed) == number


@pytest.mark.parametrize(
    ("given", "surname", "shown"),
    [
        ("JOANA", "GOMEZ", ("Joana", "Gomez")),
        (" JOANA ", "GOMEZ", ("Joana", "Gomez")),
        ("Joana", "GOMEZ", ("Joana", "GOMEZ")),
        ("Joana", "van der Berg", ("Joana", "van der Berg")),
        ("", "O'BRIEN", ("", "O'Brien")),
        ("", "", ("", "")),
    ],
)
def test_only_names_wholly_in_upper_case_change_for_display(
    given: str, surname: str, shown: tuple[str, str]
) -> None:
    assert display_name((given, surname)) == shown


def test_texts_compare_without_case_and_white_space() -> None:
    assert plain("  Joana \N{NO-BREAK SPACE} GOMEZ ") == "joana gomez"
    assert same_text("JG11@pm.me ", "jg11@PM.me")
    assert not same_text("jg11@pm.me", "jg12@pm.me")


def test_dates_are_shown_as_powerpro_shows_them() -> None:
    assert day_text(date(2022, 6, 2)) == "02/06/2022"
    assert day_text(None) == ""


# --- contact logs and units -------------------------------------------------------


def test_a_contact_log_marks_provisioning_by_its_contact_type_whoever_wrote_it() -> None:
    assert LOG.marks_provisioned
    assert evolve(LOG, created_by="PAULINE").marks_provisioned
    assert evolve(LOG, contact_type=" enrolment exported to talent lms").marks_provisioned
    assert not evolve(LOG, contact_type="Phone call").marks_provisioned


def test_the_newest_provisioning_contact_log_counts() -> None:
    older = evolve(LOG, contact_date=datetime(2021, 1, 1, tzinfo=PERTH))
    call = evolve(LOG, contact_type="Phone call", contact_date=datetime(2023, 1, 1, tzinfo=PERTH))
    assert enrolment(contact_logs=(LOG, older, call)).provisioning_log == LOG
    assert enrolment(contact_logs=(call,)).provisioning_log is None


def test_a_result_fetched_from_talent_begins_its_comment_with_the_stamp() -> None:
    assert unit(short_comment="[Talent Integration Agent] pass").fetched_by_agent
    assert unit(short_comment=" [Talent Integration Agent]").fetched_by_agent
    assert not unit(short_comment="see [Talent Integration Agent]").fetched_by_agent


def test_a_units_result_is_outcome_date_and_comment() -> None:
    day = date(2022, 6, 13)
    read = unit(outcome="70", outcome_date=day, short_comment="good")
    assert read.result == UnitResult("70", day, "good")


# --- TalentLMS --------------------------------------------------------------------


def test_a_talent_users_place_in_a_course_is_told_or_not() -> None:
    place = TalentEnrolment(COURSE_126)
    assert evolve(JOANA_7, enrolments=(place,)).enrolment_in(COURSE_126) == place
    assert evolve(JOANA_7, enrolments=()).enrolment_in(COURSE_126) is None
    assert JOANA_7.enrolment_in(COURSE_126) is None
    assert JOANA_7.name == "Joana Gomez"


def test_a_section_is_told_by_its_type() -> None:
    assert TalentUnit("1", "ICTWEB304", "section ").is_section
    assert not TalentUnit("1", "ICTWEB304", "Unit").is_section


def test_a_secret_shows_itself_to_nobody_but_the_wire() -> None:
    secret = Secret("Hush-1234")
    assert secret.reveal() == "Hush-1234"
    assert "Hush" not in f"{secret} {secret!r} {[secret]}"


def test_a_password_is_no_part_of_what_a_new_user_is_compared_by_or_shown_with() -> None:
    new = NewTalentUser(JOANA.code, "jg11@pm.me", "Joana", "Gomez", "jg11@pm.me")
    other = evolve(new, password=Secret("Hush-1234"))
    assert other == new
    assert repr(other) == repr(new)
