"""The aliases of a support bundle: whom and what the store, the settings and this machine name."""

from __future__ import annotations

import getpass
import socket
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from support.cli.known_names import of, shown, store
from talent_powerpro.adapters.sql.store_names import CLIENTS, COURSES, PEOPLE
from talent_powerpro.config.monitoring import MONITOR
from talent_powerpro.config.secrets import KEY, PASSWORD, STORE_PASSWORD
from talent_powerpro.services.aliases import Aliases

JOANA = (
    *("2021000017", "Gomez", "Joana", "Josie", "2GF2UGXXV8", "DPC000129", "2000-12-12"),
    *("0412345678", "jg11@pm.me"),
)
MIA = (
    *("2021000018", "Von Braun", "Mia Lena", "", "", "", "2000-12-12", "0498765432"),
    "jg11@pm.me",
)
LUC = ("2021000019", "Gomez", "Luc", "Mia", "3GF2UGXXV9", "", "long ago", "", "lucie@pm.me")
COURSE = ("ICT30120-A", "Cert in Whittling", "771234", "Grp77eD6L")
OTHER_COURSE = ("BSB20120", "Skydiving", "881234", "")

SETTINGS = """\
[rto]
name = "Wanneroo College"
timezone = "Australia/Perth"
[talentlms]
url = "https://wanneroo-portal.talentlms.com/x"
key_file = "key.txt"
password_file = "password.txt"
[powerpro]
store = "sqlite:///data/powerpro.db"
password_file = "store-password.txt"
[monitor]
url_file = "monitor.txt"
[policy.competent_outcomes]
"ICT30120-A" = { outcome = "20", confirmed_by = "Horatio Zimt" }
"BSB20120" = { outcome = "20" }
"BSB20121" = 7
"""


def people(**named: Sequence[str]) -> dict[str, tuple[Sequence[str], list[list[str]]]]:
    """The tables with names of people, of which the first column has these."""
    columns: dict[str, list[str]] = {}
    for table, column in PEOPLE:
        columns.setdefault(table, []).append(column)
    return {
        table: (each, [[name, *[""] * (len(each) - 1)] for name in named.get(table, ())])
        for table, each in columns.items()
    }


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Aliases:
    """The aliases of an RTO, a machine and secrets that have a name for everything."""
    store(
        tmp_path / "data" / "powerpro.db",
        {
            "clients": (CLIENTS, [JOANA, MIA, LUC]),
            "courses": (COURSES, [COURSE, OTHER_COURSE]),
            "enrolments": (["id"], [["661001"], ["661002"]]),
            "units": (["code"], [["ICTSAS305"]]),
            "runs": (["run_id"], [["r7f3a9"], ["r8f3a9"]]),
            **people(
                hold_answers=["Beatrix Quimby", "Held Kowalski", "Beatrix Quimby"],
                dismissals=[" ", " PP-TALENT "],
                standing_failures=["GOMEZ, JOANA", "Gone Stranger"],
            ),
        },
    )
    secrets = {
        "key.txt": b"\xef\xbb\xbf  Filekey11 \n",
        "password.txt": b"Filepass22\n",
        "store-password.txt": b"Filestore33",
        "monitor.txt": b"https://ping.example/Filemon44",
    }
    for name, content in secrets.items():
        (tmp_path / name).write_bytes(content)
    for name in ("working", "account", "temporary"):
        (tmp_path / "machine" / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "machine" / "working")
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "machine" / "account")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "machine" / "temporary"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "machine" / "python"))
    monkeypatch.setattr(socket, "gethostname", lambda: "wanneroo-laptop")
    monkeypatch.setattr(getpass, "getuser", lambda: "zimthor")
    environ = {
        KEY.variable: " Envkey55",
        PASSWORD.variable: "Envpass66",
        STORE_PASSWORD.variable: "Envstore77",
        MONITOR.variable: "https://ping.example/Envmon88",
    }
    return of(tmp_path, SETTINGS, environ)


def test_everything_that_is_known_has_the_alias_that_says_what_it_is(whole: Aliases) -> None:
    expected = {
        "Joana Gomez": "client-1",
        "GOMEZ, JOANA": "client-1",
        "Josie Gomez": "client-1",
        "Gomez Josie": "client-1",
        "Joana": "client-1",
        "Josie": "client-1",
        "Gomez": "name-1",
        "Mia Lena Von Braun": "client-2",
        "Von Braun, Mia Lena": "client-2",
        "Von Braun": "client-2",
        "Braun": "client-2",
        "Von": "client-2",
        "Mia Lena": "client-2",
        "Lena": "client-2",
        "Mia": "name-2",
        "Luc Gomez": "client-3",
        "Mia Gomez": "client-3",
        "Luc": "client-3",
        "2021000017": "client-1-code",
        "2021000018": "client-2-code",
        "2021000019": "client-3-code",
        "jg11@pm.me": "client-1-email",
        "lucie@pm.me": "client-3-email",
        "2GF2UGXXV8": "client-1-usi",
        "3GF2UGXXV9": "client-3-usi",
        "0412345678": "client-1-mobile",
        "0498765432": "client-2-mobile",
        "DPC000129": "client-1-secondary-id",
        "2000-12-12": "birth-1",
        "12/12/2000": "birth-2",
        "ICT30120-A": "course-1",
        "BSB20120": "course-2",
        "Cert in Whittling": "course-1-name",
        "Skydiving": "course-2-name",
        "771234": "course-1-talent-id",
        "881234": "course-2-talent-id",
        "Grp77eD6L": "course-1-group-key",
        "661001": "enrolment-1",
        "661002": "enrolment-2",
        "r7f3a9": "run-1",
        "r8f3a9": "run-2",
        "ICTSAS305": "ICTSAS305",
        "Australia/Perth": "Australia/Perth",
        "Beatrix Quimby": "person-1",
        "Quimby": "person-1",
        "Held Kowalski": "person-2",
        "Kowalski": "person-2",
        "Held": "Held",
        "Gone Stranger": "person-4",
        "Stranger": "person-4",
        "Horatio Zimt": "person-5",
        "Zimt": "person-5",
        "Filekey11": "secret-2",
        "Envkey55": "secret-1",
        "Filepass22": "secret-4",
        "Envpass66": "secret-3",
        "Filestore33": "secret-6",
        "Envstore77": "secret-5",
        "https://ping.example/Filemon44": "secret-8",
        "https://ping.example/Envmon88": "secret-7",
        "Wanneroo College": "the-rto",
        "wanneroo-portal.talentlms.com": "the-portal",
        "wanneroo-laptop": "this-machine",
        "zimthor": "this-account",
    }
    assert shown(whole, *expected) == expected
    assert whole.counts == {
        "secret": 8,
        "client": 3,
        "birth": 2,
        "name": 2,
        "course": 2,
        "enrolment": 2,
        "run": 2,
        "person": 5,  # Whoever is a client as well keeps the client's alias.
    }


def test_each_folder_of_the_rto_and_of_the_machine_has_its_alias(
    whole: Aliases, tmp_path: Path
) -> None:
    expected = {
        "": "settings-folder",
        "data": "store-folder",
        "machine/working": "working-folder",
        "machine/account": "home-folder",
        "machine/temporary": "temporary-folder",
        "machine/python": "python-folder",
    }
    assert {each: whole.text(str(tmp_path / each)) for each in expected} == expected


def test_what_two_clients_have_in_common_has_the_alias_of_neither(tmp_path: Path) -> None:
    columns = ("code", "surname", "given_names", "preferred_name")
    rows = (
        ("77001", "Gomez", "Joana", ""),
        ("77002", "Gomez", "Joana", ""),
        ("77003", "Adams", "Mia Lena", ""),
        ("77004", "Bell", "Mia Lena", "Ann Zoe"),
        ("77005", "Cole", "Zoe Kim", ""),
    )
    store(tmp_path / "powerpro.db", {"clients": (columns, rows)})
    expected = {
        "Joana Gomez": "name-1",
        "Gomez, Joana": "name-2",
        "Mia Lena": "name-5",
        "Lena": "name-7",
        "Zoe": "name-8",
        "Bell": "client-4",
        "Kim": "client-5",
    }
    assert shown(of(tmp_path), *expected) == expected


@pytest.mark.parametrize(
    ("columns", "row", "known"),
    [
        (["code"], ["77001"], {"77001": "client-1-code"}),
        (["given_names"], ["Joana"], {"joana": "client-1"}),
        (["surname"], ["Gomez"], {"gomez": "client-1"}),
    ],
)
def test_columns_that_an_old_store_lacks_name_nobody(
    tmp_path: Path, columns: list[str], row: list[str], known: dict[str, str]
) -> None:
    store(
        tmp_path / "powerpro.db",
        {"clients": (columns, [row]), "courses": (["code"], [["BSB20120"]])},
    )
    found = of(tmp_path)._known.values()
    aliases = {" ".join(words): alias for each in found for words, alias in each.items()}
    assert {
        words: alias
        for words, alias in aliases.items()
        if alias.startswith(("client", "course", "name", "birth"))
    } == {**known, "bsb20120": "course-1"}
