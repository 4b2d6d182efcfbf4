"""``talent-powerpro copy-store``: what it says, its exit codes, and the store it leaves behind."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import URL

from support.cli.handed_on import edit
from support.cli.printed import printed
from support.cli.rto import GUIDE, Rto, rto
from support.sql.guide_rows import dump
from talent_powerpro.adapters.sql import FileRunLock
from talent_powerpro.adapters.sql.copy_store import Copied, Moved
from talent_powerpro.cli.commands import copy_store
from talent_powerpro.cli.commands.copy_store import show_copied
from talent_powerpro.cli.progress import Update

HERE, THERE = "sqlite:///powerpro.db", "sqlite:///moved/college.db"


@pytest.fixture
def joana(tmp_path: Path) -> Rto:
    (tmp_path / "moved").mkdir()
    return rto(tmp_path).imported()


def test_what_was_copied_and_what_to_do_is_said(joana: Rto) -> None:
    done = joana.command("copy-store", HERE, THERE)
    there = joana.folder / "moved" / "college.db"
    assert (done.exit_code, done.stderr, done.stdout) == (
        *(0, ""),
        f"""\
Table          Rows
courses        1
clients        3
enrolments     3
units          9
imported_rows  16
All 32 rows were compared, and are the same in {there}.
{joana.store} is marked as moved. No run uses it any more.
Next: write TO's address as store under [powerpro] in {joana.settings_file}, on every machine that \
runs the agent. Then see what a run would do: `talent-powerpro plan`.
""",
    )


def test_the_new_store_is_used_once_the_settings_name_it(joana: Rto) -> None:
    before = joana.command("status").stdout
    joana.command("copy-store", HERE, THERE)
    for words in (("status",), ("import", str(GUIDE)), ("run",), ("plan",)):
        refused = joana.command(*words)
        assert refused.exit_code == 2
        assert "was moved to" in refused.stderr
    with joana.settings_file.open("a", encoding="utf-8") as settings:
        settings.write(f'[powerpro]\nstore = "{THERE}"\n')
    assert joana.command("status").stdout == before


def test_rows_go_back_to_the_store_that_they_came_from(joana: Rto) -> None:
    joana.command("copy-store", HERE, THERE)
    back = joana.command("copy-store", THERE, HERE)
    assert back.stdout.startswith(
        f"The earlier rows of the RTO in {joana.store} were deleted.\nTable "
    )
    assert joana.command("status").exit_code == 0


def test_a_copy_that_was_complete_already_is_told() -> None:
    rows = {"clients": 1234, "journal": 0}
    copied = Copied("here.db", "there.db", rows, was_there=True)
    assert printed(lambda on: show_copied(on, copied, Path("college.toml"))) == (
        "there.db had all rows of here.db already.\n"
        "Table    Rows\n"
        "clients  1,234\n"
        "All 1,234 rows were compared, and are the same in there.db.\n"
        "here.db is marked as moved. No run uses it any more.\n"
        "Next: write TO's address as store under [powerpro] in college.toml, on every machine that "
        "runs the agent. Then see what a run would do: `talent-powerpro plan`.\n"
    )


def test_json_has_the_rows_of_each_table(joana: Rto) -> None:
    there = joana.folder / "moved" / "college.db"
    done = joana.command("copy-store", HERE, THERE, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    copied = json.loads(done.stdout)
    rows = {name: n for name, n in copied["copied"].pop("rows").items() if n}
    assert rows == {"courses": 1, "clients": 3, "enrolments": 3, "units": 9, "imported_rows": 16}
    assert copied == {
        "schema": 2,
        "copied": {
            "source": str(joana.store),
            "target": str(there),
            "replaced": False,
            "was_there": False,
        },
    }
    reopened = joana.command("copy-store", HERE, "--reopen", "--json")
    assert (reopened.exit_code, reopened.stderr) == (0, "")
    shown = json.loads(reopened.stdout)
    assert shown["reopened"].pop("at")
    assert shown == {"schema": 2, "reopened": {"store": str(there)}}


def test_a_store_is_reopened_with_a_warning(joana: Rto) -> None:
    joana.command("copy-store", HERE, THERE)
    reopened = joana.command("copy-store", HERE, "--reopen")
    told = re.sub(r"since \S+\.", "since that day.", reopened.stdout)
    assert (reopened.exit_code, reopened.stderr, told) == (
        *(0, ""),
        f"{joana.store} can be used again.\nIt lacks what was written to "
        f"{joana.folder / 'moved' / 'college.db'} since that day. Use one of the two only.\n",
    )


@pytest.mark.parametrize(
    "words", [(HERE,), (HERE, THERE, "--reopen"), (HERE, "--reopen", "--replace")]
)
def test_words_that_do_not_fit_are_refused(joana: Rto, words: tuple[str, ...]) -> None:
    refused = joana.command("copy-store", *words)
    assert refused.exit_code == 2
    assert refused.stderr == "error: Give FROM and TO to copy, or FROM and --reopen alone.\n"


def test_an_address_that_is_none_is_refused(joana: Rto) -> None:
    refused = joana.command("copy-store", HERE, "powerpro.db")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("error: ")
    assert joana.command("status").exit_code == 0


def test_other_rows_of_the_target_are_deleted_only_with_replace(joana: Rto) -> None:
    there = joana.folder / "moved" / "college.db"
    there.write_bytes(joana.store.read_bytes())
    edit(joana, "UPDATE clients SET mobile = '0400 000 000'")
    before = there.read_bytes()
    refused = joana.command("copy-store", HERE, THERE)
    assert (refused.exit_code, there.read_bytes()) == (2, before)
    done = joana.command("copy-store", HERE, THERE, "--replace")
    assert (done.exit_code, done.stderr) == (0, "")
    assert dump(there)["clients"] == dump(joana.store)["clients"]


def test_on_servers_the_rows_of_the_settings_rto_are_copied(
    joana: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []

    def copied(here: URL, there: URL, *, rto: str, **_: object) -> Copied:
        asked.append((str(here), str(there), rto))
        return Copied("north", "south", {})

    def reopened(here: URL, *, rto: str) -> Moved:
        asked.append((str(here), rto))
        return Moved("south", datetime(2022, 6, 2, tzinfo=UTC))

    monkeypatch.setattr("talent_powerpro.adapters.sql.copy_store.copy_store", copied)
    monkeypatch.setattr("talent_powerpro.adapters.sql.copy_store.reopen", reopened)
    text = joana.settings_file.read_text(encoding="utf-8")
    joana.settings_file.write_text(text.replace("[rto]\n", '[rto]\nname = "North"\n'), "utf-8")
    here, there = (f"postgresql+psycopg://agent@{each}.example/rtos" for each in ("one", "two"))
    assert joana.command("copy-store", here, there).exit_code == 0
    assert joana.command("copy-store", here, "--reopen").exit_code == 0
    assert asked == [(here, there, "North"), (here, "North")]


def test_a_run_at_either_store_keeps_a_copy_from_beginning(joana: Rto) -> None:
    for path in (joana.store, joana.folder / "moved" / "college.db"):
        with FileRunLock(path).hold("run"):
            refused = joana.command("copy-store", HERE, THERE)
        assert refused.exit_code == 4
        assert "`run`" in refused.stderr


def test_a_signal_undoes_the_copy(joana: Rto, monkeypatch: pytest.MonkeyPatch) -> None:
    signals = [signal.SIGINT]

    @contextmanager
    def interrupted() -> Iterator[Update]:
        yield lambda *_: signal.raise_signal(signals.pop()) if signals else None

    monkeypatch.setattr(copy_store, "progress", interrupted)
    ended = joana.command("copy-store", HERE, THERE)
    assert ended.exit_code == 130
    assert ended.stderr == (
        "Undoing the copy.\nInterrupted. Nothing is lost. Run the command again to continue.\n"
    )
    assert not (joana.folder / "moved" / "college.db").exists()
    assert joana.command("status").exit_code == 0


PASSWORD_SHOWN = (
    "An address has a password in it, and every process of this machine can read a command line. "
    "Put it into the file that password_file names under [powerpro], or into "
    "POWERPRO_STORE_PASSWORD, and give the user another one.\n"
)


@pytest.mark.parametrize(
    "place", ["{url} sqlite:///moved/college.db", "sqlite:///powerpro.db {url}", "{url} --reopen"]
)
def test_a_password_on_the_command_line_is_warned_of_and_not_shown(joana: Rto, place: str) -> None:
    text = joana.settings_file.read_text(encoding="utf-8")
    joana.settings_file.write_text(text.replace("[rto]\n", '[rto]\nname = "North"\n'), "utf-8")
    url = "postgresql+psycopg://powerpro:open-sesame@127.0.0.1:1/powerpro"
    ended = joana.command("copy-store", *place.format(url=url).split())
    assert ended.exit_code in (2, 3)  # Without a driver, or without a server.
    assert ended.stderr.startswith(PASSWORD_SHOWN)
    assert "open-sesame" not in ended.output
