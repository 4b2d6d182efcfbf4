"""The start of the process: its standard streams, and the exit codes of ends outside of a command.

What a whole process does is in test_cli_process.py and test_cli_environment.py.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.interruption import SIGNALS
from talent_powerpro.cli.output import Output, OutputFault, UnfailingStream
from talent_powerpro.cli.start import occupy_closed_streams, replace_missing_letters, start

pytestmark = pytest.mark.usefixtures("signals_as_before")


class Process:
    """This process's standard streams, in files, and its words."""

    def __init__(self, folder: Path, put: pytest.MonkeyPatch, *words: str) -> None:
        self._folder = folder
        for name in ("stdout", "stderr"):
            stream = (folder / name).open("w", encoding="ascii")
            put.setattr(sys, name, stream)
            put.setattr(sys, f"__{name}__", stream)
        put.setattr(sys, "argv", ["anything.py", *words])

    def ended(self) -> tuple[object, str, str]:
        """The exit code, and what is on the two streams."""
        with pytest.raises(SystemExit) as end:
            start()
        for name in ("stdout", "stderr"):
            getattr(sys, name).close()
        out, err = ((self._folder / name).read_text("utf-8") for name in ("stdout", "stderr"))
        return end.value.code, out, err


def ending(end: BaseException) -> Callable[..., None]:
    """A command that ends the process with *end*."""

    def app(**_: object) -> None:
        raise end

    return app


def test_the_words_are_those_of_the_process_and_its_name_is_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = Process(tmp_path, monkeypatch, "--version").ended()
    assert (code, out.split()[0], err) == (0, "talent-powerpro", "")
    assert type(sys.stdout) is Output
    assert type(sys.stderr) is UnfailingStream
    for number in set(SIGNALS) - {signal.SIGINT}:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)


def test_a_fault_of_usage_is_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, err = Process(tmp_path, monkeypatch, "nonsense").ended()
    assert (code, out) == (2, "")
    assert err.splitlines()[-1] == "error: No such command 'nonsense'."


def test_an_interruption_outside_of_any_command_is_130(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talent_powerpro.cli.start.app", ending(KeyboardInterrupt()))
    assert Process(tmp_path, monkeypatch).ended() == (Exit.INTERRUPTED, "", "")


def test_a_help_that_cannot_be_written_is_3_and_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> None:
        sys.stdout.write("the first half")
        raise OutputFault(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("talent_powerpro.cli.start.app", full)
    said = "The disk is full (No space left on device). Free space, then run the command again.\n"
    assert Process(tmp_path, monkeypatch).ended() == (Exit.UNUSABLE, "", said)


def test_letters_that_the_streams_lack_are_question_marks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def app(**_: object) -> None:
        sys.stdout.write("Øster\n")
        sys.stderr.write("Zoë\n")
        raise SystemExit(0)

    monkeypatch.setattr("talent_powerpro.cli.start.app", app)
    assert Process(tmp_path, monkeypatch).ended() == (0, "?ster\n", "Zo?\n")


def test_streams_of_a_caller_are_left_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as a test's, or those of a program that calls ours."""
    own = {name: TextIOWrapper(BytesIO()) for name in ("stdout", "stderr")}
    in_memory = {name: io.StringIO() for name in own}
    monkeypatch.setattr("talent_powerpro.cli.start.app", ending(SystemExit(0)))
    for streams in (own, in_memory):
        for name, stream in streams.items():
            monkeypatch.setattr(sys, name, stream)
        with pytest.raises(SystemExit):
            start()
        assert (sys.stdout, sys.stderr) == (streams["stdout"], streams["stderr"])
    # A console that is no file of text may be the process's own, as in some editors.
    monkeypatch.setattr(sys, "__stdout__", in_memory["stdout"])
    monkeypatch.setattr(sys, "__stderr__", in_memory["stderr"])
    with pytest.raises(SystemExit):
        start()
    assert (sys.stdout, sys.stderr) == (in_memory["stdout"], in_memory["stderr"])


# --- closed streams ---------------------------------------------------------------


def test_nothing_is_started_where_nobody_could_read_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = Process(tmp_path, monkeypatch, "--version")
    sys.stdout.close()
    monkeypatch.setattr(sys, "stdout", None)
    assert process.ended() == (
        Exit.SETTINGS,
        "",
        "Standard output is closed, so nobody would read the report. Nothing was started. "
        "Redirect it to a file, or to the null device.\n",
    )


def test_closed_streams_are_replaced_by_ones_that_take_any_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    occupy_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        print("Ольга", file=stream, flush=True)
        assert (stream.name, stream.encoding) == (os.devnull, "utf-8")
        stream.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows numbers its streams otherwise")
@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)], ids=str)
def test_the_number_of_a_closed_stream_is_given_to_no_file(
    tmp_path: Path, closed: tuple[int, ...]
) -> None:
    kept = {number: os.dup(number) for number in closed}
    open_now = {number: os.fstat(number).st_ino for number in {0, 1, 2} - set(closed)}
    try:
        for number in closed:
            os.close(number)
        occupy_closed_streams()
        null = os.stat(os.devnull).st_ino
        seen = {number: os.fstat(number).st_ino for number in (0, 1, 2)}
        taken = [os.read(0, 1) for _ in closed if 0 in closed]
        written = [os.write(number, b"lost") for number in closed if number]
    finally:
        for number, other in kept.items():
            os.dup2(other, number)
            os.close(other)
    assert seen == {**open_now, **dict.fromkeys(closed, null)}
    assert set(taken) <= {b""}
    assert set(written) <= {4}


# --- letters ----------------------------------------------------------------------


def test_streams_that_are_not_text_files_are_left_alone() -> None:
    replace_missing_letters(object())


@pytest.mark.parametrize("fault", [UnicodeError, LookupError])
def test_a_codec_that_replaces_nothing_is_left_as_it_is(fault: type[Exception]) -> None:
    class Odd(TextIOWrapper):
        def reconfigure(self, **_: object) -> None:
            raise fault

    stream = Odd(BytesIO(), encoding="ascii")
    replace_missing_letters(stream)
    assert stream.errors == "strict"
