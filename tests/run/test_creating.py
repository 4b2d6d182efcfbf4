"""The end of creating in a run. `test_talent_cache` shows it with calls."""

from __future__ import annotations

import pytest
from attrs import evolve

from support.the_guide import JOANA, rules
from talent_powerpro.errors import Deferred, NoAnswer, Refused
from talent_powerpro.run.creating import Creating

NEW = rules().new_user(JOANA)


def test_a_user_in_doubt_is_not_created_and_others_are() -> None:
    creating = Creating(3)
    creating.failed(NEW, NoAnswer("Lost."))
    with pytest.raises(Deferred) as deferred:
        creating.check(NEW)
    assert deferred.value.reason == "create-in-doubt"
    assert deferred.value.remedy == "Nothing to do. The next run looks for the user first."
    creating.check(evolve(NEW, login="other"))


@pytest.mark.parametrize("limit", [1, 2])
def test_equal_refusals_in_a_row_stop_all_creates_until_one_succeeds(limit: int) -> None:
    creating = Creating(limit)
    for _ in range(limit):
        creating.check(NEW)
        creating.failed(NEW, Refused("User limit reached"))
    with pytest.raises(Deferred, match="User limit reached") as deferred:
        creating.check(NEW)
    assert deferred.value.reason == "creating-stopped"
    assert deferred.value.remedy == "Fix what the failed records name. The next run tries again."
    creating.succeeded()
    creating.check(NEW)
