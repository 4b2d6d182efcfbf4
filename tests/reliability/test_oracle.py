"""The session of ``nox -s oracle``: its counts and figures. Its law is ``laws/test_oracle.py``."""

from __future__ import annotations

from collections import Counter

import pytest

from reliability.findings import Findings, differences
from reliability.oracle import facts, figure_of, line_of
from support.laws.memory_of_looks import EVERY_WAY, Difference, Memory, Way
from support.oracle import Oracle
from support.playing import Played
from support.worlds import AFTERNOON, COURSE_IDS, PERTH, World
from talent_powerpro.model import Client, ClientCode, Course, CourseCode, Enrolment, EnrolmentId


def test_a_batch_counts_its_worlds_and_finds_nothing() -> None:
    line = line_of(1, worlds_of_batch=2)
    assert line["counted"]["worlds"] == 2
    assert Findings(**line["findings"]) == Findings()
    figure = figure_of([line], 1, "abc")
    assert f"in {len(EVERY_WAY)} ways" in figure.how
    assert figure.findings == Findings()


def test_an_end_that_differs_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Oracle, "run", lambda *_: None)
    line = line_of(1, worlds_of_batch=20, shrink=False)
    assert sum(line["findings"][each] for each in ("students_lost", "results_wrong")) > 0


def test_every_kind_of_memory_is_played_and_saving_at_both_widths() -> None:
    assert {way.memory for way in EVERY_WAY} == set(Memory)
    assert {way.width for way in EVERY_WAY if way.memory is Memory.ON} == {1, 3}


def test_what_differs_is_counted_as_the_other_sessions_count_it() -> None:
    client = Client(ClientCode("1"), "Gomez", "Joana", email="jg11@pm.me")
    course = Course(CourseCode("ICT"), "ICT", talent_course_id=COURSE_IDS[0])
    booked = Enrolment(EnrolmentId("E1"), client, course)
    ended = Played(World(AFTERNOON, PERTH, (client,), (booked,), (), (), (), ())).end_state()
    linked = ended | {"secondary ids": {"1": "user jg11@pm.me"}}
    found = differences(facts(linked), facts(ended))
    assert (found.students_lost, found.results_wrong) == (1, 0)
    assert "secondary ids" in str(Difference(Way(Memory.STALE), ended, linked))
    assert differences(facts(ended), facts(ended)) == Findings()


def test_facts_name_each_member_and_talent_user() -> None:
    found = facts(
        {
            "secondary ids": {},
            "users": {("jg11", "Joana", "", True)},
            "enrolled": {},
            "units": {},
            "members": {"77eD6LXHH": {"user jg11"}},
            "contact logs": {},
        }
    )
    assert found["members"] == Counter([("77eD6LXHH", "user jg11")])
    assert found["talent users"] == Counter([("jg11", "Joana", "", True)])
