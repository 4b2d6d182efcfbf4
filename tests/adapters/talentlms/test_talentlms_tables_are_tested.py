"""Each entry of the adapter's tables has an example that fails if it is dropped, swapped or
changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from inspect import getclosurevars
from typing import Any

import pytest
from attrs import fields

from adapters.talentlms import (
    test_talentlms_meanings,
    test_talentlms_progress,
    test_talentlms_requests,
    test_talentlms_responses,
    test_talentlms_retry,
    test_talentlms_statuses,
    test_talentlms_table,
)
from mutation.table_mutants import (
    Mutant,
    Table,
    examples_of,
    field_changed,
    in_place_of,
    of_defaults,
    of_dict,
    without_each,
)
from talent_powerpro.adapters.talentlms import json_shapes, meanings
from talent_powerpro.adapters.talentlms.meanings import Body, Meaning
from talent_powerpro.adapters.talentlms.requests import Request
from talent_powerpro.adapters.talentlms.retry import Attempt
from talent_powerpro.adapters.talentlms.verdict import Verdict
from talent_powerpro.errors import NoAnswer, Refused, TalentUnusable

MESSAGES, ANSWERS = meanings._MESSAGES, meanings._ANSWERS
MEANINGS = {name: each for name, each in vars(meanings).items() if isinstance(each, Meaning)}


# --- messages ---------------------------------------------------------------------


def said_of(row: Any) -> str:
    """The text that a row of the messages looks for."""
    return str(getclosurevars(row[0]).nonlocals["text"])


def loosened(text: str) -> Callable[[str], bool]:
    return lambda message: text in message


def tightened(text: str) -> Callable[[str], bool]:
    return lambda message: message == text


def of_messages() -> Iterator[Mutant]:
    """A row dropped, with the next one's meaning, or fitting more or less than it should."""
    yield from without_each(MESSAGES, said_of)
    for at, row in enumerate(MESSAGES):
        text = said_of(row)
        following = next(m for _, m in (*MESSAGES[at + 1 :], *MESSAGES) if m is not row[1])
        other = loosened(text) if row[0](text) and not row[0](f"- {text} -") else tightened(text)
        for what, changed in (
            (f"means {following.reason}", (row[0], following)),
            ("fits other messages", (other, row[1])),
        ):
            now = (*MESSAGES[:at], changed, *MESSAGES[at + 1 :])
            yield in_place_of(MESSAGES, f"{text!r} {what}", now)


# --- answers ----------------------------------------------------------------------


def row_name(row: Any) -> str:
    bodies, statuses, means = row
    shown = statuses if len(statuses) < 5 else f"{min(statuses)}..{max(statuses)}"
    return (
        f"{'any' if len(bodies) == len(Body) else [b.name for b in bodies]} {shown} {means.reason}"
    )


EDGES = (status for hundred in range(0, 1000, 100) for status in (hundred, hundred + 99))
STATUSES = (*EDGES, *range(400, 430), 502, 503, 1234)
"""At least one of each kind that a row of the table, or of a changed one, tells from others."""


def decided(rows: Iterable[Any]) -> list[Meaning | None]:
    """The meaning of each sort of answer by these rows alone."""
    return [
        next((means for bodies, some, means in rows if body in bodies and status in some), None)
        for body in Body
        for status in STATUSES
    ]


def of_answers() -> Iterator[Mutant]:
    """The rows changed, as far as some answer then means something else: another row further
    down may say the same."""
    as_it_is = decided(ANSWERS)
    for name, changed in changed_answers():
        if decided(changed) != as_it_is:
            yield in_place_of(ANSWERS, name, changed)


def changed_answers() -> Iterator[tuple[str, tuple[Any, ...]]]:
    """A row dropped or behind its neighbour; without one of its bodies, or of its statuses; or
    with the next row's meaning."""
    for at, (bodies, statuses, means) in enumerate(ANSWERS):
        name, before, after = row_name(ANSWERS[at]), ANSWERS[:at], ANSWERS[at + 1 :]
        yield f"without {name}", (*before, *after)
        yield f"the next before {name}", (*before, *after[:1], ANSWERS[at], *after[1:])
        following = ANSWERS[(at + 1) % len(ANSWERS)][2]
        changes = [
            (f"without {each.name}", (tuple(b for b in bodies if b is not each), statuses, means))
            for each in bodies
        ]
        if statuses is not meanings._ANY:
            assert isinstance(statuses, tuple | range)
            changes += [
                (f"without {status}", (bodies, tuple(s for s in statuses if s != status), means))
                for status in (statuses if len(statuses) < 5 else (408, 429, 500, 502, 503))
                if status in statuses
            ]
        if following != means:
            changes += [(f"means {following.reason}", (bodies, statuses, following))]
        for what, changed in changes:
            yield f"{name} {what}", (*before, changed, *after)


def of_statuses_out_of_order() -> Iterator[Mutant]:
    """A status of trouble that counts as none."""
    for status in (408, 429, 500, 502, 503):
        left = tuple(each for each in meanings._OUT_OF_ORDER if each != status)
        yield in_place_of(meanings._OUT_OF_ORDER, f"without {status}", left)


# --- meanings ---------------------------------------------------------------------

FAULTS = (Refused, NoAnswer, TalentUnusable)


def of_meanings() -> Iterator[Mutant]:
    """A meaning with one field changed: a text blanked or replaced, a flag inverted."""
    for name, means in MEANINGS.items():
        for each in fields(Meaning):
            was = getattr(means, each.name)
            for to in others(was):
                yield Mutant(
                    f"{name}: {each.name} is {getattr(to, '__name__', to)!r}",
                    lambda means=means, field=each.name, to=to: field_changed(means, field, to),  # type: ignore[misc]
                )


def others(was: object) -> tuple[object, ...]:
    if isinstance(was, bool):
        return (not was,)
    if isinstance(was, type):
        return tuple(fault for fault in FAULTS if fault is not was)
    return tuple(to for to in ("", "something else") if to != was)


# --- the tables with their examples -----------------------------------------------

TABLES = (
    Table.by("_MESSAGES", of_messages(), test_talentlms_table),
    Table.by("_ANSWERS", of_answers(), test_talentlms_statuses, test_talentlms_responses),
    Table.by("_OUT_OF_ORDER", of_statuses_out_of_order(), test_talentlms_table),
    Table.by("a meaning", of_meanings(), test_talentlms_meanings),
    Table.by("Request", of_defaults(Request), test_talentlms_requests),
    Table.by("Verdict", of_defaults(Verdict), test_talentlms_statuses, test_talentlms_table),
    Table(
        "Outcome",
        tuple(of_defaults(Attempt)),
        tuple(examples_of(test_talentlms_retry.test_jitter_shortens_pauses_by_up_to_half)),
    ),
    Table.by("_PRINTED", of_dict(json_shapes._PRINTED), test_talentlms_progress),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_changed_entry_is_noticed(table: Table) -> None:
    assert table.mutants
    assert table.survivors == []
