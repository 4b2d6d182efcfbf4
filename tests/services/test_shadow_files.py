"""The memory of `shadow` in a file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.the_guide import EXPORT_DATE, JOANA, PINK
from talent_powerpro.errors import SettingsFault
from talent_powerpro.records.shadow_memory import ShadowMemory
from talent_powerpro.services.shadow_files import forget_in_memory, read_memory, write_memory

MEMORY = ShadowMemory(since=EXPORT_DATE, secondary_ids={JOANA.code: "7", PINK.code: "8"})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "shadow.json"


def test_a_memory_is_read_as_it_was_written_by_its_owner_alone(file: Path) -> None:
    assert read_memory(file, rto="RTO") == ShadowMemory(rto="RTO")
    for _ in range(2):
        write_memory(MEMORY, file)
    assert read_memory(file) == MEMORY
    assert file.stat().st_mode & 0o777 == 0o600
    assert os.listdir(file.parent) == [file.name]


def test_the_memory_of_another_rto_is_refused(file: Path) -> None:
    write_memory(MEMORY, file)
    with pytest.raises(SettingsFault, match=r"an RTO without a name, but .* the RTO North"):
        read_memory(file, rto="North")


def test_a_file_that_is_no_memory_is_refused(file: Path) -> None:
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsFault, match="no UTF-8 text"):
        read_memory(file)
    with pytest.raises(SettingsFault, match="cannot be read: it is a folder"):
        read_memory(file.parent)
    file.write_text("{}")
    with pytest.raises(SettingsFault, match=r"shadow\.json: This is not a memory"):
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


def test_a_client_is_forgotten_in_the_file(file: Path) -> None:
    assert not forget_in_memory(file, JOANA.code)
    write_memory(MEMORY, file)
    assert forget_in_memory(file, JOANA.code)
    assert not forget_in_memory(file, JOANA.code)
    assert read_memory(file).secondary_ids == {PINK.code: "8"}
