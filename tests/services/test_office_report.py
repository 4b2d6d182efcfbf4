"""The office's report: what runs did in the last days, and what waits for a person."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, tzinfo

import pytest
from attrs import evolve

from support.office import FIRST, LAST, NOW, office, report_of
from support.the_guide import JOANA, PERTH, STARTED, Rto, enrolment, provisioned, rto, unit
from talent_powerpro.records.holds import StandingHold
from talent_powerpro.records.journal import SyncLogLine
from talent_powerpro.records.json import as_json
from talent_powerpro.services.office_report import MOST_LINES, OfficeReport, office_report
from talent_powerpro.services.past_work import in_zone


@pytest.fixture(scope="module")
def made() -> Rto:
    return office()


@pytest.fixture(scope="module")
def report(made: Rto) -> OfficeReport:
    return report_of(made)


def test_it_covers_the_last_seven_days_with_today(report: OfficeReport) -> None:
    assert [each.on for each in report.days] == [FIRST + timedelta(days=n) for n in range(7)]
    assert [each.results for each in report.days] == [0, 1, 3, 0, 1, 5, 1]
    assert [each.enrolled for each in report.days] == [4, 2, 1, 0, 0, 0, 0]
    assert (report.rto, report.timezone) == ("Perth Business College", "Australia/Perth")
    assert report.made_at == NOW


def test_another_number_of_days_is_reported_as_well(made: Rto) -> None:
    (today,) = report_of(made, days=1).days
    assert (today.on, today.results) == (LAST, 1)
    assert len(report_of(made, days=30).enrolled) == 8


def test_it_names_everything_that_waits_for_a_person(report: OfficeReport) -> None:
    (held,) = report.held
    assert [each.client_name for each in held.named] == ["NOAH BROWN"]
    assert [each.client_name for each in report.failed] == ["ARTHUR NGATA"]
    lists = (report.missed, report.no_export_date, report.unmatched, report.not_started)
    assert [[row.client_name for row in rows] for rows in lists] == [
        ["IVY O'BRIEN"],
        ["SAM KELLY"],
        ["Zoë Núñez de la Cruz"],
        ["GEORGE PAPAS"],
    ]
    assert report.closed == ()
    assert report.waiting == 6


def test_a_remark_is_apart_from_the_holds_and_waits_for_nobody(made: Rto) -> None:
    before = report_of(made)
    joana = made.enrolment()
    remark = StandingHold(
        "results",
        joana.id,
        joana.client.code,
        joana.client.name,
        joana.course.code,
        "outcome-replaced",
        "The outcome was replaced.",
        held=False,
    )
    made.releases.ended(joana.id, "results", [remark])
    after = report_of(made)
    made.releases.ended(joana.id, "results", [])
    assert [each.cause.reason for each in after.remarked] == ["outcome-replaced"]
    assert (after.held, after.waiting) == (before.held, before.waiting)


@pytest.mark.parametrize("kept_in", [PERTH, UTC])
def test_its_times_are_in_the_rtos_zone(kept_in: tzinfo) -> None:
    made = rto(evolve(provisioned(unit()), client=evolve(JOANA, secondary_id="")))
    made.clock.now = STARTED.astimezone(kept_in)
    made.run()
    (header,) = made.journal.runs()
    made.journal.keep_run(in_zone(header, kept_in))  # As a store returns it.
    report = office_report(made.reader(), now=made.clock.now, sync_log=made.log.lines)
    assert report.status.last_run is not None
    assert report.status.last_end is not None
    times = (
        report.made_at,
        report.status.last_run.started,
        report.status.last_end,
        *(each.since for each in report.failed),
        *(each.at for each in report.sync_log),
        *(run.header.started for day in report.days for run in day.runs),
    )
    assert len(times) > 5
    assert {each.tzinfo for each in times} == {PERTH}


def test_the_sync_log_has_the_lines_of_these_days(made: Rto, report: OfficeReport) -> None:
    assert {each.at.date() for each in report.sync_log} == {each.on for each in report.days}
    assert len(report.sync_log) < len(made.log.lines)
    assert not report.lines_left_out
    assert report_of(made, sync_log=()).sync_log == ()


def test_the_sync_log_is_cut_to_its_newest_lines() -> None:
    made = rto()
    lines = [SyncLogLine(STARTED, str(number)) for number in range(MOST_LINES + 1)]
    found = report_of(made, sync_log=lines)
    assert (len(found.sync_log), found.sync_log[0].message) == (MOST_LINES, "1")
    assert found.lines_left_out
    assert not report_of(made, sync_log=lines[1:]).lines_left_out


def test_a_day_begins_at_midnight() -> None:
    made = rto()
    midnight = datetime(2022, 6, 2, tzinfo=PERTH)
    before, at = (SyncLogLine(midnight - timedelta(seconds=n), "x") for n in (1, 0))
    found = office_report(made.reader(), now=STARTED, days=1, sync_log=(before, at))
    assert found.sync_log == (at,)


def test_before_the_first_run_there_is_nothing_but_what_is_due() -> None:
    made = rto(enrolment())
    found = report_of(made)
    assert (found.status.last_run, found.status.last_end, found.status.due) == (None, None, 1)
    assert (found.enrolled, found.results, found.waiting) == ((), (), 0)
    assert all(not each.runs for each in found.days)
    nameless = office_report(made.reader(), now=STARTED)
    assert (nameless.rto, nameless.portal) == ("", "")
    assert "withdrawn" not in json.loads(as_json(nameless)), "it is reported where it is wanted"
    assert evolve(found.days[-1], runs=()).on == date(2022, 6, 2)


def test_progress_counts_the_reads_of_the_report() -> None:
    seen: list[tuple[int, int]] = []
    office_report(
        rto().reader(), now=STARTED, progress=lambda done, total: seen.append((done, total))
    )
    assert list(dict.fromkeys(seen)) == [(number, 9) for number in range(10)]
