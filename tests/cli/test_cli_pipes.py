"""In a pipe no text is wrapped or cut, however long it is and whatever COLUMNS says."""

from __future__ import annotations

from collections.abc import Callable
from inspect import cleandoc
from pathlib import Path

import click
import pytest
from attrs import frozen
from click.testing import CliRunner, Result

from cli.test_cli_hostile_pages import PAGES, on_each_screen
from support.cli.pages import NOW, record_of, report_of
from support.cli.rto import GUIDE, SECRETS, Rto, rto
from talent_powerpro.cli.app import app
from talent_powerpro.cli.pages.plan import show_plan
from talent_powerpro.cli.pages.run import show_run
from talent_powerpro.cli.pages.runs import show_summary
from talent_powerpro.cli.screen import Screen
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import RecordStatus
from talent_powerpro.sandbox import Sandbox

LONG = " ".join(["Wilhelmina"] * 30)
"""A name of 329 characters, with a blank to wrap at after every tenth."""
LONG_FOLDER = " ".join(["Wilhelmina"] * 8)
"""Not longer, because a path on Windows has at most 260 characters."""
NARROW = {**SECRETS, "COLUMNS": "40"}


def narrow(*words: str) -> Result:
    return CliRunner().invoke(app, words, env=NARROW, prog_name="talent-powerpro")


def on_one_line(text: str, output: str) -> bool:
    return any(text in line for line in output.splitlines())


# --- pages ------------------------------------------------------------------------

HELD = record_of("1001", LONG, RecordStatus.HELD, message=LONG, remedy=LONG, new=True)
RUNS: dict[str, Callable[[Screen, str], None]] = {
    "run": lambda on, _: show_run(on, report_of(records=(HELD,))),
    "run --every": lambda on, _: show_summary(on, report_of(records=(HELD,))),
    "plan": lambda on, _: show_plan(on, Plan(NOW.date(), (HELD,))),
}
"""The other pages, about one held record."""


@pytest.mark.parametrize("page", sorted({*PAGES, *RUNS}))
def test_a_page_shows_a_long_text_on_one_line(page: str) -> None:
    show = RUNS.get(page) or PAGES[page]
    shown = on_each_screen(lambda on: show(on, LONG))["pipe"]
    assert on_one_line(LONG, shown)


@frozen
class World:
    """An RTO whose folder, client, course and hold have long texts."""

    rto: Rto
    portal: Sandbox

    @property
    def folder(self) -> Path:
        return self.rto.folder


@pytest.fixture
def world(tmp_path: Path, portal: Sandbox, url: str) -> World:
    folder = tmp_path / LONG_FOLDER
    folder.mkdir()
    files = tmp_path / "files"
    files.mkdir()
    for file in GUIDE.glob("*.csv"):
        text = file.read_text(encoding="utf-8").replace("GOMEZ", LONG)
        text = text.replace("Build simple web pages", f"Build {LONG}")
        (files / file.name).write_text(text, encoding="utf-8")
    return World(rto(folder, url, policy='foreign_secondary_ids = "hold"').imported(files), portal)


WORDS: dict[str, tuple[tuple[str, ...], str]] = {
    "plan": (("--date", "02/06/2022"), f"provisioning: 1001 JOANA {LONG} (2021000017), ICT30120-A"),
    "run": (("--date", "02/06/2022"), f"results: 1001 JOANA {LONG} (2021000017), ICT30120-A"),
    "holds": ((), "Or release it: talent-powerpro release "),
    "set-export": (("ICT30120-A",), f"{LONG}, JOANA  2021000017  1001"),
    "clear-export": (("1001",), f"{LONG}, JOANA  2021000017  1001"),
    "tab": (("1001",), f"ICTWEB304  Build {LONG}  16/05/2022  20 - Competency achieved/pass"),
    "contact-log": ((), f"Client Name    JOANA {LONG}"),
    "sync-log": ((), f"JOANA {LONG} (2021000017), ICT30120-A"),
}
"""By command: its words, and a text that stands on one line of its output."""


def test_commands_show_long_names_on_one_line(world: World) -> None:
    where = ("--settings", str(world.rto.settings_file))

    def shows(name: str) -> None:
        words, text = WORDS[name]
        ran = narrow(name, *words, *where)
        assert on_one_line(text, ran.stdout), (name, ran.output)

    shows("set-export")
    held = narrow("run", "--date", "02/06/2022", *where).stdout
    assert on_one_line(f"held: provisioning: 1001 JOANA {LONG} (2021000017), ICT30120-A", held)
    shows("holds")
    (line,) = [line for line in held.splitlines() if "talent-powerpro release" in line]
    hold = line.partition("talent-powerpro release ")[2].split()[0]
    released = narrow("release", hold, "--why", LONG, "--who", LONG, *where)
    assert on_one_line(f"{hold} released by {LONG}: ", released.stdout)
    holds = narrow("holds", *where).stdout
    assert on_one_line(f"why: {LONG}", holds)
    shows("plan")
    narrow("run", "--date", "02/06/2022", *where)
    world.portal.complete("7", "126", "ICTWEB304")
    shows("run")
    for name in ("contact-log", "tab", "sync-log", "clear-export"):
        shows(name)


def test_commands_show_long_folders_on_one_line(world: World) -> None:
    where = ("--settings", str(world.rto.settings_file))
    out, new = (world.folder / name for name in ("out", "new"))
    for words, text in (
        (("init", str(new)), f"Next: edit {new / 'talent-powerpro.toml'}, put the API key in "),
        (("export", str(out), *where), f"in {out} have only headers."),
        (("import", str(out), *where), "contact log  0      0        0"),
        (("purge", *where), "Deleted 0 lines of the sync log older than 365 days."),
        (("migrate", *where), "The store already has schema 5. Nothing to do."),
        (("plugins", *where), "set find = true under [plugins] in the settings, or name some with"),
        (("portal", *where), "none yet: nothing was written"),
    ):
        assert on_one_line(text, narrow(*words).stdout), words


def test_a_fault_is_one_line_on_standard_error(tmp_path: Path) -> None:
    missing = tmp_path / LONG_FOLDER / "nope.toml"
    ran = narrow("plan", "--settings", str(missing))
    assert ran.stderr.splitlines() == [
        f"error: settings: the file {missing} does not exist.",
        "Create one with `talent-powerpro init`, or name yours with --settings FILE.",
    ]


# --- help and usage ---------------------------------------------------------------

COMMANDS = [(), *((name,) for name in app.commands)]


def command_at(words: tuple[str, ...]) -> click.Command:
    return app.commands[words[0]] if words else app


@pytest.mark.parametrize("words", COMMANDS)
def test_help_has_each_paragraph_and_each_option_on_one_line(words: tuple[str, ...]) -> None:
    shown = narrow(*words, "--help").stdout
    command = command_at(words)
    paragraphs = cleandoc(command.help or "").split("\n\n")
    for paragraph in paragraphs:
        # Click keeps the lines of a paragraph that begins with a backspace.
        kept = paragraph.removeprefix("\b\n").splitlines()
        lines = kept if paragraph.startswith("\b") else [" ".join(kept)]
        assert all(on_one_line(line, shown) for line in lines)
    for option in command.params:
        if isinstance(option, click.Option) and option.help:
            assert on_one_line(option.help, shown)


def test_the_list_of_commands_cuts_no_description() -> None:
    shown = narrow("--help").stdout
    assert "..." not in shown.partition("Commands:")[2]


@pytest.mark.parametrize("words", COMMANDS)
def test_a_fault_of_usage_is_not_wrapped(words: tuple[str, ...]) -> None:
    usage, hint, blank, fault = narrow(*words, "--no-such-option").stderr.splitlines()
    assert usage.startswith(" ".join(("Usage: talent-powerpro", *words, "[OPTIONS]")))
    assert hint.endswith(("--help' for help.", "-h' for help."))  # by click's version
    assert blank == ""
    assert fault.startswith("error: No such option")
