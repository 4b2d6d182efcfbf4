"""The command `fleet report`: a private page for all RTOs, with the page of each behind it."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import Result

from support.cli.rto import Rto, command, rto
from support.fleet import states
from support.html_pages import read
from support.sql.guide_rows import by_hand
from talent_powerpro.fleet.overview import overview_of


@pytest.fixture
def fleet_folder(tmp_path: Path, url: str) -> Path:
    """A fleet of two RTOs, one of which has faults."""
    folder = tmp_path / "rtos"
    (folder / "perth").mkdir(parents=True)
    assert rto(folder / "perth", url).imported().command("run").exit_code == 0
    (folder / "typo.toml").write_text("[rto]\n", encoding="utf-8")
    (tmp_path / "fleet.toml").touch()
    return tmp_path


@pytest.fixture
def report(fleet_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command, without the fleet's database."""

    def asked(folder: Path, *words: str, names: tuple[str, ...] = ("perth", "typo")) -> Result:
        settings = SimpleNamespace(
            rtos=fleet_folder / "rtos",
            folder=fleet_folder,
            section=SimpleNamespace(password_file="database.txt"),
        )
        found = overview_of(states.fleet(*map(states.rto, names)))
        place = "talent_powerpro.cli.commands.fleet_report"
        monkeypatch.setattr(f"{place}.fleet_settings", lambda _: settings)
        monkeypatch.setattr(f"{place}.overview_now", lambda _: found)
        fleet = ("--fleet", str(fleet_folder / "fleet.toml"))
        return command("fleet", "report", "--html", str(folder), *fleet, *words)

    return asked


def test_each_rto_has_its_page_and_a_faulty_one_its_fault(
    report: Callable[..., Result], tmp_path: Path
) -> None:
    pages = tmp_path / "pages"
    ran = report(pages)
    assert ran.exit_code == 1
    assert ran.stdout == f"{pages / 'index.html'}: 2 RTOs, 0 late.\n"
    assert ran.stderr.startswith("typo: [rto] timezone is missing.")
    index = read((pages / "index.html").read_text(encoding="utf-8"))
    assert index.addresses == ["rtos/perth.html"]
    assert "[rto] timezone is missing." in index.text
    page = read((pages / "rtos" / "perth.html").read_text(encoding="utf-8"))
    assert page.faults == index.faults == []
    assert not (pages / "rtos" / "typo.html").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_only_this_account_may_read_the_pages(
    report: Callable[..., Result], tmp_path: Path
) -> None:
    pages = tmp_path / "pages"
    report(pages)
    rights = {stat.S_IMODE(each.stat().st_mode) for each in pages.rglob("*.html")}
    assert rights == {0o600}
    assert {stat.S_IMODE(each.stat().st_mode) for each in (pages, pages / "rtos")} == {0o700}


def test_it_prints_the_same_as_json(report: Callable[..., Result], tmp_path: Path) -> None:
    ran = report(tmp_path / "pages", "--json", "--days", "30")
    shown = json.loads(ran.stdout)
    assert shown["file"] == str(tmp_path / "pages" / "index.html")
    assert shown["pages"] == 1
    page = (tmp_path / "pages" / "rtos" / "perth.html").read_text(encoding="utf-8")
    assert "Portal:" in page


def test_a_page_that_is_not_made_anew_does_not_stay(
    report: Callable[..., Result], tmp_path: Path
) -> None:
    pages = tmp_path / "pages"
    report(pages)
    old = pages / "rtos" / "perth.html"
    assert old.exists()
    (tmp_path / "rtos" / "perth" / "powerpro.db").unlink()
    ran = report(pages)
    assert ran.exit_code == 1
    assert "perth: " in ran.stderr
    assert not old.exists()


def test_rows_that_cannot_be_read_are_said_and_end_with_1(
    report: Callable[..., Result], tmp_path: Path
) -> None:
    with by_hand(Rto(tmp_path / "rtos" / "perth").store) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute("UPDATE sync_log SET at = 'never' WHERE sequence = 2")
    ran = report(tmp_path / "pages", names=("perth",))
    assert ran.exit_code == 1
    assert ran.stderr == "perth: 1 row of its store cannot be read: see its page.\n"


def test_an_rto_without_settings_on_this_machine_says_so(
    report: Callable[..., Result], tmp_path: Path
) -> None:
    ran = report(tmp_path / "pages", names=("elsewhere",))
    assert ran.exit_code == 1
    assert "elsewhere: Its settings are not in the folder" in ran.stderr


@pytest.mark.parametrize(
    "own", ["rtos/perth/powerpro.db", "rtos/perth/talent-powerpro.toml", "database.txt"]
)
def test_it_replaces_none_of_the_agents_own_files(
    report: Callable[..., Result], tmp_path: Path, own: str
) -> None:
    pages = tmp_path / "pages"
    (pages / "rtos").mkdir(parents=True)
    file = tmp_path / own
    file.touch()
    before = file.read_bytes()
    (pages / "rtos" / "perth.html").symlink_to(file)
    ran = report(pages)
    assert ran.exit_code == 2
    assert "is a file of the agent's own" in ran.stderr
    assert file.read_bytes() == before
    assert not (pages / "index.html").exists()


def test_a_folder_that_cannot_be_written_is_named(
    report: Callable[..., Result], tmp_path: Path
) -> None:
    ran = report(tmp_path / "fleet.toml")
    assert ran.exit_code == 2
    assert f"error: --html: {tmp_path / 'fleet.toml'} cannot be written" in ran.stderr
