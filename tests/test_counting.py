"""Work that is counted as it goes on."""

from __future__ import annotations

from talent_powerpro.counting import Steps, counted


def test_an_item_is_counted_once_it_is_done() -> None:
    seen: list[object] = []
    for each in counted("ab", lambda done, total: seen.append((done, total))):
        seen.append(each)
    assert seen == ["a", (1, 2), "b", (2, 2)]


def test_steps_are_counted_from_none_to_all() -> None:
    seen: list[tuple[int, int]] = []
    steps = Steps(4, lambda done, total: seen.append((done, total)))
    assert steps.did("found") == "found"
    steps.add(3)
    assert seen == [(0, 4), (1, 4), (4, 4)]
