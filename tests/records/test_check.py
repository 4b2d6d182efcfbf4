"""The values of a check."""

from __future__ import annotations

from talent_powerpro.records.check import Check, CheckItem, Level, in_order, listed


def item(level: Level, reason: str) -> CheckItem:
    return CheckItem(level, reason, f"about {reason}")


def test_the_most_serious_items_come_first_and_others_keep_their_order() -> None:
    note, second, first = (
        item(Level.NOTE, "note"),
        item(Level.PROBLEM, "second"),
        item(Level.PROBLEM, "first"),
    )
    assert in_order([note, second, first]) == (second, first, note)
    found = Check((), in_order([note, second]))
    assert found.of(Level.PROBLEM) == (second,)
    assert found.of(Level.WARNING) == ()


def test_a_list_without_names_is_no_item() -> None:
    assert list(listed(Level.NOTE, "reason", "message", ())) == []
    (one,) = listed(Level.NOTE, "reason", "message", ["a"], "there")
    assert one == CheckItem(Level.NOTE, "reason", "message", "there", ("a",))
    (nowhere,) = listed(Level.NOTE, "reason", "message", ["a"])
    assert nowhere.where == ""


def test_the_levels_are_those_of_the_json_and_an_item_may_say_it_all_in_its_message() -> None:
    assert list(Level) == ["problem", "warning", "note"]
    assert (item(Level.NOTE, "note").where, item(Level.NOTE, "note").names) == ("", ())
