"""What TalentLMS's answer means for each unit, by the decision that a run acts on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import COMPETENT, DONE, PERTH, careful, provisioned, rules, talent_unit, unit
from talent_powerpro import Policy
from talent_powerpro.model import CourseProgress, Enrolment, TalentUnit, Unit, UnitProgress
from talent_powerpro.plugins.deciding import PluginChoices
from talent_powerpro.plugins.hooks import hookimpl
from talent_powerpro.records.holds import Decision as Answered
from talent_powerpro.rules.completions import Evidence, decide
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.unit_verdicts import (
    SeenUnit,
    UnitFound,
    Verdict,
    not_asked,
    unit_verdicts,
)

TODAY = date(2022, 6, 20)
DAY = DONE.date()


def done(name: str, number: str = "901", **changes: Any) -> UnitProgress:
    plain = UnitProgress(TalentUnit(number, name, "Unit"), "Completed", DONE)
    return evolve(plain, **changes)


def verdicts(
    rows: Iterable[Unit],
    *progress: UnitProgress,
    listed: Iterable[TalentUnit] = (),
    by: Rules | None = None,
) -> tuple[UnitFound, ...]:
    given = by or rules()
    enrolment = provisioned(*rows)
    there = CourseProgress(tuple(progress))
    decision = decide(enrolment, there, (), Evidence(), TODAY, given)
    return unit_verdicts(enrolment, there, tuple(listed), decision, given)


def only(*found: UnitFound) -> UnitFound:
    (unit_found,) = found
    return unit_found


def test_a_completed_unit_says_what_a_run_would_write() -> None:
    row = unit(row="1", outcome="70 - Continuing", outcome_date=date(2022, 6, 1))
    found = only(*verdicts([row], done("ICTWEB304 Build")))
    assert found == UnitFound(
        "1",
        "ICTWEB304",
        "Build simple web pages",
        "70 - Continuing",
        date(2022, 6, 1),
        Verdict.WRITES,
        found.message,
        (SeenUnit("901", "ICTWEB304 Build", "Completed", DAY),),
    )
    assert found.message.startswith(f"A run would write {COMPETENT}, 13/06/2022.")
    assert found.origin == ""


def test_each_verdict_reads_as_words() -> None:
    assert [each.value for each in Verdict] == [
        "a run would write it",
        "held",
        "kept",
        "has its result",
        "cannot be read",
        "not completed",
        "another row has it",
        "no Talent unit",
        "not asked",
    ]


def test_two_holds_and_two_remarks_are_two_sentences() -> None:
    row = unit(outcome="51 - RPL", start_date=date(2022, 6, 20))
    told = only(*verdicts([row], done("ICTWEB304 Build")))
    assert told.message == (
        "A run would write 20 - Competency achieved/pass, 13/06/2022. Your RTO has not confirmed "
        "that completing ICT30120-A units in TalentLMS means competent. Confirm it in "
        "`[policy.competent_outcomes]`. ICTWEB304: the outcome changes from '51 - RPL' to "
        "'20 - Competency achieved/pass'. ICTWEB304 was completed on 13/06/2022 in TalentLMS, "
        "before the start (Start Date 20/06/2022)."
    )
    held = only(*verdicts([row], done("ICTWEB304 Build"), by=rules(careful())))
    assert held.verdict is Verdict.HELD
    assert held.message == (
        "ICTWEB304 already has the outcome '51 - RPL' in PowerPro, but TalentLMS reports the unit "
        "completed. Only one of them can be right. If you release this hold, "
        "'20 - Competency achieved/pass' replaces '51 - RPL'. ICTWEB304 was completed on "
        "13/06/2022 in TalentLMS, before the start (Start Date 20/06/2022). It may belong to an "
        "earlier attempt. If you release this hold, the result is written with that date."
    )


class Judge:
    """Decides codes by enrolment, and outcomes by unit and date."""

    @hookimpl
    def unit_code(self, talent_unit: TalentUnit, enrolment: Enrolment) -> str:
        return f"{talent_unit.name}-{enrolment.id}"

    @hookimpl
    def outcome(self, enrolment: Enrolment, unit: Unit, completed: date) -> str:
        return "81 - Completed" if (unit.code, completed) == ("WEB-1001", DAY) else "30 - Fail"


def test_a_plugin_is_asked_about_each_unit_with_its_enrolment_and_date() -> None:
    by = Rules(Policy.guide(), PERTH, PluginChoices([Judge()]))
    there = unit("WEB-1001", outcome="81 - Completed", outcome_date=DAY)
    rows = [there, unit("QUIZ-1001")]
    found = verdicts(rows, done("WEB"), listed=[TalentUnit("Q", "QUIZ")], by=by)
    assert [each.verdict for each in found] == [Verdict.RESULTED, Verdict.NOT_COMPLETED]


def test_a_unit_with_its_result_says_so() -> None:
    there = only(*verdicts([unit(outcome=COMPETENT, outcome_date=DAY)], done("ICTWEB304 Build")))
    assert (there.verdict, there.message) == (
        Verdict.RESULTED,
        "It was completed in TalentLMS on 13/06/2022, and PowerPro has this result.",
    )


def test_a_hold_is_on_its_own_row_alone_and_one_without_a_row_on_all() -> None:
    rows = [unit(outcome="51 - RPL"), unit("ICTWEB305")]
    both = (done("ICTWEB304 Build"), done("ICTWEB305 Images", "902"))
    first, second = verdicts(rows, *both, by=rules(careful()))
    assert (first.verdict, second.verdict) == (Verdict.HELD, Verdict.WRITES)
    unconfirmed = rules(Policy.careful())
    assert [each.verdict for each in verdicts(rows, *both, by=unconfirmed)] == [Verdict.HELD] * 2


def test_a_result_that_a_person_kept_from_being_written_is_kept() -> None:
    by = rules(careful())
    row = unit(outcome="51 - RPL")
    enrolment = provisioned(row)
    there = CourseProgress((done("ICTWEB304 Build"),))
    (hold,) = decide(enrolment, there, (), Evidence(), TODAY, by).held
    answered = evolve(by, answers={(enrolment.id, hold.reason, hold.facts): Answered.KEEP})
    decision = decide(enrolment, there, (), Evidence(), TODAY, answered)
    kept = only(*unit_verdicts(enrolment, there, (), decision, answered))
    assert (kept.verdict, kept.message) == (
        Verdict.KEPT,
        "It was completed in TalentLMS on 13/06/2022. A person decided to keep PowerPro as it is.",
    )
    # Beside it, another row is held. That hold is not on this one.
    both = provisioned(row, unit("ICTWEB305", outcome="52 - RPL"))
    there = CourseProgress((done("ICTWEB304 Build"), done("ICTWEB305 Images", "902")))
    decision = decide(both, there, (), Evidence(), TODAY, answered)
    verdicts_now = [each.verdict for each in unit_verdicts(both, there, (), decision, answered)]
    assert verdicts_now == [Verdict.KEPT, Verdict.HELD]


def test_a_unit_with_its_result_is_not_held_for_what_holds_the_others() -> None:
    rows = [unit(outcome=COMPETENT, outcome_date=DAY), unit("ICTWEB305")]
    both = (done("ICTWEB304 Build"), done("ICTWEB305 Images", "902"))
    found = verdicts(rows, *both, by=rules(Policy.careful()))
    assert [each.verdict for each in found] == [Verdict.RESULTED, Verdict.HELD]


def test_of_two_rows_with_one_code_the_other_one_has_the_result() -> None:
    rows = [
        unit(row="1", outcome=COMPETENT, outcome_date=DAY),
        unit(row="2", outcome="40 - Withdrawn"),
    ]
    first, second = verdicts(rows, done("ICTWEB304 Build"))
    assert (first.verdict, second.verdict) == (Verdict.RESULTED, Verdict.OTHER_ROW)
    assert second.message == (
        "It was completed in TalentLMS on 13/06/2022. Another row with this code has the result."
    )


@pytest.mark.parametrize("label", ["In progress", "Not attempted", ""])
def test_a_unit_that_is_not_completed_names_its_talent_unit_and_status(label: str) -> None:
    found = only(*verdicts([unit()], done("ICTWEB304 Build", label=label, completed=None)))
    assert found.verdict is Verdict.NOT_COMPLETED
    assert found.message == "The student has not completed it."
    assert found.talent_units == (SeenUnit("901", "ICTWEB304 Build", label or "not opened", None),)


def test_a_date_beside_an_unfinished_label_is_no_completion() -> None:
    found = only(*verdicts([unit()], done("ICTWEB304 Build", label="Failed")))
    assert found.talent_units == (SeenUnit("901", "ICTWEB304 Build", "Failed", None),)


def test_a_talent_unit_that_the_student_never_opened_is_named_from_the_course() -> None:
    listed = [talent_unit("ICTWEB304"), TalentUnit("9", "ICTWEB304", "Section")]
    found = only(*verdicts([unit()], listed=listed))
    assert found.verdict is Verdict.NOT_COMPLETED
    assert found.talent_units == (SeenUnit(listed[0].id, "ICTWEB304 Build simple web pages", ""),)
    opened = done("ICTWEB304 Build", listed[0].id, label="In progress", completed=None)
    found = only(*verdicts([unit()], opened, listed=listed))
    assert [each.status for each in found.talent_units] == ["In progress"]


def test_an_unreadable_date_says_what_to_do() -> None:
    broken = done("ICTWEB304 Build", completed=None, unreadable="The date 31/31/2026 is none.")
    found = only(*verdicts([unit()], broken))
    assert found.verdict is Verdict.FAILED
    assert "set the outcome by hand" in found.message


@pytest.mark.parametrize(
    "name",
    ["ICTWEB305_Images", "Assessment 1 (ICTWEB305)", "1. ICTWEB-305 Images", "ICTWEB305A Old"],
)
def test_a_unit_without_a_talent_unit_names_the_one_that_has_its_code_elsewhere(name: str) -> None:
    found = only(*verdicts([unit("ICTWEB305")], done(name)))
    assert found.verdict is Verdict.NO_TALENT_UNIT
    assert f"elsewhere in '{name}'" in found.message
    assert "unit_aliases" in found.message


def test_all_items_that_have_the_code_elsewhere_are_named_once() -> None:
    listed = [TalentUnit("1", "1. ICTWEB-305 Images"), TalentUnit("2", "Part of ICTWEB305A")]
    found = only(*verdicts([unit("ICTWEB305")], done("1. ICTWEB-305 Images", "1"), listed=listed))
    assert found.message == (
        "No unit of the Talent course begins with ICTWEB305. Its code is elsewhere in "
        "'1. ICTWEB-305 Images', 'Part of ICTWEB305A'. Begin that name with ICTWEB305, or name "
        "the code in `[policy.unit_aliases]`."
    )


def test_a_unit_of_which_nothing_is_in_talentlms_says_what_to_add() -> None:
    listed = [talent_unit("ICTWEB304"), TalentUnit("9", "ICTWEB305 Heading", "Section")]
    found = only(*verdicts([unit("ICTWEB305")], done("ICTWEB3055 Other"), listed=listed))
    assert found.verdict is Verdict.NO_TALENT_UNIT
    assert found.message == (
        "No unit of the Talent course begins with ICTWEB305. Add ICTWEB305 to the name of the "
        "Talent unit, as its first word."
    )


def test_a_code_of_one_letter_is_not_elsewhere_in_each_name() -> None:
    found = only(*verdicts([unit("X")], done("Part Y")))
    assert found.message == (
        "No unit of the Talent course begins with X. Add X to the name of the Talent unit, as its "
        "first word."
    )


def test_units_that_are_not_asked_about_say_why() -> None:
    found = only(*not_asked(provisioned(unit(row="1", outcome="70", outcome_date=DAY)), "silent"))
    assert found == UnitFound(
        "1", "ICTWEB304", "Build simple web pages", "70", DAY, Verdict.NOT_ASKED, "silent"
    )
