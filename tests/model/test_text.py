"""Texts: comparing them, showing them, and keeping them secret."""

from __future__ import annotations

from datetime import date

import pytest

from talent_powerpro.model import (
    Secret,
    day_text,
    display_name,
    is_mangled_number,
    plain,
    same_text,
    talent_number,
    visible,
)


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
    "text",
    [
        "7.0",
        "1,234",
        '="7"',
        "7\N{ZERO WIDTH SPACE}",
        "'7",
        " 1 234 ",
        "1\xa0234",
        "2.02E+09",
        "7.",
    ],
)
def test_a_number_with_marks_of_a_spreadsheet_is_mangled(text: str) -> None:
    assert is_mangled_number(text)


@pytest.mark.parametrize(
    "text",
    ["", "7", " 7 ", "007", "DPC000129", "E+9", "1E05", ".", "12-7", "+7", "7X", "X,1", "(7)"],
)
def test_any_other_text_is_not_mangled(text: str) -> None:
    assert is_mangled_number(text) is False


def test_characters_that_nobody_sees_are_not_visible() -> None:
    text = "\ufeffICT\N{SOFT HYPHEN}WEB\N{ZERO WIDTH SPACE}304\N{RIGHT-TO-LEFT MARK} x"
    assert visible(text) == "ICTWEB304 x"


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


def test_a_secret_is_shown_by_reveal_alone() -> None:
    secret = Secret("Hush-1234")
    assert secret.reveal() == "Hush-1234"
    assert f"{secret} {secret!r} {[secret]}" == "Secret('***') Secret('***') [Secret('***')]"
