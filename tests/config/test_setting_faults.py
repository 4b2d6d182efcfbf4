"""Single settings: what their values become, and what a fault says to write instead."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from talent_powerpro.config.setting_faults import (
    SettingFault,
    bytes_of,
    meant,
)
from talent_powerpro.config.settings import sound_part
from talent_powerpro.rules.competent_outcome import CompetentOutcome


def read(section: str, name: str, value: Any) -> tuple[Any, list[str]]:
    """The value that a setting becomes, and the faults."""
    faults: list[SettingFault] = []
    sound = sound_part(section, {name: value}, faults, examples={})
    return sound.get(name), list(map(str, faults))


# --- what is read -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "name", "written", "value"),
    [
        ("results", "sweep", "30m", timedelta(minutes=30)),
        ("results", "sweep", " 24H ", timedelta(hours=24)),
        ("results", "sweep", "366d", timedelta(days=366)),
        ("policy", "drop_conditions", ["x"], ["x"]),
        ("policy", "competent_outcomes", {"A": {"outcome": "20"}}, {"A": CompetentOutcome("20")}),
        (
            "policy",
            "competent_outcomes",
            {"A": {"outcome": "20", "confirmed_by": "P", "confirmed_on": "01/02/2022"}},
            {"A": CompetentOutcome("20", "P", date(2022, 2, 1))},
        ),
        ("talentlms", "width", 1, 1),
        ("talentlms", "reserve", 0, 0),
        ("talentlms", "reserve", 0.99, 0.99),
        ("retention", "journal_days", 1, 1),
        ("retention", "journal_days", 36_500, 36_500),
        ("policy", "unit_aliases", {"A": ["B", "C"]}, {"A": ("B", "C")}),
    ],
)
def test_a_sound_value_is_read(section: str, name: str, written: Any, value: Any) -> None:
    assert read(section, name, written) == (value, [])


def test_a_size_is_a_number_of_bytes() -> None:
    assert [bytes_of(each) for each in ("1 KB", "2MB", "3 gb")] == [1_000, 2_000_000, 3_000_000_000]


# --- what is refused --------------------------------------------------------------

TIME = 'is not a length of time up to 366d. Write it as "30m", "24h" or "7d"'
LISTS = 'is not a table of lists. Write it as { "CODE" = ["one", "another"] }'
KEPT = "is not a number of days to keep. Write 1 to 36500"
SHARE = "is no share. Write 0 or more, and less than 1, such as 0.2"
ABROAD = "is a time zone of North America. Write one such as Australia/Sydney"
SIZE = 'is not a size. Write one such as "200 MB"'
NO_ZONE = "is not a time zone. Write one such as Australia/Perth"


@pytest.mark.parametrize(
    ("section", "name", "written", "sentence"),
    [
        ("results", "sweep", "367d", f'"367d" {TIME}'),
        ("results", "sweep", "1w", f'"1w" {TIME}'),
        ("import", "max_size", "many", f'"many" {SIZE}'),
        ("import", "max_size", "0 MB", f'"0 MB" {SIZE}'),
        ("import", "max_size", "5", f'"5" {SIZE}'),
        ("import", "max_size", "-1 MB", f'"-1 MB" {SIZE}'),
        ("policy", "unit_aliases", 3, f"3 {LISTS}"),
        ("policy", "unit_aliases", {"A": "B"}, f'{{"A": "B"}} {LISTS}'),
        (
            "policy",
            "final_outcomes",
            "Høld",
            '"Høld" is not one of report, hold. Did you mean hold?',
        ),
        ("rto", "timezone", "EST", f'"EST" {ABROAD}'),
        ("rto", "timezone", "MST", f'"MST" {ABROAD}'),
        ("rto", "timezone", "HST", f'"HST" {ABROAD}'),
        ("rto", "timezone", "../xyz", f'"../xyz" {NO_ZONE}'),
        ("talentlms", "width", 0, "0 is not a number of simultaneous calls. Write 1 or more"),
        ("talentlms", "reserve", 1, f"1 {SHARE}"),
        ("talentlms", "reserve", -0.1, f"-0.1 {SHARE}"),
        ("retention", "journal_days", 0, f"0 {KEPT}"),
        ("retention", "journal_days", 36_501, f"36501 {KEPT}"),
        (
            "policy",
            "competent_outcomes",
            {"A": {"outcome": "20", "confirmed_bi": "P"}},
            '{"A": {"outcome": "20", "confirmed_bi": "P"}} "A": no such setting confirmed_bi. '
            "Did you mean confirmed_by?",
        ),
    ],
)
def test_a_fault_shows_the_value_and_says_what_to_write(
    section: str, name: str, written: Any, sentence: str
) -> None:
    assert read(section, name, written) == (None, [f"[{section}] {name}: {sentence}"])


def test_of_several_similar_words_the_nearest_is_meant() -> None:
    assert meant("journal_day", ["journal_ways", "journal_days"]) == ". Did you mean journal_days?"
    assert meant("x", ["journal_days"]) == ""


@pytest.mark.parametrize(
    ("section", "name"),
    [
        ("talentlms", "url"),
        ("talentlms", "key_file"),
        ("talentlms", "password_file"),
        ("talentlms", "keyring"),
        ("talentlms", "proxy"),
        ("powerpro", "store"),
        ("powerpro", "password_file"),
        ("monitor", "url"),
        ("monitor", "url_file"),
    ],
)
def test_a_value_that_may_be_a_secret_is_not_shown(section: str, name: str) -> None:
    """People paste secrets into these settings."""
    _, (fault,) = read(section, name, ["sesame"])
    assert "sesame" not in fault


def test_all_faults_of_an_address_are_named() -> None:
    server = "postgresql+psycopg://u@db.example/rtos?sslmode=sesame&connect_timeout=sesame"
    _, (fault,) = read("powerpro", "store", server)
    assert fault == (
        "[powerpro] store: has another sslmode than allow, disable, prefer, require, verify-ca, "
        "verify-full. Write one of these; has the option connect_timeout without a number of "
        "seconds. Write 1 or more"
    )
    _, (fault,) = read("talentlms", "url", "http://sesame@powerpro.talentlms.com/x?y")
    assert "sesame" not in fault


@pytest.mark.parametrize("written", ["", " ", "environment", "none", "http://u:p@proxy:8080"])
def test_a_proxy_is_an_address_or_a_word(written: str) -> None:
    assert read("talentlms", "proxy", written)[1] == []


def test_a_fault_of_a_proxy_hides_its_password() -> None:
    _, (fault,) = read("talentlms", "proxy", "ftp://u:sesame@proxy")
    assert fault.startswith("[talentlms] proxy: ")
    assert "is not the address of a proxy" in fault
    assert "sesame" not in fault
