"""The settings file, and all its faults at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from support.cli.rto import KEY, PASSWORD, SECRETS, command, rto
from talent_powerpro import Policy
from talent_powerpro.config.bootstrap import Connected, open_settings, open_to_read, open_to_write
from talent_powerpro.config.settings import Settings
from talent_powerpro.errors import SettingsFault
from talent_powerpro.rules.policy import Reaction, RepeatedUnits
from talent_powerpro.rules.policy_values import ClosedResults, UnitCodes
from talent_powerpro.rules.saving import Saving

ENOUGH = """\
[rto]
timezone = "Australia/Perth"
[talentlms]
url = "https://powerpro.talentlms.com"
"""


def settings_of(folder: Path, text: str) -> Settings:
    path = folder / "talent-powerpro.toml"
    path.write_text(text, encoding="utf-8")
    return open_settings(path).settings


def faults_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(SettingsFault) as raised:
        settings_of(folder, text)
    return list(raised.value.faults)


# --- what is read -----------------------------------------------------------------


def test_everything_can_be_set(tmp_path: Path) -> None:
    settings = settings_of(
        tmp_path,
        """\
[rto]
name = "Høgskole"
timezone = "Australia/Darwin"
[powerpro]
store = "sqlite:///data/rto.db"
[talentlms]
url = "http://127.0.0.1:8080"
key_file = "key"
password_file = "password"
width = 4
[policy]
profile = "careful"
export_window = 3
final_outcomes = "report"
known_users_missing = 1
drop_conditions = ["course-exported"]
unit_codes = "anywhere"
open_outcomes = ["5", "105"]
closed_results = "write"
collection_closes = "31/03"
[policy.competent_outcomes]
"ICT30120-A" = "20 - Satisfactory"
[policy.unit_aliases]
BSBWEB304A = ["ICTWEB304"]
""",
    )
    # mypy does not see through the fields' converters.
    dropped: Any = {"course-exported"}
    opened: Any = {"5", "105"}
    assert settings.rto.name == "Høgskole"
    assert settings.talentlms.width == 4
    assert settings.policy == attrs.evolve(
        Policy.careful(),
        export_window=3,
        final_outcomes=Reaction.REPORT,
        known_users_missing=1,
        drop_conditions=dropped,
        unit_codes=UnitCodes.ANYWHERE,
        open_outcomes=opened,
        closed_results=ClosedResults.WRITE,
        collection_closes="31/03",
        competent_outcomes={"ICT30120-A": "20 - Satisfactory"},
        unit_aliases={"BSBWEB304A": ("ICTWEB304",)},
    )
    assert settings.policy.repeated_units is RepeatedUnits.ALL


def test_the_choices_that_save_calls_are_read_from_three_sections(tmp_path: Path) -> None:
    assert settings_of(tmp_path, ENOUGH).saving == Saving()
    saving = settings_of(
        tmp_path,
        f"""\
{ENOUGH}
retry_held = "30m"
[provisioning]
group_at_signup = true
[results]
rosters = false
sweep = " 7D "
""",
    ).saving
    assert saving == Saving(False, timedelta(days=7), timedelta(minutes=30), True)


@pytest.mark.parametrize("written", ['"24"', '"-1h"', "24", '""'])
def test_a_length_of_time_is_a_number_and_a_letter(tmp_path: Path, written: str) -> None:
    (fault,) = faults_of(tmp_path, f"{ENOUGH}[results]\nsweep = {written}\n")
    assert fault.startswith("[results] sweep: ")


def test_the_store_is_relative_to_the_settings_file_unless_it_is_absolute(tmp_path: Path) -> None:
    settings_of(tmp_path, ENOUGH)
    opened = open_settings(tmp_path / "talent-powerpro.toml")
    assert str(opened.place.url) == f"sqlite:///{(tmp_path / 'powerpro.db').as_posix()}"
    store = (tmp_path / "elsewhere.db").as_posix()
    settings_of(tmp_path, f'{ENOUGH}[powerpro]\nstore = "sqlite:///{store}"\n')
    assert str(open_settings(tmp_path / "talent-powerpro.toml").place.url) == f"sqlite:///{store}"


def test_a_byte_order_mark_is_not_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "talent-powerpro.toml"
    path.write_text(ENOUGH, encoding="utf-8-sig")
    assert open_settings(path).settings.rto.timezone.key == "Australia/Perth"


def test_each_field_of_a_policy_is_a_setting(tmp_path: Path) -> None:
    words = {
        "competent_outcomes": "{}",
        "new_user_fields": "{}",
        "drop_conditions": "[]",
        "open_outcomes": "[]",
        "unit_aliases": "{}",
    }
    lines = [
        f"{field.name} = {words.get(field.name) or _written(field.default)}"
        for field in attrs.fields(Policy)
    ]
    settings = settings_of(tmp_path, "\n".join((ENOUGH, "[policy]", *lines)))
    assert settings.policy == Policy.guide()


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def test_an_alias_is_a_list_of_unit_codes(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, f"{ENOUGH}\n[policy.unit_aliases]\nBSBWEB304A = [1]\n")
    assert fault.startswith("[policy] unit_aliases: ")
    assert fault.endswith('is not a table of lists. Write it as { "CODE" = ["one", "another"] }')


# --- faults -----------------------------------------------------------------------


def test_all_faults_are_reported_at_once_with_suggestions(tmp_path: Path) -> None:
    assert faults_of(
        tmp_path,
        """\
[rto]
timezone = "Australia/Pert"
namee = "RTO"
[powerpro]
store = "postgresql://someone:secret@host/db"
[talentlms]
url = "http://powerpro.talentlms.com"
width = 0
keyfile = "8DZQvzDn6YczzPw1EBf4YLhAuGujV"
[policy]
profile = "carefu"
export_windw = 7
export_window = "seven"
known_users_missing = true
final_outcomes = "Holdd"
drop_conditions = ["course-export"]
competent_outcome = "pass-ed"
competent_outcomes = ["20"]
[talentmls]
""",
    ) == [
        '[rto] timezone: "Australia/Pert" is not a time zone. Did you mean Australia/Perth?',
        "[rto] namee is not a setting. Did you mean name?",
        "[powerpro] store: The store is a postgresql database, but only a SQLite file, a "
        "database of PostgreSQL (postgresql+psycopg://) or one of MariaDB (mariadb+pymysql://) "
        "can be used",
        "[talentlms] url: 'http://powerpro.talentlms.com' is not a portal address: it must begin "
        "with https:// (http:// only on this machine). "
        "Write one such as https://powerpro.talentlms.com.",
        "[talentlms] width: 0 is not a number of simultaneous calls. Write 1 or more",
        "[talentlms] keyfile is not a setting. Did you mean key_file?",
        "[policy] export_windw is not a setting. Did you mean export_window?",
        '[policy] export_window: "seven" is not a whole number. Write it without quotes, such as 3',
        "[policy] known_users_missing: true is not a number. Write it without quotes, such as 0.2",
        '[policy] final_outcomes: "Holdd" is not one of report, hold. Did you mean hold?',
        '[policy] competent_outcomes: ["20"] is not a table of texts. '
        'Write it as { "CODE" = "text" }',
        "[talentmls] is not a section. Did you mean [talentlms]?",
        '[policy] profile: "carefu" is not one of guide, careful. Did you mean careful?',
        "[policy] drop_conditions: 'course-export' is not a condition. Choose from "
        "course-not-archived, course-exported, booking-confirmed, enrolment-active, "
        "enrolment-exported, export-date-is-today",
        "[policy] competent_outcome: 'pass-ed' does not begin with an outcome code. "
        "Write it as '20 - Competency achieved/pass'",
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("timezone = 8", "[rto] timezone: 8 is not text. Put it in double quotes"),
        ('timezone = "Australia"', '"Australia" is not a time zone'),
        ("name = 2022-06-02", '[rto] name: "2022-06-02" is not text'),
        (f'timezone = "{"x" * 99}"', f'"{"x" * 59}... is not a time zone'),
    ],
)
def test_a_wrong_value_is_shown_with_what_to_write(tmp_path: Path, line: str, fault: str) -> None:
    assert any(fault in each for each in faults_of(tmp_path, f"[rto]\n{line}\n"))


def test_the_interval_of_a_schedule_is_checked(tmp_path: Path) -> None:
    assert faults_of(tmp_path, f'{ENOUGH}[schedule]\nevery = "5s"\n') == [
        '[schedule] every: "5s" is not an interval from 10s to 24h. Write a number and s, m or h, '
        "such as 10m"
    ]


def test_a_value_in_place_of_a_section_is_a_fault(tmp_path: Path) -> None:
    assert "[policy]: this is a section, not a setting. Write it as [policy]" in faults_of(
        tmp_path, f"policy = 1\n{ENOUGH}"
    )


def test_a_missing_file_is_reported_with_how_to_create_one(tmp_path: Path) -> None:
    ran = command("run", "--settings", str(tmp_path / "none.toml"))
    assert ran.exit_code == 2
    assert "settings: the file" in ran.stderr
    assert "talent-powerpro init" in ran.stderr


def test_a_syntax_error_is_reported_with_its_line(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, '[rto]\ntimezone = "Australia/Perth\n')
    assert "at line 2" in fault


def test_a_file_in_another_encoding_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "talent-powerpro.toml"
    path.write_bytes("[rto]\nname = 'Høgskole'\n".encode("cp1252"))
    with pytest.raises(SettingsFault, match=r"is not UTF-8\. Save it as UTF-8"):
        open_settings(path)


def test_a_folder_in_place_of_the_settings_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match="cannot be read"):
        open_settings(tmp_path)


def test_all_faults_of_a_command_are_on_its_standard_error(tmp_path: Path) -> None:
    wrong = rto(tmp_path, "ftp://portal", policy='profle = "guide"')
    ran = wrong.command("run", env={})
    assert ran.exit_code == 2
    assert ran.stdout == ""
    names = ["url", "profle", "key_file", "password_file"]
    assert [line.split("] ")[1].split()[0].rstrip(":") for line in ran.stderr.splitlines()] == names


# --- secrets ----------------------------------------------------------------------


def with_files(folder: Path, key: str, password: str) -> Path:
    (folder / "key.txt").write_text(key, encoding="utf-8")
    (folder / "pw.txt").write_text(password, encoding="utf-8")
    files = 'key_file = "key.txt"\npassword_file = "pw.txt"'
    return rto(folder, talentlms=files).settings_file


def revealed(opened: Connected) -> tuple[str, str | None]:
    return opened.key.reveal(), opened.password.reveal() if opened.password else None


def test_secrets_come_from_the_environment_or_from_files_beside_the_settings(
    tmp_path: Path,
) -> None:
    path = with_files(tmp_path, f"{KEY}X\r\n", f"\ufeff{PASSWORD}\n")
    assert revealed(open_to_write(path, {})) == (f"{KEY}X", PASSWORD)
    assert revealed(open_to_write(path, SECRETS)) == (KEY, PASSWORD)


def test_reading_and_generated_passwords_need_no_preset_one(tmp_path: Path) -> None:
    alone = {"TALENTLMS_API_KEY": KEY}
    assert revealed(open_to_read(rto(tmp_path).settings_file, alone)) == (KEY, None)
    careful = rto(tmp_path, policy='profile = "careful"').settings_file
    assert revealed(open_to_write(careful, alone)) == (KEY, None)


def test_a_policy_that_cannot_be_read_asks_for_no_password(tmp_path: Path) -> None:
    path = rto(tmp_path, policy="missed_days = -1").settings_file
    with pytest.raises(SettingsFault) as raised:
        open_to_write(path, {"TALENTLMS_API_KEY": KEY})
    (fault,) = raised.value.faults
    assert fault.startswith("[policy] missed_days: -1")


@pytest.mark.parametrize("key", ["k", "8DZQvzDn6YczzPw1EBf4YLhAuGujV", "ü§%&/()=?" * 9])
def test_any_key_of_printable_text_without_spaces_is_taken(tmp_path: Path, key: str) -> None:
    opened = open_to_read(rto(tmp_path).settings_file, {"TALENTLMS_API_KEY": key})
    assert opened.warnings[0].startswith(f"The TalentLMS API key has {len(key)} characters")
    assert key not in opened.warnings[0] or len(key) == 1


def test_faults_of_secrets_are_reported_without_the_secrets(tmp_path: Path) -> None:
    path = with_files(tmp_path, "two words", "pinkpanther")
    with pytest.raises(SettingsFault) as raised:
        open_to_write(path, {})
    told = str(raised.value)
    assert "[talentlms] key_file: TalentLMS API key (not shown)" in told
    assert "[talentlms] password_file: the password (not shown) needs an upper-case letter" in told
    assert "the password (not shown) needs a digit" in told
    assert "two words" not in told
    assert "pinkpanther" not in told
