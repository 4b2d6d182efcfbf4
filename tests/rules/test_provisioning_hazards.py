"""The hazards of provisioning: which are reported, and which are held."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import (
    COURSE,
    COURSE_126,
    EXPORT_DATE,
    JOANA,
    JOANA_7,
    PERTH,
    TALENT_COURSE,
    enrolment,
    rules,
)
from talent_powerpro.errors import Held
from talent_powerpro.model import (
    Absent,
    TalentCourse,
    TalentCourseId,
    TalentEnrolment,
    TalentUserId,
)
from talent_powerpro.records.record import Remark
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.policy import Policy, Reaction
from talent_powerpro.rules.provisioning_hazards import (
    courses_of_group,
    deferment,
    deleted_user,
    deleted_user_in_the_way,
    foreign_secondary_id,
    mangled_secondary_id,
    remarks_on_user,
)

GUIDE, CAREFUL = Policy.guide(), Policy.careful()


def told(concerns: Iterable[Concern]) -> tuple[Remark, ...]:
    """The remarks of concerns that hold nothing."""
    return rules().weigh(enrolment(), concerns)


def held(concerns: Iterable[Concern], match: str | None = None) -> Held:
    """The hold that concerns raise."""
    with pytest.raises(Held, match=match) as hold:
        rules().weigh(enrolment(), concerns)
    assert hold.value.remedy
    return hold.value


# --- what else may be in the way --------------------------------------------------


def test_a_deferment_date_is_reported_by_the_guide_and_held_by_careful() -> None:
    deferred = enrolment(deferment_date=EXPORT_DATE)
    (remark,) = told(deferment(deferred, GUIDE))
    assert remark.message.endswith("This does not stop the enrolment in TalentLMS.")
    held(deferment(deferred, CAREFUL), "Deferment Date 02/06/2022")
    assert deferment(enrolment(), CAREFUL) == ()


@pytest.mark.parametrize("policy", [GUIDE, CAREFUL])
def test_another_systems_secondary_id_is_replaced_and_reported(policy: Policy) -> None:
    (remark,) = told(foreign_secondary_id(JOANA, JOANA_7, policy))
    assert remark.reason == "secondary-id-replaced"
    assert remark.message == "Secondary ID changed from DPC000129 to 7 (the TalentLMS user id)."
    new = evolve(JOANA_7, id=TalentUserId("new:2021000017"))
    (of_new,) = told(foreign_secondary_id(JOANA, new, policy))
    assert "from DPC000129 to that of the new Talent user" in of_new.message


def test_a_policy_may_keep_another_systems_secondary_id() -> None:
    policy = Policy(foreign_secondary_ids=Reaction.HOLD)
    assert held(foreign_secondary_id(JOANA, JOANA_7, policy), "DPC000129").releasable
    for own in ("", "  ", "7"):
        assert foreign_secondary_id(evolve(JOANA, secondary_id=own), JOANA_7, policy) == ()


def test_a_deleted_talent_user_is_held_by_careful_and_replaced_by_the_guide() -> None:
    client, gone = evolve(JOANA, secondary_id="5"), Absent("GET x", deleted=True)
    (remark,) = told(deleted_user(client, gone, GUIDE))
    assert remark.message.endswith("A new one is created.")
    held(deleted_user(client, gone, CAREFUL), "a new Talent user is created")


@pytest.mark.parametrize("absent", [None, Absent("GET x")])
def test_a_talent_user_that_was_never_there_is_not_called_deleted(absent: Absent | None) -> None:
    assert deleted_user(JOANA, absent, CAREFUL) == ()
    assert deleted_user_in_the_way(JOANA, Absent("GET x")) == ()


def test_an_id_of_talentlms_or_of_another_system_is_not_mangled() -> None:
    """More of them are in `model/test_text`."""
    for typed in ("", "7", " 007 ", "DPC000129"):
        assert mangled_secondary_id(evolve(JOANA, secondary_id=typed)) == ()


def test_courses_that_a_group_brings_are_named_and_a_policy_may_hold_for_them() -> None:
    fruit = TalentCourse(TalentCourseId("127"), "Fruit")
    (remark,) = told(courses_of_group(COURSE, [TALENT_COURSE, fruit], CAREFUL))
    assert remark.message.endswith("in other Talent courses: 127 (Fruit).")
    policy = Policy(group_courses=Reaction.HOLD)
    assert held(courses_of_group(COURSE, [fruit], policy), "127").releasable
    assert courses_of_group(COURSE, [TALENT_COURSE], policy) == ()


def test_an_inactive_talent_user_is_enrolled_and_reported() -> None:
    (remark,) = remarks_on_user(evolve(JOANA_7, active=False), COURSE_126, PERTH)
    assert remark.reason == "talent-user-inactive"
    assert remark.message == "Talent User 7 is inactive and cannot log in."


def remarks_on(**place: Any) -> list[tuple[str, str]]:
    user = evolve(JOANA_7, enrolments=(TalentEnrolment(COURSE_126, **place),))
    remarks = remarks_on_user(user, COURSE_126, PERTH)
    return [(remark.reason, remark.message) for remark in remarks]


def test_an_earlier_completion_and_an_ending_access_are_reported() -> None:
    late = datetime(2022, 6, 30, 23, 30, tzinfo=UTC)
    assert remarks_on(completed_at=late) == [
        ("completed-before", "Talent User 7 completed Talent course 126 earlier.")
    ]
    assert remarks_on(expires_at=late) == [
        ("access-ends", "Talent User 7 can use Talent course 126 only until 01/07/2022.")
    ]
    assert remarks_on_user(JOANA_7, COURSE_126, PERTH) == ()
