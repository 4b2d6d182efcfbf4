"""Standard output and standard error that cannot be written to."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedWriter, RawIOBase, TextIOWrapper
from typing import Self

FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""What an operating system says of a full disk, file or quota."""

NO_OUTPUT = (
    "Standard output is closed, so nobody would read the report. Nothing was started. "
    "Redirect it to a file, or to the null device."
)


class OutputFault(OSError):
    """Standard output cannot be written to, as on a full disk."""


class Stream(TextIOWrapper):
    """A standard stream over the same file and with the same encoding as another one."""

    @classmethod
    def over(cls, stream: TextIOWrapper) -> Self:
        """The stream that replaces *stream*, which must not be used any more."""
        encoding, errors = stream.encoding, stream.errors
        by_line = stream.line_buffering or stream.write_through
        stream.flush()
        buffer = stream.detach()
        if isinstance(buffer, RawIOBase):
            # Under PYTHONUNBUFFERED. A raw file may take a part of a text and drop the rest.
            buffer = BufferedWriter(buffer)
        return cls(buffer, encoding=encoding, errors=errors, line_buffering=by_line)


class Output(Stream):
    """Standard output that raises `OutputFault` where it cannot be written to."""

    def write(self, text: str) -> int:
        with _told_apart():
            return super().write(text)

    def flush(self) -> None:
        with _told_apart():
            super().flush()


class UnfailingStream(Stream):
    """Standard error that drops what cannot be written.

    A message that is lost must not end a run in the middle.
    """

    def write(self, text: str) -> int:
        with suppress(OSError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            super().flush()


@contextmanager
def _told_apart() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise  # The reader has gone, which is no fault.
    except OSError as error:
        raise OutputFault(error.errno, error.strerror) from None


def about_the_disk(fault: Exception) -> str:
    """What to say of a full disk or an unwritable output; blank for other faults."""
    if isinstance(fault, OSError) and fault.errno in FULL:
        return f"The disk is full ({fault.strerror}). Free space, then run the command again."
    if isinstance(fault, OutputFault):
        return (
            f"Standard output cannot be written to ({fault.strerror}). Redirect it to another "
            "place. What a run wrote stays, and the next run reports its news."
        )
    return ""
