"""Commands that write a file of a person's choice, asked to write over the agent's own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from support.cli.rto import Rto, rto
from talent_powerpro.cli.own_files import own_files, refuse_one_of
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.errors import SettingsFault

OWN = "is a file of the agent's own. Name another file."
WRITERS = (
    ("report", "--html", "FILE"),
    ("plan", "--out", "FILE"),
    ("reconcile", "--csv", "FILE"),
    ("engagement", "--force", "--csv", "FILE"),
    ("export", "--force", "--results", "FILE"),
    ("backup", "--force", "FILE"),
    ("support-bundle", "--force", "--offline", "FILE"),
)


@pytest.fixture
def world(tmp_path: Path) -> Rto:
    return rto(tmp_path).imported()


@pytest.mark.parametrize("writer", WRITERS, ids=lambda each: each[0])
def test_no_command_writes_over_the_store_or_the_settings(
    world: Rto, writer: tuple[str, ...]
) -> None:
    store, settings = world.store.read_bytes(), world.settings_file.read_bytes()
    for name in (str(world.store), str(world.settings_file)):
        ran = world.command(*(name if each == "FILE" else each for each in writer))
        assert ran.exit_code == 2
        assert f"error: {name} {OWN}" in ran.stderr
    assert (world.store.read_bytes(), world.settings_file.read_bytes()) == (store, settings)


KEPT = """
[rto]
name = "Acme"
timezone = "Australia/Perth"
[powerpro]
store = "{store}"
password_file = "store.txt"
[talentlms]
url = "https://acme.talentlms.com"
key_file = "key.txt"
password_file = "password.txt"
ca_file = "{folder}/elsewhere/ca.pem"
[monitor]
url_file = "monitor.txt"
"""
"""Settings that name every file that can be named."""


@pytest.mark.parametrize(
    ("store", "files"),
    [
        (
            "sqlite:///pp.db",
            ("pp.db", "pp.db-wal", "pp.db-shm", "pp.db-journal", "pp.db.lock", "pp.db.holder"),
        ),
        ("postgresql+psycopg://agent@db.acme.example/powerpro", ()),
    ],
    ids=["a file", "a server"],
)
def test_files_beside_the_store_and_of_the_settings_are_the_agents_own(
    tmp_path: Path, store: str, files: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POWERPRO_STORE_PASSWORD", "any")
    file = tmp_path / "my.toml"
    file.write_text(KEPT.format(store=store, folder=tmp_path.as_posix()), "utf-8")
    named = ["key.txt", "password.txt", "elsewhere/ca.pem", "monitor.txt", "store.txt"]
    assert own_files(open_settings(file), Path("given.toml")) == (
        Path("given.toml"),
        *(tmp_path / each for each in (*files, *named, "shadow.json")),
    )


def test_files_that_the_settings_do_not_name_are_nobodys(world: Rto) -> None:
    own = own_files(open_settings(world.settings_file), world.settings_file)
    assert own[0] == world.settings_file
    assert own[-1] == world.folder / "shadow.json"
    assert {each.name.removeprefix("powerpro.db") for each in own[1:-1]} == {
        *("", "-wal", "-shm", "-journal", ".lock", ".holder")
    }


@pytest.mark.parametrize(
    "written", ["own.txt", "OWN.TXT", "./own.txt", "link", "missing/../own.txt"]
)
def test_a_file_is_the_agents_own_however_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if sys.platform != "win32":
        (tmp_path / "link").symlink_to("own.txt")
    elif written == "link":
        pytest.skip("a link takes rights there")
    own = (
        tmp_path / "another.txt",
        tmp_path / "Own.txt" if written == "OWN.TXT" else Path("own.txt"),
    )
    with pytest.raises(SettingsFault) as refused:
        refuse_one_of(Path(written), own)
    assert refused.value.faults == (f"{Path(written)} {OWN}",)
    refuse_one_of(Path("own.txt.old"), own)
    refuse_one_of(Path(written), ())
