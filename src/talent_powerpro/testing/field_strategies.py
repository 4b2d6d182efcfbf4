"""Hypothesis strategies for single fields of the model: texts, names, dates, ids.

`talent_powerpro.testing.strategies` exports them, with those for whole values. Each is made once:
Hypothesis examines a new strategy at its first draw, which takes longer than the draw.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

_LETTERS = "aeiou'- çéñößžΩЖ乔安日"


def often(usual: T, other: SearchStrategy[T]) -> SearchStrategy[T]:
    """Draws *usual* half of the time, otherwise from *other*."""
    return st.one_of(st.just(usual), other)


@cache
def texts(*, longest: int = 20) -> SearchStrategy[str]:
    """One trimmed, printable line, perhaps blank, with letters of several scripts."""
    return st.text(_LETTERS, max_size=longest).map(lambda text: " ".join(text.split()))


@cache
def names() -> SearchStrategy[str]:
    """A person's given or family names: in capitals, mixed case or another script; not blank."""
    return often("JOANA", st.sampled_from(("Joana", "Lisa Maria", "O'Neill-Gómez", "乔安娜")))


@cache
def emails() -> SearchStrategy[str]:
    """A well-formed ASCII e-mail address in any case; never blank."""
    words = st.text("abcxyzAZ019", min_size=1, max_size=8)
    odd = st.builds(
        "{}{}{}@pm.{}".format, words, st.sampled_from((".", "+", "_", "")), words, words
    )
    return often("jg11@pm.me", odd)


@cache
def dates() -> SearchStrategy[date]:
    """A day between 2015 and 2035."""
    return often(date(2022, 6, 2), st.dates(date(2015, 1, 1), date(2035, 12, 31)))


@cache
def dates_or_none() -> SearchStrategy[date | None]:
    """A day, or no date."""
    return st.none() | dates()


@cache
def moments() -> SearchStrategy[datetime]:
    """An aware moment in UTC between 2015 and 2035, a whole second."""
    seconds = st.datetimes(datetime(2015, 1, 1), datetime(2035, 12, 31))  # noqa: DTZ001 - the zone comes next
    usual = datetime(2022, 6, 2, 6, 59, tzinfo=UTC)
    return often(usual, seconds.map(lambda at: at.replace(microsecond=0, tzinfo=UTC)))


@cache
def talent_ids() -> SearchStrategy[str]:
    """A Talent id as TalentLMS assigns it: digits above zero, without a leading zero."""
    return st.integers(1, 99_999).map(str)


@cache
def typed_talent_ids() -> SearchStrategy[str]:
    """A Talent id as people type it: perhaps with blanks or zeros, or not an id at all."""
    odd = ("", " 7 ", "007", "0", "DPC000129", "7a", "-7", "７")
    return st.one_of(talent_ids(), st.sampled_from(odd))


@cache
def unit_codes() -> SearchStrategy[str]:
    """The code of a unit or module."""
    return st.sampled_from(("ICTWEB304", "ICTWEB305", "ictweb306", "BSBWHS311-A", "Ü101"))


@cache
def outcomes() -> SearchStrategy[str]:
    """An outcome as PowerPro shows it; blank means not set."""
    return st.sampled_from(
        (
            "",
            "20 - Competency achieved/pass",
            "40 - Withdrawn/discontinued",
            "51 - Recognition of prior learning granted",
            "70 - Continuing activity",
            "85 - Not yet started",
        )
    )
