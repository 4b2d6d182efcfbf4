"""How a command ends: its exit code, and all that it says on standard error or as JSON."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from support.cli.ending import ended
from talent_powerpro.cli.app import App, end_output, show_interruption, show_unexpected
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.output import OutputFault
from talent_powerpro.errors import (
    Failed,
    InternalError,
    LockHeld,
    PowerProUnusable,
    SettingsFault,
    TalentUnusable,
)
from talent_powerpro.services.finding import Candidate, NoMatch

FULL = OSError(errno.ENOSPC, "No space left on device")
FULL_SAID = "The disk is full (No space left on device). Free space, then run the command again.\n"
AGAIN = "Do what the message says, then run the command again."
REPORT = (
    "To report it, set TALENT_POWERPRO_DEBUG=1 in the environment, run the command again and send "
    "us what it prints."
)
USAGE = """\
Usage: talent-powerpro act [OPTIONS]
Try 'talent-powerpro act --help' for help.

"""


def behind(fault: Exception, cause: Exception) -> Exception:
    fault.__cause__ = cause
    return fault


FAULTS: Mapping[str, tuple[Exception, int, str, dict[str, Any]]] = {
    "settings": (
        SettingsFault(("one", "two"), remedy="Mend both."),
        2,
        "error: one\ntwo\nMend both.\n",
        {"reason": "settings", "message": "one\ntwo", "remedy": "Mend both."}
        | {"faults": ["one", "two"]},
    ),
    "unusable": (
        TalentUnusable("TalentLMS is gone."),
        3,
        "error: TalentLMS is gone.\n",
        {"reason": "talent-unusable", "message": "TalentLMS is gone.", "remedy": AGAIN},
    ),
    "locked": (
        LockHeld("A run holds the lock.", remedy="Wait."),
        4,
        "error: A run holds the lock.\nWait.\n",
        {"reason": "lock-held", "message": "A run holds the lock.", "remedy": "Wait."},
    ),
    "internal": (
        InternalError("Internal error.", remedy="Report it."),
        70,
        "error: Internal error.\nReport it.\n",
        {"reason": "internal-error", "message": "Internal error.", "remedy": "Report it."},
    ),
    "nobody": (
        NoMatch("Nobody matches.", (Candidate("C1", "JO", "E1", "K"),), remedy="Use an id."),
        2,
        "error: Nobody matches.\n  JO (C1), K, enrolment E1\nUse an id.\n",
        {
            "reason": "no-match",
            "message": "Nobody matches.\n  JO (C1), K, enrolment E1",
            "remedy": "Use an id.",
            "faults": ["Nobody matches.", "  JO (C1), K, enrolment E1"],
            "candidates": [
                {
                    "client_code": "C1",
                    "client_name": "JO",
                    "enrolment_id": "E1",
                    "course_code": "K",
                }
            ],
        },
    ),
    "a row": (
        Failed("Row 7 cannot be read.", reason="row-unreadable", remedy="Correct it."),
        1,
        "error: Row 7 cannot be read.\nCorrect it.\n",
        {
            "reason": "row-unreadable",
            "message": "Row 7 cannot be read.",
            "remedy": "Correct it.",
        },
    ),
    "usage": (
        click.UsageError("Give --date or --all."),
        2,
        f"{USAGE}error: Give --date or --all.\n",
        {
            "reason": "usage",
            "message": "Give --date or --all.",
            "remedy": "See `talent-powerpro act --help`.",
        },
    ),
    "click's": (
        click.ClickException("Click gives up."),
        1,
        "error: Click gives up.\n",
        {"reason": "usage", "message": "Click gives up.", "remedy": AGAIN},
    ),
    "unexpected": (
        RuntimeError("the text may hold anything"),
        70,
        f"Internal error (RuntimeError). Nothing is lost. {REPORT}\n",
        {
            "reason": "internal-error",
            "message": "Internal error (RuntimeError). Nothing is lost.",
            "remedy": REPORT,
        },
    ),
}
"""By name: a fault, the exit code, what is said of it, and what of it is printed as JSON."""


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_said_and_has_its_exit_code(name: str) -> None:
    fault, code, said, _ = FAULTS[name]
    ran = ended(fault)
    assert (ran.exit_code, ran.stderr, ran.stdout) == (code, said, "")


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_with_json_is_one_line_of_json_and_nothing_else(name: str) -> None:
    fault, code, _, printed = FAULTS[name]
    ran = ended(fault, "--json")
    assert (ran.exit_code, ran.stderr) == (code, "")
    (line,) = ran.stdout.splitlines()
    assert json.loads(line) == {"schema": 2, "error": {"exit_code": code, **printed}}


def test_a_word_that_no_command_has_is_said_below_the_usage() -> None:
    ran = ended(0, "--jsn")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"{USAGE}error: No such option")
    (line,) = ended(0, "--jsn", "--json").stdout.splitlines()
    error = json.loads(line)["error"]
    assert error["message"].startswith("No such option")
    assert error["remedy"] == "See `talent-powerpro act --help`."
    # After -- it is a word, and no option.
    assert ended(0, "--", "--json").stderr.startswith(
        f"{USAGE}error: Got unexpected extra argument"
    )


ENDS: Mapping[str, tuple[object, int, str]] = {
    "done": (Exit.DONE, 0, ""),
    "changes": (Exit.CHANGES, 7, ""),
    "click's exit": (click.exceptions.Exit(8), 8, ""),
    "Ctrl+C": (
        KeyboardInterrupt(),
        130,
        "Interrupted. Nothing is lost. Run the command again to continue.\n",
    ),
    "Ctrl+C at a question": (click.Abort(), 130, "\nInterrupted. Nothing was changed.\n"),
    "the reader has gone": (BrokenPipeError(), 130, ""),
    "a full disk": (FULL, 3, FULL_SAID),
    "a full disk of the store": (
        behind(PowerProUnusable("The store cannot be written to.", remedy="Look."), FULL),
        3,
        f"The store cannot be written to.\n{FULL_SAID}",
    ),
    "a full disk behind a fault": (behind(RuntimeError("no"), FULL), 3, FULL_SAID),
    "no output": (
        OutputFault(errno.EIO, "Input/output error"),
        3,
        "Standard output cannot be written to (Input/output error). Redirect it to another place. "
        "What a run wrote stays, and the next run reports its news.\n",
    ),
}
"""By name: the end, the exit code, and what is said. JSON changes none of them."""


@pytest.mark.parametrize("words", [(), ("--json",)], ids=["words", "json"])
@pytest.mark.parametrize("name", ENDS)
def test_any_other_end_has_its_exit_code_with_and_without_json(
    name: str, words: tuple[str, ...]
) -> None:
    end, code, said = ENDS[name]
    ran = ended(end, *words)
    assert (ran.exit_code, ran.stderr, ran.stdout) == (code, said, "")


def test_a_reader_that_goes_at_the_last_line_is_noticed() -> None:
    """The output is flushed before the command ends, and not when Python does."""
    flushed: list[str] = []

    def flush() -> None:
        flushed.append("")
        if len(flushed) == 1:
            raise BrokenPipeError

    @click.command()
    def act() -> Exit:
        sys.stdout.flush = flush  # type: ignore[method-assign]
        return Exit.DONE

    ran = CliRunner().invoke(App(commands={"act": act}), ["act"])
    assert (ran.exit_code, ran.stderr) == (130, "")


@pytest.mark.parametrize(
    "end",
    [
        end_output,
        lambda: show_unexpected(FULL),
        lambda: show_unexpected(OutputFault(errno.EIO, "Input/output error")),
        lambda: show_interruption(BrokenPipeError()),
    ],
    ids=["at once", "a full disk", "no output", "the reader has gone"],
)
def test_what_could_not_be_written_is_dropped(
    end: Callable[[], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python would try again as it ends, and end with another exit code."""
    with (tmp_path / "out").open("w", encoding="utf-8") as out:
        monkeypatch.setattr(sys, "stdout", out)
        out.write("printed")
        out.flush()
        out.write(" and kept back")
        end()
        out.flush()
        monkeypatch.undo()
    assert (tmp_path / "out").read_text("utf-8") == "printed"
