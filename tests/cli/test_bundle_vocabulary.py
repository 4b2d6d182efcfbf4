"""The words that a support bundle may show: those of this program's texts and code, and no name."""

from __future__ import annotations

import ast
import errno
import os

import pytest

from talent_powerpro.cli.bundle.vocabulary import _is_word, _words_of, vocabulary

NAMES = (
    *("Jones", "Mark", "May", "Sydney", "Perth", "Fields"),
    *("singh", "kaur", "white", "green", "rich", "judge", "le"),
)
"""Words that stand in a text or in code, and are names as well."""

SOURCE = '''
"""Joana wrote this module."""
import module_of_another

LINE = 7

class ShownKind(BaseKind):
    """For Gomez."""

    def told_of(self, given_value, *, named=True):
        """Pink Panther reads this."""
        "And Len this."
        return given_value.what_it_has("Held: it's 7_days", b"bytes", f"of {inner_one}!")
'''


def test_the_words_of_a_module_are_those_of_its_texts_and_names_without_docstrings() -> None:
    assert sorted(_words_of(ast.parse(SOURCE))) == sorted(
        (
            *("LINE", "ShownKind", "BaseKind", "told", "of", "self", "given", "value", "named"),
            *("given", "value", "what", "it", "has"),
            *("Held", "it", "s", "7", "days", "of", "inner", "one"),
        )
    )


@pytest.mark.parametrize(
    "words",
    [
        ("Held", "held", "waiting", "WHERE", "ConnectError"),  # of texts
        ("hazards", "backed"),  # of modules' names
        ("setitem", "deviations"),  # of functions' names
        ("ArithmeticError", "nonlocal"),  # of Python
        os.strerror(errno.E2BIG).split(),  # of the system
        ("v1", "utf8", "sqlite3", "httpx2", "http11", "ipv4", "ipv6", "sha256", "base64", "x86"),
        ("py3",),
    ],
    ids=lambda words: words[0],
)
def test_words_of_texts_of_code_of_python_and_of_the_system_are_in_it(words: tuple[str]) -> None:
    assert set(words) <= vocabulary()


def test_no_word_of_texts_about_people_is_in_it() -> None:
    known = {
        *("Brown", "Charlotte", "Gomez", "Joana", "Jones", "Noah", "Panther", "Williams"),
        *("April", "June", "Kaur", "Mark", "May", "Singh", "ICT30120"),
        *("Hobart", "Brisbane", "Auckland"),  # of the sandbox
        *("Campus", "Brien", "Costa"),  # of the tests for others' code
        *("Story", "Third"),  # of the demo
    }
    assert known & vocabulary() == set()


@pytest.mark.parametrize("name", NAMES)
def test_a_word_that_is_a_name_too_is_not_in_it(name: str) -> None:
    assert name not in vocabulary()


def test_each_word_is_of_ascii_letters_but_for_those_that_are_named() -> None:
    with_digits = {each for each in vocabulary() if not each.isalpha()}
    assert with_digits == {
        *("v1", "utf8", "sqlite3", "httpx2", "http11", "ipv4", "ipv6", "sha256", "base64", "x86"),
        "py3",
    }
    assert [_is_word(each) for each in ("word", "Zoë", "ICT30120", "301", "")] == [
        *(True, False, False, False, False)
    ]
