"""Plan files: readable by their owner alone, and one clear error for any other file."""

from __future__ import annotations

import errno
import json
import os
import re
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import rto
from talent_powerpro import Plan
from talent_powerpro.errors import SettingsFault
from talent_powerpro.services import plan_files
from talent_powerpro.services.plan_files import read_plan, write_plan

AGAIN = "Make the plan again: `talent-powerpro plan --out FILE`."
COLLEGE, PORTAL = "Perth College", "perth.talentlms.com"


def made() -> Plan:
    return evolve(rto().agent().plan(), portal=PORTAL)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "plan.json"
    write_plan(made(), written, rto=COLLEGE)
    return written


def test_a_plan_is_read_as_it_was_written(file: Path) -> None:
    plan = read_plan(file, rto=COLLEGE, portal=PORTAL)
    assert plan == made()
    assert (plan.rto, plan.portal) == (COLLEGE, PORTAL)
    stored = json.loads(file.read_text("utf-8"))
    assert stored["schema"] == plan.schema
    assert stored["run_id"] == plan.run_id
    assert plan.run_id


def test_a_plan_of_an_rto_without_a_name_is_for_every_portal(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    write_plan(evolve(made(), portal=""), file)
    assert json.loads(file.read_text("utf-8"))["rto"] == ""
    assert read_plan(file) == read_plan(file, portal="x.example")


def test_two_plans_of_one_state_are_equal_whenever_they_were_made(file: Path) -> None:
    world = rto()
    first = world.agent().plan()
    world.clock.now += world.clock.now.utcoffset() / 100  # type: ignore[operator]  # aware
    second = world.agent().plan()
    assert first.made_at != second.made_at
    assert first.run_id != second.run_id
    assert first == second == read_plan(file, rto=COLLEGE)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has rights of another kind")
def test_only_the_owner_may_read_the_file_also_one_that_was_there(tmp_path: Path) -> None:
    there = tmp_path / "plan.json"
    there.write_text("old", encoding="utf-8")
    there.chmod(0o666)
    write_plan(made(), there)
    assert stat.S_IMODE(there.stat().st_mode) == 0o600


@pytest.mark.parametrize("half", [True, False])
def test_a_folder_or_a_full_disk_is_one_fault_and_leaves_no_half_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, half: bool
) -> None:
    with pytest.raises(SettingsFault, match=r"cannot be written \(it is a folder\)"):
        write_plan(made(), tmp_path)
    file = tmp_path / "plan.json"

    def full(path: str, flags: int) -> int:
        if half:
            os.close(os.open(path, flags))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(plan_files, "private", full)
    with pytest.raises(SettingsFault, match="No space left"):
        write_plan(made(), file)
    assert not file.exists()


def changed(file: Path, **values: Any) -> None:
    plain = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**plain, **values}), encoding="utf-8")


def test_a_plan_of_another_rto_is_refused(file: Path) -> None:
    for other, named in (("Sydney College", "the RTO Sydney College"), ("", "without a name")):
        with pytest.raises(
            SettingsFault, match=f"is for the RTO Perth College, .*{named}"
        ) as fault:
            read_plan(file, rto=other, portal=PORTAL)
        assert fault.value.remedy == f"Apply it with that RTO's settings. {AGAIN}"


def test_a_plan_of_another_portal_is_refused(file: Path) -> None:
    with pytest.raises(
        SettingsFault, match=rf"portal {re.escape(PORTAL)}, but .* x\.example"
    ) as fault:
        read_plan(file, rto=COLLEGE, portal="x.example")
    assert fault.value.remedy == f"Apply it with the settings of its portal. {AGAIN}"
    assert read_plan(file, rto=COLLEGE).portal == PORTAL


def test_a_plan_of_a_newer_schema_is_refused(file: Path) -> None:
    changed(file, schema=99, colour="green")
    with pytest.raises(SettingsFault, match="schema 99, but this version reads schema"):
        read_plan(file, rto=COLLEGE)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"schema": 2}'])
def test_a_broken_file_is_one_fault_that_says_what_to_do(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(SettingsFault, match=r"not a plan") as broken:
        read_plan(file, rto=COLLEGE)
    assert len(broken.value.faults) == 1
    assert ("it is no UTF-8 text" in broken.value.message) is (content == b"\xff\xfe")
    assert "plan --out FILE" in broken.value.remedy


def test_a_missing_file_a_folder_and_a_file_without_end_are_refused(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = file.stat().st_size
    for path, most, why in (
        (tmp_path / "nothing.json", size, "There is no file"),
        (tmp_path, size, "it is a folder"),
        (file, size - 1, "larger than any plan"),
    ):
        monkeypatch.setattr(plan_files, "MOST", most)
        with pytest.raises(SettingsFault, match=why) as fault:
            read_plan(path, rto=COLLEGE)
        assert fault.value.remedy == AGAIN
    monkeypatch.setattr(plan_files, "MOST", size)
    assert read_plan(file, rto=COLLEGE) == made()
