"""The fleet's settings: one TOML file with the section [fleet]."""

from __future__ import annotations

from datetime import timedelta
from inspect import Parameter, signature
from pathlib import Path

import pytest

from support.cli.rto import command
from talent_powerpro.errors import SettingsFault
from talent_powerpro.fleet.settings import (
    FLEET_FILE,
    FleetSection,
    FleetSettings,
    read_fleet_settings,
)

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
    assert settings.section == FleetSection(
        database="postgresql+psycopg://fleet@127.0.0.1:5432/fleet",
        rtos="rtos",
        password_file="",
        keyring=False,
        slots=4,
        late_after=timedelta(minutes=30),
        keep_open=100,
        keep_runs=timedelta(days=90),
    )


def test_every_setting_has_its_value(tmp_path: Path) -> None:
    more = 'rtos = "here"\nslots = 2\nlate_after = "2h"\nkeep_open = 0\nkeep_runs = "7d"\n'
    settings = read(tmp_path, DATABASE + more)
    section = settings.section
    assert settings.rtos == tmp_path / "here"
    assert (section.slots, section.keep_open) == (2, 0)
    assert (section.late_after, section.keep_runs) == (timedelta(hours=2), timedelta(days=7))


def test_the_password_comes_from_a_file_or_the_environment(tmp_path: Path) -> None:
    (tmp_path / "password.txt").write_text("of the file\n")
    named = DATABASE + 'password_file = "password.txt"\n'
    assert read(tmp_path, named).password.reveal() == "of the file"
    given = {"FLEET_DATABASE_PASSWORD": "of the environment"}
    assert read(tmp_path, named, **given).password.reveal() == "of the environment"
    assert "of the" not in repr(read(tmp_path, named))
    assert read(tmp_path, DATABASE, **given).password.reveal() == "of the environment"


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
    assert found == (
        "[fleet] database: has a password. Put it in the environment variable "
        "FLEET_DATABASE_PASSWORD, or in a file that password_file names",
        "[fleet] slots: 0 is not a number of RTOs side by side. Write 1 to 64",
        "[fleet] keep_open: -1 is not a number of RTOs. Write 0 or more",
        "[fleet] slot is not a setting. Did you mean slots?",
        found[-1],
    )
    assert found[-1].startswith("The password of the fleet's database was not found.")


@pytest.mark.parametrize(("slots", "fits"), [(0, False), (1, True), (64, True), (65, False)])
def test_a_worker_has_from_1_to_64_slots(tmp_path: Path, slots: int, fits: bool) -> None:
    text = f"{DATABASE}slots = {slots}\n"
    if fits:
        assert read(tmp_path, text).section.slots == slots
    else:
        (fault,) = faults(tmp_path, text)
        assert fault == (
            f"[fleet] slots: {slots} is not a number of RTOs side by side. Write 1 to 64"
        )


@pytest.mark.parametrize("address", ["", "mysql://h/d", "no address at all"])
def test_an_address_of_another_database_is_a_fault(tmp_path: Path, address: str) -> None:
    (fault,) = faults(tmp_path, f'database = "{address}"\n')
    assert fault == (
        "[fleet] database: does not name a database of PostgreSQL. "
        'Write it as "postgresql://user@server/database"'
    )


def test_a_missing_database_and_an_unknown_section_are_faults(tmp_path: Path) -> None:
    found = faults(tmp_path, "[flet]\n")
    assert "[flet] is not a section. Did you mean [fleet]?" in found
    assert found[1:] == (
        "[fleet] database is missing. Write one such as database = "
        '"postgresql://fleet@127.0.0.1/fleet"',
    )


def test_the_keyring_is_not_asked_for_the_password_of_a_missing_database(tmp_path: Path) -> None:
    (missing,) = faults(tmp_path, "keyring = true\n")
    assert missing.startswith("[fleet] database is missing.")


@pytest.mark.parametrize("kind", [FleetSection, FleetSettings])
def test_no_two_texts_or_times_can_change_places(kind: type) -> None:
    """Each value is given by its name."""
    given = signature(kind).parameters.values()
    assert {each.kind for each in given} == {Parameter.KEYWORD_ONLY}


def test_an_empty_file_lacks_its_database(tmp_path: Path) -> None:
    file = tmp_path / "fleet.toml"
    file.write_text("")
    with pytest.raises(SettingsFault, match=r"^\[fleet\] database is missing\."):
        read_fleet_settings(file, {})


def test_a_missing_file_says_how_to_name_another(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match=r"fleet file: the file .* does not exist") as caught:
        read_fleet_settings(tmp_path / "none.toml")
    assert "--fleet FILE" in caught.value.remedy


def test_a_command_without_a_named_file_reads_the_one_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / FLEET_FILE).write_text("[flet]\n")
    shown = command("fleet", "status", env={})
    assert shown.exit_code == 2
    assert "[flet] is not a section. Did you mean [fleet]?" in shown.stderr
