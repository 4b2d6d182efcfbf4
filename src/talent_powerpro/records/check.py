"""The findings of a check of an RTO: one item for each cause, with everybody whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from attrs import frozen


class Level(StrEnum):
    """How serious an item of a check is."""

    PROBLEM = "problem"
    """Someone is not enrolled, or gets no results, until it is mended."""
    WARNING = "warning"
    """Someone may be affected, or a person has to decide."""
    NOTE = "note"
    """Good to know. Nothing needs to be done."""


@frozen
class CheckItem:
    """One cause."""

    level: Level
    reason: str
    """Such as ``course-missing``."""
    message: str
    where: str = ""
    """Where to mend it: a menu path of PowerPro or TalentLMS, or a setting."""
    names: tuple[str, ...] = ()
    """People, units or courses whom it concerns; empty where the message says it all."""


@frozen
class Check:
    """A check of an RTO: its settings as they are in force, and what was found."""

    facts: tuple[tuple[str, str], ...]
    """Names and values, such as the portal and its quota."""
    items: tuple[CheckItem, ...]
    """Problems first, then warnings, then notes."""

    def of(self, level: Level) -> tuple[CheckItem, ...]:
        """The items of one level."""
        return tuple(item for item in self.items if item.level is level)


def listed(
    level: Level, reason: str, message: str, names: Iterable[str], where: str = ""
) -> Iterator[CheckItem]:
    """Yield one item with these names, if there are any."""
    if names := tuple(names):
        yield CheckItem(level, reason, message, where, names)


def in_order(items: Iterable[CheckItem]) -> tuple[CheckItem, ...]:
    """The items by level, otherwise in their own order."""
    levels = tuple(Level)
    return tuple(sorted(items, key=lambda item: levels.index(item.level)))
