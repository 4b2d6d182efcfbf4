"""Failures of SQLite: nothing is half-written, and the next clean run completes the work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.laws.examples import law
from support.nightly import one_in
from support.sql.stressed import (
    ENROLMENTS,
    REFUSALS,
    State,
    Stress,
    Students,
    students,
    undated,
)
from support.the_guide import ended
from talent_powerpro import RunReport
from talent_powerpro.errors import PowerProUnusable
from talent_powerpro.records.record import RecordStatus

BEFORE = {each.id: undated(each) for each in ENROLMENTS}


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Students:
    """The store before any run."""
    return students(tmp_path_factory.mktemp("stress") / "powerpro.db")


@pytest.fixture(scope="module")
def undisturbed(untouched: Students) -> State:
    """Both systems after an undisturbed run."""
    with untouched.copied() as there:
        assert ended(there.run()) == ""
        return there.state()


@pytest.fixture(scope="module")
def statements(untouched: Students) -> list[str]:
    """The SQLite statements of an undisturbed run, with opening and closing."""
    watched = Stress()
    with untouched.copied() as there, watched.on():
        there.run()
    return watched.asked


def writing(statements: list[str]) -> Iterator[int]:
    """The numbers of the statements that write, and of the commits of those writes."""
    written = False
    for number, each in enumerate(statements):
        if each.startswith(("INSERT", "UPDATE", "DELETE")) or (written and each == "COMMIT"):
            yield number
        written = each != "COMMIT" and (written or each.startswith(("INSERT", "UPDATE", "DELETE")))


# --- the laws ---------------------------------------------------------------------


@one_in(7)
def test_after_any_failed_write_the_next_clean_run_ends_as_if_none_had_failed(
    untouched: Students, undisturbed: State, statements: list[str], one_in: int
) -> None:
    """Each statement fails in turn, for different reasons. Its step is complete or absent."""
    numbers = list(writing(statements))
    assert len(numbers) > 50
    for number in numbers[::one_in]:
        stress = Stress([number].__contains__, REFUSALS[number % len(REFUSALS)])
        with untouched.copied() as there:
            disturb(there, undisturbed, stress)
            make_good(there, undisturbed)


@one_in(7)
def test_a_commit_that_succeeded_but_was_reported_as_failed_is_not_repeated(
    untouched: Students, undisturbed: State, statements: list[str], one_in: int
) -> None:
    commits = [number for number in writing(statements) if statements[number] == "COMMIT"]
    for number in commits[::one_in]:
        with untouched.copied() as there:
            disturb(there, undisturbed, Stress([number].__contains__, effect=True))
            make_good(there, undisturbed)


@law(5, one_in=100)
@given(
    runs=st.lists(
        st.tuples(st.integers(0, 300), st.sampled_from(REFUSALS), st.booleans()),
        min_size=1,
        max_size=2,
    ),
    width=st.sampled_from((1, 3)),
)
def test_after_any_number_of_store_failures_one_clean_run_completes_the_work(
    untouched: Students,
    undisturbed: State,
    runs: list[tuple[int, tuple[str, int], bool]],
    width: int,
) -> None:
    """From that statement on everything fails, including reading and opening."""
    with untouched.copied() as there:
        for begins, refusal, effect in runs:
            stress = Stress(lambda number, begins=begins: number >= begins, refusal, effect)  # type: ignore[misc]  # of a lambda's default
            disturb(there, undisturbed, stress, width=width)
        make_good(there, undisturbed)


# --- helpers ----------------------------------------------------------------------


def disturb(there: Students, undisturbed: State, stress: Stress, *, width: int = 1) -> None:
    """A run under stress. It returns a report, or raises a fault before it begins."""
    with stress.on():
        report, fault = reported(there, width)
    now = there.state()
    if report is None:
        assert fault is not None
        assert fault.remedy
    else:
        assert_reported(report, there, now, undisturbed)
    assert_each_write_is_whole(now, undisturbed)


def reported(there: Students, width: int) -> tuple[RunReport | None, PowerProUnusable | None]:
    try:
        return there.run(width=width), None
    except PowerProUnusable as fault:
        return None, fault


def assert_reported(report: RunReport, there: Students, now: State, undisturbed: State) -> None:
    """Only the last line of the sync log may be lost without a message."""
    if report.stopped is None:
        assert now == undisturbed
    else:
        assert report.stopped.reason == "powerpro-unusable"
        assert str(there.path) in report.stopped.message
        assert report.stopped.remedy
    stored = {each.id: each for each in now.enrolments}
    for record in report.records:
        if record.status is RecordStatus.PROVISIONED:
            assert stored[record.enrolment_id].provisioning_log
        if record.status is RecordStatus.WRITTEN:
            assert stored[record.enrolment_id].units != BEFORE[record.enrolment_id].units


def assert_each_write_is_whole(now: State, undisturbed: State) -> None:
    """Results and contact logs are complete, and no client has two Talent users."""
    for found, after in zip(now.enrolments, undisturbed.enrolments, strict=True):
        before = BEFORE[found.id]
        assert found.contact_logs in (before.contact_logs, after.contact_logs)
        for unit, *possible in zip(found.units, before.units, after.units, strict=True):
            assert unit in possible
    assert sorted(set(now.users)) == now.users


def make_good(there: Students, undisturbed: State) -> None:
    """One clean run: on the next day if the journal has due marks, otherwise on the same day."""
    if there.state().due:
        there.clock.pass_days()
    assert ended(there.run()) == ""
    assert there.state() == undisturbed
