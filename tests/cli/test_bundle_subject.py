"""The RTO of a support bundle: what of it can be opened, also where its settings have faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from support.cli.handed_on import imported
from support.cli.rto import SECRETS, Rto, rto
from talent_powerpro.adapters.sql.store_names import StoreNames
from talent_powerpro.cli.bundle.subject import Subject
from talent_powerpro.errors import PowerProUnusable, RunFault, SettingsFault
from talent_powerpro.records.due import Day

NOW = datetime(2022, 6, 2, 20, tzinfo=UTC)
"""The third of June in Perth."""
SERVER = "postgresql+psycopg://login:word@db.example:5433/rto"


@pytest.fixture
def closing_stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def subject(tmp_path: Path, closing_stack: ExitStack) -> Callable[..., Subject]:
    """Makes the subject of an RTO with these settings, or with valid ones."""

    def made(settings: str = "", environ: Mapping[str, str] = SECRETS) -> Subject:
        world = rto(tmp_path)
        if settings:
            world.settings_file.write_text(settings, encoding="utf-8")
        return Subject(world.settings_file, environ, NOW, is_offline=True, closing=closing_stack)

    return made


def test_the_folder_is_absolute_and_the_secrets_are_in_no_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closing_stack: ExitStack
) -> None:
    monkeypatch.chdir(tmp_path)
    made = Subject(Path("talent-powerpro.toml"), SECRETS, NOW, True, closing_stack)
    assert made.folder == tmp_path
    with pytest.raises(SettingsFault, match="does not exist"):
        made.tables()
    assert repr(made) == (
        f"Subject(settings_file={Path('talent-powerpro.toml')!r}, now={NOW!r}, is_offline=True, "
        f"closing={closing_stack!r})"
    )


def test_each_thing_is_opened_once(subject: Callable[..., Subject], tmp_path: Path) -> None:
    made = subject()
    Rto(tmp_path).store.write_bytes(imported())
    opened = made.tables(), made.settings(), made.connected(), made.names(), made.store()
    assert opened[0] == {
        "rto": {"timezone": "Australia/Perth"},
        "talentlms": {"url": "https://powerpro.talentlms.com"},
        "policy": {},
    }
    assert opened[1].portal_name == "powerpro.talentlms.com"
    assert opened[2].portal_name == "powerpro.talentlms.com"
    assert [each["code"] for each in opened[3].clients] == [
        "2021000017",
        "2021000018",
        "2021000019",
    ]
    assert len(tuple(opened[4].every_enrolment())) == 3
    made.settings_file.unlink()
    again = made.tables(), made.settings(), made.connected(), made.names(), made.store()
    assert [one is other for one, other in zip(opened, again, strict=True)] == [True] * 5


def test_what_cannot_be_opened_raises_the_same_each_time(
    subject: Callable[..., Subject], tmp_path: Path
) -> None:
    made = subject("[rto", {})
    world = Rto(tmp_path)
    raised = [fault_of(each) for each in (made.tables, made.settings, made.connected, made.store)]
    assert [type(each) for each in raised] == [*[SettingsFault] * 3, PowerProUnusable]
    rto(tmp_path)
    world.store.write_bytes(imported())
    again = [fault_of(each) for each in (made.tables, made.settings, made.connected, made.store)]
    assert [one is other for one, other in zip(raised, again, strict=True)] == [True] * 4


def fault_of(open_it: Callable[[], object]) -> Exception:
    with pytest.raises(RunFault) as raised:
        open_it()
    return raised.value


def test_the_settings_need_no_key_and_a_connection_does(subject: Callable[..., Subject]) -> None:
    made = subject(environ={})
    assert made.settings().portal_name == "powerpro.talentlms.com"
    with pytest.raises(SettingsFault, match="API key is missing"):
        made.connected()


def test_the_store_is_closed_at_the_end(
    subject: Callable[..., Subject], tmp_path: Path, closing_stack: ExitStack
) -> None:
    Rto(tmp_path).store.write_bytes(imported())
    made = subject()
    made.store().portal.portal()
    assert Path(f"{Rto(tmp_path).store}-wal").exists()
    closing_stack.close()
    assert not Path(f"{Rto(tmp_path).store}-wal").exists()


def test_the_lists_are_those_of_the_day(subject: Callable[..., Subject], tmp_path: Path) -> None:
    Rto(tmp_path).store.write_bytes(imported())
    reader = subject().lists()
    assert reader.day == Day(date(2022, 6, 3), date(2022, 6, 3))


# --- the store's address ----------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ('[powerpro]\nstore = "sqlite:///data/else.db"', "sqlite:///data/else.db"),
        (f'[powerpro]\nstore = "{SERVER}"', SERVER),
        ("[powerpro]", "sqlite:///powerpro.db"),
        ("[powerpro]\nstore = 7", "sqlite:///powerpro.db"),
        ('[powerpro]\nstore = " "', "sqlite:///powerpro.db"),
        ('[powerpro]\nstore = "sqlite:///a\\u0000b"', "sqlite:///powerpro.db"),
        ("powerpro = 7", "sqlite:///powerpro.db"),
        ("[rto]", "sqlite:///powerpro.db"),
        ("[rto", "sqlite:///powerpro.db"),
    ],
)
def test_the_store_is_found_whatever_faults_there_are(
    subject: Callable[..., Subject], tmp_path: Path, settings: str, address: str
) -> None:
    made = subject(settings)
    assert made.store_address == address
    file = address.removeprefix("sqlite:///")
    assert made.store_file == (None if address == SERVER else tmp_path / file)


@pytest.mark.parametrize(
    ("store", "parts"),
    [
        (SERVER, ("word", "login", "db.example", "rto")),
        ("postgresql+psycopg://db.example", ("", "", "db.example", "")),
        ("sqlite:///powerpro.db", ("", "", "", "")),
        ("mysql://login:word@db.example/rto", ("", "", "", "")),
    ],
)
def test_the_parts_of_a_server_s_address(
    subject: Callable[..., Subject], store: str, parts: tuple[str, ...]
) -> None:
    made = subject(f'[powerpro]\nstore = "{store}"')
    names = ("password", "username", "host", "database")
    assert made.server == dict(zip(names, parts, strict=True))


def test_the_place_of_a_file_needs_no_valid_settings_and_that_on_a_server_does(
    subject: Callable[..., Subject], tmp_path: Path
) -> None:
    faulty = subject('[rto]\nx = 1\n[powerpro]\nstore = "sqlite:///else.db"').place()
    assert (faulty.address.reveal(), faulty.folder) == ("sqlite:///else.db", tmp_path)
    assert (faulty.rto, faulty.password) == ("", None)
    text = rto(tmp_path).settings_file.read_text(encoding="utf-8")
    server = (
        text.replace("[rto]", '[rto]\nname = "college"')
        + '[powerpro]\nstore = "postgresql+psycopg://login@db.example/rto"'
    )
    with pytest.raises(SettingsFault):
        subject(f"{server}\nx = 1").place()
    valid = subject(server, {"POWERPRO_STORE_PASSWORD": "word"}).place()
    assert (valid.rto, valid.password and valid.password.reveal()) == ("college", "word")


@pytest.mark.parametrize("store", [SERVER, "mysql://db.example/rto", "elsewhere"])
def test_where_the_store_has_no_place_nobody_is_known(
    subject: Callable[..., Subject], store: str
) -> None:
    assert subject(f'[powerpro]\nstore = "{store}"').names() == StoreNames(is_complete=False)


# --- files ------------------------------------------------------------------------


FILES = """\
[talentlms]
key_file = "key.txt"
password_file = "password.txt"
[powerpro]
store = "{}"
password_file = "store-password.txt"
[monitor]
url_file = "monitor.txt"
"""


def test_a_file_that_a_setting_names_is_in_the_folder_of_the_settings(
    subject: Callable[..., Subject], tmp_path: Path
) -> None:
    made = subject(FILES.format(SERVER))
    assert made.secret_file("key_file") == tmp_path / "key.txt"
    assert made.secret_file("password_file") == tmp_path / "password.txt"
    assert made.secret_file("password_file", "powerpro") == tmp_path / "store-password.txt"
    assert made.secret_file("url_file", "monitor") == tmp_path / "monitor.txt"
    assert made.secret_file("ca_file") is None
    assert made.secret_file("key_file", "rto") is None


@pytest.mark.parametrize(
    ("settings", "own"),
    [
        (
            FILES.format("sqlite:///data/else.db"),
            (
                *("talent-powerpro.toml", "data/else.db", "data/else.db-wal", "data/else.db-shm"),
                *("data/else.db-journal", "data/else.db.lock", "data/else.db.holder"),
                *("key.txt", "password.txt", "store-password.txt", "monitor.txt"),
            ),
        ),
        (
            FILES.format(SERVER),
            (
                *("talent-powerpro.toml", "key.txt", "password.txt", "store-password.txt"),
                "monitor.txt",
            ),
        ),
        (
            "[rto",
            (
                *("talent-powerpro.toml", "powerpro.db", "powerpro.db-wal", "powerpro.db-shm"),
                *("powerpro.db-journal", "powerpro.db.lock", "powerpro.db.holder"),
            ),
        ),
    ],
    ids=["file", "server", "no TOML"],
)
def test_the_rto_s_own_files(
    subject: Callable[..., Subject], tmp_path: Path, settings: str, own: tuple[str, ...]
) -> None:
    assert subject(settings).own_files == tuple(tmp_path / each for each in own)
