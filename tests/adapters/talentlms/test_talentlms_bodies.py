"""Bodies of answers: unpacked within limits, or refused."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.laws.examples import law
from talent_powerpro.adapters.talentlms.bodies import BodyError, TooLargeError, _unzipped, whole

MB = 1024 * 1024


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@pytest.mark.parametrize("encoding", ["", "identity", " Identity "])
def test_a_plain_body_is_put_together(encoding: str) -> None:
    assert whole([b"one ", b"", b"two"], encoding=encoding) == b"one two"


@given(st.binary(max_size=5000), st.integers(1, 700), st.sampled_from(["gzip", "x-gzip", "GZIP"]))
def test_a_packed_body_is_unpacked_however_it_is_cut(body: bytes, size: int, encoding: str) -> None:
    assert whole(cut(gzip.compress(body), size), encoding=encoding) == body


@law(5, one_in=100)
@given(st.integers(1, 70000), st.integers(0, 300))
def test_a_body_beyond_one_step_is_unpacked_whole(size: int, more: int) -> None:
    body = b"ab" * MB + b"c" * more
    assert whole(cut(gzip.compress(body), size), encoding="gzip") == body


def test_a_body_of_the_limit_is_accepted_and_one_byte_more_is_not() -> None:
    assert len(whole([b"x" * MB], largest=MB)) == MB
    with pytest.raises(TooLargeError, match="larger than 1 MB"):
        whole([b"x" * MB, b"x"], largest=MB)


def test_the_limit_is_32_megabytes() -> None:
    assert len(whole([b"x" * MB] * 32)) == 32 * MB
    with pytest.raises(TooLargeError, match=r"^larger than 32 MB$"):
        whole([*[b"x" * MB] * 32, b"x"])


def test_a_small_body_that_unpacks_to_a_huge_one_is_noticed_at_the_limit() -> None:
    pack = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    bomb = b"".join(pack.compress(bytes(MB)) for _ in range(10)) + pack.flush()
    assert len(bomb) < MB
    with pytest.raises(TooLargeError):
        whole([bomb], encoding="gzip", largest=2 * MB)


def test_a_small_body_is_unpacked_in_steps_of_a_megabyte() -> None:
    unpacked = _unzipped([gzip.compress(bytes(3 * MB + 1))])
    assert [len(piece) for piece in unpacked] == [MB, MB, MB, 1]


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "deflate", "zstd"])
def test_a_compression_that_was_not_requested_is_refused(encoding: str) -> None:
    with pytest.raises(BodyError, match=r"^compressed in a format that was not requested$"):
        whole([b"x"], encoding=encoding)


def test_a_damaged_or_cut_body_is_an_error() -> None:
    packed = gzip.compress(b"one two three")
    for cut_short in ([packed[:-3]], [b""], []):
        with pytest.raises(BodyError, match=r"^cut short$"):
            whole(cut_short, encoding="gzip")
    for damaged in (b"not packed at all", zlib.compress(b"one two three")):
        with pytest.raises(BodyError, match=r"^damaged in transit$"):
            whole([damaged], encoding=" X-GZIP ")


def test_bytes_after_a_compressed_body_are_ignored() -> None:
    assert whole([gzip.compress(b"one") + b"more", b"more"], encoding="gzip") == b"one"
