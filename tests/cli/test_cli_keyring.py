"""Secrets from the system's keyring. A fake one: the real keyring is never used."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.core import load_keyring
from keyring.errors import KeyringLocked
from typing_extensions import override

from support.cli.rto import KEY, PASSWORD, SECRETS, command, rto
from talent_powerpro.config.bootstrap import open_to_read, open_to_write
from talent_powerpro.config.keyrings import from_keyring
from talent_powerpro.errors import SettingsFault

URL = "https://powerpro.talentlms.com"
KEPT = {
    ("talent-powerpro", URL): KEY,
    ("talent-powerpro-new-user-password", URL): PASSWORD,
}


class OnlyRead(KeyringBackend):
    """A keyring that nothing of ours writes to."""

    priority = 1

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("nothing of ours writes to a keyring")


class Kept(OnlyRead):
    """A keyring in memory. A locked one raises `KeyringLocked`."""

    def __init__(self, kept: dict[tuple[str, str], str], *, locked: bool = False) -> None:
        self.kept = kept
        self.locked = locked

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked(f"the text may hold {KEY}")
        return self.kept.get((service, username))


@pytest.fixture(autouse=True)
def never_the_real_one() -> Iterator[None]:
    keyring.set_keyring(load_keyring("keyring.backends.null.Keyring"))
    yield
    keyring.set_keyring(load_keyring("keyring.backends.null.Keyring"))


def asking(folder: Path, url: str = URL) -> Path:
    return rto(folder, url, talentlms="keyring = true").settings_file


def faults(settings_file: Path, environ: dict[str, str] | None = None) -> tuple[str, ...]:
    with pytest.raises(SettingsFault) as raised:
        open_to_write(settings_file, environ or {})
    return raised.value.faults


def test_both_secrets_come_from_the_keyring_under_the_portal_s_address(tmp_path: Path) -> None:
    keyring.set_keyring(Kept(KEPT))
    opened = open_to_write(asking(tmp_path, f"{URL}/"), {})
    assert opened.password
    assert (opened.key.reveal(), opened.password.reveal()) == (KEY, PASSWORD)


def test_environment_and_file_outrank_the_keyring(tmp_path: Path) -> None:
    keyring.set_keyring(Kept(KEPT, locked=True))
    (tmp_path / "pw.txt").write_text(PASSWORD, encoding="utf-8")
    settings = 'keyring = true\npassword_file = "pw.txt"'
    path = rto(tmp_path, talentlms=settings).settings_file
    opened = open_to_write(path, {"TALENTLMS_API_KEY": KEY})
    assert opened.password
    assert (opened.key.reveal(), opened.password.reveal()) == (KEY, PASSWORD)


class Asking(OnlyRead):
    """A keyring that asks for its own password, as an encrypted file does."""

    def get_password(self, service: str, username: str) -> str | None:
        return KEY if input() == "open sesame" else None


class Broken(OnlyRead):
    """A keyring with a fault of its own."""

    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError(f"the text may hold {KEY}")


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (
            "own.Kéyring",
            "the keyring 'own.K\\xe9yring' cannot be used (RuntimeError). Correct the variable "
            "PYTHON_KEYRING_BACKEND, or use the environment or a file.",
        ),
        (
            "",
            "the keyring cannot be used (RuntimeError). Check its set-up with: keyring diagnose, "
            "or use the environment or a file.",
        ),
    ],
)
def test_a_broken_keyring_is_a_fault_that_says_what_to_correct(
    monkeypatch: pytest.MonkeyPatch, named: str, told: str
) -> None:
    keyring.set_keyring(Broken())  # type: ignore[no-untyped-call]
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", named)
    with pytest.raises(SettingsFault) as raised:
        from_keyring("talent-powerpro", URL)
    assert raised.value.message == told


class Terminal(StringIO):
    @override
    def isatty(self) -> bool:
        return True


class Silent:
    """The input of a scheduler's task, which stays open and silent."""

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        raise AssertionError("this would wait for ever")


def test_a_keyring_asks_only_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring.set_keyring(Asking())  # type: ignore[no-untyped-call]
    monkeypatch.setattr(sys, "stdin", Terminal("open sesame\n"))
    assert from_keyring("talent-powerpro", URL) == KEY
    silent = Silent()
    for given in (silent, None):
        monkeypatch.setattr(sys, "stdin", given)
        with pytest.raises(SettingsFault) as raised:
            from_keyring("talent-powerpro", URL)
        assert raised.value.message == (
            "the keyring does not answer (EOFError). Unlock it, or use the environment or a file."
        )
        assert sys.stdin is given


def test_the_keyring_is_not_used_unless_the_settings_say_so(tmp_path: Path) -> None:
    keyring.set_keyring(Kept(KEPT))
    path = rto(tmp_path).settings_file
    assert all("is missing" in fault for fault in faults(path))


def test_the_keyring_is_not_loaded_where_it_is_not_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert open_to_read(asking(tmp_path), SECRETS).key.reveal() == KEY


def test_a_secret_from_the_keyring_is_checked_like_any_other(tmp_path: Path) -> None:
    keyring.set_keyring(Kept(KEPT | {("talent-powerpro", URL): "two words"}))
    (fault,) = faults(asking(tmp_path))
    assert fault.startswith("[talentlms] keyring: TalentLMS API key (not shown)")
    assert "two words" not in fault


def test_a_missing_package_is_a_fault_that_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    ran = command("plan", "--settings", str(asking(tmp_path)), env={})
    assert ran.exit_code == 2
    assert 'pip install "talent-powerpro[keyring]"' in ran.stderr


def test_a_machine_without_a_keyring_is_a_fault(tmp_path: Path) -> None:
    keyring.set_keyring(load_keyring("keyring.backends.fail.Keyring"))
    assert (
        "this machine has no keyring. Use the environment or a file"
        in faults(asking(tmp_path), {"TALENTLMS_API_KEY": KEY})[0]
    )


def test_a_locked_keyring_is_a_fault_without_the_keyring_s_own_words(tmp_path: Path) -> None:
    keyring.set_keyring(Kept(KEPT, locked=True))
    key, _ = faults(asking(tmp_path))
    assert "the keyring does not answer (KeyringLocked). Unlock it" in key
    assert KEY not in key


def test_the_keyring_is_not_used_with_a_faulty_portal_address(tmp_path: Path) -> None:
    path = asking(tmp_path, "ftp://portal")
    with patch("keyring.get_password", side_effect=AssertionError):
        told = faults(path)
    assert "[talentlms] url" in told[0]


def test_the_setting_is_true_or_false(tmp_path: Path) -> None:
    path = rto(tmp_path, talentlms='keyring = "yes"').settings_file
    assert any(
        "[talentlms] keyring is not true or false. Write true or false without quotes" in fault
        for fault in faults(path, SECRETS)
    )
