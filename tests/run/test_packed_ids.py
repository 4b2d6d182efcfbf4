"""Enrolment ids packed into one block of bytes."""

from __future__ import annotations

from talent_powerpro.model import EnrolmentId
from talent_powerpro.run.packed_ids import PackedIds


def test_ids_may_contain_any_character() -> None:
    odd = ["1001", "", "a\nb", "back\\slash\\n", "Ольга", "\ud800", "\0", "😀 \r"]
    packed = PackedIds()
    for each in odd:
        packed.append(EnrolmentId(each))
    assert list(packed) == list(packed) == odd
    assert len(packed) == len(odd)
