"""Many enrolment ids in little memory."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from talent_powerpro.model import EnrolmentId


class PackedIds:
    """A sequence of enrolment ids in one block of bytes.

    A list of texts takes ten times the memory, and an RTO's whole history passes through here.
    """

    def __init__(self) -> None:
        self._lines = bytearray()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def append(self, enrolment_id: EnrolmentId) -> None:
        # Escaped, because an id is a host's own text and may contain a line end.
        self._count += 1
        self._lines += enrolment_id.encode("unicode_escape") + b"\n"

    def __iter__(self) -> Iterator[EnrolmentId]:
        lines = BytesIO(self._lines)
        return (EnrolmentId(line[:-1].decode("unicode_escape")) for line in lines)
