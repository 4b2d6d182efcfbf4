"""Which row of an enrolment a result belongs to."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from support.the_guide import COMPETENT, STAMP, module, provisioned, unit
from talent_powerpro import Policy
from talent_powerpro.rules.unit_rows import ambiguous, holds_result, row_to_write, rows_with_code

GUIDE = Policy.guide()
OPEN = unit(row="open")
DONE = unit(row="done", outcome=COMPETENT, outcome_date=date(2022, 6, 1))
OURS = unit(row="ours", outcome=COMPETENT, outcome_date=date(2022, 6, 1), short_comment=STAMP)


def test_a_unit_is_preferred_to_a_module() -> None:
    assert rows_with_code([module("ICTWEB304", "m"), OPEN], "ictweb304") == (OPEN,)
    only_module = module("ICTWEB304", "m")
    assert rows_with_code([only_module, unit("ICTWEB305")], "ictweb304") == (only_module,)


def test_the_only_row_else_the_only_open_one_else_the_agents_own_is_written() -> None:
    assert row_to_write([DONE], GUIDE) is DONE
    assert row_to_write([DONE, OPEN], GUIDE) is OPEN
    assert row_to_write([DONE, OURS], GUIDE) is OURS
    assert row_to_write([OPEN, OPEN], GUIDE) is None
    assert row_to_write([DONE, DONE], GUIDE) is None
    assert row_to_write([], GUIDE) is None


def test_a_states_own_open_outcome_is_the_open_row() -> None:
    ongoing = unit(row="105", outcome="105 - Ongoing")
    assert row_to_write([DONE, ongoing], GUIDE) is None
    assert row_to_write([DONE, ongoing], Policy(open_outcomes=frozenset({"105"}))) is ongoing


def test_a_row_holds_a_result_by_code_and_date() -> None:
    assert holds_result(DONE, "020 - Competent", date(2022, 6, 1))
    assert not holds_result(DONE, COMPETENT, date(2022, 6, 2))
    assert not holds_result(OPEN, COMPETENT, date(2022, 6, 1))
    failed = evolve(DONE, outcome="30 - Competency not achieved/fail")
    assert not holds_result(failed, COMPETENT, date(2022, 6, 1))


def test_rows_that_nothing_tells_apart_are_held() -> None:
    hold = ambiguous(provisioned(), (OPEN, DONE))
    assert (hold.reason, hold.releasable) == ("several-units-with-code", False)
    assert hold.facts == ("unit row open", "unit row done")
