"""Every command's options, defaults and words are as its page has them."""

from __future__ import annotations

from support import help_page


def test_the_page_has_the_help_of_each_command_as_it_is_printed() -> None:
    """If this fails, run ``nox -s generated``."""
    assert help_page.FILE.read_text(encoding="utf-8") == help_page.page()


def test_no_list_of_commands_cuts_a_sentence() -> None:
    lines = help_page.page().splitlines()
    assert [each for each in lines if each.endswith("...") and "Usage:" not in each] == []
