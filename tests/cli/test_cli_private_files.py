"""Only the agent's own account can read the files that commands write."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.cli.rto import KEY, PASSWORD, SECRETS, Rto, command, rto
from talent_powerpro.config.bootstrap import open_to_read
from talent_powerpro.sandbox import Sandbox

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows files have the rights of their folder"
)
DAY = ("--date", "02/06/2022")
FILES = 'key_file = "key.txt"\npassword_file = "password.txt"\n'


@pytest.fixture(autouse=True)
def a_careless_umask() -> Iterator[None]:
    """New files would be open to every account."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def joanas(tmp_path: Path, url: str) -> Rto:
    folder = tmp_path / "rto"
    folder.mkdir()
    return rto(folder, url)


def open_to_others(folder: Path) -> dict[str, str]:
    """The files and folders below *folder* that other accounts have rights to."""
    found = {path: stat.S_IMODE(path.stat().st_mode) for path in sorted(folder.rglob("*"))}
    return {path.name: f"{mode:o}" for path, mode in found.items() if mode & 0o077}


def test_each_file_that_a_command_writes_is_private(joanas: Rto, portal: Sandbox) -> None:
    joanas.imported()
    joanas.command("plan", *DAY, "--out", str(joanas.folder / "plan.json"))
    seen: dict[str, str] = {}
    handle = portal.handle

    def look(request: object) -> object:
        seen.update(dict.fromkeys((path.name for path in joanas.folder.iterdir()), ""))
        seen.update(open_to_others(joanas.folder))
        return handle(request)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(portal, "handle", look)
        assert joanas.command("run", *DAY).exit_code == 0
    joanas.command("export", str(joanas.folder / "out"))
    beside = {f"powerpro.db{end}" for end in ("", "-wal", "-shm", ".lock", ".holder")}
    assert beside <= set(seen)
    theirs = {"talent-powerpro.toml"}
    assert {name for name, mode in seen.items() if mode} == theirs
    assert set(open_to_others(joanas.folder)) == theirs


def test_init_makes_a_private_folder(tmp_path: Path) -> None:
    assert command("init", str(tmp_path / "new")).exit_code == 0
    assert open_to_others(tmp_path) == {}


def test_a_plan_that_replaces_a_file_tightens_it(joanas: Rto) -> None:
    out = joanas.folder / "plan.json"
    out.write_text("old", encoding="utf-8")
    joanas.imported().command("plan", *DAY, "--out", str(out))
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


# --- warnings ---------------------------------------------------------------------


@pytest.fixture
def careless(tmp_path: Path, url: str) -> Rto:
    """An RTO whose secrets are in files that every account can read."""
    made = rto(tmp_path, url, talentlms=FILES).imported()
    for name, secret in (("key.txt", KEY), ("password.txt", PASSWORD)):
        (tmp_path / name).write_text(secret, encoding="utf-8")
    return made


@pytest.mark.parametrize("name", ["run", "plan"])
def test_secrets_that_others_can_read_are_warned_of(careless: Rto, name: str) -> None:
    said = careless.command(name, *DAY, env={}).stderr
    key, password = careless.folder / "key.txt", careless.folder / "password.txt"
    assert f"Other accounts can read {key}, the file for the TalentLMS API key" in said
    assert f"Run: chmod 600 '{key}'" in said
    assert f"Run: chmod 600 '{password}'" in said
    assert KEY not in said
    for each in (key, password):
        each.chmod(0o600)
    assert careless.command(name, *DAY, env={}).stderr == ""


@pytest.mark.parametrize(
    ("address", "proxy", "told"),
    [
        ("", "http://user:S3cret@proxy.example:3128", "a secret in proxy under [talentlms] (its"),
        ("https://monitor.example/S3cret", "none", "a secret in url under [monitor] (its"),
        ("", "http://proxy.example:3128", ""),
    ],
)
def test_settings_with_a_secret_that_others_can_read_are_warned_of(
    tmp_path: Path, address: str, proxy: str, told: str
) -> None:
    made = rto(tmp_path, "https://powerpro.talentlms.com", talentlms=f'proxy = "{proxy}"')
    with made.settings_file.open("a", encoding="utf-8") as settings:
        settings.write(f'[monitor]\nurl = "{address}"\n')
    for mode, expected in ((0o644, told), (0o600, "")):
        made.settings_file.chmod(mode)
        with pytest.MonkeyPatch.context() as patched:
            for name, value in SECRETS.items():
                patched.setenv(name, value)
            said = "\n".join(open_to_read(made.settings_file).warnings)
        assert expected in said
        assert (str(made.settings_file) in said) == bool(expected)
        assert "S3cret" not in said


def test_a_store_that_every_account_can_open_is_warned_of_and_left(careless: Rto) -> None:
    for name in ("key.txt", "password.txt"):
        (careless.folder / name).chmod(0o600)
    careless.store.chmod(0o664)
    said = careless.command("run", *DAY, env={}).stderr
    assert f"PowerPro's store {careless.store} is open to every account" in said
    assert f"Run: chmod 600 '{careless.store}'" in said
    assert stat.S_IMODE(careless.store.stat().st_mode) == 0o664
    careless.store.chmod(0o660)
    assert careless.command("run", *DAY, env={}).stderr == ""
