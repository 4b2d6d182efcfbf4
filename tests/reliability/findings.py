"""What went wrong, counted: the figures that have to be zero."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from attrs import frozen

Facts: TypeAlias = Mapping[str, Counter[tuple[object, ...]]]
"""A state as facts by kind. Whom or what a fact is about comes first in it."""

PLACES = frozenset({"links", "contact logs", "talent enrolments", "members"})
"""Kinds of fact without which a student is lost."""
RESULTS = frozenset({"units"})
USERS = "talent users"


@frozen
class Findings:
    """How often a learner was harmed; all of it is told in words too."""

    users_duplicated: int = 0
    students_lost: int = 0
    results_wrong: int = 0
    otherwise_different: int = 0
    """Whatever else is not as in an undisturbed run."""
    told: tuple[str, ...] = ()

    def __add__(self, other: Findings) -> Findings:
        return Findings(
            self.users_duplicated + other.users_duplicated,
            self.students_lost + other.students_lost,
            self.results_wrong + other.results_wrong,
            self.otherwise_different + other.otherwise_different,
            self.told + other.told,
        )


def differences(undisturbed: Facts, ended: Facts) -> Findings:
    """What *ended* has too little or too much."""
    missing = {kind: undisturbed[kind] - ended[kind] for kind in undisturbed}
    more = {kind: ended[kind] - undisturbed[kind] for kind in undisturbed}
    return Findings(
        users_duplicated=more[USERS].total(),
        students_lost=len(about(missing, PLACES)),
        results_wrong=len(about(missing, RESULTS) | about(more, RESULTS)),
        otherwise_different=len(about(missing, undisturbed.keys() - PLACES - RESULTS))
        + len(about(more, undisturbed.keys() - RESULTS - {USERS})),
        told=(*sentences("missing", missing), *sentences("too much", more)),
    )


def about(facts: Facts, kinds: Iterable[str]) -> set[tuple[str, object]]:
    """Whom or what the facts of these kinds are about."""
    return {(kind, fact[0]) for kind in kinds for fact in facts[kind]}


def sentences(what: str, facts: Facts) -> Iterable[str]:
    return (f"{what}, {kind}: {fact}" for kind in facts for fact in facts[kind].elements())
