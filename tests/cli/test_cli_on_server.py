"""Commands on a store that is on a server. Another one, in a file, is in its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.cli.rto import GUIDE, Rto, rto
from support.sql.guide_rows import url_of
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.dialects.sqlite_file import make_file
from talent_powerpro.config.stores import StorePlace

NAME = "PostgreSQL database rtos on db.example"


@pytest.fixture
def north(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rto:
    """An RTO that is new on the server."""
    rows = tmp_path / "rows.db"
    monkeypatch.setattr(StorePlace, "make", lambda _: make_file(rows, busy_seconds=1))
    monkeypatch.setattr(StorePlace, "open", lambda _: SqlPowerPro(url_of(rows)))
    made = rto(tmp_path)
    text = made.settings_file.read_text(encoding="utf-8").replace("[rto]", '[rto]\nname = "North"')
    address = "postgresql+psycopg://agent@db.example/rtos"
    made.settings_file.write_text(f'{text}[powerpro]\nstore = "{address}"\n', encoding="utf-8")
    return made


def test_the_first_import_says_that_the_rto_is_new_there(north: Rto) -> None:
    first, second = (north.command("import", str(GUIDE)) for _ in range(2))
    assert (first.exit_code, first.stderr) == (0, f"The RTO 'North' is new in the {NAME}.\n")
    assert (second.exit_code, second.stderr) == (0, "")


def test_an_import_with_the_settings_of_another_portal_is_refused(north: Rto) -> None:
    assert north.command("import", str(GUIDE)).exit_code == 0
    assert json.loads(north.command("portal", "--json").stdout)["remembered"] == (
        "powerpro.talentlms.com"
    )
    text = north.settings_file.read_text(encoding="utf-8")
    souths = text.replace("powerpro.talentlms.com", "south.talentlms.com")
    north.settings_file.write_text(souths, encoding="utf-8")
    refused = north.command("import", str(GUIDE))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.startswith(
        f"error: The rows of 'North' in the {NAME} belong to the portal powerpro.talentlms.com, "
        "but these settings name south.talentlms.com.\n"
    )


def test_forgetting_names_no_file_beside_a_store_that_is_none(north: Rto) -> None:
    assert north.command("import", str(GUIDE)).exit_code == 0
    done = north.command("forget", "2021000017", "--yes", "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(done.stdout)["files_to_check"] == []
