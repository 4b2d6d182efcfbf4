"""What all commands have in common: version, help, and tracebacks of faults of our own."""

from __future__ import annotations

import logging
from importlib.metadata import version
from typing import Any

import click
import pytest
from click.testing import CliRunner

from support.cli.ending import ended
from support.cli.rto import command
from talent_powerpro.cli.app import DEBUG, App
from talent_powerpro.cli.exits import Exit

REPORT = (
    "To report it, set TALENT_POWERPRO_DEBUG=1 in the environment, run the command again and send "
    "us what it prints."
)


def test_the_group_says_its_version_and_has_a_short_word_for_help() -> None:
    told = command("--version")
    assert (told.exit_code, told.stdout) == (
        0,
        f"talent-powerpro {version('talent-powerpro')}\n",
    )
    assert command("-h").stdout == command("--help").stdout
    assert "\n  -h, --help  Show this message and exit.\n" in command("-h").stdout


def test_a_command_that_does_not_exist_is_said_as_all_other_faults_are() -> None:
    ran = command("nonsense")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.endswith("\n\nerror: No such command 'nonsense'.\n")


def test_a_command_that_forgets_its_exit_code_does_not_end_as_if_all_were_well() -> None:
    @click.command()
    def act() -> None: ...

    ran = CliRunner().invoke(App(commands={"act": act}), ["act"])
    assert (ran.exit_code, ran.stderr) == (
        70,
        f"Internal error (ValueError). Nothing is lost. {REPORT}\n",
    )


IS_TERMINAL = "click.testing._NamedTextIOWrapper.isatty"


def widest(columns: str) -> int:
    """Letters of the widest line of a help that has many words of one letter."""

    @click.command(help="a " * 400)
    def act() -> None: ...

    env = {"COLUMNS": columns}
    told = CliRunner().invoke(App(commands={"act": act}), ["act", "--help"], env=env).stdout
    return max(map(len, told.splitlines()))


def test_help_on_a_terminal_is_as_wide_as_it_and_at_most_80(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert widest("60") == 801
    monkeypatch.setattr("sys.__stdout__", None)  # A terminal of this test's would have a width.
    monkeypatch.setattr(IS_TERMINAL, lambda _: True, raising=False)
    assert [widest(columns) for columns in ("41", "60", "80", "81", "200")] == [41, 59, 79, 79, 79]
    assert widest("") == 79  # No terminal says how wide it is.


# --- for those who mend the program ---------------------------------------------


@pytest.mark.parametrize("words", [(), ("--json",)], ids=["words", "json"])
def test_the_debug_variable_shows_the_traceback_below_the_message(words: tuple[str, ...]) -> None:
    ran = ended(RuntimeError("two\x1b\nlines"), *words, debug="1")
    assert ran.exit_code == 70
    lines = ran.stderr.splitlines()
    said = [] if words else [f"Internal error (RuntimeError). Nothing is lost. {REPORT}"]
    assert lines[: len(said) + 1] == [*said, "Traceback (most recent call last):"]
    assert lines[-2:] == ["RuntimeError: two\\x1b", "lines"]
    assert "    raise end" in lines


def logging_an_error(debug: str, error: object = None, *, at: int = logging.ERROR) -> str:
    """What is on standard error of a command that logs an error and goes on."""

    @click.command()
    def act() -> Exit:
        try:
            raise ZeroDivisionError("by nobody")
        except ZeroDivisionError as raised:
            told: Any = raised if error is None else error
        logging.getLogger("talent_powerpro.run").log(at, "no", exc_info=told)
        return Exit.DONE

    group = App(commands={"act": act})
    ran = CliRunner().invoke(group, ["act"], env={DEBUG: debug})
    assert ran.exit_code == 0
    return ran.stderr


def test_the_debug_variable_shows_the_traceback_of_an_error_that_ended_no_command() -> None:
    shown = logging_an_error("1")
    assert shown.startswith("Traceback (most recent call last):   File ")
    assert shown.endswith(" ZeroDivisionError: by nobody\n")
    assert len(shown.splitlines()) == 1
    assert logging_an_error("1", at=logging.WARNING) == ""
    for without in (False, True):  # True: the exception of now, and there is none.
        assert logging_an_error("1", without) == ""
    assert logging_an_error("1", ValueError("never raised")) == "ValueError: never raised\n"
    before = logging.getLogger("talent_powerpro").handlers[:]
    assert logging_an_error("") == ""
    assert logging.getLogger("talent_powerpro").handlers == before
    assert ended(RuntimeError("no traceback")).stderr.count("\n") == 1
