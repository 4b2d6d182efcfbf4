"""A group key that TalentLMS does not have: the sentences, and the contact log of later."""

from __future__ import annotations

import pytest

from support.the_guide import COURSE, GROUP, STARTED, enrolment
from talent_powerpro.model import TalentGroupKey
from talent_powerpro.rules.group_keys import (
    NO_SUCH_GROUP,
    added_later,
    as_listed,
    no_such_group,
    refused_by_group,
    without_group,
)

REMEDY = "Correct the key: Course > E-Learning (Talent LMS) tab > Talent Group Key."


@pytest.mark.parametrize(
    ("keys", "listed"),
    [
        (["77eD6LXHH"], "77eD6LXHH"),
        (["FRUIT", "77ED6lxhh"], "77ED6lxhh"),
        (["77ED6lxhh", "77eD6LXHH"], "77eD6LXHH"),
        (["77eD6LXHH2"], None),
        ([], None),
    ],
)
def test_a_key_is_compared_without_case_and_taken_as_the_portal_spells_it(
    keys: list[str], listed: str | None
) -> None:
    assert as_listed(GROUP, map(TalentGroupKey, keys)) == listed


def test_a_wrong_key_is_named_with_its_course_and_menu_path() -> None:
    fault = no_such_group(COURSE, GROUP)
    assert fault.reason == "group-missing"
    assert fault.message == (
        "TalentLMS has no group with the key 77eD6LXHH, the Talent Group Key of ICT30120-A, so "
        "nobody is enrolled."
    )
    assert fault.remedy == REMEDY


@pytest.mark.parametrize(
    ("why", "reason"), [(NO_SUCH_GROUP, "group-missing"), ("It is full.", "group-refused")]
)
def test_the_remark_has_the_texts_of_the_later_fault(why: str, reason: str) -> None:
    fault, remark = (each(enrolment(), GROUP, why) for each in (refused_by_group, without_group))
    assert (fault.reason, remark.reason) == (reason, reason)
    assert fault.message == (
        "JOANA GOMEZ (2021000017) is not in Talent Group 77eD6LXHH of ICT30120-A: "
        f"{why.removesuffix('.')}. Each run tries again."
    )
    assert remark.message == f"{fault.message} {REMEDY}"


def test_the_contact_log_of_a_later_membership_marks_nothing_as_provisioned() -> None:
    log = added_later(enrolment(), GROUP, "Joana Gomez", STARTED)
    assert (log.marks_provisioned, log.tells_of_group) == (False, True)
    assert log.description == "Joana Gomez added to Talent Group 77eD6LXHH ..."
