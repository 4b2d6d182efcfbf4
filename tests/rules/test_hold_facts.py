"""The facts of holds: the values that a person's answer is bound to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE,
    COURSE_126,
    EXPORT_DATE,
    JOANA,
    JOANA_7,
    LEN,
    PINK,
    STAMP,
    TALENT_COURSE,
    enrolment,
    unit,
)
from talent_powerpro.model import Absent, TalentCourseId, TalentUserId, UnitResult, stand_in
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.hold_facts import compared, subject, talent_user_fact
from talent_powerpro.rules.person_hazards import another_person, not_a_learner
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.provisioning_hazards import (
    courses_of_group,
    deferment,
    deleted_user,
    deleted_user_in_the_way,
    foreign_secondary_id,
    mangled_secondary_id,
)
from talent_powerpro.rules.result_hazards import (
    doubtful_result,
    lowered_outcome,
    unconfirmed_course,
)
from talent_powerpro.rules.sharing_hazards import shared_talent_user

CAREFUL = Policy.careful()
TODAY = date(2022, 6, 14)
WANTED = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)
LEN_7 = evolve(JOANA_7, first_name="Len", last_name="Caster")
FRUIT = evolve(TALENT_COURSE, id=TalentCourseId("127"), name="Fruit")


BOOKED = enrolment()


def of_result(last: UnitResult | None = None, **there: Any) -> list[Concern]:
    return list(
        doubtful_result(BOOKED, evolve(unit(row="1"), **there), WANTED, last, TODAY, CAREFUL)
    )


@pytest.mark.parametrize(
    ("concerns", "facts"),
    [
        (
            lambda: of_result(outcome="51 - RPL"),
            ("unit row 1", "PowerPro's outcome 51", "wanted outcome 20", "completed 2022-06-13"),
        ),
        (
            lambda: of_result(outcome=COMPETENT, outcome_date=date(2022, 6, 1)),
            ("unit row 1", "PowerPro's date 2022-06-01", "completed 2022-06-13"),
        ),
        (
            lambda: of_result(last=WANTED),
            ("unit row 1", "PowerPro's date blank", "completed 2022-06-13"),
        ),
        (
            lambda: of_result(start_date=TODAY),
            ("unit row 1", "before the start", "completed 2022-06-13", "start 2022-06-14"),
        ),
        (
            lambda: lowered_outcome(
                unit(row="1", outcome="51"), evolve(WANTED, outcome="40"), COMPETENT
            ),
            ("unit row 1", "PowerPro's outcome 51", "wanted outcome 40", "completed 2022-06-13"),
        ),
        (lambda: unconfirmed_course(COURSE, CAREFUL), ("course ICT30120-A",)),
        (
            lambda: shared_talent_user(JOANA, LEN_7, [], [JOANA, PINK, LEN], CAREFUL),
            (
                "client 2021000017",
                "Talent user 7",
                "joana; joana; gomez; jg11@pm.me",
                "len; caster; jg11@pm.me",
                "same e-mail: 2021000018",
                "same e-mail: 2021000019",
            ),
        ),
        (
            lambda: shared_talent_user(JOANA, JOANA_7, [PINK], [], CAREFUL),
            (
                "client 2021000017",
                "Talent user of client 2021000018",
                "joana; joana; gomez; jg11@pm.me",
                "joana; gomez; jg11@pm.me",
            ),
        ),
        (
            lambda: another_person(
                JOANA, evolve(LEN_7, email="len@pm.me"), ("", ""), [JOANA], CAREFUL
            ),
            (
                "client 2021000017",
                "Talent user 7",
                "joana; joana; gomez; jg11@pm.me",
                "len; caster; len@pm.me",
            ),
        ),
        (
            lambda: another_person(
                JOANA, evolve(JOANA_7, first_name="Mary"), ("", ""), [], CAREFUL
            ),
            (
                "client 2021000017",
                "Talent user 7",
                "joana; joana; gomez; jg11@pm.me",
                "mary; gomez; jg11@pm.me",
            ),
        ),
        (
            lambda: not_a_learner(
                JOANA, evolve(JOANA_7, user_type="SuperAdmin"), COURSE_126, [], CAREFUL
            ),
            ("client 2021000017", "Talent user 7", "has the user type SuperAdmin"),
        ),
        (
            lambda: mangled_secondary_id(evolve(JOANA, secondary_id=" 7.0 ")),
            ("client 2021000017", "Secondary ID 7.0"),
        ),
        (
            lambda: deleted_user(
                evolve(JOANA, secondary_id="05"), Absent("GET x", deleted=True), CAREFUL
            ),
            ("client 2021000017", "Talent user 5", "e-mail jg11@pm.me"),
        ),
        (
            lambda: deferment(enrolment(deferment_date=EXPORT_DATE), CAREFUL),
            ("deferred to 2022-06-02",),
        ),
        (
            lambda: foreign_secondary_id(evolve(JOANA, secondary_id=" DPC1 "), JOANA_7, CAREFUL),
            ("client 2021000017", "Secondary ID DPC1"),
        ),
        (
            lambda: deleted_user_in_the_way(JOANA, Absent("GET x", deleted=True)),
            ("client 2021000017", "e-mail jg11@pm.me"),
        ),
        (
            lambda: courses_of_group(evolve(COURSE, talent_group_key=" KEY "), [FRUIT], CAREFUL),
            ("Talent group KEY", "Talent course 127"),
        ),
    ],
)
def test_an_answer_is_bound_to_the_values_compared(
    concerns: Callable[[], Iterable[Concern]], facts: tuple[str, ...]
) -> None:
    (concern,) = concerns()
    assert concern.facts == facts


def test_a_user_to_be_created_and_the_user_they_became_are_one_fact() -> None:
    """Case H1: in the run that creates Pink's user, and in the next."""
    planned = evolve(PINK, secondary_id=stand_in(PINK.code))
    first = talent_user_fact(JOANA, stand_in(PINK.code), [planned])
    assert first == talent_user_fact(JOANA, stand_in(PINK.code), [])
    became = talent_user_fact(JOANA, TalentUserId("102"), [evolve(PINK, secondary_id="102")])
    assert first == became == "Talent user of client 2021000018"


def test_a_talent_user_of_no_other_client_is_named_by_its_id() -> None:
    assert talent_user_fact(JOANA, TalentUserId("102"), [JOANA]) == "Talent user 102"
    both = talent_user_fact(JOANA, TalentUserId("102"), [LEN, PINK])
    assert both == "Talent user of client 2021000018, 2021000019"


def test_a_talent_user_without_an_email_is_compared_by_the_login() -> None:
    assert compared(JOANA, evolve(LEN_7, email="", login="Len"), [])[3] == "len; caster; len"
    assert compared(JOANA, evolve(LEN_7, email="l@pm.me", login="Len"), [])[3] == (
        "len; caster; l@pm.me"
    )


@pytest.mark.parametrize(
    ("reason", "facts", "about"),
    [
        ("outcome-replaced", ("unit row 1", "PowerPro's outcome 51"), ("unit row 1",)),
        ("doubtful-date", ("unit row 1", "in the future", "x"), ("unit row 1", "in the future")),
        ("not-a-learner", ("client C1", "Talent user 7"), ("client C1",)),
        ("deferred", ("deferred to 2022-08-01",), ()),
        ("group-courses", ("Talent group abc", "Talent course 7"), ()),
        ("of-a-plugin", ("The rule says no.", "b"), ("The rule says no.", "b")),
        ("of-a-plugin", (), ()),
    ],
)
def test_the_subject_of_a_hold_has_no_value_that_it_may_change(
    reason: str, facts: tuple[str, ...], about: tuple[str, ...]
) -> None:
    assert subject(reason, facts) == about
