"""The examples run and do what their pages say."""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from attrs import evolve

from support.html_pages import read
from support.patience import PATIENCE
from support.the_guide import (
    COMPETENT,
    JOANA,
    PINK,
    TALENT_COURSE,
    Rto,
    enrolment,
    finished,
    outcomes,
    portal_with_joana,
    provisioned,
    rto,
    unit,
)
from talent_powerpro.errors import TalentUnusable
from talent_powerpro.model import ClientCode, TalentUnit
from talent_powerpro.plugins.discovery import found_plugins

EXAMPLES = Path(__file__).parents[2] / "examples"
PACKAGE = EXAMPLES / "plugin_package"


def load(name: str) -> ModuleType:
    """Import an example by its path: it is a script outside any package."""
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)


def test_the_first_run_ends_with_a_result_on_the_tab(capsys: pytest.CaptureFixture[str]) -> None:
    load("first_run").main()
    shown = capsys.readouterr().out
    assert "The second run wrote 1 result." in shown
    assert "ICTWEB304" in shown.splitlines()[-1]


def test_conditions_are_fine_tuned(capsys: pytest.CaptureFixture[str]) -> None:
    load("fine_tuned_conditions").main()
    assert capsys.readouterr().out.splitlines() == [
        "JOANA GOMEZ: provisioned",
        "PINK PANTHER: the client has no USI (Client > Main > USI)",
        "LEN CASTER: the booking status is Tentative "
        "(Home > Enrolments and Results > Course data > Booking status)",
    ]


def test_a_hosts_page_has_the_four_windows_and_handles_the_form(
    capsys: pytest.CaptureFixture[str],
) -> None:
    example = load("host_windows")
    example.main()
    assert capsys.readouterr().out.splitlines() == ["changed: 1", "Pink's export date: 2022-06-16"]
    shown = read(Path("windows.html").read_text(encoding="utf-8"))
    for name in ("tpp-tab", "tpp-contact-log", "tpp-sync-log", "tpp-set-export"):
        assert len(shown.with_class(name)) == 1
    store = example.powerpro()
    unticked = "course_code=ICT30120-A&client=2021000017"
    assert example.applied(unticked, store, date(2022, 6, 14)) == 1


def test_a_nightly_report_has_a_page_a_line_and_a_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    example = load("nightly_report")
    example.main()
    assert capsys.readouterr().out.splitlines() == [
        "5 writes, 0 records waiting: see office.html",
        "exit code: 0",
    ]
    assert "Joana Gomez" in Path("office.html").read_text(encoding="utf-8")
    held = rto(provisioned(unit("ICTWEB304", "1"), unit("ICTWEB304", "2")))
    held.talent = finished("ICTWEB304")
    assert example.exit_code(held.run()) == 1
    broken = rto()
    broken.talent.script.raises("user_by_email", TalentUnusable("TalentLMS cannot be reached."))
    assert example.exit_code(broken.run()) == 3


# --- under asyncio ----------------------------------------------------------------


def test_a_run_under_asyncio_leaves_the_loop_free(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(load("embedding_asyncio").main())
    assert capsys.readouterr().out.splitlines() == [
        "provisioned: JOANA GOMEZ",
        "the loop went on: True",
    ]


def test_a_run_under_asyncio_that_is_cancelled_is_stopped_and_waited_for(tmp_path: Path) -> None:
    example = load("embedding_asyncio")
    store, talent = example.make_store(tmp_path), example.portal()

    async def cancelled() -> None:
        running = asyncio.create_task(example.run_agent(store, talent))
        await asyncio.sleep(0)
        running.cancel()
        await running

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())
    (tmp_path / "powerpro.db").unlink()  # no thread has it open now


# --- the plugin package -----------------------------------------------------------


@pytest.fixture(scope="module")
def by_pip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which pip installed the plugin package. It takes seconds, so once."""
    if not all(map(importlib.util.find_spec, ("pip", "hatchling"))):
        pytest.skip("what builds and installs the package is not installed here")
    folder = tmp_path_factory.mktemp("by pip")
    install_by_pip(folder / "site", folder / "source")
    return folder / "site"


@pytest.fixture(params=["by hand", "by pip"])
def installed(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Install the plugin package into an empty folder, and put that on the import path."""
    if request.param == "by pip":
        site: Path = request.getfixturevalue("by_pip")
    else:
        site = tmp_path / "site"
        install_by_hand(site)
    monkeypatch.syspath_prepend(site)
    yield
    sys.modules.pop("rto_rules", None)


def install_by_hand(site: Path) -> None:
    """Do what pip does: copy the module, and write the entry points of pyproject.toml."""
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name, version = project["name"], project["version"]
    shutil.copytree(PACKAGE / "src" / "rto_rules", site / "rto_rules")
    info = site / f"rto_rules-{version}.dist-info"
    info.mkdir()
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    (info / "METADATA").write_text(metadata, encoding="utf-8")
    entries = "".join(
        f"[{group}]\n" + "".join(f"{each} = {value}\n" for each, value in offered.items())
        for group, offered in project["entry-points"].items()
    )
    (info / "entry_points.txt").write_text(entries, encoding="utf-8")


def install_by_pip(site: Path, source: Path) -> None:
    shutil.copytree(PACKAGE, source)
    alone = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "install", *alone)
    subprocess.run([*pip, "--target", str(site), str(source)], check=True, timeout=PATIENCE)


def run(world: Rto) -> dict[str, str]:
    report = world.agent(plugins=found_plugins()).run()
    return outcomes(report)


@pytest.mark.usefixtures("installed")
def test_the_plugin_package_changes_a_condition() -> None:
    trial = evolve(PINK, code=ClientCode("TRIAL-1"))
    world = rto(enrolment(), enrolment("1002", client=trial))
    assert run(world) == {"1001": "provisioned"}
    assert world.enrolment("1002").provisioning_log is None


@pytest.mark.usefixtures("installed")
def test_the_plugin_package_changes_a_login() -> None:
    world = rto()
    run(world)
    assert [user.login for user in world.talent.users.values()] == [f"student{JOANA.code}"]


@pytest.mark.usefixtures("installed")
def test_the_plugin_package_changes_a_match() -> None:
    units = (*TALENT_COURSE.units, TalentUnit("41", "First aid", "Unit"))
    talent = finished("41", talent=portal_with_joana(units=units))
    world = rto(provisioned(unit("HLTAID011")), talent=talent)
    run(world)
    assert world.unit("HLTAID011").outcome == COMPETENT


@pytest.mark.usefixtures("installed")
def test_the_plugin_package_logs_what_waits_for_a_person(caplog: pytest.LogCaptureFixture) -> None:
    world = rto(provisioned(unit("ICTWEB304", "1"), unit("ICTWEB304", "2")))
    world.talent = finished("ICTWEB304")
    with caplog.at_level(logging.INFO, logger="rto_rules"):
        run(world)
    waits, finished_ = [record.getMessage() for record in caplog.records]
    assert waits.startswith("JOANA GOMEZ needs a decision: ICTWEB304: enrolment 1001 has 2 rows")
    assert finished_.endswith("made 0 writes")
