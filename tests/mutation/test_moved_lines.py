"""Where the lines of a module are after it has changed."""

from __future__ import annotations

from mutation.moved_lines import moved

WAS = "a\nb\nc\nd\n"


def test_an_unchanged_line_keeps_its_tests_wherever_it_goes() -> None:
    assert moved([1, 3, 4], WAS, WAS) == {1, 3, 4}
    assert moved([4], WAS, f"new\n{WAS}") == {5}
    assert moved([4], WAS, "a\nd\n") == {2}


def test_lines_that_replace_others_stand_for_all_of_them_and_for_their_neighbours() -> None:
    replaced = "a\nx\ny\nz\nd\n"
    assert moved([2], WAS, replaced) == {2, 3, 4}
    assert moved([1], WAS, replaced) == {1, 2, 3, 4}
    assert moved([4], WAS, replaced) == {2, 3, 4, 5}


def test_new_lines_stand_for_the_lines_around_them() -> None:
    assert moved([2], WAS, "a\nb\nx\nc\nd\n") == {2, 3}
    assert moved([3], WAS, "a\nb\nx\nc\nd\n") == {3, 4}
    assert moved([1], WAS, "a\nb\nx\nc\nd\n") == {1}


def test_what_is_gone_stands_for_nothing() -> None:
    assert moved([2], WAS, "a\nc\nd\n") == set()
