"""Promises of the strategies, and the unusual values that they draw."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import asdict
from hypothesis import Phase, find, given, settings
from hypothesis.strategies import SearchStrategy, just

from talent_powerpro.model import (
    Client,
    ContactLog,
    Course,
    CourseProgress,
    Enrolment,
    NewTalentUser,
    TalentCourse,
    TalentUser,
    Unit,
    UnitResult,
    talent_number,
)
from talent_powerpro.rules.conditions import WELL_FORMED
from talent_powerpro.testing import strategies

LOOK = settings(max_examples=2000, phases=[Phase.generate], database=None)


def printable(value: object) -> bool:
    """Whether each text in it is one printable line."""
    if isinstance(value, str):
        return value.isprintable()
    if isinstance(value, dict):
        return all(map(printable, value.values()))
    return all(map(printable, value)) if isinstance(value, list | tuple) else True


@pytest.mark.parametrize(
    "strategy",
    [
        strategies.clients(),
        strategies.courses(),
        strategies.units(),
        strategies.enrolments(),
        strategies.contact_logs(),
        strategies.unit_results(),
        strategies.talent_users(),
        strategies.talent_courses(),
        strategies.course_progress(),
        strategies.new_talent_users(),
    ],
    ids=str,
)
def test_every_text_is_one_printable_line(strategy: SearchStrategy[Any]) -> None:
    @given(strategy)
    def law(value: Any) -> None:
        assert printable(asdict(value, filter=lambda attribute, _: attribute.name != "password"))

    law()


@given(strategies.moments())
def test_moments_are_aware_whole_seconds(moment: datetime) -> None:
    assert moment.utcoffset() == timedelta(0)
    assert moment.microsecond == 0


@given(strategies.talent_ids())
def test_a_talent_id_is_a_number_as_talentlms_writes_it(talent_id: str) -> None:
    assert talent_number(talent_id) == talent_id


@given(strategies.emails())
def test_an_e_mail_is_well_formed_ascii(email: str) -> None:
    assert email.isascii()
    assert WELL_FORMED.fullmatch(email)


@given(strategies.names())
def test_a_name_is_never_blank(name: str) -> None:
    assert name.strip() == name != ""


@given(strategies.enrolments("1007"))
def test_an_enrolment_s_units_are_its_own_and_its_logs_oldest_first(enrolment: Enrolment) -> None:
    assert {unit.enrolment_id for unit in enrolment.units} <= {"1007"}
    assert len({unit.id for unit in enrolment.units}) == len(enrolment.units)
    dates = [log.contact_date for log in enrolment.contact_logs]
    assert dates == sorted(set(dates))


@given(strategies.stored_enrolments())
def test_enrolments_of_one_store_agree_on_clients_and_courses(
    enrolments: tuple[Enrolment, ...],
) -> None:
    assert len({each.id for each in enrolments}) == len(enrolments)
    clients, courses = {e.client for e in enrolments}, {e.course for e in enrolments}
    assert len({client.code for client in clients}) == len(clients)
    assert len({course.code for course in courses}) == len(courses)


@given(strategies.talent_courses())
def test_the_units_of_a_talent_course_have_different_ids(course: TalentCourse) -> None:
    assert len({unit.id for unit in course.units}) == len(course.units)
    assert course.name


@given(strategies.new_talent_users())
def test_a_new_talent_user_s_login_is_the_e_mail(new: NewTalentUser) -> None:
    assert new.login == new.email
    assert new.password is None


@given(strategies.talent_group_keys())
def test_a_group_key_is_never_blank(key: str) -> None:
    assert key.strip() == key != ""


@given(strategies.clients(just("0017")), strategies.courses(just("X")))
def test_codes_are_drawn_from_the_given_strategy(client: Client, course: Course) -> None:
    assert (client.code, course.code) == ("0017", "X")


def finds(strategy: SearchStrategy[Any], odd: Callable[[Any], bool]) -> None:
    """Fails unless the strategy draws such a value."""
    find(strategy, odd, settings=LOOK)


def no_address(client: Client) -> bool:
    return client.email != "" and not WELL_FORMED.fullmatch(client.email.strip())


def test_unusual_values_are_drawn_too() -> None:
    finds(strategies.clients(), no_address)
    finds(strategies.clients(), lambda c: c.secondary_id and not talent_number(c.secondary_id))
    finds(strategies.clients(), lambda client: not client.surname.isascii())
    finds(strategies.courses(), lambda course: course.archived)
    finds(strategies.contact_logs(), wrongly_cased)
    finds(strategies.enrolments(), lambda each: each.provisioning_log and each.withdrawal_date)
    finds(strategies.units(), lambda unit: unit.outcome and unit.outcome_date is None)
    finds(strategies.unit_results(), lambda result: result == UnitResult("", None, ""))
    finds(strategies.talent_users(), lambda user: not user.active and bool(user.enrolments))
    finds(strategies.talent_courses(), lambda c: any(unit.is_section for unit in c.units))
    finds(strategies.course_progress(), completed_without_a_date)


def wrongly_cased(log: ContactLog) -> bool:
    return log.marks_provisioned and log.contact_type.isupper()


def completed_without_a_date(progress: CourseProgress) -> bool:
    return any(each.label == "Completed" and not each.completed for each in progress.units)


def test_shrinking_ends_in_the_guide_s_own_values() -> None:
    client = find(strategies.clients(), lambda _: True)
    assert (client.given_names, client.email) == ("JOANA", "jg11@pm.me")
    user: TalentUser = find(strategies.talent_users(), lambda _: True)
    assert user.active
    unit: Unit = find(strategies.units(), lambda _: True)
    assert unit.code == "ICTWEB304"
