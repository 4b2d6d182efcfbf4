"""Which Talent units are completed, and which only seem to be."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from support.the_guide import DONE, UNFINISHED, provisioned, rules, unit
from talent_powerpro.model import CourseProgress, TalentUnit, UnitProgress
from talent_powerpro.records.record import Remark
from talent_powerpro.rules.completed_units import (
    has_no_date,
    is_complete,
    is_completed,
    undated,
    unknown_labels,
    unreadable,
)
from talent_powerpro.rules.completions import Decision, completions

COMPLETED = UnitProgress(TalentUnit("901", "ICTWEB304 Build"), "Completed", DONE)
UNDATED = evolve(COMPLETED, completed=None)
UNREADABLE = evolve(UNDATED, unreadable="The completion date cannot be read.")


def decided(*done: UnitProgress) -> Decision:
    return completions(provisioned(unit()), CourseProgress(done), (), rules())


@pytest.mark.parametrize(
    ("progress", "label", "complete", "no_date"),
    [
        (COMPLETED, True, True, False),
        (evolve(COMPLETED, label=" passed "), True, True, False),
        (evolve(COMPLETED, completed=date(2022, 6, 13)), True, True, False),
        (UNDATED, True, False, True),
        (UNREADABLE, True, False, False),
        (evolve(COMPLETED, label="Failed"), False, False, False),
        (evolve(UNDATED, label="In progress"), False, False, False),
    ],
)
def test_completed_means_a_label_and_a_date(
    progress: UnitProgress, label: bool, complete: bool, no_date: bool
) -> None:
    found = (is_completed(progress), is_complete(progress), has_no_date(progress))
    assert found == (label, complete, no_date)


def test_completed_without_a_date_is_reported_with_what_to_do() -> None:
    found = decided(UNDATED)
    assert found.results == ()
    (remark,) = found.remarks
    assert remark.reason == "completed-without-date"
    assert remark.message == (
        "ICTWEB304 Build is completed in TalentLMS without a date, so JOANA GOMEZ (2021000017) "
        "gets no result for it in ICT30120-A. Mark the unit completed again in TalentLMS, or set "
        "the outcome by hand: Home > Enrolments and Results > Outcomes & Dates."
    )


def test_only_items_that_match_are_judged() -> None:
    quiz = TalentUnit("1", "Quiz")
    others = (evolve(UNDATED, unit=quiz), evolve(UNREADABLE, unit=quiz))
    found = decided(*others, COMPLETED)
    assert (found.remarks, found.failed) == ((), ())
    assert len(found.results) == 1


def test_an_unreadable_date_of_a_completed_unit_fails_that_unit_alone() -> None:
    other = evolve(COMPLETED, unit=TalentUnit("902", "ICTWEB305 Images"))
    progress = CourseProgress((UNREADABLE, other))
    found = completions(provisioned(unit(), unit("ICTWEB305")), progress, (), rules())
    (failed,) = found.failed
    assert (failed.reason, failed.message) == ("unreadable-date", UNREADABLE.unreadable)
    assert [each.unit.code for each in found.results] == ["ICTWEB305"]


def test_the_latest_date_of_a_code_is_not_known_where_one_cannot_be_read() -> None:
    found = decided(UNREADABLE, evolve(COMPLETED, unit=TalentUnit("2", "ICTWEB304 Theory")))
    assert (found.results, len(found.failed)) == ((), 1)


def test_an_unfinished_unit_with_an_unreadable_date_fails_nothing() -> None:
    """31/31/2026 on a survey that nobody finished."""
    found = decided(evolve(UNREADABLE, label="Not completed"))
    assert found.failed == ()


def test_each_label_is_named_once() -> None:
    odd = evolve(COMPLETED, label="terminado")
    assert unknown_labels([odd, odd, COMPLETED]) == (
        Remark(
            "unknown-label",
            "TalentLMS gave a unit the status 'terminado', which the agent does not know. The unit "
            "counts as not completed.",
        ),
    )


@pytest.mark.parametrize("label", UNFINISHED)
def test_a_known_label_of_an_unfinished_unit_is_not_reported(label: str) -> None:
    unfinished = evolve(COMPLETED, label=label)
    assert unknown_labels([unfinished]) == ()
    assert not is_complete(unfinished)


def test_a_unit_under_two_codes_is_reported_once() -> None:
    reached = {"a": [UNDATED], "b": [UNDATED]}
    assert len(undated(provisioned(unit()), reached)) == 1
    assert list(unreadable({"a": [UNREADABLE], "b": [COMPLETED]})) == ["a"]
