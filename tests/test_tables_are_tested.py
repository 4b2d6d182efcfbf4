"""Each entry of the core's tables is looked at by an example: where one is dropped, swapped or
changed, some example fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import test_brakes
import test_completions
import test_conditions
import test_provisioning_groups
import test_record
import test_report
import test_result_holds
import test_rules
import test_synclog
import test_telling
import test_watching
from table_mutants import (
    Example,
    Mutant,
    Table,
    in_place_of,
    killer,
    of_defaults,
    of_dict,
    of_fields,
    of_set,
    rows,
    swapped,
    without_each,
)
from talent_powerpro import (
    brakes,
    completions,
    conditions,
    provisioning,
    record,
    result_holds,
    rules,
    synclog,
    telling,
    watching,
    writes,
)
from talent_powerpro.conditions import GUIDE, Condition

NAMES = tuple(each.name for each in GUIDE)


def name_of(condition: Condition) -> str:
    return condition.name


def of_conditions() -> Iterator[Mutant]:
    """A condition dropped, out of the guide's order, or with a field of the next one."""
    yield from without_each(GUIDE, name_of)
    yield from swapped(GUIDE, name_of)
    changed = ("name", "sentence", "why_not", "where", "droppable")
    yield from of_fields(GUIDE, changed, name_of)


def of_names(table: tuple[str, ...]) -> Iterator[Mutant]:
    """A name dropped, or one that is none of them added."""
    yield from without_each(table)
    for other in NAMES:
        if other not in table:
            yield in_place_of(table, f"with {other}", (*table, other))


def of_labels() -> Iterator[Mutant]:
    """A label taken for the other kind."""
    complete, incomplete = completions.COMPLETE_LABELS, completions.INCOMPLETE_LABELS
    yield from of_set(complete, incomplete)
    yield from of_set(incomplete, ["terminado"])


OUTCOME_CODES = (
    *("", "20", "30", "40", "41", "51", "52", "60", "61", "70", "81", "82", "85"),
    *("25", "50", "53", "54", "65", "66", "71", "90", "105"),
)
"""The national codes, and others that are still met."""
OUTCOMES = tuple(record.Outcome)
LOGGED = (record.Outcome.PROVISIONED, record.Outcome.WRITTEN, record.Outcome.DEFERRED)

TABLES = (
    Table.by("conditions.GUIDE", of_conditions(), test_conditions),
    Table.by("conditions.Day", of_defaults(conditions.Day), test_conditions),
    Table.by("conditions.Condition", of_defaults(Condition), test_conditions),
    Table.by("provisioning.Group", of_defaults(provisioning.Group), test_provisioning_groups),
    Table.by("conditions.RESULT_SCOPE", of_names(conditions.RESULT_SCOPE), test_rules),
    Table.by("rules.NARROWABLE", of_set(rules.NARROWABLE, NAMES), test_rules),
    Table.by(
        "result_holds.OPEN_OUTCOMES",
        of_set(result_holds.OPEN_OUTCOMES, OUTCOME_CODES),
        test_result_holds,
    ),
    Table.by(
        "result_holds.ACHIEVED",
        of_set(result_holds.ACHIEVED, OUTCOME_CODES),
        test_result_holds,
    ),
    Table.by("completions' labels", of_labels(), test_completions),
    Table.by("synclog.ASKING", of_dict(synclog.ASKING), test_synclog),
    Table.by("synclog.LOOKING", of_dict(synclog.LOOKING), test_synclog),
    Table.by("synclog.NOTED", of_dict(synclog.NOTED), test_synclog),
    Table.by("synclog.SAID", of_set(synclog.SAID), test_synclog),
    Table.by("brakes.BRAKES", (*without_each(brakes.BRAKES), *swapped(brakes.BRAKES)), test_brakes),
    Table.by("brakes._SENTENCES", of_dict(brakes._SENTENCES), test_brakes),
    Table.by("brakes.UNKNOWN", of_set(brakes.UNKNOWN, ["unknown-course"]), test_brakes),
    Table.by("record.STANDING", of_set(record.STANDING, LOGGED), test_telling, test_synclog),
    Table.by("telling.ONCE", of_set(telling.ONCE, ["date-replaced"]), test_telling),
    Table.by("record.NEEDS_ATTENTION", of_set(record.NEEDS_ATTENTION, OUTCOMES), test_report),
    Table.by("writes.WRITING", of_dict(writes.WRITING), test_record),
    Table.by("watching.HEARD", of_dict(watching.HEARD), test_watching),
)


@pytest.mark.parametrize(("mutant", "examples"), rows(TABLES))
def test_a_changed_entry_is_noticed(mutant: Mutant, examples: tuple[Example, ...]) -> None:
    assert killer(mutant, examples), f"no example notices {mutant.name}"


@pytest.mark.parametrize("given", TABLES, ids=lambda given: given.name)
def test_where_nothing_is_changed_no_example_fails(given: Table) -> None:
    assert given.mutants
    assert [each.name for each in given.examples if each.fails()] == []
