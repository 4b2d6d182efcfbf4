"""The memory of rehearsals: as text and back, without one client, and without names."""

from __future__ import annotations

import json

import pytest
from attrs import evolve

from support.the_guide import (
    COURSE_126,
    DONE,
    EXPORT_DATE,
    JOANA,
    PINK,
    STARTED,
    USER_7,
    booking,
    provisioned,
    unit,
)
from talent_powerpro.errors import SettingsFault
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.links import VerifiedLink
from talent_powerpro.records.look import Look
from talent_powerpro.records.record import StageName
from talent_powerpro.records.shadow import ShadowKey, ShadowKind, ShadowValue
from talent_powerpro.records.shadow_memory import Planned, SavedCalls, ShadowMemory, StaysDue
from talent_powerpro.rules.shadowing import seen_of

ROWS = (
    provisioned(unit(outcome="20 - Competent", outcome_date=DONE.date())),
    provisioned(client=evolve(PINK, secondary_id="8"), id=booking("2")),
)
MEMORY = ShadowMemory(
    "RTO",
    "rto.talentlms.com",
    EXPORT_DATE,
    {each.client.code: each.client.secondary_id for each in ROWS},
    {each.id: seen_of(each) for each in ROWS},
    tuple(
        Planned(
            ShadowKey(StageName.RESULTS, each.id, unit().id),
            each.client.code,
            ShadowValue(outcome="20", outcome_date=DONE.date()),
            STARTED,
            ["export_window"],
        )
        for each in ROWS
    ),
    tuple(StaysDue(each.client.code, DueMark(each.id, EXPORT_DATE)) for each in ROWS),
    {ShadowKind.SAME: 3},
    SavedCalls(
        tuple(Look(each.id, USER_7, COURSE_126, "facts", STARTED) for each in ROWS),
        tuple(VerifiedLink(each.client.code, USER_7, "") for each in ROWS),
        tuple(LastLook(each.id) for each in ROWS),
        {COURSE_126: STARTED},
    ),
)


def test_it_is_the_same_after_its_text_and_names_nobody() -> None:
    text = MEMORY.to_json()
    assert ShadowMemory.from_json(text) == MEMORY
    assert JOANA.surname not in text
    assert JOANA.email not in text


def test_without_a_client_nothing_of_theirs_is_left() -> None:
    left = MEMORY.without(JOANA.code)
    assert JOANA.code not in left.to_json()
    assert booking() not in left.seen
    calls = left.calls
    kept = (left.seen, left.planned, left.due, calls.looks, calls.links, calls.last_looks)
    assert [len(each) for each in kept] == [1] * 6
    assert left.totals == MEMORY.totals
    assert (left.rto, left.portal, left.since, left.schema) == (
        "RTO",
        "rto.talentlms.com",
        EXPORT_DATE,
        1,
    )
    assert (calls.tried, left.secondary_ids) == ({COURSE_126: STARTED}, {PINK.code: "8"})
    # A plan alone may be all that there is.
    only_planned = evolve(MEMORY, seen={}, secondary_ids={}).without(JOANA.code)
    assert JOANA.code not in only_planned.to_json()
    assert [each.enrolment_id for each in only_planned.calls.looks] == ["2"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": 1}' * 2, '{"schema": 1, "seen": 7}'], ids=str
)
def test_another_text_is_refused(text: str) -> None:
    with pytest.raises(SettingsFault, match="not a memory of `shadow`") as raised:
        ShadowMemory.from_json(text)
    assert "begins afresh" in raised.value.remedy


def test_another_schema_is_refused_by_its_number() -> None:
    other = json.loads(MEMORY.to_json()) | {"schema": 9}
    with pytest.raises(SettingsFault, match="has schema 9, but this version reads schema 1"):
        ShadowMemory.from_json(json.dumps(other))
