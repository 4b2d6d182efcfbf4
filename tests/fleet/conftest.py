"""Fixtures of the fleet's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import current_thread

import pytest

from support.fleet.memory import fleet_settings
from support.fleet.recorded import FAULTY, PERTH
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.fleet.database import FleetDatabase
from talent_powerpro.fleet.procrastinate import engine_schema, engine_version
from talent_powerpro.fleet.recording import Recorder
from talent_powerpro.fleet.settings import FleetSettings
from talent_powerpro.fleet.tables import make_tables
from talent_powerpro.sandbox import Sandbox, guide_portal, serve


@pytest.fixture
def portal() -> Sandbox:
    return Sandbox(guide_portal())


@pytest.fixture
def url(portal: Sandbox) -> Iterator[str]:
    """The address of the guide's TalentLMS, served over real HTTP."""
    with serve(portal) as served:
        yield served


@pytest.fixture
def stores(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What is done with stores, each with the thread that does it."""
    done = list[tuple[str, str]]()
    opens, closes = SqlPowerPro.__init__, SqlPowerPro.close

    def noted(self: SqlPowerPro, *words: object, **named: object) -> None:
        done.append(("open", current_thread().name))
        opens(self, *words, **named)  # type: ignore[arg-type]

    def noted_close(self: SqlPowerPro) -> None:
        done.append(("close", current_thread().name))
        closes(self)

    monkeypatch.setattr(SqlPowerPro, "__init__", noted)
    monkeypatch.setattr(SqlPowerPro, "close", noted_close)
    return done


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[FleetSettings]:
    with fleet_settings(tmp_path) as made:
        yield made


@pytest.fixture
def database(settings: FleetSettings) -> Iterator[FleetDatabase]:
    with FleetDatabase(settings, sleep=lambda _: None) as opened:
        opened.do(lambda it: make_tables(it, engine_schema(), engine_version()))
        yield opened


@pytest.fixture
def recorder(database: FleetDatabase) -> Recorder:
    made = Recorder(database, "machine:1")
    made.register([PERTH, FAULTY])
    return made
