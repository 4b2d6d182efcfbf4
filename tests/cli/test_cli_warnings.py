"""What commands that call TalentLMS warn of first, on standard error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.cli.rto import rto


@pytest.mark.skipif(os.name == "nt", reason="Windows files have the rights of their folder")
@pytest.mark.parametrize(
    "words",
    [
        *(("run",), ("run", "--dry-run"), ("plan",), ("check",), ("reconcile",), ("shadow",)),
        *(("explain", "1001"), ("budget",)),
    ],
    ids=" ".join,
)
def test_a_command_warns_of_a_store_that_others_can_read(
    tmp_path: Path, url: str, words: tuple[str, ...]
) -> None:
    world = rto(tmp_path, url).imported()
    world.store.chmod(0o644)
    assert world.command(*words).stderr == (
        f"PowerPro's store {world.store} is open to every account of this machine (its rights are "
        f"644). Run: chmod 600 '{world.store}'\n"
    )
