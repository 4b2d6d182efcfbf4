"""Opened settings: the store's secrets, its warnings, whose rows it has, and the agent.

No server is asked: a place is not opened before its store is used.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import keyring
import pytest
from attrs import evolve
from keyring.backend import KeyringBackend
from keyring.core import load_keyring

from support.cli.rto import KEY, SECRETS, rto, with_settings
from support.sql.guide_rows import make
from support.the_guide import STARTED
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.config.bootstrap import (
    open_agent,
    open_settings,
    open_to_read,
    open_to_write,
)
from talent_powerpro.config.secrets import PASSWORD_IN_ADDRESS
from talent_powerpro.config.sections import PLACEHOLDER_URL
from talent_powerpro.errors import PortalChanged, SettingsFault
from talent_powerpro.ports import RunListener

SERVER = "postgresql+psycopg://powerpro@db.example/rtos"
WITH_PASSWORD = SERVER.replace("@", ":sesame@")
VARIABLE = "POWERPRO_STORE_PASSWORD"
URL = "https://powerpro.talentlms.com"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="files have the rights of their folder")


def on_server(folder: Path, store: str = SERVER, more: str = "", *, talentlms: str = "") -> Path:
    """The settings of the RTO North, whose store is on a server."""
    made = rto(folder, talentlms=talentlms).settings_file
    text = made.read_text(encoding="utf-8").replace("[rto]", '[rto]\nname = " North "')
    made.write_text(f'{text}\n[powerpro]\nstore = "{store}"\n{more}\n', encoding="utf-8")
    return made


def password_of(file: Path, environ: dict[str, str]) -> str | None:
    """The store's password, which is the same for a command that needs no portal."""
    places = open_settings(file, environ).place, open_to_read(file, SECRETS | environ).place
    assert {place.rto for place in places} == {"North"}
    (found,) = {place.password.reveal() if place.password else None for place in places}
    return found


# --- the password -----------------------------------------------------------------


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A keyring that has a password for everyone."""

    class Kept(KeyringBackend):
        priority = 1

        def __init__(self) -> None:
            """Without the base class's, which reads the environment."""

        def get_password(self, service: str, username: str) -> str | None:
            return "" if username == "https://none" else f"{service} of {username}"

        def set_password(self, service: str, username: str, password: str) -> None:
            raise AssertionError("nothing of ours writes to a keyring")

    keyring.set_keyring(Kept())
    monkeypatch.delenv(VARIABLE, raising=False)
    yield
    keyring.set_keyring(load_keyring("keyring.backends.null.Keyring"))


def test_a_stores_password_is_of_the_environment_a_file_or_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pw.txt").write_text("of the file", encoding="utf-8")
    file = on_server(tmp_path, more='password_file = "pw.txt"')
    assert password_of(file, {VARIABLE: "of the environment"}) == "of the environment"
    assert password_of(file, {}) == "of the file"
    assert password_of(on_server(tmp_path), {}) is None
    monkeypatch.setenv(VARIABLE, "of this process")
    opened = open_settings(file)
    passwords = (opened.place.password, opened.place_of(SERVER).password)
    assert [each.reveal() for each in passwords if each] == ["of this process"] * 2


@pytest.mark.usefixtures("kept")
def test_the_keyring_has_a_stores_password_unless_the_address_has_one(tmp_path: Path) -> None:
    asked = f'url = "{URL}/"\nkeyring = true'
    file = on_server(tmp_path)
    text = file.read_text(encoding="utf-8").replace(f'url = "{URL}"', asked)
    file.write_text(text, encoding="utf-8")
    assert password_of(file, {}) == f"talent-powerpro-store of {URL}"
    there = open_settings(file, {}).place_of(SERVER).password
    assert there is not None
    assert there.reveal() == f"talent-powerpro-store of {URL}"
    file.write_text(text.replace(SERVER, WITH_PASSWORD), encoding="utf-8")
    assert password_of(file, {}) is None
    file.write_text(text.replace(URL, "https://none"), encoding="utf-8")
    assert password_of(file, {}) is None
    file.write_text(text.replace("keyring = true", ""), encoding="utf-8")
    assert open_settings(file, {}).place_of(SERVER).password is None


def test_another_address_has_a_password_of_its_own_or_that_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "of this process")
    opened = open_settings(on_server(tmp_path))
    file = opened.place_of("sqlite:///copy.db")
    assert (file.file, file.password) == (tmp_path / "copy.db", None)
    inside = opened.place_of(WITH_PASSWORD)
    assert (inside.address.reveal(), inside.password) == (WITH_PASSWORD, None)
    other = opened.place_of(SERVER.replace("rtos", "others"))
    assert other.password is not None
    assert (other.rto, other.password.reveal()) == ("North", "of this process")
    assert other.address.reveal().endswith("/others")


def test_a_wrong_password_file_is_a_fault_of_each_command(tmp_path: Path) -> None:
    wrong = open_settings(on_server(tmp_path, more='password_file = "pw.txt"'), {VARIABLE: "x"})
    missing = (
        "The password of the store's database user was not found. POWERPRO_STORE_PASSWORD is not "
        "set, and the file named by password_file under [powerpro] does not exist. Set the "
        "variable, or put the password in that file."
    )
    with pytest.raises(SettingsFault) as raised:
        wrong.place_of(SERVER)
    assert raised.value.faults == (missing,)
    file = on_server(tmp_path, more='password_file = "pw.txt"\n[policy.other]\n')
    with pytest.raises(SettingsFault) as raised:
        open_settings(file, {})
    assert len(raised.value.faults) == 2
    assert raised.value.faults[1] == missing


def test_the_id_of_the_rto_comes_before_its_name(tmp_path: Path) -> None:
    file = on_server(tmp_path)
    text = file.read_text(encoding="utf-8").replace("[rto]", '[rto]\nid = "north-id "')
    file.write_text(text, encoding="utf-8")
    assert open_settings(file, {}).place.rto == "north-id"


# --- warnings ---------------------------------------------------------------------


@POSIX
def test_all_warnings_come_in_order_and_each_names_its_file(tmp_path: Path) -> None:
    for name in ("key", "pw", "store", "url"):
        (tmp_path / name).write_text("https://monitor.example/1", encoding="utf-8")
        (tmp_path / name).chmod(0o644)
    (tmp_path / "pw").write_text("Pre&set=Pass word 1", encoding="utf-8")
    talentlms = 'key_file = "key"\npassword_file = "pw"\nproxy = "http://proxy.example:3128"'
    more = 'password_file = "store"\n[monitor]\nurl_file = "url"'
    settings = on_server(tmp_path, WITH_PASSWORD, more, talentlms=talentlms)
    settings.chmod(0o644)
    opened = open_to_write(settings, {})

    def open_file(name: str, what: str) -> str:
        return (
            f"Other accounts can read {tmp_path / name}, the file for {what} (its rights are "
            f"644). Run: chmod 600 '{tmp_path / name}'"
        )

    assert opened.warnings == (
        "Calls to TalentLMS go through the proxy proxy.example:3128 (from [talentlms] proxy).",
        "The TalentLMS API key has 25 characters instead of the usual 30. The agent uses it as "
        "it is.",
        open_file("key", "the TalentLMS API key"),
        open_file("pw", "the pre-set password of new Talent users"),
        open_file("url", "the address of the monitor"),
        f"Other accounts can read {settings}, which has a secret in store under [powerpro] (its "
        f"rights are 644). Run: chmod 600 '{settings}'",
        open_file("store", "the password of the store's database user"),
        PASSWORD_IN_ADDRESS,
    )
    assert opened.store_warnings == opened.warnings[-2:]


def test_a_store_on_a_server_alone_gives_no_warning(tmp_path: Path) -> None:
    assert open_to_read(on_server(tmp_path), SECRETS).warnings == ()


@POSIX
def test_a_store_file_that_all_can_read_is_a_warning(tmp_path: Path) -> None:
    world = rto(tmp_path)
    world.store.touch(0o666)
    world.store.chmod(0o666)
    (warning,) = open_to_read(world.settings_file, SECRETS).warnings
    assert warning.startswith(f"PowerPro's store {world.store} is open to every account")


# --- whose rows a server has ------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlPowerPro]:
    """A store in the place of the one on the server."""
    with make(tmp_path / "rows.db") as it:
        yield it


def test_rows_on_a_server_belong_to_the_first_portal_that_claims_them(
    tmp_path: Path, store: SqlPowerPro
) -> None:
    opened = open_settings(on_server(tmp_path), {})
    for _ in range(2):
        opened.claim(store)
        assert store.portal.portal() == "powerpro.talentlms.com"
    talentlms = evolve(opened.settings.talentlms, url="https://south.talentlms.com")
    south = evolve(opened, settings=evolve(opened.settings, talentlms=talentlms))
    with pytest.raises(PortalChanged) as raised:
        south.claim(store)
    assert raised.value.message == (
        "The rows of 'North' in the PostgreSQL database rtos on db.example belong to the portal "
        "powerpro.talentlms.com, but these settings name south.talentlms.com."
    )
    assert store.portal.portal() == "powerpro.talentlms.com"


def test_a_file_and_a_portal_that_is_not_named_yet_claim_no_rows(
    tmp_path: Path, store: SqlPowerPro
) -> None:
    on_file = open_settings(rto(tmp_path).settings_file, {})
    on_file.claim(store)
    (tmp_path / "server").mkdir()
    file = on_server(tmp_path / "server")
    unnamed = file.read_text(encoding="utf-8").replace(URL, PLACEHOLDER_URL)
    file.write_text(unnamed, encoding="utf-8")
    open_settings(file, {}).claim(store)
    assert store.portal.portal() == ""


# --- what the settings are opened for ---------------------------------------------


def test_lists_are_of_the_rtos_day(tmp_path: Path, store: SqlPowerPro) -> None:
    opened = open_settings(rto(tmp_path).settings_file, {})
    for hour, day in ((15, 2), (16, 3)):  # Perth is eight hours ahead.
        lists = opened.lists(store, datetime(2022, 6, 2, hour, tzinfo=UTC))
        assert lists.day.today == date(2022, 6, day)


def test_a_faulty_policy_is_a_fault_of_a_run_like_any_other(tmp_path: Path) -> None:
    file = rto(tmp_path, policy='collection_closes = "x"').settings_file
    with pytest.raises(SettingsFault, match="is not a day of the year"):
        open_to_write(file, {"TALENTLMS_API_KEY": KEY})


def test_plugins_of_the_settings_folder_are_found_by_their_names(tmp_path: Path) -> None:
    world = with_settings(rto(tmp_path), '\n[plugins]\nuse = ["one"]\n[plugins.one]\nwords = 1\n')
    use = open_settings(world.settings_file, {}).plugin_use
    assert (use.names, use.folder) == (["one"], tmp_path)


def test_a_plugin_that_is_named_and_not_there_is_a_fault(tmp_path: Path) -> None:
    world = rto(tmp_path)
    assert open_settings(world.settings_file, {}).plugins() == ()
    with_settings(world, '\n[plugins]\nuse = ["nobodys"]\n')
    with pytest.raises(SettingsFault, match="nobodys"):
        open_settings(world.settings_file, {}).plugins()


def test_a_run_of_the_settings_is_heard_by_the_listeners(tmp_path: Path) -> None:
    world = rto(tmp_path)
    make(world.store).close()
    heard: list[date] = []

    class Started(RunListener):
        def run_started(self, run_id: str, today: date) -> None:
            heard.append(today)

    opened = open_to_write(world.settings_file, SECRETS)
    with open_agent(opened, listeners=[Started()], clock=lambda: STARTED) as agent:
        assert agent.run().records == ()
    assert heard == [STARTED.date()]
