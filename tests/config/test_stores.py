"""A store by its address: what an address may be, and that it never shows a password."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url

from talent_powerpro.config.stores import has_password, store_at
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Secret

SERVER = "postgresql+psycopg://powerpro@db.example/rtos"


def test_a_file_is_opened_and_created_from_its_folder(tmp_path: Path) -> None:
    place = store_at("sqlite:///a store.db", folder=tmp_path)
    assert place.file == tmp_path / "a store.db"
    place.create().close()
    with place.open() as store:
        assert store.counts()["clients"] == 0
    assert place.name == str(place.file)
    assert place.rto == ""


def test_a_password_is_in_the_url_and_shown_nowhere() -> None:
    place = store_at(SERVER, "North", Secret("open-sesame"))
    assert make_url(place.url).password == "open-sesame"
    assert "sesame" not in f"{place!r} {place.url} {place.url!r} {place.name}"
    assert place.name == "PostgreSQL database rtos on db.example"
    inside = store_at(SERVER.replace("@", ":open-sesame@"), "North")
    assert make_url(inside.url).password == "open-sesame"
    assert "sesame" not in f"{inside!r} {inside.url!r}"


def test_a_password_of_its_own_comes_before_one_in_the_address() -> None:
    inside = SERVER.replace("@", ":old@")
    assert make_url(store_at(inside, "North", Secret("p@ss/w%rd")).url).password == "p@ss/w%rd"


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("postgresql+psycopg://u@[::1]:5433/db", "[::1]:5433"),
        ("postgresql+psycopg://u@/db?host=/run/postgresql", "/run/postgresql"),
        ("mariadb+pymysql://u@/db?unix_socket=/run/m.sock", "/run/m.sock"),
        ("mariadb+pymysql://u@/db", "localhost"),
    ],
)
def test_the_server_is_named_by_host_or_socket(address: str, place: str) -> None:
    assert store_at(address, "North").name.endswith(f"database db on {place}")


def test_files_of_the_address_are_relative_to_the_folder(tmp_path: Path) -> None:
    place = store_at(f"{SERVER}?sslmode=verify-full&sslrootcert=ca.pem", "North", folder=tmp_path)
    assert make_url(place.url).query["sslrootcert"] == str(tmp_path / "ca.pem")


def test_places_of_the_same_rows_are_the_same(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "powerpro.db")
    one, other = (
        store_at(f"sqlite:///{name}.db", folder=tmp_path) for name in ("link", "powerpro")
    )
    assert one.identity == other.identity == str((tmp_path / "powerpro.db").resolve())
    north = store_at(SERVER, "North")
    assert north.identity == store_at(SERVER.replace("powerpro@", "u:sesame@"), "North").identity
    assert north.identity == "postgresql+psycopg://db.example/rtos North"
    assert north.identity != store_at(SERVER, "South").identity
    assert "sesame" not in north.identity


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("sqlite://", "does not name a SQLite file"),
        ("sqlite:///a.db?mode=ro", "does not name a SQLite file"),
        ("sqlite:///", "does not name a SQLite file"),
        ("sqlite:/// ", "does not name a SQLite file"),
        ("sqlite:///:memory:", "does not name a SQLite file"),
        ("nonsense", "not written as a URL"),
        ("postgresql+psycopg://u@h:port/db", "not written as a URL"),
        ("postgresql+psycopg://u@h:70000/db", "1 to 65535"),
        ("postgresql+psycopg://u:open@sesame@h/db", "%40"),
        ("postgresql+psycopg://u/open@sesame/db", "%40"),
        ("postgresql+psycopg://u@h", "no database"),
        ("postgres://u:sesame@h/db", "postgresql+psycopg"),
        ("mysql+pymysql://u:sesame@h/db", "mariadb+pymysql"),
        (f"{SERVER}?password=sesame", "password_file"),
        (f"{SERVER}?sslpassword=sesame", "password_file"),
        (f"{SERVER}?ssl_ca=sesame", "sslrootcert=FILE"),
        (f"{SERVER}?sslmode=sesame", "verify-full"),
        (f"{SERVER}?sslmode=require&sslmode=sesame", "twice"),
        (f"{SERVER}?connect_timeout=sesame", "seconds"),
        (f"{SERVER}?autocommit=sesame", "unknown option autocommit"),
        ("mariadb+pymysql://u@h/db?ssl_disabled=false", "ssl_disabled"),
        ("mariadb+pymysql://u@h/db?sslmode=require", "ssl_ca=FILE"),
    ],
)
def test_a_fault_of_an_address_says_what_to_write(address: str, words: str) -> None:
    with pytest.raises(SettingsFault) as caught:
        store_at(address, "North")
    assert words in (said := f"{caught.value.message} {caught.value.remedy}")
    assert "sesame" not in said


@pytest.mark.parametrize(
    ("address", "more"),
    [
        ("powerpro.db", ' Write a file as "sqlite:///powerpro.db".'),
        ("sqlite:/powerpro.db", ' Write a file as "sqlite:///powerpro.db".'),
        ("sqlite://a:b/c.db", ' Write a file as "sqlite:///powerpro.db".'),
        ("odd://a@b:c/d", ""),
    ],
)
def test_an_address_that_looks_like_a_file_says_how_to_write_one(address: str, more: str) -> None:
    with pytest.raises(SettingsFault) as caught:
        store_at(address, "North")
    assert caught.value.message == f"The store: The store is not written as a URL.{more}"


@pytest.mark.parametrize(
    ("address", "has"),
    [
        ("sqlite:///powerpro.db", False),
        (SERVER, False),
        (SERVER.replace("@", ":sesame@"), True),
        (SERVER.replace("@", ":@"), True),
    ],
)
def test_an_address_has_a_password_where_one_is_written(address: str, *, has: bool) -> None:
    assert has_password(address) is has


def test_a_store_is_opened_with_the_rtos_own_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: dict[str, object] = {}
    monkeypatch.setattr(
        "talent_powerpro.adapters.sql.SqlPowerPro",
        lambda url, **given: opened.update(given, url=str(url)),
    )
    store_at(SERVER, "North").open()
    assert opened == {"url": SERVER, "rto": "North"}


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        *((name, "Write the RTO's own name on one line") for name in ("", "  ", "North\nCollege")),
        ("R" * 256, "has 256 characters, and a database server takes 255. Shorten it"),
    ],
)
def test_a_server_needs_a_name_of_the_rto(name: str, fault: str) -> None:
    with pytest.raises(SettingsFault, match=f"^The RTO's name: .*{fault}.$"):
        store_at(SERVER, name)
    assert store_at(SERVER, "R" * 255).rto == "R" * 255
