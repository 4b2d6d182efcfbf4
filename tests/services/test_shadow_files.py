"""The memory of `shadow` in a file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from attrs import evolve

from support.the_guide import EXPORT_DATE, JOANA, PINK
from talent_powerpro.errors import SettingsFault
from talent_powerpro.records.shadow_memory import AGAIN, ShadowMemory
from talent_powerpro.services import shadow_files
from talent_powerpro.services.shadow_files import (
    MEMORY_FILE,
    forget_in_memory,
    read_memory,
    write_memory,
)

MEMORY = ShadowMemory(since=EXPORT_DATE, secondary_ids={JOANA.code: "7", PINK.code: "8"})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / MEMORY_FILE


def test_a_memory_is_read_as_it_was_written_by_its_owner_alone(file: Path) -> None:
    assert read_memory(file, rto="RTO") == ShadowMemory(rto="RTO")
    for _ in range(2):
        write_memory(MEMORY, file)
    assert read_memory(file) == MEMORY
    assert file.stat().st_mode & 0o777 == 0o600
    assert os.listdir(file.parent) == ["shadow.json"]


def test_the_memory_of_another_rto_is_refused(file: Path) -> None:
    write_memory(MEMORY, file)
    with pytest.raises(
        SettingsFault, match=r"an RTO without a name, but .* the RTO North"
    ) as raised:
        read_memory(file, rto="North")
    assert raised.value.remedy == "Name another file with --memory, one for each RTO."
    write_memory(evolve(MEMORY, rto="South"), file)
    with pytest.raises(SettingsFault, match=r"is of the RTO South, but .* the RTO North"):
        read_memory(file, rto="North")


def test_a_file_that_is_no_memory_is_refused(file: Path) -> None:
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsFault, match="no UTF-8 text") as raised:
        read_memory(file)
    assert raised.value.remedy == AGAIN
    with pytest.raises(SettingsFault, match="cannot be read: it is a folder"):
        read_memory(file.parent)
    file.write_text("{}")
    with pytest.raises(SettingsFault, match=r"shadow\.json: This is not a memory") as raised:
        read_memory(file)
    assert raised.value.remedy == AGAIN


def test_of_a_file_that_is_too_large_a_part_is_read(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_memory(MEMORY, file)
    monkeypatch.setattr(shadow_files, "MOST", 20)
    with pytest.raises(SettingsFault, match="not a memory"):
        read_memory(file)


def test_in_a_file_that_is_no_memory_nobody_is_forgotten(file: Path) -> None:
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsFault, match="no UTF-8 text"):
        forget_in_memory(file, JOANA.code)


def test_a_file_that_cannot_be_written_is_said(file: Path) -> None:
    with pytest.raises(SettingsFault, match=r"cannot be written .*Choose another file"):
        write_memory(MEMORY, file / "no" / "such")
    with pytest.raises(SettingsFault, match="cannot be written"):
        write_memory(MEMORY, file.parent)
    assert os.listdir(file.parent) == []
    file.symlink_to("elsewhere")
    with pytest.raises(SettingsFault, match=r"shadow\.json there is a link"):
        write_memory(MEMORY, file)


def test_a_client_is_forgotten_in_the_file(file: Path) -> None:
    assert forget_in_memory(file, JOANA.code) is False
    write_memory(MEMORY, file)
    assert forget_in_memory(file, JOANA.code)
    assert not forget_in_memory(file, JOANA.code)
    assert read_memory(file).secondary_ids == {PINK.code: "8"}
