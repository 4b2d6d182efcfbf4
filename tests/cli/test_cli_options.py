"""What people write for dates and times, and the options that many commands have."""

from __future__ import annotations

import getpass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import pytest
from click.testing import CliRunner

from talent_powerpro.cli import options
from talent_powerpro.cli.options import account, day, since, start_of, within

PERTH = ZoneInfo("Australia/Perth")


def refusal(call: object, text: str) -> str:
    """What is said where *text* is refused."""
    assert callable(call)
    with pytest.raises(click.BadParameter) as refused:
        call(text)
    return refused.value.message


def test_a_date_is_written_as_powerpro_shows_it_or_as_iso_does() -> None:
    assert day("02/06/2022") == day(" 2022-06-02 ") == date(2022, 6, 2)
    told = "'06/22/2022' is not a date. Write dd/mm/yyyy or yyyy-mm-dd."
    assert refusal(day, "06/22/2022") == told


def test_a_length_of_time_is_a_number_with_its_unit() -> None:
    assert within("90m") == timedelta(minutes=90)
    assert within(" 2H ") == timedelta(hours=2)
    assert within("7d") == timedelta(days=7)
    assert within("1m") == timedelta(minutes=1)
    assert within("999999m") == timedelta(minutes=999_999)
    for text in ("0m", "1000000m", "m", "7", "7w", "-7d", "1.5h"):
        assert refusal(within, text) == (
            f"{text!r} is not a length of time. Write a number and m, h or d, such as 2h."
        )


def test_since_is_the_start_of_a_day_or_a_length_of_time_of_a_century_at_most() -> None:
    assert since("02/06/2022") == datetime(2022, 6, 2)  # noqa: DTZ001  # the zone follows
    assert since(" 30D ") == timedelta(days=30)
    assert since("36500d") == timedelta(days=36_500)
    for text in ("36501d", "876001h"):
        told = f"{text!r} is more than a century. Write a shorter time."
        assert refusal(since, text) == told
    assert refusal(since, "soon") == (
        "'soon' is not a date. Write dd/mm/yyyy or yyyy-mm-dd, or a number of days such as 30d."
    )
    assert refusal(since, "0d").startswith("'0d' is not a length of time.")


def test_the_first_moment_is_that_of_a_day_in_the_rtos_time_zone() -> None:
    late = datetime(2022, 6, 2, 17, 30, tzinfo=UTC)  # 01:30 of the 3rd in Perth
    assert start_of(None, late, PERTH) is None
    midnight = datetime(2022, 6, 1, tzinfo=PERTH)
    # The same zone is not enough: equal moments of two zones are equal.
    for wanted in (timedelta(days=2), datetime(2022, 6, 1)):  # noqa: DTZ001  # without a zone
        start = start_of(wanted, late, PERTH)
        assert start is not None
        assert start.isoformat() == midnight.isoformat() == "2022-06-01T00:00:00+08:00"


def test_an_account_without_a_name_is_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "pauline")
    assert account() == "pauline"
    for fault in (OSError, KeyError, ImportError):

        def nameless(fault: type[Exception] = fault) -> str:
            raise fault

        monkeypatch.setattr(getpass, "getuser", nameless)
        assert account() == ""


# --- options ----------------------------------------------------------------------


def received(*words: str) -> dict[str, object] | str:
    """What a command with all shared options is called with; or how the words are refused."""
    seen: dict[str, object] = {}
    command = click.command()(lambda **given: seen.update(given))
    for name in ("settings", "json", "search", "why", "who", "only", "date"):
        command = getattr(options, f"{name}_option")(command)
    ran = CliRunner().invoke(command, words)
    return seen if ran.exit_code == 0 else ran.stderr.splitlines()[-1]


USUAL: dict[str, object] = {
    "settings_file": Path("talent-powerpro.toml"),
    "as_json": False,
    "searched": "",
    "why": "seen",
    "who": None,
    "only": None,
    "day": None,
}


def test_only_the_reason_has_to_be_given() -> None:
    assert received("--why", "seen") == USUAL
    assert received() == "Error: Missing option '--why'."


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        (("--settings", "my.toml"), "settings_file", Path("my.toml")),
        (("--json",), "as_json", True),
        (("--search", "gomez"), "searched", "gomez"),
        (("--who", "Pauline"), "who", "Pauline"),
        (("--only", "provisioning"), "only", "provisioning"),
        (("--only", "results"), "only", "results"),
        (("--date", "02/06/2022"), "day", date(2022, 6, 2)),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_an_option_is_handed_on(words: tuple[str, ...], name: str, value: object) -> None:
    assert received("--why", "seen", *words) == {**USUAL, name: value}
    # A path that can be opened, and not a text.
    assert type(value) is type(received("--why", "seen", *words)[name])  # type: ignore[index]


def test_a_stage_or_a_date_that_does_not_exist_is_refused() -> None:
    told = received("--why", "seen", "--only", "everything")
    assert isinstance(told, str)
    assert told.startswith("Error: Invalid value for '--only': 'everything' is not one of ")
    assert received("--why", "seen", "--date", "soon") == (
        "Error: Invalid value for '--date': 'soon' is not a date. Write dd/mm/yyyy or yyyy-mm-dd."
    )
