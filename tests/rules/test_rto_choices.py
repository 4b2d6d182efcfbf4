"""The default choices of an RTO: no opinion on anything."""

from __future__ import annotations

from datetime import date

from support.the_guide import COURSE_126, JOANA, USER_7, enrolment, talent_unit, unit
from talent_powerpro.records.write import Enrol
from talent_powerpro.rules.rto_choices import RtoChoices

NOBODYS = RtoChoices()


def test_each_answer_is_no_opinion() -> None:
    booked = enrolment()
    assert NOBODYS.conditions() == ()
    assert NOBODYS.talent_user_fields(JOANA) == ()
    assert NOBODYS.display_name(JOANA) is None
    assert NOBODYS.talent_login(JOANA) is None
    assert NOBODYS.talent_password(JOANA) is None
    assert NOBODYS.unit_code(talent_unit("ICTWEB304"), booked) is None
    assert NOBODYS.outcome(booked, unit(), date(2022, 6, 13)) is None
    assert NOBODYS.veto(booked, Enrol(USER_7, COURSE_126)) is None
