"""The places of a secret in their order, and warnings where others can read it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from talent_powerpro.config import secrets
from talent_powerpro.config.secrets import (
    KEY,
    PASSWORD_IN_ADDRESS,
    STORE_PASSWORD,
    USUAL_KEY_LENGTH,
    Place,
    Places,
    find,
    odd_length,
    open_to_others,
    settings_open_to_others,
    store_open_to_all,
)
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Secret

PORTAL = "https://powerpro.talentlms.com"
REMEDY = "Put the TalentLMS API key in that file or in the environment variable TALENTLMS_API_KEY."


def found(
    place: Place,
    file: str = "",
    folder: Path = Path(),
    environ: dict[str, str] | None = None,
    user: str = "",
) -> tuple[str, tuple[str, ...]]:
    secret, faults = find(place, file, Places(environ or {}, folder, user))
    return secret.reveal(), faults


def test_the_environment_comes_before_a_file_and_a_file_before_the_keyring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "from_keyring", lambda *named: " ".join(named))
    (tmp_path / "password").write_text("\ufefffrom a file\r\n", encoding="utf-8")
    given = {STORE_PASSWORD.variable: "from the environment"}
    assert [
        found(STORE_PASSWORD, "password", tmp_path, given, PORTAL),
        found(STORE_PASSWORD, "password", tmp_path, {STORE_PASSWORD.variable: ""}, PORTAL),
        found(STORE_PASSWORD, "", tmp_path, {}, PORTAL),
        found(STORE_PASSWORD, "", tmp_path),
    ] == [
        ("from the environment", ()),
        ("from a file", ()),
        (f"talent-powerpro-store {PORTAL}", ()),
        ("", ()),
    ]


def test_without_a_keyring_none_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr(secrets, "from_keyring", lambda *named: opened.append(named))
    secret, faults = find(KEY, "", Places({}, tmp_path))
    assert (secret.reveal(), faults, opened) == (
        "",
        (
            "[talentlms] key_file: the TalentLMS API key is missing. Set the environment variable "
            "TALENTLMS_API_KEY, or name a file with key_file.",
        ),
        [],
    )


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("key", b"\xff\xfe", "the file is not UTF-8 text. Save it as UTF-8."),
        ("a\0b", None, f"the file (name not shown) cannot be read (not a file name). {REMEDY}"),
        (".", None, f"the file (name not shown) cannot be read (it is a folder). {REMEDY}"),
    ],
    ids=["another encoding", "no file name", "a folder"],
)
def test_a_file_that_cannot_be_read_is_a_fault_without_its_name(
    tmp_path: Path, name: str, content: bytes | None, fault: str
) -> None:
    if content:
        (tmp_path / name).write_bytes(content)
    assert found(KEY, name, tmp_path) == ("", (f"[talentlms] key_file: {fault}",))


def test_a_file_that_is_missing_or_empty_says_where_to_put_the_secret(tmp_path: Path) -> None:
    assert found(KEY, "key", tmp_path) == (
        "",
        (
            "The TalentLMS API key was not found. TALENTLMS_API_KEY is not set, and the file named "
            "by key_file under [talentlms] does not exist. Set the variable, or put the key in "
            "that file.",
        ),
    )
    (tmp_path / "key").write_text(" \n", encoding="utf-8")
    missing = f"[talentlms] key_file: the TalentLMS API key is missing: {tmp_path / 'key'} is empty"
    assert found(KEY, "key", tmp_path) == ("", (f"{missing}. {REMEDY}",))


def test_a_keyring_without_the_secret_is_a_fault_where_it_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(secrets, "from_keyring", lambda *_: "")
    assert found(STORE_PASSWORD, user=PORTAL) == ("", ())
    assert found(KEY, user=PORTAL) == (
        "",
        (
            "[talentlms] keyring: the TalentLMS API key is not in the keyring. Store it with: "
            f"keyring set talent-powerpro {PORTAL}",
        ),
    )

    def locked(*_: str) -> str:
        raise SettingsFault("It is locked.")

    monkeypatch.setattr(secrets, "from_keyring", locked)
    fault = "[talentlms] keyring: the TalentLMS API key: It is locked."
    assert found(KEY, user=PORTAL) == ("", (fault,))


def test_a_password_that_nobody_can_type_is_a_fault_that_does_not_show_it() -> None:
    _, faults = found(STORE_PASSWORD, environ={STORE_PASSWORD.variable: "open\nsesame"})
    assert faults == (
        "POWERPRO_STORE_PASSWORD: the password (not shown) has more than one line, or a character "
        "that no key types.",
    )


def test_a_password_in_an_address_says_where_to_move_it() -> None:
    assert PASSWORD_IN_ADDRESS == (
        "The address of the store has a password in it, which everybody sees who sees the "
        "settings. Move it to a file that password_file under [powerpro] names, or to "
        "POWERPRO_STORE_PASSWORD."
    )


# --- warnings ---------------------------------------------------------------------


def test_an_unusual_key_is_a_warning() -> None:
    assert odd_length(Secret("k" * USUAL_KEY_LENGTH)) == ""
    assert odd_length(Secret("k" * 29)) == (
        "The TalentLMS API key has 29 characters instead of the usual 30. The agent uses it as it "
        "is."
    )


@pytest.mark.skipif(os.name == "nt", reason="rights are POSIX's")
def test_files_that_other_accounts_can_read_are_warnings(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.touch()
    for folder_or_file in (tmp_path, file):
        folder_or_file.chmod(0o755)
    end = f"(its rights are 755). Run: chmod 600 '{file}'"
    assert open_to_others(KEY, "", tmp_path) == ""
    assert settings_open_to_others(file, ()) == ""
    assert open_to_others(KEY, "key", tmp_path) == (
        f"Other accounts can read {file}, the file for the TalentLMS API key {end}"
    )
    assert settings_open_to_others(file, ("store", "proxy")) == (
        f"Other accounts can read {file}, which has a secret in store and in proxy {end}"
    )
    assert store_open_to_all(file) == (
        f"PowerPro's store {file} is open to every account of this machine {end}"
    )
    file.chmod(0o640)
    assert store_open_to_all(file) == ""
    file.chmod(0o600)
    assert open_to_others(KEY, "key", tmp_path) == ""
    assert settings_open_to_others(file, ("store",)) == ""
