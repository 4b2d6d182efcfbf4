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
from talent_powerpro.model import Enrolment
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.links import VerifiedLink
from talent_powerpro.records.look import Look
from talent_powerpro.records.record import StageName
from talent_powerpro.records.shadow import ShadowKey, ShadowKind, ShadowValue
from talent_powerpro.records.shadow_memory import (
    Planned,
    SavedCalls,
    SeenEnrolment,
    ShadowMemory,
    StaysDue,
)
from talent_powerpro.rules.shadowing import seen_of

ROWS = (
    provisioned(unit(outcome="20 - Competent", outcome_date=DONE.date())),
    provisioned(client=evolve(PINK, secondary_id="8"), id=booking("2")),
)


def memory_of(*rows: Enrolment) -> ShadowMemory:
    return ShadowMemory(
        "RTO",
        "rto.talentlms.com",
        EXPORT_DATE,
        {each.client.code: each.client.secondary_id for each in rows},
        {each.id: seen_of(each) for each in rows},
        tuple(
            Planned(
                ShadowKey(StageName.RESULTS, each.id, unit().id),
                each.client.code,
                ShadowValue(outcome="20", outcome_date=DONE.date()),
                STARTED,
                ["export_window"],
            )
            for each in rows
        ),
        tuple(StaysDue(each.client.code, DueMark(each.id, EXPORT_DATE)) for each in rows),
        {ShadowKind.SAME: 3},
        SavedCalls(
            tuple(Look(each.id, USER_7, COURSE_126, "facts", STARTED) for each in rows),
            tuple(VerifiedLink(each.client.code, USER_7, "") for each in rows),
            tuple(LastLook(each.id) for each in rows),
            {COURSE_126: STARTED},
        ),
    )


MEMORY = memory_of(*ROWS)


def test_it_is_the_same_after_its_text_and_names_nobody() -> None:
    text = MEMORY.to_json()
    assert ShadowMemory.from_json(text) == MEMORY
    assert JOANA.surname not in text
    assert JOANA.email not in text


def test_without_a_client_nothing_of_theirs_is_left() -> None:
    left = memory_of(ROWS[1])
    assert MEMORY.without(JOANA.code) == left
    assert MEMORY.without(PINK.code) == memory_of(ROWS[0])
    assert JOANA.code not in left.to_json()
    # Only planned, or only seen: either may be all that there is.
    only_planned = evolve(MEMORY, seen={}, secondary_ids={})
    assert only_planned.without(JOANA.code) == evolve(left, seen={}, secondary_ids={})
    only_seen = evolve(MEMORY, planned=())
    assert only_seen.without(JOANA.code) == evolve(left, planned=())


def test_a_new_memory_is_of_no_rto_and_of_no_portal() -> None:
    new = ShadowMemory()
    assert (new.rto, new.portal, new.since, new.schema) == ("", "", None, 1)
    (planned, _) = MEMORY.planned
    plain = Planned(planned.key, planned.client_code, planned.value, STARTED)
    assert (plain.rules, plain.message, plain.counted) == ((), "", False)
    assert SeenEnrolment(JOANA.code, ()).results == {}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"schema": 1}' * 2, '{"schema": 1, "seen": 7}', "[" * 100_000],
    ids=["nothing", "a list", "no schema", "two texts", "another shape", "nested too deep"],
)
def test_another_text_is_refused(text: str) -> None:
    with pytest.raises(SettingsFault, match="not a memory of `shadow`") as raised:
        ShadowMemory.from_json(text)
    assert "begins afresh" in raised.value.remedy


def test_another_schema_is_refused_by_its_number() -> None:
    other = json.loads(MEMORY.to_json()) | {"schema": 9}
    match = "has schema 9, but this version reads schema 1"
    with pytest.raises(SettingsFault, match=match) as raised:
        ShadowMemory.from_json(json.dumps(other))
    assert "begins afresh" in raised.value.remedy
