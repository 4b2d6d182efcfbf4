"""The address of a server's store: its faults, and where its files and its server are."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url

from talent_powerpro.adapters.sql.dialects.server_address import (
    Options,
    faults_of,
    in_folder,
    place_of,
)

OPTIONS = Options(
    known=frozenset({"timeout", "mode", "passfile", "encoding"}),
    values={"mode": frozenset({"strict", "loose"})},
    numbers=frozenset({"timeout"}),
    instead={"charset": "Write encoding"},
)
TOO_MANY = "has an @ or a / too many. Write @ in a user or a password as %40, and / as %2F"
NO_PORT = "has a port that is none. Write 1 to 65535, or leave it out"
NO_DATABASE = (
    "names a server of Example, and no database on it. "
    "Write the database's name after the server and a slash"
)
PASSWORD = "has a password after the ?. Write password_file under [powerpro] instead"
UNKNOWN = "has an unknown option{} after the ?. Known are encoding, mode, passfile, timeout"
NO_NUMBER = "has the option timeout without a number of seconds. Write 1 or more"
FILES = ("passfile", "sslcert", "sslcrl", "sslkey", "sslrootcert", "ssl_ca", "ssl_cert", "ssl_key")


@pytest.mark.parametrize(
    ("address", "faults"),
    [
        ("server/store", []),
        ("/store?timeout=30&mode=strict&passfile=p&encoding=any", []),
        ("user:p@ss@server/store", [TOO_MANY]),
        ("server/st@re", [TOO_MANY]),
        ("server/one/two", [TOO_MANY]),
        ("server", [NO_DATABASE]),
        ("server/", [NO_DATABASE]),
        ("", [NO_DATABASE]),
        ("server:1/store", []),
        ("server:65535/store", []),
        ("server:0/store", [NO_PORT]),
        ("server:65536/store", [NO_PORT]),
        ("server/store?PassWord=x", [PASSWORD]),
        ("server/store?client_secret=x", [PASSWORD]),
        ("server/store?charset=x", ["has an unknown option charset after the ?. Write encoding"]),
        ("server/store?speed=x", [UNKNOWN.format(" speed")]),
        ("server/store?an odd name=x", [UNKNOWN.format("")]),
        ("server/store?mode=strict&mode=loose", ["has the option mode twice. Keep one"]),
        ("server/store?timeout=1", []),
        ("server/store?timeout=0", [NO_NUMBER]),
        ("server/store?timeout=soon", [NO_NUMBER]),
        ("server/store?timeout=²", [NO_NUMBER]),
        (
            "server/store?mode=lax",
            ["has another mode than loose, strict. Write one of these"],
        ),
        (
            "server:0?speed=x&timeout=no",
            [NO_DATABASE, NO_PORT, UNKNOWN.format(" speed"), NO_NUMBER],
        ),
    ],
)
def test_all_faults_of_an_address_are_told_without_its_values(
    address: str, faults: list[str]
) -> None:
    assert list(faults_of(make_url(f"example://{address}"), OPTIONS, "Example")) == faults


def test_options_are_names_alone_until_more_is_said() -> None:
    url = make_url("example://server/store?speed=x&timeout=soon&mode=lax")
    assert list(faults_of(url, Options(frozenset({"timeout", "mode"})), "Example")) == [
        "has an unknown option speed after the ?. Known are mode, timeout"
    ]


def test_files_of_options_are_found_from_the_folder_of_the_settings(tmp_path: Path) -> None:
    query = "&".join(f"{name}={name}.pem" for name in FILES)
    url = make_url(f"example://server/store?{query}&mode=strict")
    assert in_folder(url, tmp_path).query == {
        **{name: str(tmp_path / f"{name}.pem") for name in FILES},
        "mode": "strict",
    }


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("server/store", "server"),
        ("server:3307/store", "server:3307"),
        ("/store", "localhost"),
        ("[::1]/store", "[::1]"),
        ("[::1]:5432/store", "[::1]:5432"),
        ("/store?unix_socket=/run/one.sock", "/run/one.sock"),
        ("/store?host=/run/two", "/run/two"),
        ("/store?host=/run/two&unix_socket=/run/one.sock", "/run/one.sock"),
        ("server/store?unix_socket=/run/one.sock", "server"),
        ("/store?host=one&host=two", "localhost"),
    ],
)
def test_messages_name_the_server_or_its_socket(address: str, place: str) -> None:
    assert place_of(make_url(f"example://{address}")) == place
