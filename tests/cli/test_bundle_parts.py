"""The parts of a support bundle, before anything in them gets an alias: settings, store, logs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.cli.bundle_parts import NOW, part, subject_of
from support.cli.handed_on import edit, imported
from support.cli.installed import install
from support.cli.rto import Rto, rto
from talent_powerpro.cli.bundle.parts import PARTS, LeftOutError, as_bytes
from talent_powerpro.cli.bundle.subject import Subject
from talent_powerpro.errors import RunFault
from talent_powerpro.records.journal import SyncLogLine


@pytest.fixture
def place(tmp_path: Path) -> Rto:
    made = rto(tmp_path)
    made.store.write_bytes(imported())
    made.store.chmod(0o600)
    return made


@pytest.fixture
def subject(place: Rto) -> Iterator[Subject]:
    with subject_of(place) as made:
        yield made


# --- the settings -----------------------------------------------------------------

SETTINGS = """\
title = "Joana"
[rto]
name = "Wanneroo College"
timezone = "Australia/Perth"
[talentlms]
url = "https://powerpro.talentlms.com"
key_file = "key.txt"
calls_per_minute = 7
[policy]
profile = "careful"
[powerpro]
store = "sqlite:///powerpro.db"
[plugins.mail]
password = "word"
[mail]
password = "word"
"""


def test_of_valid_settings_the_warnings_are_told(place: Rto, subject: Subject) -> None:
    place.store.chmod(0o644)
    text = place.settings_file.read_text(encoding="utf-8")
    place.settings_file.write_text(text.replace("[policy]", '[policy]\nprofile = "careful"'))
    assert part(subject, "settings.json") == {
        "faults": [],
        "warnings": [
            f"PowerPro's store {place.store} is open to every account of this machine (its rights "
            f"are 644). Run: chmod 600 '{place.store}'"
        ],
        "settings": {
            "rto": {"timezone": "Australia/Perth"},
            "talentlms": {"url": "(set)"},
            "policy": {"profile": "careful"},
        },
    }


def test_of_faulty_settings_the_faults_are_told_and_no_value_that_may_be_a_secret(
    place: Rto, subject: Subject
) -> None:
    place.settings_file.write_text(SETTINGS, encoding="utf-8")
    assert part(subject, "settings.json") == {
        "faults": [
            "[talentlms] calls_per_minute is not a setting",
            "[title] is not a section",
            "[mail] is not a section",
        ],
        "warnings": [],
        "settings": {
            "title": "(set)",
            "rto": {"name": "Wanneroo College", "timezone": "Australia/Perth"},
            "talentlms": {"url": "(set)", "key_file": "(set)", "calls_per_minute": "(set)"},
            "policy": {"profile": "careful"},
            "powerpro": {"store": "(set)"},
            "plugins": {"mail": "(set)"},
            "mail": {"password": "(set)"},
        },
    }


def test_each_installed_plugin_is_told(
    place: Rto, subject: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "site", monkeypatch, one="", other="")
    with place.settings_file.open("a", encoding="utf-8") as settings:
        settings.write('[plugins]\nuse = ["one"]\n')
    one = {"name": "one", "distribution": "rto-plugins 1.2", "hooks": [], "used": True}
    assert part(subject, "plugins.json") == [one, {**one, "name": "other", "used": False}]


# --- the store --------------------------------------------------------------------


def test_the_store_is_told_with_both_portals(subject: Subject) -> None:
    subject.store().portal.remember_portal("old.example")
    told = part(subject, "store.json")
    assert (told.pop("bytes") > 0, told.pop("tables")["clients"]) == (True, 3)
    told.pop("files_beside")
    assert told == {
        "exists": True,
        "run_lock": "free",
        "schema_of_this_version": 5,
        "journal_mode": "wal",
        "schema": 5,
        "integrity": "ok",
        "portal_of_the_ids": "old.example",
        "portal_of_the_settings": "powerpro.talentlms.com",
        "cannot_be_opened": "",
    }


def test_a_store_that_is_not_there_is_told_with_what_to_do(place: Rto, subject: Subject) -> None:
    place.store.unlink()
    assert part(subject, "store.json") == {
        "exists": False,
        "bytes": 0,
        "files_beside": [],
        "run_lock": "free",
        "schema_of_this_version": 5,
        "cannot_be_opened": f"There is no PowerPro store at {place.store}. Make it with "
        "`talent-powerpro import DIR`, restore a back-up with `talent-powerpro restore FILE`, or "
        "correct store under [powerpro] in the settings.",
    }


# --- logs -------------------------------------------------------------------------


def test_of_each_log_the_newest_thousand_lines_are_told(place: Rto, subject: Subject) -> None:
    lines = [f"line {number}" for number in range(1001)]
    subject.store().sync_log.write([SyncLogLine(NOW, each) for each in lines])
    (place.folder / "talent-powerpro.log").write_text("\n".join(lines), encoding="utf-8")
    assert part(subject, "sync-log.txt").splitlines() == [
        f"02/06/2022\t15:00:00\t{each}" for each in lines[1:]
    ]
    assert part(subject, "program-log.txt") == "".join(f"{each}\n" for each in lines[1:])


def test_of_a_log_the_newest_half_megabyte_is_told(place: Rto, subject: Subject) -> None:
    end = b"\nan odd \xff letter\n"
    log = place.folder / "talent-powerpro.log"
    log.write_bytes(b"x" * (512 * 1024 + 9) + end)
    whole = "x" * (512 * 1024 - len(end))
    assert part(subject, "program-log.txt") == f"{whole}\nan odd \ufffd letter\n"
    log.write_bytes(b"short")
    assert part(subject, "program-log.txt") == "short\n"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("program-log.txt", "There is no talent-powerpro.log beside the settings."),
        ("check.json", "--offline leaves it out."),
    ],
)
def test_what_there_is_not_is_left_out_with_the_reason(
    subject: Subject, name: str, why: str
) -> None:
    with pytest.raises(LeftOutError) as raised:
        part(subject, name)
    assert str(raised.value) == why


# --- what may name people ---------------------------------------------------------

UNKNOWN = "Its clients cannot be read, so their names could not be replaced."


WHAT = {
    "versions.json": "Versions of this package and of what it uses.",
    "environment.json": "This machine: clock, variables, rights of the files.",
    "settings.json": "The settings without secrets, with their faults.",
    "plugins.json": "Installed plugins, and which of them runs use.",
    "store.json": "The store: schema, rows, lock; of a file, whether it is whole.",
    "unreadable.json": "Rows of the store that cannot be read.",
    "status.json": "The last run, what comes next, and what waits.",
    "runs.json": "The newest runs, with counts and why they stopped.",
    "records.json": "What these runs planned and wrote.",
    "holds.json": "What is held, and the answers.",
    "failures.json": "Records that failed.",
    "lists.json": "The lists that people work through.",
    "enrolments.json": "The enrolments that these name, and more.",
    "sync-log.txt": "The newest lines of the sync log.",
    "program-log.txt": "The newest lines of the schedule's log.",
    "check.json": "What `check` finds in both systems.",
}
"""The parts in their order, and what each says of itself."""
ABOUT_PEOPLE = (
    *("unreadable.json", "status.json", "runs.json", "records.json", "holds.json"),
    *("failures.json", "lists.json", "enrolments.json", "sync-log.txt", "program-log.txt"),
)


def test_each_part_says_what_it_is_and_whether_it_may_name_people() -> None:
    assert [(each.name, each.what) for each in PARTS] == list(WHAT.items())
    assert tuple(each.name for each in PARTS if each.names_people) == ABOUT_PEOPLE
    assert [each.name for each in PARTS if each.is_safe] == ["versions.json"]


@pytest.mark.parametrize("name", ABOUT_PEOPLE)
def test_nothing_is_told_about_people_where_nobody_knows_their_names(
    place: Rto, subject: Subject, name: str
) -> None:
    (place.folder / "talent-powerpro.log").write_text("Joana Gomez", encoding="utf-8")
    edit(place, "PRAGMA foreign_keys = OFF", "ALTER TABLE clients RENAME TO clients_of_old")
    with pytest.raises(RunFault) as raised:
        part(subject, name)
    assert raised.value.message.endswith(UNKNOWN)


def test_why_nobody_s_name_is_known(place: Rto) -> None:
    def fault() -> tuple[str, str]:
        with subject_of(place) as subject:
            with pytest.raises(RunFault) as raised:
                part(subject, "runs.json")
            return raised.value.message, raised.value.remedy

    edit(place, "PRAGMA foreign_keys = OFF", "ALTER TABLE clients RENAME TO clients_of_old")
    assert fault() == (f"PowerPro's store is damaged. {UNKNOWN}", "")
    place.store.unlink()
    assert fault() == (
        f"There is no PowerPro store at {place.store}. {UNKNOWN}",
        "Make it with `talent-powerpro import DIR`, restore a back-up with `talent-powerpro "
        "restore FILE`, or correct store under [powerpro] in the settings.",
    )


def test_the_check_is_that_of_the_command_at_the_time_of_the_bundle(
    tmp_path: Path, place: Rto, url: str
) -> None:
    rto(tmp_path, url)
    with subject_of(place, offline=False) as subject:
        told = part(subject, "check.json")
    assert set(told) == {"items", "facts"}
    assert ["Time zone", "Australia/Perth, where it is 02/06/2022 15:00"] in told["facts"]


# --- the file of a part -----------------------------------------------------------


def test_a_part_is_text_or_json_that_people_can_read() -> None:
    assert as_bytes("Zo\u00eb \ud800\n") == b"Zo\xc3\xab ?\n"
    value = {"name": "Zo\u00eb \ud800", "at": NOW, "none": [None, True]}
    assert as_bytes(value) == (
        b'{\n "name": "Zo\xc3\xab ?",\n "at": "2022-06-02 07:00:00+00:00",\n '
        b'"none": [\n  null,\n  true\n ]\n}\n'
    )
