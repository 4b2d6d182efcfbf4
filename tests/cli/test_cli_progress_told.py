"""What a command that takes time says of its progress, where somebody sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

import pytest

from support.cli.rto import GUIDE, Rto, rto
from talent_powerpro.cli.progress import Update

Told: TypeAlias = dict[str, tuple[int, int | None]]
"""What was done of what there is, at the end of each piece of work."""

MODULES = (
    *("import_folder", "export", "copy_store", "check", "reconcile", "status", "shadow", "explain"),
    "work_lists",
)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    last: Told = {}

    @contextmanager
    def seen() -> Iterator[Update]:
        def update(what: str, done: int, total: int | None) -> None:
            last[what] = (done, total)

        yield update

    for module in MODULES:
        place = import_module(f"talent_powerpro.cli.commands.{module}")
        monkeypatch.setattr(place, "progress", seen)
    return last


@pytest.fixture
def joana(tmp_path: Path, url: str) -> Rto:
    joana = rto(tmp_path, url).imported()
    set_ = ("set-export", "ICT30120-A", "--client", "2021000018", "--date", "03/06/2999")
    assert joana.command(*set_).exit_code == 0
    return joana


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("import", str(GUIDE)), {"importing": (16, 16)}),
        (("export", "{folder}/changes"), {"reading": (16, 16), "writing": (3, 3)}),
        (("export", "--results", "{folder}/results.csv"), {"reading": (9, 9)}),
        (
            ("copy-store", "sqlite:///powerpro.db", "sqlite:///copy.db"),
            {"copying": (32, 32), "comparing": (32, 32), "checking": (32, 32)},
        ),
        (("check",), {"check": (1, 1)}),
        (("reconcile",), {"courses": (1, 1)}),
        (("status",), {"reading": (7, 7)}),
        (("missed",), {"reading": (2, 2)}),
        (("closed",), {"reading": (1, 1)}),
    ],
    ids=[
        "import",
        "export",
        "results",
        "copy-store",
        "check",
        "reconcile",
        "status",
        "missed",
        "closed",
    ],
)
def test_a_command_counts_what_is_done_of_all_there_is(
    joana: Rto, told: Told, words: tuple[str, ...], expected: Told
) -> None:
    done = joana.command(*(each.format(folder=joana.folder) for each in words))
    assert done.exit_code in (0, 1), done.output
    assert told == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("shadow",), {"results: rehearsing": (1, None)}),
        (("explain", "1001"), {"results: rehearsing": (1, 1)}),
    ],
    ids=["shadow", "explain"],
)
def test_a_rehearsal_counts_what_it_asks(
    joana: Rto, told: Told, words: tuple[str, ...], expected: Told
) -> None:
    assert joana.command("run", "--date", "02/06/2022").exit_code == 0
    done = joana.command(*words)
    assert done.exit_code in (0, 1), done.output
    assert told == expected
