"""The unique student identifier (USI), which a person has once for life."""

from __future__ import annotations

# AVETMISS: 0, 1, I and O are never used, because people confuse them.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def is_usi(text: str) -> bool:
    """True for a USI with the right check character; false for exemptions such as INTOFF.

    >>> is_usi("2GF2UGXXV8"), is_usi("INDIV"), is_usi("")
    (True, False, False)
    """
    usi = text.strip().upper()
    if len(usi) != 10 or not set(usi) <= set(ALPHABET):
        return False
    # Luhn's algorithm with 32 in place of 10: doubled from the ninth character leftwards.
    weighted = (
        ALPHABET.index(letter) * (2 - place % 2) for place, letter in enumerate(reversed(usi[:9]))
    )
    total = sum(sum(divmod(value, 32)) for value in weighted)
    return ALPHABET[-total % 32] == usi[9]
