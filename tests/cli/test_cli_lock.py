"""Exit 4: another run holds the lock, and nothing is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.cli.rto import GUIDE, Rto, rto
from talent_powerpro.adapters.sql import FileRunLock
from talent_powerpro.sandbox import Sandbox


@pytest.fixture
def world(tmp_path: Path, url: str) -> Rto:
    return rto(tmp_path, url).imported()


@pytest.mark.parametrize(
    "words",
    [
        ("run", "--date", "02/06/2022"),
        ("import", str(GUIDE)),
        ("purge",),
        ("forget", "2021000017", "--yes"),
        ("set-export", "ICT30120-A", "--all", "--date", "03/06/2022"),
        ("clear-export", "1001"),
        ("portal", "--confirm-new"),
    ],
    ids=lambda words: words[0],
)
def test_a_writing_command_is_refused_at_once_and_names_the_holder(
    world: Rto, portal: Sandbox, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    before = world.store.read_bytes()
    with FileRunLock(world.store).hold("run"):
        refused = world.command(*words)
    assert refused.exit_code == 4
    assert "`run` (this same process, since " in refused.stderr
    assert "Traceback" not in refused.stderr
    assert world.store.read_bytes() == before
    assert list(portal.users) == ["1"]
    # Once nobody holds the lock, it names itself to those whom it keeps out.
    signed = list[str]()
    sign = FileRunLock._sign

    def noted(lock: FileRunLock, what: str) -> None:
        signed.append(what)
        sign(lock, what)

    monkeypatch.setattr(FileRunLock, "_sign", noted)
    assert world.command(*words).exit_code == 0
    assert signed[-1] == words[0]


def test_a_reading_command_needs_no_lock(world: Rto) -> None:
    with FileRunLock(world.store).hold("run"):
        for words in (("plan",), ("tab", "1001"), ("holds",), ("portal",), ("sync-log",)):
            assert world.command(*words).exit_code in (0, 7), words
