"""The RTOs of a fleet: a folder of settings files that is read again when a file changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from attrs import evolve

from talent_powerpro.config.bootstrap import Connected, open_to_write
from talent_powerpro.errors import SettingsFault
from talent_powerpro.fleet.registry import Registration, Registry, stamp_of

SETTINGS = """
[rto]
name = "{name}"
timezone = "Australia/Perth"
[powerpro]
store = "{store}"
[schedule]
every = "{every}"
[talentlms]
url = "https://{name}.talentlms.com"
key_file = "key.txt"
password_file = "key.txt"
"""


def write(file: Path, *, every: str = "10m", store: str = "sqlite:///powerpro.db") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(SETTINGS.format(name=file.parent.name, every=every, store=store))
    key = file.with_name("key.txt")
    key.write_text("Abcdefgh1" * 3)
    key.chmod(0o600)


def folder_of(rto: str, rtos: Path) -> Path:
    """The settings file of an RTO with a folder of its own."""
    return rtos / rto / "talent-powerpro.toml"


@pytest.fixture
def rtos(tmp_path: Path) -> Path:
    for name in ("perth", "sydney"):
        write(folder_of(name, tmp_path))
    return tmp_path


def test_each_folder_and_each_file_is_an_rto(rtos: Path) -> None:
    write(rtos / "hobart.toml", store="sqlite:///hobart.db")
    (rtos / "empty").mkdir()
    (rtos / "notes.txt").write_text("not an RTO")
    (rtos / ".hidden.toml").write_text("not an RTO")
    registry = Registry(rtos)
    assert registry.refresh() == {"perth", "sydney", "hobart"}
    perth = registry.rtos["perth"]
    assert (perth.name, perth.every, perth.faults) == ("perth", 600, ())
    assert perth.opened
    assert perth.warnings == (
        "The TalentLMS API key has 27 characters instead of the usual 30. "
        "The agent uses it as it is.",
    )


def test_nothing_is_read_again_as_long_as_no_file_changes(rtos: Path) -> None:
    registry = Registry(rtos)
    registry.refresh()
    before = registry.rtos["perth"].opened
    assert registry.refresh() == frozenset()
    assert registry.rtos["perth"].opened is before


def test_a_changed_file_is_read_again_and_one_that_is_gone_is_forgotten(rtos: Path) -> None:
    registry = Registry(rtos)
    registry.refresh()
    write(folder_of("perth", rtos), every="2h")
    folder_of("sydney", rtos).unlink()
    assert registry.refresh() == {"perth", "sydney"}
    assert {name: each.every for name, each in registry.rtos.items()} == {"perth": 7200}


def test_a_changed_key_file_is_read_again(rtos: Path) -> None:
    registry = Registry(rtos)
    registry.refresh()
    key = rtos / "perth" / "key.txt"
    key.write_text("Another1" * 3)
    os.utime(key, ns=(1, 1))
    registry.refresh()
    opened = registry.rtos["perth"].opened
    assert opened
    assert opened.key.reveal() == "Another1" * 3


def test_each_file_of_the_settings_is_looked_at(rtos: Path) -> None:
    file = folder_of("perth", rtos)
    text = file.read_text().replace("[powerpro]\n", '[powerpro]\npassword_file = "store.txt"\n')
    file.write_text(text + '[monitor]\nurl_file = "url.txt"\n')
    for name, secret in (("store.txt", "s3cret"), ("url.txt", "https://monitor.test/1")):
        file.with_name(name).write_text(secret)
        file.with_name(name).chmod(0o600)
    registry = Registry(rtos)
    registry.refresh()
    for changed in ("talent-powerpro.toml", "store.txt", "key.txt", "url.txt"):
        before = registry.rtos["perth"].opened
        assert before, registry.rtos["perth"].faults
        os.utime(file.with_name(changed), ns=(1, 1))
        registry.refresh()
        assert registry.rtos["perth"].opened is not before, changed


def test_the_stamp_has_time_and_size_of_each_file(rtos: Path) -> None:
    registry = Registry(rtos)
    registry.refresh()
    file, key = folder_of("perth", rtos), rtos / "perth" / "key.txt"
    os.utime(file, ns=(1, 2_000))
    os.utime(key, ns=(1, 3_000))
    of_key = (str(key), 3_000, 27)
    found = registry.rtos["perth"]
    assert stamp_of(found) == ((str(file), 2_000, file.stat().st_size), of_key, of_key)
    key.unlink()
    assert stamp_of(found)[1:] == ((str(key), 0, 0), (str(key), 0, 0))
    assert stamp_of(evolve(found, file=Path("a\0b"), opened=None)) == (("a\0b", 0, 0),)


def test_an_rto_with_faults_has_no_name_and_no_store(rtos: Path) -> None:
    file = folder_of("perth", rtos)
    file.write_text("[rto]\n")
    registry = Registry(rtos)
    registry.refresh()
    faults = registry.rtos["perth"].faults
    assert faults
    assert registry.rtos["perth"] == Registration(
        rto="perth", file=file, name="", every=600, opened=None, store="", faults=faults
    )


def test_settings_are_read_again_where_a_run_failed(rtos: Path) -> None:
    registry = Registry(rtos)
    registry.refresh()
    before = registry.rtos["perth"].opened
    registry.forget("perth")
    registry.forget("unknown")
    assert registry.refresh() == frozenset()  # It says the same as before.
    assert registry.rtos["perth"].opened is not before


def test_a_faulty_rto_has_its_faults_and_harms_no_other(rtos: Path) -> None:
    folder_of("perth", rtos).write_text("[rto]\ntimezone = 5\n")
    registry = Registry(rtos)
    registry.refresh()
    perth, sydney = registry.rtos["perth"], registry.rtos["sydney"]
    assert perth.opened is None
    assert perth.warnings == ()
    assert perth.faults[0].startswith("[rto] timezone: 5 is not text.")
    assert (sydney.faults, sydney.opened is None) == ((), False)
    write(folder_of("perth", rtos))
    assert registry.refresh() == {"perth"}
    assert registry.rtos["perth"].faults == ()


def test_a_file_name_that_no_system_has_harms_no_other(
    rtos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALENTLMS_API_KEY", "Abcdefgh1" * 3)  # So the file is not read.
    file = folder_of("perth", rtos)
    file.write_text(file.read_text().replace('key_file = "key.txt"', r'key_file = "a\u0000b"'))
    registry = Registry(rtos)
    registry.refresh()
    assert registry.rtos["sydney"].opened


def test_an_internal_error_with_one_rtos_settings_harms_no_other(rtos: Path) -> None:
    def opened(file: Path) -> Connected:
        if file.parent.name == "perth":
            raise KeyError("s3cret")
        return open_to_write(file)

    registry = Registry(rtos, opened)
    registry.refresh()
    (fault,) = registry.rtos["perth"].faults
    assert fault == "Internal error (KeyError) while its settings were read."
    assert registry.rtos["sydney"].opened


def test_a_missing_key_file_is_found_once_it_is_there(rtos: Path) -> None:
    key = rtos / "perth" / "key.txt"
    kept = key.read_text()
    key.unlink()
    registry = Registry(rtos)
    registry.refresh()
    assert "the file named by key_file" in registry.rtos["perth"].faults[0]
    key.write_text(kept)
    assert registry.refresh() == {"perth"}


def test_of_two_files_of_one_name_the_later_has_the_fault(rtos: Path) -> None:
    second = rtos / "perth.toml"
    write(second, store="sqlite:///other.db")
    registry = Registry(rtos)
    registry.refresh()
    assert registry.rtos["perth"].faults == ()
    assert registry.rtos["perth.toml"].faults == (
        f"perth has a second settings file, {second}. Remove one of the two.",
    )
    assert registry.rtos["perth.toml"].opened is None  # so no run of it begins


def test_of_two_rtos_with_one_store_the_later_has_the_fault(rtos: Path) -> None:
    write(folder_of("sydney", rtos), store="sqlite:///../perth/powerpro.db")
    registry = Registry(rtos)
    registry.refresh()
    assert registry.rtos["perth"].faults == ()
    assert registry.rtos["sydney"].faults == (
        "[powerpro] store: perth has the same store. Give each its own.",
    )
    assert registry.rtos["sydney"].opened is None  # so no run of it begins


def test_a_name_may_have_100_characters(rtos: Path) -> None:
    name = "a" * 100
    write(folder_of(name, rtos), store="sqlite:///other.db")
    registry = Registry(rtos)
    registry.refresh()
    assert registry.rtos[name].faults == ()


@pytest.mark.parametrize("name", ["a" * 101, "line\nbreak"])
def test_a_name_that_no_line_can_show_is_a_fault(rtos: Path, name: str) -> None:
    write(folder_of(name, rtos), store="sqlite:///other.db")
    registry = Registry(rtos)
    registry.refresh()
    (fault,) = [each for each in registry.rtos.values() if each.faults]
    assert fault.faults[0].endswith("is not a name for an RTO. Rename it.")
    assert fault.opened is None


def test_a_folder_that_cannot_be_read_is_a_fault_of_the_fleet(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match=r"rtos: the folder .*missing cannot be read") as caught:
        Registry(tmp_path / "missing").refresh()
    assert caught.value.remedy == "Make the folder, with one folder or settings file for each RTO."
