"""Standard streams that cannot be written to: a full disk is said, a lost message is not."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from io import BytesIO, RawIOBase, TextIOWrapper
from typing import Any

import pytest

from support.executed_anew import executed_anew
from talent_powerpro.cli.output import (
    FULL,
    Output,
    OutputFault,
    Stream,
    UnfailingStream,
    about_the_disk,
)

NO_SPACE = OSError(errno.ENOSPC, "No space left on device")


class Broken(BytesIO):
    """A file that takes nothing."""

    def __init__(self, fault: OSError = NO_SPACE) -> None:
        super().__init__()
        self.fault = fault

    def write(self, _: Any) -> int:
        raise self.fault


class InPieces(RawIOBase):
    """A file that takes three bytes at a time, as a pipe may that is nearly full."""

    def __init__(self) -> None:
        self.taken = b""

    def writable(self) -> bool:
        return True

    def write(self, given: Any) -> int:
        self.taken += bytes(given[:3])
        return min(3, len(given))


def by_line(stream: type[Stream], file: BytesIO) -> Stream:
    return stream.over(TextIOWrapper(file, encoding="ascii", line_buffering=True))


def at_the_end(stream: type[Stream], file: BytesIO) -> Stream:
    return stream.over(TextIOWrapper(file, encoding="ascii"))


def write_now(stream: Stream) -> None:
    stream.write("a report\n")
    stream.flush()


# --- in the place of another ------------------------------------------------------


@pytest.mark.parametrize("kind", [Output, UnfailingStream])
def test_a_stream_goes_on_where_the_other_one_ended(kind: type[Stream]) -> None:
    file = BytesIO()
    before = TextIOWrapper(file, encoding="cp1252", errors="replace")
    before.write("Zoë, ")
    stream = kind.over(before)
    assert type(stream) is kind
    assert (stream.encoding, stream.errors, stream.line_buffering) == ("cp1252", "replace", False)
    assert stream.write("Øster, Ольга\n") == 13
    assert file.getvalue() == "Zoë, ".encode("cp1252")
    stream.flush()
    assert file.getvalue() == "Zoë, Øster, ?????\n".encode("cp1252")


@pytest.mark.parametrize("kind", [Output, UnfailingStream])
def test_a_stream_that_writes_each_line_at_once_still_does(kind: type[Stream]) -> None:
    file = BytesIO()
    stream = by_line(kind, file)
    assert stream.write("a line\n") == 7
    assert (file.getvalue(), stream.line_buffering) == (b"a line\n", True)


@pytest.mark.parametrize("kind", [Output, UnfailingStream])
def test_an_unbuffered_stream_gets_each_line_at_once_and_whole(kind: type[Stream]) -> None:
    """With PYTHONUNBUFFERED, as is usual in containers."""
    raw = InPieces()
    unbuffered: Any = TextIOWrapper(raw, encoding="ascii", write_through=True)
    stream = kind.over(unbuffered)  # kept, because one that is gone has been flushed
    assert stream.write("a warning of a long run\n") == 24
    assert raw.taken == b"a warning of a long run\n"


# --- that cannot be written to ----------------------------------------------------


@pytest.mark.parametrize("made", [by_line, at_the_end])
def test_a_full_disk_of_the_output_is_a_fault_of_its_own(
    made: Callable[[type[Stream], BytesIO], Stream],
) -> None:
    output = made(Output, Broken())
    with pytest.raises(OutputFault) as told:
        write_now(output)
    assert told.value.args == (errno.ENOSPC, "No space left on device")
    assert told.value.__suppress_context__


@pytest.mark.parametrize("made", [by_line, at_the_end])
def test_a_reader_that_has_gone_is_no_fault(
    made: Callable[[type[Stream], BytesIO], Stream],
) -> None:
    output = made(Output, Broken(BrokenPipeError(errno.EPIPE, "Broken pipe")))
    with pytest.raises(BrokenPipeError):
        write_now(output)


@pytest.mark.parametrize("made", [by_line, at_the_end])
@pytest.mark.parametrize("fault", [NO_SPACE, BrokenPipeError()], ids=["full", "gone"])
def test_a_message_that_is_lost_ends_nothing(
    made: Callable[[type[Stream], BytesIO], Stream], fault: OSError
) -> None:
    errors = made(UnfailingStream, Broken(fault))
    assert errors.write("a message\n") == 10
    errors.flush()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", 28)])
def test_a_full_disk_file_or_quota_is_said_to_be_full(number: int) -> None:
    why = os.strerror(number)
    said = f"The disk is full ({why}). Free space, then run the command again."
    assert about_the_disk(OSError(number, why)) == about_the_disk(OutputFault(number, why)) == said
    assert number in FULL


def test_a_system_without_quotas_has_two_ways_to_be_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(errno, "EDQUOT", raising=False)
    found = executed_anew("talent_powerpro.cli.output").FULL
    assert found == {errno.ENOSPC, errno.EFBIG}


def test_an_output_that_cannot_be_written_to_is_said_and_other_faults_are_not() -> None:
    assert about_the_disk(OutputFault(errno.EIO, "Input/output error")) == (
        "Standard output cannot be written to (Input/output error). Redirect it to another place. "
        "What a run wrote stays, and the next run reports its news."
    )
    assert about_the_disk(OSError(errno.EIO, "of something else")) == ""
    assert about_the_disk(ValueError()) == ""
