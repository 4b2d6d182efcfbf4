"""The folder that `init` makes: its files, its store, and the faults of what it was told."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.cli.rto import GUIDE
from support.sql.guide_rows import make, url_of
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.config.new_folder import KEPT, Answers, FolderPart, fill
from talent_powerpro.config.sections import PLACEHOLDER_URL
from talent_powerpro.config.stores import StorePlace
from talent_powerpro.errors import PortalChanged, SettingsFault

FILES = (
    *("talent-powerpro.toml", "talentlms-key.txt", "new-user-password.txt"),
    *("courses.csv", "clients.csv", "enrolments.csv", "units.csv"),
    *(".gitignore", "sqlite:///powerpro.db"),
)


def test_each_part_is_made_once_and_kept_after_that(tmp_path: Path) -> None:
    made = fill(tmp_path / "rto", Answers())
    assert [(each.name, each.done) for each in made] == [(name, "made") for name in FILES]
    again = fill(tmp_path / "rto", Answers())
    assert [(each.name, each.done) for each in again] == [(name, KEPT) for name in FILES]
    assert {each.fault for each in (*made, *again)} == {None}
    for secret in FILES[1:3]:
        assert (tmp_path / "rto" / secret).read_text(encoding="utf-8") == ""


def test_a_folder_without_answers_has_settings_to_edit_and_empty_files(tmp_path: Path) -> None:
    fill(tmp_path, Answers())
    settings = open_settings(tmp_path / FILES[0], {}).settings
    assert (settings.rto.name, settings.rto.timezone.key, settings.talentlms.url) == (
        *("My RTO", "Australia/Perth"),
        PLACEHOLDER_URL,
    )
    for name in FILES[3:7]:
        header, _, _ = (GUIDE / name).read_bytes().partition(b"\n")
        assert (tmp_path / name).read_bytes() == header + b"\n"


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        (Answers(name=" "), "[rto] name: ' '"),
        (Answers(url="a\nb"), r"[talentlms] url: 'a\nb'"),
        # A store's address may have a password in it.
        (Answers(store="a\nb"), "[powerpro] store: it"),
    ],
    ids=["name", "url", "store"],
)
def test_a_value_that_is_no_line_of_text_is_shown_unless_it_may_be_secret(
    answers: Answers, shown: str
) -> None:
    assert answers.faults() == (f"{shown} is blank or not on one line. Write some text.",)


# --- a store on a server ----------------------------------------------------------

SERVER = "postgresql+psycopg://powerpro@db.example/rtos"
URL = "https://acme.talentlms.com"


@pytest.mark.parametrize(
    ("answers", "faults"),
    [
        (
            {"store": SERVER, "url": " "},
            [
                "[talentlms] url: ' ' is blank or not on one line. Write some text.",
                "[rto] name: a database server may have several RTOs. Name yours with --name.",
            ],
        ),
        (
            {"store": SERVER.replace("@", ":sesame@"), "name": "a\x00b"},
            [
                "[rto] name: 'a\\x00b' is blank or not on one line. Write some text.",
                "[powerpro] store: has a password in it, and every account of this machine can "
                "read a command line. Leave it out: POWERPRO_STORE_PASSWORD or password_file has "
                "it",
            ],
        ),
        (
            {"store": "sqlite:///?", "url": "acme"},
            [
                "[talentlms] url: 'acme' is not a portal address. Write one such as "
                "https://powerpro.talentlms.com.",
                '[powerpro] store: does not name a SQLite file. Write it as "sqlite:///powerpro.db"',
            ],
        ),
        (
            {"store": "sqlite:/powerpro.db"},
            [
                "[powerpro] store: The store is not written as a URL. Write a file as "
                '"sqlite:///powerpro.db"',
            ],
        ),
        (
            {"store": "sqlte:///powerpro.db"},
            [
                "[powerpro] store: The store is a sqlte database, but only a SQLite file, a "
                "database of PostgreSQL (postgresql+psycopg://) or one of MariaDB "
                "(mariadb+pymysql://) can be used",
            ],
        ),
        (
            {"store": SERVER.replace("@", ":sesame@")},
            [
                "[powerpro] store: has a password in it, and every account of this machine can "
                "read a command line. Leave it out: POWERPRO_STORE_PASSWORD or password_file has "
                "it",
                "[rto] name: a database server may have several RTOs. Name yours with --name.",
            ],
        ),
    ],
    ids=[
        "server without a name",
        "password and name",
        "no file",
        "a slash too few",
        "a mistyped kind",
        "server with a password and without a name",
    ],
)
def test_faults_of_a_store_are_named_with_all_others_and_nothing_is_made(
    tmp_path: Path, answers: dict[str, str], faults: list[str]
) -> None:
    with pytest.raises(SettingsFault) as raised:
        fill(tmp_path / "new", Answers(**answers))
    assert list(raised.value.faults) == faults
    assert not (tmp_path / "new").exists()


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store in the place of the one on the server."""
    place = tmp_path / "rows.db"
    make(place).close()
    monkeypatch.setattr(StorePlace, "make", lambda _: True)
    monkeypatch.setattr(StorePlace, "open", lambda _: SqlPowerPro(url_of(place)))
    return place


def portal_of(rows: Path) -> str:
    with SqlPowerPro(url_of(rows)) as store:
        return store.portal.portal()


def test_a_store_on_a_server_is_named_by_its_rto_and_its_rows_are_the_portals(
    tmp_path: Path, rows: Path
) -> None:
    *_, part = fill(tmp_path / "new", Answers(store=SERVER, name="North", url=URL))
    assert part == FolderPart("'North' in the PostgreSQL database rtos on db.example", "made")
    assert portal_of(rows) == "acme.talentlms.com"


def test_two_folders_with_one_name_do_not_share_the_rows_of_one_portal(
    tmp_path: Path, rows: Path
) -> None:
    fill(tmp_path / "north", Answers(store=SERVER, name="North", url=URL))
    second = Answers(store=SERVER, name="North", url="https://south.talentlms.com")
    *_, part = fill(tmp_path / "south", second)
    assert isinstance(part.fault, PortalChanged)
    assert part.fault.message == (
        "The rows of 'North' in the PostgreSQL database rtos on db.example belong to the portal "
        "acme.talentlms.com, but these settings name south.talentlms.com."
    )
    assert (part.name, part.done) == (
        "store",
        f"not made: {part.fault.message} {part.fault.remedy}",
    )
    assert portal_of(rows) == "acme.talentlms.com"
