"""The fleet's settings: one TOML file with the section [fleet]."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from talent_powerpro.errors import SettingsFault
from talent_powerpro.fleet.settings import FleetSettings, read_fleet_settings

DATABASE = 'database = "postgresql+psycopg://fleet@127.0.0.1:5432/fleet"\n'


def read(tmp_path: Path, text: str, **environ: str) -> FleetSettings:
    file = tmp_path / "fleet.toml"
    file.write_text(f"[fleet]\n{text}")
    return read_fleet_settings(file, environ)


def faults(tmp_path: Path, text: str, **environ: str) -> tuple[str, ...]:
    with pytest.raises(SettingsFault) as caught:
        read(tmp_path, text, **environ)
    return caught.value.faults


def test_the_database_is_all_that_it_needs(tmp_path: Path) -> None:
    settings = read(tmp_path, DATABASE)
    assert settings.database == "postgresql://fleet@127.0.0.1:5432/fleet"
    assert settings.rtos == tmp_path / "rtos"
    assert settings.password.reveal() == ""
    assert (settings.section.slots, settings.section.late_after) == (4, timedelta(minutes=30))


def test_every_setting_has_its_value(tmp_path: Path) -> None:
    more = 'rtos = "here"\nslots = 2\nlate_after = "2h"\nkeep_open = 0\nkeep_runs = "7d"\n'
    section = read(tmp_path, DATABASE + more).section
    assert (section.slots, section.keep_open) == (2, 0)
    assert (section.late_after, section.keep_runs) == (timedelta(hours=2), timedelta(days=7))


def test_the_password_comes_from_a_file_or_the_environment(tmp_path: Path) -> None:
    (tmp_path / "password.txt").write_text("of the file\n")
    named = DATABASE + 'password_file = "password.txt"\n'
    assert read(tmp_path, named).password.reveal() == "of the file"
    given = {"FLEET_DATABASE_PASSWORD": "of the environment"}
    assert read(tmp_path, named, **given).password.reveal() == "of the environment"
    assert "of the" not in repr(read(tmp_path, named))


def test_the_password_may_be_in_the_keyring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {("talent-powerpro-fleet", "host=db dbname=fleet"): "of the keyring"}
    monkeypatch.setattr(
        "talent_powerpro.config.secrets.from_keyring", lambda *where: kept.get(where)
    )
    text = 'keyring = true\ndatabase = "host=db dbname=fleet"\n'
    assert read(tmp_path, text).password.reveal() == "of the keyring"
    (missing,) = faults(tmp_path, text.replace("host=db", "host=elsewhere"))
    assert missing.startswith(
        "[fleet] keyring: the password of the fleet's database is not in the keyring."
    )


def test_all_faults_are_reported_at_once_and_the_address_is_never_shown(tmp_path: Path) -> None:
    text = (
        'database = "postgresql://fleet:s3cret@host/fleet"\nslots = 0\nkeep_open = -1\nslot = 3\n'
        'password_file = "none.txt"\n'
    )
    found = faults(tmp_path, text)
    assert [each.split(":")[0] for each in found[:4]] == [
        "[fleet] database",
        "[fleet] slots",
        "[fleet] keep_open",
        "[fleet] slot is not a setting. Did you mean slots?",
    ]
    assert "has a password. Put it in the environment variable" in found[0]
    assert found[4].startswith("The password of the fleet's database was not found.")
    assert "s3cret" not in "".join(found)


@pytest.mark.parametrize("address", ["", "mysql://h/d", "no address at all"])
def test_an_address_of_another_database_is_a_fault(tmp_path: Path, address: str) -> None:
    (fault,) = faults(tmp_path, f'database = "{address}"\n')
    assert fault.startswith("[fleet] database: does not name a database of PostgreSQL.")


def test_a_missing_database_and_an_unknown_section_are_faults(tmp_path: Path) -> None:
    found = faults(tmp_path, "[flet]\n")
    assert "[flet] is not a section. Did you mean [fleet]?" in found
    assert any(each.startswith("[fleet] database is missing.") for each in found)


def test_a_missing_file_says_how_to_name_another(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match=r"fleet file: the file .* does not exist") as caught:
        read_fleet_settings(tmp_path / "none.toml")
    assert "--fleet FILE" in caught.value.remedy
