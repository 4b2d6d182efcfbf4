"""People's answers to holds, which notes those that a run needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import define, field
from typing_extensions import override

from talent_powerpro.ports.optional import answers_in_use_of
from talent_powerpro.ports.state import Holds
from talent_powerpro.records.holds import Decision, HoldKey


@define(eq=False)
class UsedAnswers(Mapping[HoldKey, Decision]):
    """The current answers. Whoever reads one needs it."""

    decisions: Mapping[HoldKey, Decision]
    used: set[HoldKey] = field(factory=set)

    @override
    def __getitem__(self, key: HoldKey) -> Decision:
        decision = self.decisions[key]
        self.used.add(key)
        return decision

    @override
    def __contains__(self, key: object) -> bool:
        return key in self.decisions  # Does not read the answer.

    @override
    def __iter__(self) -> Iterator[HoldKey]:
        return iter(self.decisions)

    @override
    def __len__(self) -> int:
        return len(self.decisions)


def remember_used(answers: Mapping[HoldKey, Decision], holds: Holds, today: date) -> None:
    """Tell the store of holds which answers the run needed, if it wants to know."""
    store = answers_in_use_of(holds)
    if store and isinstance(answers, UsedAnswers) and answers.used:
        store.answers_used(answers.used, today)
