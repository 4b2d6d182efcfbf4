"""The results that follow from a client's progress in TalentLMS."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    PERTH,
    STAMP,
    booking,
    provisioned,
    rules,
    talent_unit,
    unit,
)
from talent_powerpro.model import (
    CourseProgress,
    Enrolment,
    TalentUnit,
    Unit,
    UnitProgress,
    UnitResult,
    UnitRowId,
)
from talent_powerpro.plugins.deciding import PluginChoices
from talent_powerpro.plugins.hooks import hookimpl
from talent_powerpro.rules.completions import (
    Decision,
    Evidence,
    NewResult,
    completions,
    concerns_of,
    decide,
    latest,
    stamped,
)
from talent_powerpro.rules.policy import Policy, Reaction, RepeatedUnits
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.shared_completion_hazards import Sibling
from talent_powerpro.rules.unit_codes import first_word

DONE = datetime(2022, 6, 13, 11, tzinfo=PERTH)
RESULT = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)
ALL = Policy(repeated_units=RepeatedUnits.ALL)


def progress(
    name: str,
    label: str = "Completed",
    completed: datetime | date | None = DONE,
    *,
    kind: str = "Unit",
    number: str = "",
) -> UnitProgress:
    return UnitProgress(TalentUnit(number or name, name, kind), label, completed)


def decided(
    *done: UnitProgress,
    units: tuple[Unit, ...] = (unit(),),
    listed: tuple[TalentUnit, ...] = (),
    policy: Policy | None = None,
) -> Decision:
    return completions(provisioned(*units), CourseProgress(done), listed, rules(policy))


# --- the first word ---------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "ICTWEB304 Build simple web pages",
        "ICTWEB304",
        "ictweb304 Build",
        "ICTWEB304: Build",
        "ICTWEB304; Build",
        "ICTWEB304, Build",
        "ICTWEB304. Build",
        "(ICTWEB304) Build",
        "[ICTWEB304] Build",
        "ICTWEB304- Build",
        "ICTWEB304\N{EN DASH} Build",
        "\N{EM DASH}ICTWEB304 Build",
        "\N{NO-BREAK SPACE} ICTWEB304\N{NO-BREAK SPACE}Build",
        "\tICTWEB304\nBuild",
        "ICTWEB304:Build",
        "ICTWEB304;Build",
        "ICTWEB304,Build",
        ": ICTWEB304 Build",
        "\ufeffICTWEB304 Build",
        "ICT\u00adWEB304\u200b Build",
    ],
)
def test_the_talent_unit_name_includes_the_pp_unit_code_as_its_first_word(name: str) -> None:
    """The Talent Unit name includes the PP Unit code as its first word"""
    assert first_word(name) == "ictweb304"
    assert decided(progress(name)).results == (NewResult(unit(), RESULT),)


@pytest.mark.parametrize(
    "name",
    [
        "Build ICTWEB304",
        "ICTWEB3041 Build",
        "ICTWEB304/305 Build",
        "ICTWEB304-Build",
        "ICT WEB304",
        "",
        "-",
        "Quiz",
    ],
)
def test_another_first_word_matches_nothing(name: str) -> None:
    assert decided(progress(name)) == Decision()


@pytest.mark.parametrize("code", [" ictweb304 ", "ICTWEB304\u200b", "\ufeffICTWEB304"])
def test_a_unit_code_is_compared_without_case_blanks_and_invisible_characters(code: str) -> None:
    typed = unit(code, "row")
    assert decided(progress("ICTWEB304 Build"), units=(typed,)).results == (
        NewResult(typed, RESULT),
    )


def test_a_section_never_matches() -> None:
    assert decided(progress("ICTWEB304", kind="Section")) == Decision()


def test_a_blank_unit_code_matches_nothing() -> None:
    assert decided(progress(" - "), units=(unit("", "row"),)) == Decision()


# --- completed --------------------------------------------------------------------


def test_an_unknown_label_is_reported_beside_partly_completed_units() -> None:
    odd = progress("ICTWEB304 practice", "Terminado")
    told = decided(THEORY, odd, progress("ICTWEB305", number="other"), units=(unit(), OTHER))
    assert [remark.reason for remark in told.remarks] == ["unknown-label", "partly-completed"]


def test_the_outcome_date_is_the_local_date_of_the_completion() -> None:
    late = datetime(2022, 6, 13, 23, 30, tzinfo=UTC)
    (new,) = decided(progress("ICTWEB304", completed=late)).results
    assert new.result.outcome_date == date(2022, 6, 14)


def test_a_bare_date_is_taken_where_talent_gave_no_timestamp() -> None:
    (new,) = decided(progress("ICTWEB304", completed=date(2022, 6, 13))).results
    assert new.result == RESULT


# --- several Talent units with one code -------------------------------------------


OTHER = unit("ICTWEB305")
THEORY = progress("ICTWEB304 theory", completed=datetime(2022, 6, 10, 9, tzinfo=PERTH))
PRACTICE = progress("ICTWEB304 practice")
NOT_YET = progress("ICTWEB304 practice", "Not attempted", None)
LISTED = (THEORY.unit, PRACTICE.unit, talent_unit("ICTWEB304", "", "head", "Section"))


def test_repeated_units_end_in_one_write_of_the_latest_date() -> None:
    for order in ((THEORY, PRACTICE), (PRACTICE, THEORY)):
        assert decided(*order) == Decision((NewResult(unit(), RESULT),))
        assert decided(*order, listed=LISTED, policy=ALL).results == (NewResult(unit(), RESULT),)


def test_careful_wants_them_all() -> None:
    assert decided(THEORY, NOT_YET, listed=LISTED, policy=ALL) == Decision()


def test_one_that_the_status_leaves_out_is_not_complete() -> None:
    assert decided(THEORY, listed=LISTED, policy=ALL) == Decision()


# --- several rows with one code ---------------------------------------------------


def test_of_several_rows_the_only_open_one_is_written() -> None:
    rows = (unit(row="a", outcome="51 - RPL"), unit(row="b", outcome="70 - Continuing"))
    assert [new.unit.id for new in decided(progress("ICTWEB304"), units=rows).results] == ["b"]


def test_nothing_is_written_if_a_row_already_has_the_result() -> None:
    there = unit(row="b", outcome=COMPETENT, outcome_date=date(2022, 6, 13))
    assert decided(progress("ICTWEB304"), units=(unit(row="a"), there)) == Decision()


def test_nothing_is_written_for_a_code_that_the_enrolment_does_not_have() -> None:
    assert decided(progress("ICTWEB999")) == Decision()


# --- concerns and what matches no row ---------------------------------------------

DAY = date(2022, 6, 14)


class Lowers:
    """Gives a lower outcome, and says that quizzes result nothing."""

    @hookimpl
    def outcome(self) -> str:
        return "81 - Completed"

    @hookimpl
    def unit_code(self, talent_unit: TalentUnit, enrolment: Enrolment) -> str | None:
        return "" if "quiz" in talent_unit.name and enrolment.id == "1001" else None


def reasons(by: Rules, row: Unit, evidence: Evidence) -> list[tuple[str, Reaction]]:
    booked = provisioned(row)
    (new,) = completions(booked, CourseProgress((progress("ICTWEB304"),)), (), by).results
    found = concerns_of(booked, new, evidence, DAY, by)
    return [(each.reason, each.reaction) for each in found]


def test_a_result_is_weighed_against_everything_that_is_known_about_it() -> None:
    unconfirmed = ("course-unconfirmed", Reaction.HOLD)
    by = rules(Policy.careful())
    assert reasons(by, unit(), Evidence()) == [unconfirmed]
    earlier = UnitResult(COMPETENT, date(2022, 6, 10), STAMP)
    assert reasons(by, unit(), Evidence(last={UnitRowId("ICTWEB304"): earlier})) == [
        unconfirmed,
        ("result-written-again", Reaction.HOLD),
    ]
    first = evolve(provisioned(unit()), id=booking("1000"))
    assert reasons(by, unit(), Evidence(siblings=(Sibling(first, in_scope=True),))) == [
        unconfirmed,
        ("completion-of-another-enrolment", Reaction.HOLD),
    ]
    lowering = Rules(Policy.careful(), PERTH, PluginChoices([Lowers()]))
    assert reasons(lowering, unit(outcome=COMPETENT), Evidence()) == [
        unconfirmed,
        ("outcome-lowered", Reaction.HOLD),
        ("outcome-replaced", Reaction.HOLD),
    ]


def test_completed_items_without_a_row_are_told_apart_by_their_names() -> None:
    strange, video = progress("ICTWEB999 Other"), progress("Welcome video")
    done = (
        progress("ICTWEB304 Build"),
        strange,
        video,
        progress("ICTWEB998 quiz"),
        progress("ICTWEB997 Open", "In progress", None),
        progress("ICTWEB996 Heading", kind="Section"),
    )
    by = Rules(Policy.guide(), PERTH, PluginChoices([Lowers()]))
    booked = provisioned(unit())
    found = decide(booked, CourseProgress(done), (), Evidence(), DAY, by)
    assert (found.unmatched, found.other_items) == ((strange,), (video.unit,))
    known = Evidence(course_codes=frozenset({"welcome"}))
    found = decide(booked, CourseProgress(done), (), known, DAY, by)
    assert (found.unmatched, found.other_items) == ((strange, video), ())


def test_the_latest_of_some_units_is_a_completed_one() -> None:
    undated = progress("ICTWEB304 later", completed=None)
    assert latest((THEORY, undated, PRACTICE, NOT_YET), rules()) == PRACTICE


# --- the stamp --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("comment", "becomes"),
    [
        ("", STAMP),
        ("pass", f"{STAMP} pass"),
        (STAMP, STAMP),
        (f" {STAMP} pass", f" {STAMP} pass"),
        (f"see {STAMP}", f"{STAMP} see {STAMP}"),
    ],
)
def test_the_stamp_comes_first_and_keeps_a_persons_words(comment: str, becomes: str) -> None:
    assert stamped(comment) == becomes


# --- several Talent units with one code -------------------------------------------


def test_one_of_several_is_enough_for_the_guide_and_is_remarked() -> None:
    twice = (progress("ICTWEB304 theory"), progress("ICTWEB304 practice", "In progress", None))
    found = decided(*twice)
    assert found.results == (NewResult(unit(), RESULT),)
    (remark,) = found.remarks
    assert remark.reason == "partly-completed"
    assert remark.message.startswith("ICTWEB304: 1 of 2 Talent units with this code are completed")


# --- what plugins are told --------------------------------------------------------


class Judges:
    """Decides codes by enrolment, and outcomes by enrolment, unit and date."""

    @hookimpl
    def unit_code(self, talent_unit: TalentUnit, enrolment: Enrolment) -> str:
        return f"{talent_unit.name}-{enrolment.id}"

    @hookimpl
    def outcome(self, enrolment: Enrolment, unit: Unit, completed: date) -> str:
        return f"81 - {enrolment.id} {unit.code} {completed}"


def test_a_plugin_decides_by_enrolment_unit_and_local_date() -> None:
    units = (unit("WEB-1001", "row"), unit("QUIZ-1001", "other"))
    for policy in (Policy.guide(), ALL):
        told = completions(
            provisioned(*units),
            CourseProgress((progress("WEB"),)),
            (TalentUnit("WEB", "WEB", "Unit"), TalentUnit("Q", "QUIZ", "Unit")),
            Rules(policy, PERTH, PluginChoices([Judges()])),
        )
        (new,) = told.results
        assert (new.unit.id, new.result.outcome) == ("row", "81 - 1001 WEB-1001 2022-06-13")


def test_a_plugins_code_counts_for_all_units_that_have_it() -> None:
    told = completions(
        provisioned(unit("WEB-1001", "row")),
        CourseProgress((progress("WEB"),)),
        (TalentUnit("WEB", "WEB", "Unit"), TalentUnit("other", "WEB", "Unit")),
        Rules(ALL, PERTH, PluginChoices([Judges()])),
    )
    assert told == Decision()


def test_a_code_without_a_write_does_not_stop_the_others() -> None:
    there = unit("ICTWEB305", outcome=COMPETENT, outcome_date=date(2022, 6, 13))
    told = decided(
        progress("ICTWEB999"),
        progress("ICTWEB305"),
        progress("ICTWEB304"),
        units=(there, unit("ICTWEB304")),
    )
    assert [new.unit.code for new in told.results] == ["ICTWEB304"]
