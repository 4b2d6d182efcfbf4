"""Decorated functions, which the mutation tester passes over, are tested as well."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from attrs import frozen

from adapters.talentlms import (
    test_talentlms_requests,
    test_talentlms_responses,
    test_talentlms_sentences,
    test_talentlms_statuses,
    test_talentlms_table,
)
from adapters.talentlms import test_talentlms_retry as repeats_tests
from mutation.function_mutants import of_context, of_property
from mutation.table_mutants import Example, Mutant, Table, examples_of, killer, rows
from plugins import test_deciding
from rules import test_provisioning_hazards, test_rules
from talent_powerpro.adapters.talentlms import requests, responses, retry, verdict
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.rules import Rules

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# Not in the tool's list: its only function is decorated, so the tool makes no mutant of it.
CONCERN = "src/talent_powerpro/rules/concern.py"

REPEATS = (
    *examples_of(repeats_tests.test_jitter_shortens_pauses_by_up_to_half),
    *examples_of(repeats_tests.test_a_403_api_error_that_stays_stops_the_run),
    *examples_of(repeats_tests.test_an_answer_of_a_wrong_shape_is_not_retried),
    *examples_of(repeats_tests.test_a_small_retry_after_is_honoured),
    *examples_of(repeats_tests.test_a_long_retry_after_ends_the_call),
)


def of_repeat() -> Iterator[Mutant]:
    """All but one: no pause asked for and one of a second are both bearable."""
    for mutant in of_property(retry.Attempt, "repeat"):
        if "self.retry_after or 1" not in mutant.name:
            yield mutant


TABLES = (
    Table.by("holds", of_property(Concern, "remark"), test_provisioning_hazards),
    Table.by("rules", of_property(Rules, "narrowed_by"), test_rules, test_deciding),
    Table.by("scope", of_property(Rules, "scope_conditions"), test_rules),
    Table.by("asking", of_property(requests.Request, "method"), test_talentlms_requests),
    Table.by("asking", of_property(requests.Request, "secrets"), test_talentlms_requests),
    Table.by(
        "verdict",
        of_property(verdict.Verdict, "answer"),
        test_talentlms_table,
        test_talentlms_statuses,
        test_talentlms_sentences,
    ),
    Table("repeats", tuple(of_repeat()), REPEATS),
    Table.by(
        "reading",
        of_context(responses._usable),
        test_talentlms_sentences,
        test_talentlms_responses,
        test_talentlms_table,
    ),
)
TESTED_HERE = {
    *("remark", "narrowed_by", "scope_conditions", "method", "secrets", "answer", "repeat"),
    "_usable",
}
BY_THE_TOOL = {"guide", "careful"}
ASKED_ONCE = {"_conditions", "_scope"}
"""Defaults that attrs asks for: `test_rules` and `test_deciding` drop, replace and add."""


@pytest.mark.parametrize(("mutant", "examples"), rows(TABLES))
def test_a_changed_function_is_noticed(mutant: Mutant, examples: tuple[Example, ...]) -> None:
    assert killer(mutant, examples), f"no example notices {mutant.name}"


@pytest.mark.parametrize("given", TABLES, ids=lambda given: given.name)
def test_where_nothing_is_changed_no_example_fails(given: Table) -> None:
    assert given.mutants
    assert [each.name for each in given.examples if each.fails()] == []


def test_every_decorated_function_of_the_mutated_modules_is_known() -> None:
    decorated = {
        node.name
        for name in (*PYPROJECT["tool"]["mutmut"]["only_mutate"], CONCERN)
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.decorator_list
    }
    assert decorated == TESTED_HERE | BY_THE_TOOL | ASKED_ONCE


# --- the mutator itself -----------------------------------------------------------


@frozen
class Reef:
    depth: int

    @property
    def is_deep(self) -> bool:
        """Beyond what daylight reaches."""
        return self.depth > 200


@contextmanager
def diving(depth: int) -> Iterator[int]:
    if depth < 0:
        raise ValueError(depth)
    yield depth


def test_a_change_that_no_example_looks_at_survives_by_name() -> None:
    def looks_far_from_the_border() -> None:
        assert Reef(1000).is_deep
        assert not Reef(1).is_deep

    survivors = [
        mutant.name
        for mutant in of_property(Reef, "is_deep")
        if not killer(mutant, [Example("far", looks_far_from_the_border)])
    ]
    assert survivors == [
        "Reef.def is_deep(self): return self.depth >= 200",
        "Reef.def is_deep(self): return self.depth > 201",
    ]
    assert not Reef(200).is_deep


def test_a_context_manager_is_changed_too_and_then_as_it_was() -> None:
    def looks_at_negative_depths() -> None:
        with pytest.raises(ValueError, match="-1"), diving(-1):
            pass

    example = Example("negative", looks_at_negative_depths)
    survivors = [mutant.name for mutant in of_context(diving) if not killer(mutant, [example])]
    assert any("depth <= 0" in name for name in survivors)
    assert not any("pass yield" in name for name in survivors)
    with diving(0) as depth:
        assert depth == 0
