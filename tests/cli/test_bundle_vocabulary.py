"""The words that a support bundle may show: those of this program's texts and code, and no name."""

from __future__ import annotations

import ast
import errno
import os

from talent_powerpro.cli.bundle.vocabulary import _is_word, _words_of, vocabulary

WORDS = {
    *("Held", "held", "waiting", "WHERE", "ConnectError"),  # of texts
    *("hazards", "backed"),  # of modules' names
    *("setitem", "deviations"),  # of functions' names
    *("ArithmeticError", "nonlocal"),  # of Python
    *os.strerror(errno.E2BIG).split(),  # of the system
}
WITH_DIGITS = {
    *("v1", "utf8", "sqlite3", "httpx2", "http11", "ipv4", "ipv6", "sha256", "base64", "x86"),
    "py3",
}
NAMES = {
    *("Brown", "Charlotte", "Gomez", "Joana", "Noah", "Panther", "Williams"),
    *("April", "June", "Kaur", "Singh", "ICT30120"),
    *("Hobart", "Brisbane", "Auckland"),  # of the sandbox
    *("Campus", "Brien", "Costa"),  # of the tests for others' code
    *("Story", "Third"),  # of the demo
    # Of texts and of code, where they are no names.
    *("Jones", "Mark", "May", "Sydney", "Perth", "Fields"),
    *("singh", "kaur", "white", "green", "rich", "judge", "le"),
}


def test_words_of_texts_of_code_of_python_and_of_the_system_stay_and_no_name_does() -> None:
    found = vocabulary()
    assert WORDS - found == set()
    assert {each for each in found if not (each.isascii() and each.isalpha())} == WITH_DIGITS
    assert NAMES & found == set()


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


def test_a_word_is_of_ascii_letters() -> None:
    assert [_is_word(each) for each in ("word", "Zoë", "ICT30120", "301", "")] == [
        *(True, False, False, False, False)
    ]
