"""A Talent repository with a quota of calls per hour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.the_guide import COURSE_126, JOANA_7, STARTED, USER_7, portal
from talent_powerpro.adapters.memory import MeteredTalent
from talent_powerpro.errors import NoAnswer
from talent_powerpro.model import Quota

HOUR = timedelta(hours=1)


def test_each_call_counts_until_the_hour_has_ended_and_none_beyond_the_quota_is_made() -> None:
    now = STARTED
    metered = MeteredTalent(portal(users=[JOANA_7]), 2, lambda: now)
    assert metered.quota() == Quota(2, 2, STARTED + HOUR)
    assert metered.user_by_id(USER_7).id == USER_7
    assert metered.course(COURSE_126).id == COURSE_126
    for refused in (1, 2):
        with pytest.raises(NoAnswer, match="API rate limit exceeded"):
            metered.user_by_id(USER_7)
        assert (metered.calls, metered.refused) == (2, refused)
    assert metered.quota() == Quota(2, 0, STARTED + HOUR)
    now = STARTED + HOUR
    assert metered.quota() == Quota(2, 2, now + HOUR)
    assert metered.user_by_id(USER_7).id == USER_7
    assert (metered.calls, metered.refused) == (1, 2)


def test_a_call_begins_the_hour_and_what_is_no_call_does_not_count() -> None:
    metered = MeteredTalent(portal(), 2, lambda: STARTED)
    assert metered.portal == "powerpro.talentlms.com"
    assert (metered.calls, metered.refused) == (0, 0)
    metered.user_by_id(USER_7)
    assert metered.quota() == Quota(2, 1, STARTED + HOUR)
