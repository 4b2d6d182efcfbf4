"""`support-bundle`: that it names nobody, what it says, and that it is made whatever is broken."""

from __future__ import annotations

import base64
import html
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

import pytest
from attrs import evolve

from support.cli.bundle_parts import part, subject_of
from support.cli.bundles import NOW, Read, bundle, words_found
from support.cli.handed_on import edit, imported
from support.cli.installed import install
from support.cli.rto import KEY, PASSWORD, SECRETS, Rto, rto
from support.cli.worked import copy_of
from support.monitor_server import SECRET
from support.sql.old_store import make_old
from talent_powerpro.adapters.sql import FileRunLock, SqlPowerPro
from talent_powerpro.cli.bundle.making import Bundle, write_bundle
from talent_powerpro.cli.bundle.parts import PARTS
from talent_powerpro.errors import SettingsFault
from talent_powerpro.records.journal import RunHeader
from talent_powerpro.sandbox import PortalUser, Sandbox, guide_portal, serve

DAY = ("--date", "02/06/2022")

# --- whom it names ----------------------------------------------------------------

NAMES = (
    *("Joana", "Gomez", "Pink", "Panther", "Pinkie", "Len", "Caster"),
    *("jg11@pm.me", "jg11", "pink.panther@example.com", "len.caster@example.com"),
    *("2021000017", "2021000018", "2021000019", "DPC000129", "ICT30120-A", "ICT30120", "77eD6LXHH"),
    *("2GF2UGXXV8", "0412345678", "12/12/2000", "2000-12-12"),
    *("Zoë", "Ångström", "zoë@stranger.example", "stranger"),
    *("Beatrix", "Quimby", "Wanneroo", "Certificate III - Information Technology"),
    *(KEY, "aKeyThatNobodyIsToSee", PASSWORD, SECRET, "monitor.example"),
    *("PP-CA-7", "Kowalski"),
)
"""Whom and what the world names: clients, a Talent user, staff, the RTO, its course and secrets."""


def hostile(name: str) -> list[str]:
    """A name as it may stand in other texts."""
    return [
        name,
        name.upper(),
        name.lower(),
        name.swapcase(),
        quote(name),
        quote(quote(name, safe=""), safe=""),
        html.escape(name).replace("o", "&#111;"),
        json.dumps(name),
        "".join(f"\\u{ord(each):04x}" for each in name),
        base64.b64encode(name.encode()).decode(),
        name.replace(" ", "_"),
        f"{name}'s",
        f"https://{quote(name)}.example/?who={quote(name)}&x=1#{quote(name)}",
        f"C:\\rto\\{name}\\rto\\x.db",
        f"/srv/{name}/rto/powerpro.db",
        f"{name}@unknown.example",
        f"Traceback:\n  KeyError: {name!r}\n    raise KeyError({name!r})",
    ]


SETTINGS = f"""
[monitor]
url = "https://monitor.example/ping/{SECRET}"

[plugins.mail]
to = ["beatrix.quimby@wanneroo.example"]
password = "{PASSWORD}"

[policy.competent_outcomes]
"ICT30120-A" = {{ outcome = "20 - Competency achieved/pass", confirmed_by = "Beatrix Quimby" }}
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rto]:
    """The guide's RTO with holds, answers, staff, a stranger in TalentLMS, and a hostile log."""
    sandbox = Sandbox(guide_portal())
    sandbox.users["5000"] = PortalUser("5000", "zoe", "Zoë", "Ångström", "pink.panther@example.com")
    with serve(sandbox) as url:
        folder = tmp_path_factory.mktemp("Joana Gomez")
        made = rto(folder, url, policy='profile = "careful"\nstaff_users = "hold"').imported()
        text = made.settings_file.read_text(encoding="utf-8")
        text = text.replace("[rto]", '[rto]\nname = "Wanneroo College"')
        made.settings_file.write_text(text + SETTINGS, encoding="utf-8")
        values = "usi = '2GF2UGXXV8', mobile = '0412 345 678'"
        edit(made, f"UPDATE clients SET {values} WHERE code = '2021000017'")
        made.command("set-export", "ICT30120-A", "--all", *DAY)
        made.command("run", *DAY)
        held = json.loads(made.command("holds", "--json").stdout)["holds"]
        for each, who in zip(held, ("Beatrix Quimby", "P Kowalski"), strict=False):
            why = "Zoë Ångström is Pink Panther"
            made.command("keep", each["id"], "--why", why, "--who", who)
        edit(made, "UPDATE contact_logs SET created_by = 'PP-CA-7', assigned_to = 'Kowalski'")
        log = made.folder / "talent-powerpro.log"
        log.write_text(
            "\n".join(text for name in NAMES for text in hostile(name)), encoding="utf-8"
        )
        yield made


@pytest.fixture(scope="module")
def whole(world: Rto) -> Read:
    return bundle(world, offline=False)


def test_everything_is_in_it_and_its_bytes_name_nobody(world: Rto, whole: Read) -> None:
    assert whole.not_made == {}
    assert sorted(whole.files) == sorted(["manifest.json", *(each.name for each in PARTS)])
    looked = {name: text for name, text in whole.files.items() if name != "versions.json"}
    assert words_found(looked, [*NAMES, str(world.folder), str(Path.home())]) == []
    assert words_found(whole.files, [KEY, PASSWORD, SECRET, str(world.folder)]) == []


def test_the_search_finds_what_it_looks_for(world: Rto) -> None:
    store, log = world.store.read_bytes(), (world.folder / "talent-powerpro.log").read_bytes()
    found = words_found({"": log + store.decode("latin-1").encode()}, NAMES)
    assert len(found) == len(NAMES)


def test_one_person_has_one_alias_in_all_files(whole: Read) -> None:
    def aliases_in(name: str) -> set[str]:
        return {
            word for word in whole.files[name].decode().split('"') if word.startswith("client-")
        }

    (alias,) = {
        each["client"]["name"]
        for each in whole["enrolments.json"]
        if each["client"]["usi"] == "valid"
    }
    assert f"{alias}-code" in aliases_in("records.json")
    assert f"Enrolling {alias} in" in whole["sync-log.txt"]
    assert f"{alias}-email" in whole["program-log.txt"]


def test_messages_stay_readable(whole: Read) -> None:
    (reason,) = {each["reason"] for each in whole["holds.json"]["answers"]}
    assert reason == "talent-user-of-another"
    assert ">>> PowerPro-Talent Integration Agent started >>>" in whole["sync-log.txt"]
    assert whole["settings.json"]["settings"]["rto"] == {
        "name": "the-rto",
        "timezone": "Australia/Perth",
    }
    assert whole["settings.json"]["settings"]["monitor"] == {"url": "(set)"}
    assert whole["settings.json"]["settings"]["plugins"] == {"mail": "(set)"}


BROKEN: dict[str, Callable[[Rto], object]] = {
    "store damaged": lambda of: of.store.write_bytes(damaged(of.store.read_bytes())),
    "store emptied": lambda of: of.store.write_bytes(b""),
    "store gone": lambda of: of.store.unlink(),
    "store is text": lambda of: of.store.write_text("Joana Gomez jg11@pm.me"),
    "settings gone": lambda of: of.settings_file.unlink(),
    "store has an impossible name": lambda of: of.settings_file.write_text(
        '[powerpro]\nstore = "sqlite:///Joana\\u0000Gomez"\n[talentlms]\nkey_file = "\\u0000"'
    ),
    "folder gone": lambda of: shutil.rmtree(of.folder),
    "settings no TOML": lambda of: of.settings_file.write_text("[rto\nJoana = 'Gomez'"),
    "settings binary": lambda of: of.settings_file.write_bytes(b"\xff\x00Joana"),
    "sections no tables": lambda of: of.settings_file.write_text(
        "rto = 1\ntalentlms = 'Joana'\npowerpro = 2\npolicy = 'Gomez'\nJoana = 1"
    ),
    "settings faulty": lambda of: of.settings_file.write_text(
        "[rto]\ntimezone = 'Joana/Gomez'\n[talentlms]\nurl = 'https://jg11:x@pm.me'\n"
        "[policy]\nJoana = 'Gomez'\nexport_window = 'Pink Panther'\n"
        "[policy.competent_outcomes]\nGomez = 3\n[Quimby]\nx = 1\n[powerpro]\nstore = 'Joana'"
    ),
}


def damaged(content: bytes) -> bytes:
    """A store with garbage in place of most of its pages."""
    return content[:4096] + b"Joana Gomez jg11@pm.me " * 4000 + content[100_000:]


@pytest.mark.parametrize("how", BROKEN)
def test_it_is_made_and_names_nobody_where_the_agent_is_dead(
    world: Rto, tmp_path: Path, how: str
) -> None:
    of = copy_of(world, tmp_path / "Gomez")
    for beside in of.folder.glob("powerpro.db-*"):
        beside.unlink()
    BROKEN[how](of)
    read = bundle(of, env={**SECRETS, "TALENTLMS_API_KEY": KEY})
    assert read.not_made
    assert all(reason.strip() for reason in read.not_made.values())
    assert "Internal error" not in str(read.not_made)
    looked = {name: text for name, text in read.files.items() if name != "versions.json"}
    # Of a store that cannot be read it is not known that "len" is a name.
    names = [each for each in (*NAMES, str(of.folder)) if each != "Len"]
    assert words_found(looked, names) == []


# --- troubles, each solvable from the bundle alone --------------------------------


@pytest.fixture
def place(tmp_path: Path) -> Rto:
    made = rto(tmp_path, "https://powerpro.talentlms.com")
    made.store.write_bytes(imported())
    return made


def settings_of(world: Rto, old: str, new: str) -> None:
    text = world.settings_file.read_text(encoding="utf-8")
    assert old in text
    world.settings_file.write_text(text.replace(old, new), encoding="utf-8")


def old(world: Rto) -> None:
    """The store of an earlier version."""
    world.store.unlink()
    make_old(world.store)


def with_store(world: Rto, what: Callable[[SqlPowerPro], object]) -> None:
    with SqlPowerPro(f"sqlite:///{world.store}") as store:
        what(store)


Planted: TypeAlias = tuple[Callable[[Rto], object], Callable[[Read], bool]]


def header(**changes: Any) -> RunHeader:
    return evolve(RunHeader("r1", NOW, ("provisioning", "results"), NOW), **changes)


TROUBLES: dict[str, Planted] = {
    "there are no settings where the schedule looks": (
        lambda of: of.settings_file.unlink(),
        lambda read: "does not exist" in read.not_made["settings.json"],
    ),
    "a line of the settings is no TOML": (
        lambda of: of.settings_file.write_text('[rto]\ntimezone = "Australia/Perth'),
        lambda read: "is not valid TOML" in read.not_made["settings.json"],
    ),
    "a setting is misspelt": (
        lambda of: settings_of(of, "[policy]", '[policy]\nprofle = "careful"'),
        lambda read: "Did you mean profile?" in str(read["settings.json"]["faults"]),
    ),
    "the store is damaged": (
        lambda of: of.store.write_bytes(damaged(of.store.read_bytes())),
        lambda read: "malformed" in str(read["store.json"]),
    ),
    "the store is of an earlier version": (
        old,
        lambda read: (
            "has schema 2, but this version needs schema 5"
            in read["store.json"]["cannot_be_opened"]
        ),
    ),
    "runs stop at a brake": (
        lambda of: with_store(
            of,
            lambda store: store.journal.keep_run(
                header(stopped="brake", message="30 of 100 Talent users are missing.")
            ),
        ),
        lambda read: (
            read["runs.json"][0]["stopped"] == "brake"
            and "users are missing" in read["runs.json"][0]["message"]
        ),
    ),
    "the export date was missed": (
        lambda of: edit(of, "UPDATE enrolments SET export = 1, export_date = '2022-05-30'"),
        lambda read: "the export date 30/05/2022 has passed" in str(read["lists.json"]["missed"]),
    ),
    "the booking is not confirmed": (
        lambda of: edit(of, "UPDATE enrolments SET booking_status = 'Tentative'"),
        lambda read: unmet(read) >= {"booking-confirmed"},
    ),
    "two clients have one e-mail": (
        lambda of: edit(of, "UPDATE clients SET email = 'jg11@pm.me'"),
        lambda read: (
            {each["client"]["email"] for each in read["enrolments.json"]} == {"client-1-email"}
        ),
    ),
    "the log has a traceback": (
        lambda of: (of.folder / "talent-powerpro.log").write_text(
            'Traceback (most recent call last):\n  File "/x/y/talent_powerpro/run/run.py", line 3, '
            "in perform\nsqlite3.OperationalError: database is locked\n"
        ),
        lambda read: (
            'File "talent_powerpro/run/run.py", line 3, in perform' in read["program-log.txt"]
            and "OperationalError: database is locked" in read["program-log.txt"]
        ),
    ),
}


def unmet(read: Read) -> set[str]:
    """The conditions that an enrolment of the bundle does not meet."""
    return {
        condition["name"]
        for each in read["enrolments.json"]
        for condition in each["conditions"]
        if not condition["holds"]
    }


EVERYBODY_IS_DUE = "UPDATE enrolments SET export = 1, export_date = '2022-06-02'"


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """The bundle of the same RTO without a trouble."""
    made = rto(tmp_path_factory.mktemp("healthy"), "https://powerpro.talentlms.com")
    made.store.write_bytes(imported())
    edit(made, EVERYBODY_IS_DUE)
    return bundle(made)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_planted_trouble_shows_and_is_not_there_without_it(
    place: Rto, healthy: Read, trouble: str
) -> None:
    plant, shows = TROUBLES[trouble]
    assert not shown_by(shows, healthy)
    edit(place, EVERYBODY_IS_DUE)
    plant(place)
    read = bundle(place)
    assert shown_by(shows, read)
    assert (
        words_found(
            {name: text for name, text in read.files.items() if name != "versions.json"},
            ["Joana", "Gomez", "jg11@pm.me", "2021000017"],
        )
        == []
    )


def shown_by(shows: Callable[[Read], bool], read: Read) -> bool:
    try:
        return shows(read)
    except (KeyError, IndexError):
        return False  # The part, or the fact, is not there.


# --- troubles of calls, processes and variables -----------------------------------


def test_a_missing_key_shows(place: Rto) -> None:
    read = bundle(place, env={})
    assert "the TalentLMS API key is missing" in str(read["settings.json"]["faults"])
    assert read["environment.json"]["variables"] == {}


def test_a_wrong_key_shows_in_the_check(tmp_path: Path) -> None:
    with serve(Sandbox(evolve(guide_portal(), key=KEY[::-1]))) as url:
        read = bundle(rto(tmp_path, url).imported(), offline=False)
    (item,) = (e for e in read["check.json"]["items"] if e["reason"] == "wrong-key")
    assert "does not accept the API key" in item["message"]


def run_lock(place: Rto) -> Any:
    """What the bundle tells of the lock."""
    with subject_of(place) as subject:
        return part(subject, "store.json")["run_lock"]


def test_a_run_that_hangs_shows_by_its_lock(place: Rto) -> None:
    with FileRunLock(place.store, clock=lambda: NOW).hold("run"):
        lock = run_lock(place)
    assert (lock["held_by"], lock["on_this_machine"]) == ("run", True)
    assert lock["is_alive"] in (True, None)


@pytest.mark.parametrize(
    ("process", "is_alive"), [(2**30, False), (2**70, True), (1, True)], ids=["gone", "odd", "init"]
)
@pytest.mark.skipif(os.name != "posix", reason="Windows cannot ask")
def test_the_holder_of_the_lock_may_be_gone(place: Rto, process: int, is_alive: bool) -> None:
    from socket import gethostname

    holder = {"process": process, "host": gethostname(), "since": NOW.isoformat(), "what": "run"}
    Path(f"{place.store}.holder").write_text(json.dumps(holder))
    assert run_lock(place)["is_alive"] is is_alive


def test_a_store_that_another_program_has_locked_shows(
    place: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talent_powerpro.cli.bundle.subject.BUSY_SECONDS", 0.01)
    monkeypatch.setattr("talent_powerpro.cli.bundle.parts.BUSY_SECONDS", 0.01)
    with closing(sqlite3.connect(place.store, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        read = bundle(place)
    assert "locked" in str(read["store.json"])
    assert "locked" in read.not_made["runs.json"]


def test_a_plugin_that_cannot_be_loaded_shows(
    place: Rto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "site", monkeypatch, dividing="1 / 0")
    settings_of(place, "[policy]", "[plugins]\nfind = true\n[policy]")
    assert "cannot be loaded: ZeroDivisionError" in bundle(place).not_made["plugins.json"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such pipes")
@pytest.mark.timeout(60)
def test_pipes_in_place_of_files_are_not_waited_for(place: Rto) -> None:
    os.mkfifo(place.folder / "key")
    os.mkfifo(place.folder / "talent-powerpro.log")
    settings_of(place, "[talentlms]", '[talentlms]\nkey_file = "key"')
    assert "it is a pipe" in " ".join(
        each for part in bundle(place)["manifest.json"]["not_made"] for each in part["where"]
    )


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "pieces", [("a-", "a.", "@"), ("://", "/a", "\\"), ("%41", "&#65;", "Joana ")], ids=str
)
def test_a_log_of_endless_lines_takes_no_endless_time(place: Rto, pieces: tuple[str, ...]) -> None:
    lines = [piece * (170_000 // len(piece)) for piece in pieces]
    (place.folder / "talent-powerpro.log").write_text("\n".join(lines))
    assert len(bundle(place)["program-log.txt"].splitlines()) == len(lines)


# --- the file ---------------------------------------------------------------------

MADE = Bundle({"manifest.json": b"{}"}, ())


@pytest.mark.parametrize(
    "name",
    ["talent-powerpro.toml", "powerpro.db", "POWERPRO.db", "powerpro.db-wal", "powerpro.db.lock"],
)
def test_the_agent_s_own_files_are_never_replaced(place: Rto, name: str) -> None:
    file, before = place.folder / name, place.store.read_bytes()
    with subject_of(place) as subject:
        own = evolve(MADE, own_files=subject.own_files)
    with pytest.raises(SettingsFault) as refused:
        write_bundle(own, file, NOW, replace=True)
    assert "is a file of the agent's own. Name another file." in str(refused.value)
    assert place.store.read_bytes() == before
    assert place.settings_file.read_text().startswith("[rto]")


def test_a_folder_is_never_replaced(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match="it is a folder"):
        write_bundle(MADE, tmp_path, NOW, replace=True)


def test_a_full_disk_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bundle.zip"
    file.write_text("mine")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SettingsFault, match="No space left"):
        write_bundle(MADE, file, NOW, replace=True)
    assert [each.name for each in tmp_path.iterdir()] == ["bundle.zip"]
    assert file.read_text() == "mine"
