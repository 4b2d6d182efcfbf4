"""Unit codes in the names of Talent units.

Guide, "Result fetching scope": "The Talent Unit name includes the PP Unit code as its first
word".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from talent_powerpro.model import Unit, plain, visible
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.policy_values import UnitCodes

AROUND_CODES = ":;-,.()[]\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}"
"""Characters that RTOs put around a unit code in a Talent unit's name."""

_ENDS = re.compile(r"[\s:;,]+")
_ENDS_ANYWHERE = re.compile(r"[\s:;,/&+|_]+")

# AVETMISS: a unit code has at most 12 characters: letters, digits, perhaps a version letter.
_SHAPE = re.compile(r"(?=.{6,12}$)[a-z]+[0-9]+[a-z]?")


def code_text(code: str) -> str:
    """A unit code for comparing: without case, surrounding blanks and invisible characters."""
    return plain(visible(code))


def first_word(name: str) -> str:
    """The first word of a Talent unit's name as a unit code, in lower case for comparing.

    >>> first_word("ICTWEB304: Build simple web pages")
    'ictweb304'
    """
    words = [word for word in _ENDS.split(visible(name)) if word]
    return _bare(words[0]) if words else ""


def all_words(name: str) -> tuple[str, ...]:
    """Every word of a Talent unit's name that may be a unit code, in lower case.

    >>> all_words("Assessment 1 (ICTWEB304/ICTWEB305)")
    ('assessment', '1', 'ictweb304', 'ictweb305')
    """
    words = map(_bare, _ENDS_ANYWHERE.split(visible(name)))
    return tuple(dict.fromkeys(word for word in words if word))


def _bare(word: str) -> str:
    return plain(word.strip(AROUND_CODES))


def codes_on(units: Iterable[Unit]) -> frozenset[str]:
    """The codes of these units and modules, for comparing."""
    return frozenset(code for unit in units if (code := code_text(unit.code)))


def codes_in_name(name: str, codes: Collection[str], policy: Policy) -> tuple[str, ...]:
    """Those of an enrolment's *codes* that a Talent unit's name stands for, each once."""
    anywhere = policy.unit_codes == UnitCodes.ANYWHERE
    words = all_words(name) if anywhere else (first_word(name),)
    found = (code for word in words for code in _meant(word, codes, policy.unit_aliases))
    return tuple(dict.fromkeys(found))


def _meant(
    word: str, codes: Collection[str], aliases: Mapping[str, Collection[str]]
) -> Iterable[str]:
    if word in codes:
        return (word,)
    # An alias stands in only where the enrolment lacks the code itself.
    meant = (
        code_text(each) for key, unit in aliases.items() if code_text(key) == word for each in unit
    )
    return [code for code in meant if code in codes]


def is_like_a_unit(name: str, codes: Collection[str]) -> bool:
    """True if a Talent unit's name seems to have a unit code, right or wrong.

    A word of it has the shape of a code, or it is one of *codes* apart from punctuation and a
    version letter. ``Welcome video`` and ``Quiz 1`` are not like that.
    """
    known = {_key(code) for code in codes}
    known |= {code[:-1] for code in known if code[-1:].isalpha()}
    return any(_is_like_a_code(_key(word), known) for word in all_words(name))


def _is_like_a_code(word: str, known: Collection[str]) -> bool:
    return bool(_SHAPE.fullmatch(word)) or any(
        each in known for each in (word, word[:-1] if word[-1:].isalpha() else word) if each
    )


def _key(code: str) -> str:
    return "".join(char for char in code if char.isalnum())
