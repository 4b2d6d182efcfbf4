"""The aliases of a support bundle for secrets, a server, a time zone, a portal and a machine."""

from __future__ import annotations

import getpass
import os
import socket
import tempfile
from pathlib import Path

import pytest

from support.cli.known_names import of, shown, store
from talent_powerpro.adapters.sql.store_names import CLIENTS, COURSES
from talent_powerpro.config.monitoring import MONITOR
from talent_powerpro.config.secrets import KEY, PASSWORD, STORE_PASSWORD

CLIENT = ("77001", "Gomez", "Joana", "", "2GF2UGXXV8", "", "", "", "jg11@pm.me")
COURSE = ("ICT30120-A", "Cert in Whittling", "", "")


def test_a_secret_comes_before_everything_else_that_has_the_same_text(tmp_path: Path) -> None:
    store(
        tmp_path / "powerpro.db", {"clients": (CLIENTS, [CLIENT]), "courses": (COURSES, [COURSE])}
    )
    environ = {
        KEY.variable: "jg11@pm.me",
        PASSWORD.variable: "2GF2UGXXV8",
        STORE_PASSWORD.variable: "ICT30120-A",
        MONITOR.variable: "Wanneroo College",
    }
    made = of(tmp_path, '[rto]\nname = "Wanneroo College"', environ)
    assert shown(made, *environ.values()) == {
        "jg11@pm.me": "secret-1",
        "2GF2UGXXV8": "secret-2",
        "ICT30120-A": "secret-3",
        "Wanneroo College": "secret-4",
    }


def test_a_store_on_a_server_has_an_alias_for_each_part_of_its_address(tmp_path: Path) -> None:
    address = "postgresql+psycopg://wanneroo_login:Serverpass99@db.wanneroo.example/wanneroo_data"
    made = of(tmp_path, f'[powerpro]\nstore = "{address}"')
    assert shown(
        made, "Serverpass99", "wanneroo_login", "db.wanneroo.example", "wanneroo_data"
    ) == {
        "Serverpass99": "secret-1",
        "wanneroo_login": "the-store-username",
        "db.wanneroo.example": "the-store-host",
        "wanneroo_data": "the-store-database",
    }
    assert made.counts == {"secret": 1}


@pytest.mark.parametrize("content", [b"\xffFilekey11", b" \n", None], ids=["odd", "blank", "gone"])
def test_a_file_of_a_secret_that_cannot_be_one_gives_no_alias(
    tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "key.txt").write_bytes(content)
    made = of(tmp_path, '[talentlms]\nkey_file = "key.txt"', {PASSWORD.variable: "Envpass66"})
    assert made.text("Envpass66 Filekey11") == "secret-1 word-1"


def test_a_file_that_is_too_long_for_a_secret_is_not_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_bytes(b"x" * 20_000)
    made = of(tmp_path, '[talentlms]\nkey_file = "key.txt"')
    assert made.text("x" * 10_001) == "secret-1"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Australia/Perth", "Australia/Perth"),
        ("America/New_York", "America/New_York"),
        ("Joana/Gomez", "word-1/word-2"),
        ("Joana", "word-1"),
        ("EST", "EST"),
    ],
)
def test_the_words_of_a_time_zone_stay_if_there_is_one_of_that_name(
    tmp_path: Path, zone: str, text: str
) -> None:
    assert of(tmp_path, f'[rto]\ntimezone = "{zone}"').text(zone) == text


@pytest.mark.parametrize("host", ["localhost:9000", "127.0.0.1:9000", "[::1]:9000"])
def test_a_portal_on_this_machine_has_no_alias(tmp_path: Path, host: str) -> None:
    made = of(tmp_path, f'[talentlms]\nurl = "http://{host}/x"')
    assert made.text("localhost 127.0.0.1") == "localhost 127.0.0.1"


@pytest.mark.parametrize(
    "settings",
    [
        "",
        "[rto",
        "rto = 1\ntalentlms = 2\npolicy = 3",
        '[rto]\ntimezone = 1\n[talentlms]\nurl = "http://[x"\n[policy]\ncompetent_outcomes = 1',
    ],
    ids=["none", "no TOML", "no tables", "no texts"],
)
def test_what_cannot_be_found_out_has_no_alias_and_all_else_has_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str
) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(socket, "gethostname", lambda: "wanneroo-laptop")
    monkeypatch.setattr(Path, "home", homeless)
    monkeypatch.setattr(
        Path, "cwd", lambda: Path(os.fspath(tmp_path / "none")).resolve(strict=True)
    )
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    made = of(tmp_path, settings, {KEY.variable: "Envkey55"})
    assert made.text(f"Envkey55 wanneroo-laptop {tmp_path}") == (
        "secret-1 this-machine settings-folder"
    )
    assert made.text(str(tmp_path / "temporary")) == "temporary-folder"
    assert made.counts == {"secret": 1}


@pytest.mark.parametrize("fault", [OSError, KeyError, ImportError])
def test_an_account_without_a_name_has_no_alias(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    def nameless() -> str:
        raise fault

    monkeypatch.setattr(getpass, "getuser", nameless)
    assert of(tmp_path).text(str(tmp_path)) == "settings-folder"
