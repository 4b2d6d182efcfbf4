"""``talent-powerpro copy-store``: what it says, its exit codes, and the store it leaves behind."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.cli.rto import GUIDE, Rto, rto
from talent_powerpro.adapters.sql import FileRunLock
from talent_powerpro.cli.commands import copy_store
from talent_powerpro.cli.progress import Update

HERE, THERE = "sqlite:///powerpro.db", "sqlite:///moved/college.db"


@pytest.fixture
def joana(tmp_path: Path) -> Rto:
    (tmp_path / "moved").mkdir()
    return rto(tmp_path).imported()


def test_what_was_copied_and_what_to_do_is_said(joana: Rto) -> None:
    done = joana.command("copy-store", HERE, THERE)
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["Table", "Rows"]
    assert ["clients", "3"] in [line.split() for line in lines]
    there = joana.folder / "moved" / "college.db"
    assert f"are the same in {there}." in done.stdout
    assert f"{joana.store} is marked as moved." in done.stdout
    assert f"store under [powerpro] in {joana.settings_file}" in done.stdout
    assert not done.stderr


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
    assert "The earlier rows of the RTO in" in back.stdout
    assert joana.command("status").exit_code == 0


def test_json_has_the_rows_of_each_table(joana: Rto) -> None:
    copied = json.loads(joana.command("copy-store", HERE, THERE, "--json").stdout)["copied"]
    assert copied["rows"]["clients"] == 3
    assert copied["source"] == str(joana.store)
    reopened = json.loads(joana.command("copy-store", HERE, "--reopen", "--json").stdout)
    assert reopened["reopened"]["store"] == copied["target"]


def test_a_store_is_reopened_with_a_warning(joana: Rto) -> None:
    joana.command("copy-store", HERE, THERE)
    told = joana.command("copy-store", HERE, "--reopen").stdout
    assert "can be used again" in told
    assert "Use one of the two only." in told


@pytest.mark.parametrize(
    "words", [(HERE,), (HERE, THERE, "--reopen"), (HERE, "--reopen", "--replace")]
)
def test_words_that_do_not_fit_are_refused(joana: Rto, words: tuple[str, ...]) -> None:
    refused = joana.command("copy-store", *words)
    assert refused.exit_code == 2
    assert refused.stderr.startswith("error: Give FROM and TO to copy, or FROM and --reopen")


def test_an_address_that_is_none_is_refused(joana: Rto) -> None:
    refused = joana.command("copy-store", HERE, "powerpro.db")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("error: ")
    assert joana.command("status").exit_code == 0


def test_a_run_at_either_store_keeps_a_copy_from_beginning(joana: Rto) -> None:
    for path in (joana.store, joana.folder / "moved" / "college.db"):
        with FileRunLock(path).hold("run"):
            refused = joana.command("copy-store", HERE, THERE)
        assert refused.exit_code == 4
        assert "`run`" in refused.stderr


def test_a_signal_undoes_the_copy(joana: Rto, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def interrupted() -> Iterator[Update]:
        yield lambda *_: signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(copy_store, "progress", interrupted)
    ended = joana.command("copy-store", HERE, THERE)
    assert ended.exit_code == 130
    assert ended.stderr.startswith("Undoing the copy.\nInterrupted.")
    assert not (joana.folder / "moved" / "college.db").exists()
    assert joana.command("status").exit_code == 0


def test_a_password_on_the_command_line_is_warned_of_and_not_shown(joana: Rto) -> None:
    text = joana.settings_file.read_text(encoding="utf-8")
    joana.settings_file.write_text(text.replace("[rto]\n", '[rto]\nname = "North"\n'), "utf-8")
    there = "postgresql+psycopg://powerpro:open-sesame@127.0.0.1:1/powerpro"
    ended = joana.command("copy-store", HERE, there)
    assert ended.exit_code in (2, 3)  # Without a driver, or without a server.
    assert "every process of this machine" in ended.stderr
    assert "open-sesame" not in ended.output
