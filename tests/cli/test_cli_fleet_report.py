"""The command `fleet report`: a private page for all RTOs, with the page of each behind it."""

from __future__ import annotations

import json
import re
import stat
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result

from support.cli.rto import Rto, command, rto
from support.fleet import states
from support.html_pages import read
from support.machine_zone import machine_in, needs_a_zone_of_the_process
from support.sql.guide_rows import by_hand
from talent_powerpro.fleet.records import FleetState
from talent_powerpro.fleet.settings import FleetSettings
from talent_powerpro.private_files import make_private_file


@pytest.fixture
def fleet_folder(tmp_path: Path, url: str) -> Path:
    """A fleet of two RTOs, one of which has faults."""
    folder = tmp_path / "rtos"
    (folder / "perth").mkdir(parents=True)
    assert rto(folder / "perth", url).imported().command("run").exit_code == 0
    (folder / "typo.toml").write_text("[rto]\n", encoding="utf-8")
    (tmp_path / "fleet.toml").write_text(
        '[fleet]\ndatabase = "postgresql://fleet@127.0.0.1/fleet"\npassword_file = "database.txt"\n'
    )
    make_private_file(tmp_path / "database.txt")
    (tmp_path / "database.txt").write_text("s3cret")
    return tmp_path


@pytest.fixture
def report(fleet_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command, without the fleet's database."""

    def asked(folder: Path, *words: str, names: tuple[str, ...] = ("perth", "typo")) -> Result:
        def found(settings: FleetSettings) -> FleetState:
            assert settings.folder == fleet_folder
            return states.fleet(*map(states.rto, names))

        monkeypatch.setattr("talent_powerpro.fleet.reading.read_fleet", found)
        fleet = ("--fleet", str(fleet_folder / "fleet.toml"))
        return command("fleet", "report", "--html", str(folder), *fleet, *words)

    return asked


def rows(pages: Path) -> list[str]:
    """What the page of all says of the RTOs, line by line."""
    found = read((pages / "index.html").read_text(encoding="utf-8"))
    assert found.faults == []
    return found.lines[found.lines.index("RTO State Last run Next run Did Needs a person") + 1 : -1]


TYPOS = (
    '[rto] timezone is missing. Write one such as timezone = "Australia/Perth"',
    '[talentlms] url is missing. Write one such as url = "https://powerpro.talentlms.com"',
)
IN_PERTH = "on time 02/06/2026 14:55 02/06/2026 15:03 10 provisioned, 1 held"
TYPO = ["typo", *TYPOS, "on time 02/06/2026 06:55 02/06/2026 07:05 10 provisioned, 1 held"]


def test_each_rto_has_its_page_and_a_faulty_one_its_fault(
    report: Callable[..., Result], tmp_path: Path
) -> None:
    pages = tmp_path / "pages"
    ran = report(pages)
    assert ran.exit_code == 1
    assert ran.stdout == f"{pages / 'index.html'}: 2 RTOs, 0 late.\n"
    assert ran.stderr == f"typo: {' '.join(TYPOS)}\n"
    assert rows(pages) == [f"perth {IN_PERTH}", *TYPO]
    index = read((pages / "index.html").read_text(encoding="utf-8"))
    assert index.addresses == ["rtos/perth.html"]
    page = read((pages / "rtos" / "perth.html").read_text(encoding="utf-8"))
    assert page.faults == []
    assert not (pages / "rtos" / "typo.html").exists()


def test_without_a_fault_it_ends_with_0(report: Callable[..., Result], tmp_path: Path) -> None:
    ran = report(tmp_path / "pages", names=("perth",))
    assert (ran.exit_code, ran.stderr) == (0, "")


@needs_a_zone_of_the_process
def test_the_page_of_all_is_made_at_this_machines_time(
    report: Callable[..., Result], tmp_path: Path
) -> None:
    with machine_in("Australia/Perth"):
        report(tmp_path / "pages")
    assert ", AWST. Worst first." in (tmp_path / "pages" / "index.html").read_text("utf-8")


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
    pages = tmp_path / "pages"
    ran = report(pages, "--json", "--days", "30")
    assert ran.exit_code == 1
    assert json.loads(ran.stdout) == {"schema": 2, "file": str(pages / "index.html"), "pages": 1}
    page = read((pages / "rtos" / "perth.html").read_text(encoding="utf-8")).text
    dates = re.search(r"(\S+) to (\S+)\. Made on (\S+) .*, Australia/Perth\.", page)
    assert dates
    first, last, made = (datetime.strptime(each, "%d/%m/%Y") for each in dates.groups())  # noqa: DTZ007
    assert (last - first, last) == (timedelta(days=29), made)


def test_a_page_that_is_not_made_anew_does_not_stay(
    report: Callable[..., Result], tmp_path: Path
) -> None:
    pages, store = tmp_path / "pages", tmp_path / "rtos" / "perth" / "powerpro.db"
    report(pages)
    perth, typo = (pages / "rtos" / f"{rto}.html" for rto in ("perth", "typo"))
    assert perth.exists()
    typo.touch()
    store.unlink()
    ran = report(pages)
    assert ran.exit_code == 1
    fault = f"There is no PowerPro store at {store}."
    assert ran.stderr == f"perth: {fault}\ntypo: {' '.join(TYPOS)}\n"
    assert rows(pages) == ["perth", fault, IN_PERTH, *TYPO]
    assert sorted((pages / "rtos").iterdir()) == []


def test_a_store_that_cannot_be_read_is_said_on_the_page_of_all(
    report: Callable[..., Result], tmp_path: Path
) -> None:
    pages, store = tmp_path / "pages", tmp_path / "rtos" / "perth" / "powerpro.db"
    store.write_bytes(b"no database" * 1000)
    ran = report(pages, names=("perth",))
    assert ran.exit_code == 1
    fault = (
        f"PowerPro's store {store} is not a SQLite file, or is damaged (file is not a database)."
    )
    assert ran.stderr == f"perth: {fault}\n"
    assert rows(pages) == ["perth", fault, IN_PERTH]


def test_rows_that_cannot_be_read_are_said_and_end_with_1(
    report: Callable[..., Result], tmp_path: Path
) -> None:
    with by_hand(Rto(tmp_path / "rtos" / "perth").store) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute("UPDATE sync_log SET at = 'never' WHERE sequence = 2")
    ran = report(tmp_path / "pages", names=("perth",))
    assert ran.exit_code == 1
    fault = "1 row of its store cannot be read: see its page."
    assert ran.stderr == f"perth: {fault}\n"
    assert rows(tmp_path / "pages") == ["perth", fault, IN_PERTH]


def test_an_rto_without_settings_on_this_machine_says_so(
    report: Callable[..., Result], tmp_path: Path
) -> None:
    ran = report(tmp_path / "pages", names=("elsewhere",))
    assert ran.exit_code == 1
    fault = "Its settings are not in the folder [fleet] rtos of this machine."
    assert ran.stderr == f"elsewhere: {fault}\n"
    assert rows(tmp_path / "pages")[:2] == ["elsewhere", fault]


@pytest.mark.parametrize(
    ("own", "page"),
    [
        ("fleet.toml", "index.html"),
        ("database.txt", "rtos/perth.html"),
        ("rtos/typo.toml", "rtos/typo.html"),
        ("rtos/perth/powerpro.db", "index.html"),
        ("rtos/perth/talent-powerpro.toml", "rtos/typo.html"),
    ],
)
def test_it_replaces_none_of_the_agents_own_files(
    report: Callable[..., Result], tmp_path: Path, own: str, page: str
) -> None:
    pages, file = tmp_path / "pages", tmp_path / own
    (pages / "rtos").mkdir(parents=True)
    before = file.read_bytes()
    (pages / page).symlink_to(file)
    ran = report(pages)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == (
        f"error: {pages / page} is a file of the agent's own. Name another file.\n"
    )
    assert file.read_bytes() == before
    assert [each for each in pages.rglob("*.html") if not each.is_symlink()] == []


def test_a_folder_that_cannot_be_written_is_named(
    report: Callable[..., Result], tmp_path: Path
) -> None:
    ran = report(tmp_path / "fleet.toml")
    assert (ran.exit_code, ran.stdout) == (2, "")
    fault, remedy = ran.stderr.splitlines()
    assert fault.startswith(f"error: --html: {tmp_path / 'fleet.toml'} cannot be written (")
    assert remedy == "Choose another folder."
