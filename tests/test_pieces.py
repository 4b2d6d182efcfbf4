"""Values in pieces: all of them in order, and no more read than are taken."""

from __future__ import annotations

from itertools import chain, count

import pytest

from talent_powerpro.pieces import AT_ONCE, pieces


@pytest.mark.parametrize("number", [0, 1, AT_ONCE, AT_ONCE + 1, 2 * AT_ONCE])
def test_the_pieces_are_all_values_in_their_order(number: int) -> None:
    found = list(pieces(range(number)))
    assert list(chain.from_iterable(found)) == list(range(number))
    assert [len(each) for each in found[:-1]] == [AT_ONCE] * (len(found) - 1)
    assert all(found)


def test_a_piece_is_read_when_it_is_taken() -> None:
    numbers = count()
    assert len(next(pieces(numbers))) == AT_ONCE
    assert next(numbers) == AT_ONCE


def test_a_piece_has_500_values_at_most() -> None:
    assert [len(piece) for piece in pieces(range(1001))] == [500, 500, 1]
