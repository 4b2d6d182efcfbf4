"""Commands that write a file of a person's choice, asked to write over the agent's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.cli.rto import Rto, rto
from talent_powerpro.cli.own_files import own_files
from talent_powerpro.config.bootstrap import open_settings

OWN = "is a file of the agent's own. Name another file."
WRITERS = (
    ("report", "--html", "FILE"),
    ("plan", "--out", "FILE"),
    ("reconcile", "--csv", "FILE"),
    ("export", "--force", "--results", "FILE"),
    ("backup", "--force", "FILE"),
    ("support-bundle", "--force", "--offline", "FILE"),
)


@pytest.fixture
def world(tmp_path: Path) -> Rto:
    return rto(tmp_path).imported()


@pytest.mark.parametrize("writer", WRITERS, ids=lambda each: each[0])
def test_no_command_writes_over_the_store_or_the_settings(
    world: Rto, writer: tuple[str, ...]
) -> None:
    store, settings = world.store.read_bytes(), world.settings_file.read_bytes()
    for name in (str(world.store), str(world.settings_file)):
        ran = world.command(*(name if each == "FILE" else each for each in writer))
        assert ran.exit_code == 2
        assert f"error: {name} {OWN}" in ran.stderr
    assert (world.store.read_bytes(), world.settings_file.read_bytes()) == (store, settings)


def test_files_beside_the_store_and_of_the_settings_are_the_agents_own(world: Rto) -> None:
    text = world.settings_file.read_text("utf-8")
    text = text.replace("[talentlms]", '[talentlms]\nca_file = "ca.pem"', 1)
    world.settings_file.write_text(f'{text}\n[monitor]\nurl_file = "monitor.txt"\n', "utf-8")
    own = {each.name for each in own_files(open_settings(world.settings_file), world.settings_file)}
    assert own >= {
        world.settings_file.name,
        world.store.name,
        f"{world.store.name}-wal",
        f"{world.store.name}.lock",
        "ca.pem",
        "monitor.txt",
        "shadow.json",
    }
