"""Each entry of the core's tables is looked at by an example: where one is dropped, swapped or
changed, some example fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flows import test_talent_group
from mutation.table_mutants import (
    Mutant,
    Table,
    in_place_of,
    of_defaults,
    of_dict,
    of_fields,
    of_set,
    swapped,
    without_each,
)
from plugins import test_watching
from records import test_record, test_report, test_write
from rules import (
    test_completed_units,
    test_conditions,
    test_explained_conditions,
    test_new_talent_user,
    test_result_hazards,
    test_rules,
)
from run import test_brakes, test_news
from talent_powerpro.flows import talent_group
from talent_powerpro.model import unit_outcomes
from talent_powerpro.plugins import watching
from talent_powerpro.records import record, write
from talent_powerpro.records.due import Day
from talent_powerpro.rules import (
    completed_units,
    conditions,
    explained_conditions,
    new_talent_user,
    rules,
)
from talent_powerpro.rules.conditions import GUIDE, Condition
from talent_powerpro.run import brakes, news
from talent_powerpro.views import step_lines
from views import test_sync_log

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
    complete, incomplete = completed_units.COMPLETE_LABELS, completed_units.INCOMPLETE_LABELS
    yield from of_set(complete, incomplete)
    yield from of_set(incomplete, ["terminado"])


OUTCOME_CODES = (
    *("", "20", "30", "40", "41", "51", "52", "60", "61", "70", "81", "82", "85"),
    *("25", "50", "53", "54", "65", "66", "71", "90", "105"),
)
"""The national codes, and others that are still met."""
OUTCOMES = tuple(record.RecordStatus)
LOGGED = (
    record.RecordStatus.PROVISIONED,
    record.RecordStatus.WRITTEN,
    record.RecordStatus.DEFERRED,
)

TABLES = (
    Table.by("conditions.GUIDE", of_conditions(), test_conditions),
    Table.by("due.Day", of_defaults(Day), test_conditions),
    Table.by("conditions.Condition", of_defaults(Condition), test_conditions),
    Table.by("talent_group.Group", of_defaults(talent_group.Group), test_talent_group),
    Table.by(
        "explained_conditions.VALUES",
        of_dict(explained_conditions.VALUES),
        test_explained_conditions,
    ),
    Table.by("conditions.RESULT_SCOPE", of_names(conditions.RESULT_SCOPE), test_rules),
    Table.by("rules.NARROWABLE", of_set(rules.NARROWABLE, NAMES), test_rules),
    Table.by(
        "unit_outcomes.OPEN_OUTCOMES",
        of_set(unit_outcomes.OPEN_OUTCOMES, OUTCOME_CODES),
        test_result_hazards,
    ),
    Table.by(
        "unit_outcomes.ACHIEVED",
        of_set(unit_outcomes.ACHIEVED, OUTCOME_CODES),
        test_result_hazards,
    ),
    Table.by("completed_units' labels", of_labels(), test_completed_units),
    Table.by("step_lines.ASKING", of_dict(step_lines.ASKING), test_sync_log),
    Table.by("step_lines.LOOKING", of_dict(step_lines.LOOKING), test_sync_log),
    Table.by("step_lines.NOTED", of_dict(step_lines.NOTED), test_sync_log),
    Table.by("step_lines.SAID", of_set(step_lines.SAID), test_sync_log),
    Table.by("brakes.BRAKES", (*without_each(brakes.BRAKES), *swapped(brakes.BRAKES)), test_brakes),
    Table.by("brakes._SENTENCES", of_dict(brakes._SENTENCES), test_brakes),
    Table.by("brakes.UNKNOWN", of_set(brakes.UNKNOWN, ["unknown-course"]), test_brakes),
    Table.by("record.STANDING", of_set(record.STANDING, LOGGED), test_news, test_sync_log),
    Table.by(
        "new_talent_user.OWN", of_set(new_talent_user.OWN, ["weak-password"]), test_new_talent_user
    ),
    Table.by("record.WITHOUT_GROUP", of_set(record.WITHOUT_GROUP, ["doubtful-date"]), test_news),
    Table.by("news.ONCE", of_set(news.ONCE, ["date-replaced"]), test_news),
    Table.by("record.NEEDS_ATTENTION", of_set(record.NEEDS_ATTENTION, OUTCOMES), test_report),
    Table.by("write.WRITING", of_dict(write.WRITING), test_record, test_write),
    Table.by("watching.HOOKS", of_dict(watching.HOOKS), test_watching),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_changed_entry_is_noticed(table: Table) -> None:
    assert table.mutants
    assert table.survivors == []
