"""A support bundle as it is made: its manifest, what is missing, and the file."""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pytest

from support.cli.bundles import Read
from support.cli.handed_on import imported
from support.cli.rto import SECRETS, Rto, rto
from talent_powerpro.cli.bundle.making import Bundle, Missing, make_bundle, write_bundle
from talent_powerpro.cli.bundle.parts import LeftOutError, Part
from talent_powerpro.errors import RunFault, SettingsFault

NOW = datetime(2022, 6, 2, 15, 4, 6, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def place(tmp_path: Path) -> Rto:
    made = rto(tmp_path)
    made.store.write_bytes(imported())
    return made


def made_of(place: Rto) -> Bundle:
    return make_bundle(place.settings_file, SECRETS, NOW, offline=True)


def with_parts(monkeypatch: pytest.MonkeyPatch, *parts: Part) -> None:
    monkeypatch.setattr("talent_powerpro.cli.bundle.making.PARTS", parts)


def raising(name: str, fault: Exception) -> Part:
    """A part that cannot be made."""

    def make(_: object) -> Any:
        raise fault

    return Part(name, f"Of {name}.", make)


def test_the_manifest_says_what_is_in_the_bundle_and_what_is_not(
    place: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_parts(
        monkeypatch,
        Part("a.txt", "Of a text.", lambda _: "Zoë"),
        raising("left.txt", LeftOutError("There is none.")),
        Part("b.json", "Of a value.", lambda _: {"at": NOW}),
    )
    made = made_of(place)
    manifest = Read(made.files)["manifest.json"]
    assert manifest == {
        "about": "A bundle for somebody who may not see the RTO's data. People, addresses, "
        "courses, folders and hosts have aliases: one thing has the same alias in all files. "
        "client-3 is one client; client-3-email is that client's e-mail, also where another client "
        "has it too. name-2 is a name that several have. word-7 is a word that no text of this "
        "program has, such as a name that nobody knew of. Unit codes, dates and counts are as they "
        "are. No secret is in any file.",
        "made_at": "2022-06-02T15:04:06+08:00",
        "version": version("talent-powerpro"),
        "parts": [
            {
                "name": name,
                "what": what,
                "bytes": len(made.files[name]),
                "sha256": sha256(made.files[name]).hexdigest(),
            }
            for name, what in (("a.txt", "Of a text."), ("b.json", "Of a value."))
        ],
        "not_made": [
            {
                "name": "left.txt",
                "what": "Of left.txt.",
                "reason": "There is none.",
                "remedy": "",
                "is_fault": False,
                "where": [],
            }
        ],
        "aliases": {"client": 3, "course": 1, "enrolment": 3, "secret": 2, "word": 1},
    }
    assert list(manifest["aliases"]) == sorted(manifest["aliases"])
    assert list(made.files)[-1] == "manifest.json"
    assert (made.has_faults, place.store in made.own_files) == (False, True)
    assert repr(made) == f"Bundle(missing={made.missing!r})"


def test_what_cannot_be_made_is_missing_with_the_reason_and_names_nobody(
    place: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_parts(
        monkeypatch,
        raising("left", LeftOutError("There is none.")),
        raising("fault", RunFault("Joana Gomez is held.", remedy="Ask Joana.")),
        raising("odd", ValueError("Joana\nis held by Gomez ")),
        Part("text.txt", "Of a text.", lambda _: "Joana is held"),
        Part("safe.json", "Of what names nobody.", lambda _: {"who": "Joana"}, is_safe=True),
        Part("value.json", "Of a value.", lambda _: {"who": "Joana"}),
    )
    made = made_of(place)
    left, fault, odd = made.missing
    assert left == Missing("left", "There is none.", is_fault=False)
    assert fault == Missing("fault", "client-1 is held.", "Ask client-1.")
    assert (odd.name, odd.reason, odd.remedy) == ("odd", "Internal error: ValueError", "")
    assert odd.is_fault
    assert odd.where[0] == "Traceback (most recent call last):"
    assert "in make" in odd.where[-4]
    assert odd.where[-3:] == ("    raise fault", "ValueError: client-1", "is held by client-1")
    assert made.has_faults
    assert {name: text for name, text in made.files.items() if name != "manifest.json"} == {
        "text.txt": b"client-1 is held",
        "safe.json": b'{\n "who": "Joana"\n}\n',
        "value.json": b'{\n "who": "client-1"\n}\n',
    }
    manifest = Read(made.files)["manifest.json"]
    assert manifest["not_made"][1] == {
        "name": "fault",
        "what": "Of fault.",
        "reason": "client-1 is held.",
        "remedy": "Ask client-1.",
        "is_fault": True,
        "where": [],
    }
    assert manifest["not_made"][2]["where"] == list(odd.where)


@pytest.mark.parametrize("offline", [True, False])
def test_each_part_is_made_of_the_same_time_and_knows_whether_talentlms_is_left_alone(
    place: Rto, monkeypatch: pytest.MonkeyPatch, offline: bool
) -> None:
    seen: list[tuple[datetime, bool]] = []
    part = Part("of.json", "", lambda subject: seen.append((subject.now, subject.is_offline)))
    with_parts(monkeypatch, part, part)
    make_bundle(place.settings_file, SECRETS, NOW, offline=offline)
    assert seen == [(NOW, offline)] * 2


def test_the_version_is_blank_where_nothing_is_installed(
    place: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_installed(name: str) -> str:
        raise PackageNotFoundError(name)

    with_parts(monkeypatch)
    monkeypatch.setattr("talent_powerpro.cli.bundle.making.version", not_installed)
    assert Read(made_of(place).files)["manifest.json"]["version"] == ""


def test_the_store_is_closed_when_the_bundle_is_made(
    place: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_parts(monkeypatch, Part("of.json", "", lambda subject: subject.store().portal.portal()))
    assert made_of(place).missing == ()
    assert not Path(f"{place.store}-wal").exists()


# --- the file ---------------------------------------------------------------------


BUNDLE = Bundle(
    {"b.txt": b"b" * 1000, "a.json": b"{}", "manifest.json": b"[]"}, (), (Path("/x/own.db"),)
)


def test_the_file_has_everything_packed_with_the_time_of_the_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    size = write_bundle(BUNDLE, Path("bundle.zip"), NOW, replace=False)
    file = tmp_path / "bundle.zip"
    assert [each.name for each in tmp_path.iterdir()] == ["bundle.zip"]
    assert size == file.stat().st_size
    with zipfile.ZipFile(file) as zipped:
        found = zipped.infolist()
        assert {each.filename: zipped.read(each) for each in found} == dict(BUNDLE.files)
    assert [each.filename for each in found] == ["b.txt", "a.json", "manifest.json"]
    assert {each.date_time for each in found} == {(2022, 6, 2, 15, 4, 6)}
    assert {each.compress_type for each in found} == {zipfile.ZIP_DEFLATED}
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def refusal(write: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(SettingsFault) as raised:
        write()
    return raised.value.message, raised.value.remedy


def test_a_file_that_exists_is_replaced_only_if_that_is_wanted(tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    file.write_bytes(b"mine")
    assert refusal(lambda: write_bundle(BUNDLE, file, NOW, replace=False)) == (
        f"{file} already exists.",
        "Nothing was written. Name another file, or overwrite this one with --force.",
    )
    assert file.read_bytes() == b"mine"
    assert write_bundle(BUNDLE, file, NOW, replace=True) == file.stat().st_size


@pytest.mark.skipif(os.name != "posix", reason="Windows needs a right for links")
def test_a_link_to_nothing_exists_too_and_is_never_replaced(tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    file.symlink_to(tmp_path / "none")
    message, _ = refusal(lambda: write_bundle(BUNDLE, file, NOW, replace=False))
    assert message == f"{file} already exists."
    message, _ = refusal(lambda: write_bundle(BUNDLE, file, NOW, replace=True))
    assert message == f"The bundle {file} cannot be written (bundle.zip there is a link)."
    assert file.is_symlink()


def test_a_file_that_cannot_be_written_is_refused_with_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "none" / "bundle.zip"
    assert refusal(lambda: write_bundle(BUNDLE, file, NOW, replace=False)) == (
        f"The bundle {file} cannot be written (No such file or directory).",
        "Name a file in a folder that exists and that this account may write to.",
    )


def test_an_own_file_is_refused(tmp_path: Path) -> None:
    own = Bundle({}, (), (tmp_path / "own.db",))
    message, _ = refusal(lambda: write_bundle(own, tmp_path / "own.db", NOW, replace=True))
    assert re.search("is a file of the agent's own", message)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing_and_is_told_without_a_text_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    def full(number: int) -> None:
        assert os.fstat(number).st_size > 100
        written.extend(each.name for each in tmp_path.iterdir())
        raise OSError("full")

    monkeypatch.setattr("os.fsync", full)
    file = tmp_path / "bundle.zip"
    message, _ = refusal(lambda: write_bundle(BUNDLE, file, NOW, replace=False))
    assert message == f"The bundle {file} cannot be written (full)."
    assert written == [f"bundle.zip.{os.getpid()}.part"]
    assert list(tmp_path.iterdir()) == []
