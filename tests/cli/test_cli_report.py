"""The command `report`: one private page of HTML for the office."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from support.cli.rto import Rto, rto
from support.html_pages import read
from talent_powerpro.sandbox import Sandbox
from talent_powerpro.views.html_templates import environment

DAY = ("--date", "02/06/2022")


@pytest.fixture
def joanas(tmp_path: Path, url: str) -> Rto:
    folder = tmp_path / "rto"
    folder.mkdir()
    return rto(folder, url).imported()


def test_it_shows_what_the_last_run_did(joanas: Rto, portal: Sandbox) -> None:
    assert joanas.command("run", *DAY).exit_code == 0
    portal.complete("7", "126", "ICTWEB304")
    assert joanas.command("run").exit_code == 0
    page = joanas.folder / "office.html"
    said = joanas.command("report", "--html", str(page))
    assert said.exit_code == 0
    assert said.stdout == (
        f"{page}: the last 7 days, 1 enrolled, 1 result, 0 waiting for a person.\n"
    )
    shown = read(page.read_text(encoding="utf-8"))
    assert shown.faults == []
    assert shown.addresses == [joanas_portal(joanas)]
    assert "1 student enrolled 1 result fetched" in shown.text
    assert "JOANA GOMEZ 2021000017" in shown.text
    assert ">>> PowerPro-Talent Integration Agent started >>>" in shown.text
    if sys.platform != "win32":
        assert stat.S_IMODE(page.stat().st_mode) == 0o600


def joanas_portal(made: Rto) -> str:
    (line,) = (e for e in made.settings_file.read_text("utf-8").splitlines() if "url" in e)
    return line.split('"')[1]


def test_without_jinja2_the_extra_is_named_and_nothing_written(
    joanas: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    environment.cache_clear()
    page = joanas.folder / "office.html"
    refused = joanas.command("report", "--html", str(page))
    environment.cache_clear()
    assert refused.exit_code == 2
    assert 'pip install "talent-powerpro[html]"' in refused.stderr
    assert not page.exists()


def test_the_number_of_days_has_limits(joanas: Rto) -> None:
    page = str(joanas.folder / "office.html")
    assert joanas.command("report", "--html", page, "--days", "0").exit_code == 2
    assert joanas.command("report", "--html", page, "--days", "367").exit_code == 2
    assert joanas.command("report").exit_code == 2
