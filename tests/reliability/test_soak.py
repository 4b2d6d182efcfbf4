"""A short soak of a few days, and tests of its counting. ``nox -s soak`` plays a month."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from sqlite3 import connect
from threading import Lock
from typing import Any

import httpx
import pytest
from attrs import evolve

from reliability.big_college import ZONE, Booking, College
from reliability.findings import Findings
from reliability.soak import WAYS, Clock, FailingPortal, Month, Played, played, starts
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.model import TalentGroupKey, TalentUserId
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.sandbox import PortalEnrolment, PortalUser, Sandbox, guide_portal

A_FEW_DAYS = Month(days=3, runs=4, enrolments=30, failing=0.05, seed=1)
A_DAY = Month(days=1, runs=2, enrolments=6, failing=0.0, seed=7)


def silent(_: str) -> None:
    """Ignores the progress report."""


def test_days_of_failing_calls_lose_and_confuse_no_client(tmp_path: Path) -> None:
    with played(A_FEW_DAYS, tmp_path, silent) as there:
        assert there.findings() == Findings()
        assert there.outcomes["provisioning provisioned"] == A_FEW_DAYS.enrolments
        assert there.outcomes["results written"] > 0
        assert there.portal.failed > there.portal.calls / 50
        assert any(booking.closed for booking in there.people.bookings)


# --- the counting -----------------------------------------------------------------


@pytest.fixture(scope="module")
def after_a_day(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """A day that was played to its end. Its store is closed."""
    with played(A_DAY, tmp_path_factory.mktemp("a day"), silent) as there:
        assert there.findings() == Findings()
    return there


@pytest.fixture
def there(after_a_day: Played, tmp_path: Path) -> Iterator[Played]:
    """A copy of that day, which a test may change."""
    store = Path(shutil.copy(after_a_day.store, tmp_path))
    people, portal = deepcopied(after_a_day.people, after_a_day.portal)
    with SqlPowerPro(f"sqlite:///{store.as_posix()}", clock=portal.clock) as powerpro:
        yield Played(people, powerpro, store, portal, Counter())


def deepcopied(people: College, portal: FailingPortal) -> tuple[College, FailingPortal]:
    """Copies, with a lock of the portal's own: a lock cannot be copied."""
    locks: dict[int, Any] = {id(portal.sandbox._lock): Lock()}
    return deepcopy((people, portal), locks)


def one(there: Played) -> Booking:
    """A booking with a Talent group and a learner who has finished a unit."""
    return next(b for b in there.people.bookings if b.finished and b.course.group_key)


def place(there: Played) -> tuple[str, str]:
    booking = one(there)
    return there.people.users[booking.learner.email], booking.course.talent_course_id


def by_hand(there: Played, statement: str, *values: str) -> None:
    with closing(connect(there.store)) as connection, connection:
        assert connection.execute(statement, values).rowcount == 1


def with_a_second_user(there: Played) -> None:
    user = there.sandbox.users[place(there)[0]]
    there.sandbox.users["9"] = evolve(user, id="9", login="second")


def out_of_the_course(there: Played) -> None:
    del there.sandbox.enrolments[place(there)]


def out_of_the_group(there: Played) -> None:
    there.sandbox.memberships.remove((place(there)[0], str(one(there).course.number)))


def without_contact_log(there: Played) -> None:
    by_hand(there, "DELETE FROM contact_logs WHERE enrolment_id = ?", one(there).id)


def linked_to_another(there: Played) -> None:
    another = next(u.id for u in there.sandbox.users.values() if u.id != place(there)[0])
    code = one(there).learner.code
    by_hand(there, "UPDATE clients SET secondary_id = ? WHERE code = ?", another, code)


def a_unit(there: Played, change: str) -> None:
    code = next(iter(one(there).finished))
    which = "WHERE enrolment_id = ? AND code = ?"
    by_hand(there, f"UPDATE units SET {change} {which}", one(there).id, code)


def without_a_result(there: Played) -> None:
    a_unit(there, "outcome = '', outcome_date = NULL")


def with_another_date(there: Played) -> None:
    a_unit(there, "outcome_date = date(outcome_date, '+1 day')")


def with_a_result_of_nobody(there: Played) -> None:
    del one(there).finished[next(iter(one(there).finished))]


def with_a_stranger(there: Played) -> None:
    there.sandbox.users["9"] = PortalUser("9", "nobody@pm.me", email="nobody@pm.me")


def in_another_course(there: Played) -> None:
    user_id, course_id = place(there)
    other = next(each for each in there.sandbox.courses if each != course_id)
    there.sandbox.enrolments[user_id, other] = PortalEnrolment(user_id, other)


def in_another_group(there: Played) -> None:
    own = str(one(there).course.number)
    other = next(each for each in there.sandbox.groups if each != own)
    there.sandbox.memberships.add((place(there)[0], other))


def still_due(there: Played) -> None:
    there.powerpro.journal.mark_due([DueMark(one(there).id, None)])


def still_pending(there: Played) -> None:
    user_id = TalentUserId(place(there)[0])
    pending = PendingMembership(one(there).id, user_id, TalentGroupKey("key"))
    there.powerpro.journal.set_pending(pending)


@pytest.mark.parametrize(
    ("harm", "field"),
    [
        (with_a_second_user, "users_duplicated"),
        (out_of_the_course, "students_lost"),
        (out_of_the_group, "students_lost"),
        (without_contact_log, "students_lost"),
        (linked_to_another, "students_lost"),
        (without_a_result, "results_wrong"),
        (with_another_date, "results_wrong"),
        (with_a_result_of_nobody, "results_wrong"),
        (with_a_stranger, "otherwise_different"),
        (in_another_course, "otherwise_different"),
        (in_another_group, "otherwise_different"),
        (still_due, "otherwise_different"),
        (still_pending, "otherwise_different"),
    ],
)
def test_harm_is_counted_where_it_belongs(
    there: Played, harm: Callable[[Played], None], field: str
) -> None:
    harm(there)
    found = there.findings()
    (text,) = found.texts
    assert found == Findings(texts=(text,), **{field: 1})


# --- calls that fail, and time ----------------------------------------------------


def failing_portal(share: float) -> FailingPortal:
    clock = Clock(starts(0, 0, 6))
    sandbox = Sandbox(guide_portal(), clock=clock)
    return FailingPortal(sandbox, clock, random.Random(1), share)


SITE = httpx.Request(
    "GET", "https://powerpro.talentlms.com/api/v1/siteinfo", headers={"Authorization": "Basic eDo="}
)


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_the_share_of_calls_that_was_asked_for_fails(share: float) -> None:
    portal = failing_portal(share)
    for _ in range(3_000):
        try:
            portal(SITE)
        except httpx.TransportError:
            continue
    assert portal.calls == 3_000
    assert portal.failed / portal.calls == pytest.approx(share, rel=0.25)


@pytest.mark.parametrize("way", WAYS)
def test_a_call_that_fails_brings_nothing_usable(
    way: Callable[[FailingPortal, httpx.Request], httpx.Response],
) -> None:
    portal = failing_portal(1.0)
    try:
        status = way(portal, SITE).status_code
    except httpx.TransportError:
        status = 0
    assert status in (0, 429, 500, 502)
    took_effect = "after_all" in way.__name__ or way.__name__ == "lost"
    assert len(portal.sandbox.calls) == (1 if took_effect else 0)


def test_the_last_run_of_a_day_sees_midnight() -> None:
    local = [starts(13, run, 6).astimezone(ZONE) for run in range(6)]
    assert (local[-1].hour, local[-1].minute, local[-1].second) == (23, 59, 30)
    assert local[-1].date() == local[0].date()


def test_daylight_saving_ends_within_the_month() -> None:
    hours = {starts(day + 1, 0, 1) - starts(day, 0, 1) for day in range(29)}
    assert hours == {timedelta(hours=24), timedelta(hours=25)}
