"""The parts of a support bundle about the machine: versions, variables, rights of the files."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from pathlib import Path

import pytest

from support.cli.rto import Rto, rto
from talent_powerpro.cli.bundle.machine import environment, needed, versions
from talent_powerpro.cli.bundle.subject import Subject

NOW = datetime(2022, 6, 2, 15, tzinfo=timezone(timedelta(hours=8)))
NOT_FOUND = {"fault": "FileNotFoundError"}
TOLD = (
    *("TALENTLMS_API_KEY", "TALENTLMS_NEW_USER_PASSWORD", "POWERPRO_STORE_PASSWORD"),
    *("TALENT_POWERPRO_MONITOR_URL", "RTO_MAIL_PASSWORD"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE", "PYTHONTZPATH", "PYTHONPATH"),
    *("TZ", "LANG", "LC_ALL", "PYTHONIOENCODING", "TALENT_POWERPRO_DEBUG", "TMPDIR"),
)


NEEDED = ("attrs", "httpx", "anyio", "typing-extensions")
"""Some of the packages that this one needs, also through another."""


def test_variables_that_change_the_agent_are_told_by_their_lengths(tmp_path: Path) -> None:
    environ = {name: "x" * length for length, name in enumerate(TOLD)}
    told = environment(subject(rto(tmp_path), {**environ, "HOME": "gomez"}))
    assert told["variables"] == {name: length for length, name in enumerate(TOLD)}
    assert told["variables_are"] == "those that are set, with the length of each value"


def test_the_clock_and_the_encodings_are_told(tmp_path: Path) -> None:
    told = environment(subject(rto(tmp_path), {}))
    assert told["now"] == "2022-06-02T15:00:00+08:00"
    assert told["zone_of_this_machine"] == str(NOW.astimezone().utcoffset())
    assert told["encodings"] == [sys.getfilesystemencoding(), sys.stdout.encoding]


def test_an_output_without_an_encoding_has_a_blank_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = subject(rto(tmp_path), {})
    with monkeypatch.context() as changed:
        changed.setattr(sys, "stdout", object())
        told = environment(made)
    assert told["encodings"] == [sys.getfilesystemencoding(), ""]


def test_each_file_is_told_by_its_size_and_rights(tmp_path: Path) -> None:
    world = rto(tmp_path, talentlms='key_file = "key"\npassword_file = "password"')
    text = world.settings_file.read_text() + '[powerpro]\npassword_file = "store-password"\n'
    world.settings_file.write_text(text)
    for name, rights in (("key", 0o600), ("password", 0o644), ("store-password", 0o640)):
        (tmp_path / name).write_text(name)
        (tmp_path / name).chmod(rights)
    (tmp_path / "talent-powerpro.log").write_bytes(b"a line\n")
    world.settings_file.chmod(0o644)
    (tmp_path / "talent-powerpro.log").chmod(0o755)
    files = environment(subject(world, {}))["files"]
    assert files.pop("free_bytes") > 0
    assert files == {
        "settings": told(len(text), "644"),
        "store": NOT_FOUND,
        "key_file": told(3, "600"),
        "password_file": told(8, "644"),
        "store_password_file": told(14, "640"),
        "log": told(7, "755"),
    }


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such numbers")
def test_free_bytes_are_those_that_this_account_may_use_and_files_may_be_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = rto(tmp_path)
    disk = os.statvfs(tmp_path)
    monkeypatch.setattr(os, "getuid", lambda: 77_000)
    monkeypatch.setattr(
        os, "statvfs", lambda _: os.statvfs_result((1, 4096, 900, 800, 3, *tuple(disk)[5:]))
    )
    files = environment(subject(world, {}))["files"]
    assert files["free_bytes"] == 3 * 4096
    assert files["settings"]["is_of_this_account"] is False


def test_where_the_system_has_no_accounts_each_file_is_of_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "getuid", raising=False)
    monkeypatch.delattr(os, "statvfs", raising=False)
    files = environment(subject(rto(tmp_path), {}))["files"]
    assert files.keys() == {"settings", "store", "log"}
    assert files["settings"]["is_of_this_account"] is True


def test_a_folder_that_is_gone_has_no_free_bytes(tmp_path: Path) -> None:
    world = Rto(tmp_path / "gone")
    files = environment(subject(world, {}))["files"]
    assert files == dict.fromkeys(("settings", "store", "log"), NOT_FOUND)


def test_the_packages_are_those_that_this_one_needs_and_the_rest_a_number() -> None:
    told = versions(None)  # type: ignore[arg-type]  # it asks nothing of its subject
    assert told["python"] == sys.version
    assert told["implementation"] == platform.python_implementation()
    assert told["system"] == [platform.system(), platform.release(), platform.machine()]
    assert told["sqlite"] == sqlite3.sqlite_version
    packages = told["packages"]
    assert list(packages) == sorted(packages)
    assert packages.items() >= {(name, version(name)) for name in NEEDED}
    assert "talent-powerpro" in packages
    assert {name for name in packages if "_" in name or name.lower() != name} == set()
    assert told["other_packages"] >= len(packages)


def test_a_package_that_is_not_installed_needs_nothing() -> None:
    assert needed("not-a-package") == {}


def subject(world: Rto, environ: dict[str, str]) -> Subject:
    return Subject(world.settings_file, environ, NOW, is_offline=True, closing=ExitStack())


def told(size: int, rights: str) -> dict[str, object]:
    return {"bytes": size, "rights": rights, "is_of_this_account": os.name != "nt"}
