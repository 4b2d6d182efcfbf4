"""The page of `run`: what a run wrote, and which records need attention."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.pages.writes import show_writes, who, writes_for
from talent_powerpro.cli.screen import Screen
from talent_powerpro.records.blocks import (
    Block,
    blocks,
    of_holds,
    of_record,
    of_records,
    shared,
)
from talent_powerpro.records.json import as_json
from talent_powerpro.records.record import Record
from talent_powerpro.records.report import HeldRun, Listed, Lists, RunReport
from talent_powerpro.records.unreadable import UnreadableRow
from talent_powerpro.views.remedies import what_to_do

WITHDRAWN = "Withdrawn, and perhaps still in the Talent course"


def show_run(screen: Screen, report: RunReport, rto: str = "") -> None:
    """Print the whole report: first what matters most, last why the run stopped.

    *rto* is the RTO's name; blank where the settings have none.
    """
    at = f"{report.started:%d/%m/%Y %H:%M:%S}"
    screen.heading(", ".join(filter(None, (f"Run {report.run_id}", at, rto))))
    show_targets(screen, report.targets, report.although_not_today)
    screen.table(("Stage", "Status", "Records"), _counts(report))
    if report.held_run:
        show_held_run(screen, report.held_run)
    show_attention(screen, report.needing_attention)
    if writing := [record for record in report.records if record.writes]:
        screen.heading("Written")
        show_writes(screen, writing)
    show_remarks(screen, report.records)
    show_run_remarks(screen, report)
    show_unreadable(screen, report.unreadable)
    show_lists(screen, report.lists, names_waiting=bool(report.targets))
    screen.line()
    screen.line(wrote(report))
    if report.stopped:
        screen.line(f"Stopped: {report.stopped.message}")
        screen.line(report.stopped.remedy)


def show_targets(screen: Screen, targets: Sequence[str], although_not_today: str) -> None:
    """Print whom a run or a plan is limited to, and why the export date was set aside."""
    if targets:
        screen.line(f"Only for {', '.join(targets)}.")
    if although_not_today:
        screen.line(f"Whatever the export date, because: {although_not_today}")


def report_json(report: RunReport, *, proxy: str) -> str:
    """The report as JSON text, with the proxy that the run went through; blank: none."""
    return as_json({**json.loads(report.to_json()), "proxy": proxy})


def show_held_run(screen: Screen, held: HeldRun) -> None:
    (block,) = blocks(of_holds([held.hold]))
    screen.heading("Earlier runs")
    screen.line(f"held: {held.hold.message}{_news(held.new)}")
    _show_remedy(screen, block)


def wrote(report: RunReport) -> str:
    """The number of writes of a run, as one sentence."""
    if not report.wrote:
        return "The run wrote nothing."
    records = sum(1 for record in report.records if record.writes)
    return f"The run made {writes_for(report.wrote, records)}."


def show_attention(screen: Screen, records: Sequence[Record]) -> None:
    """Print each record that waits for a person or the next run, with reason and remedy."""
    if not records:
        return
    screen.heading("Needs attention")
    by_cause = {shared(block.cause): block for block in blocks(of_records(records))}
    for record in records:
        causes = dict.fromkeys(shared(cause) for cause, _ in of_record(record))
        # `pop`: a block of several records is printed once, at the first of them.
        found = [by_cause.pop(cause) for cause in causes if cause in by_cause]
        for block in (each for each in found if len(each.named) > 1):
            _show_block(screen, block)
        own = [each for each in found if len(each.named) == 1]
        if own:
            screen.line(f"{record.status}: {record.stage}: {who(record)}{_news(record.new)}")
        for block in own:
            screen.line(block.cause.message, indent=4)
            _show_remedy(screen, block)


def _show_block(screen: Screen, block: Block) -> None:
    cause, named = block.cause, block.named
    screen.line(f"{cause.status}: {cause.stage}: {count(len(named), 'enrolment')}: {cause.message}")
    _show_remedy(screen, block)
    for each in named:
        screen.line(f"{who(each)}{_news(each.new)}", indent=4)
        if each.detail:
            screen.line(each.detail, indent=8)


def _show_remedy(screen: Screen, block: Block) -> None:
    if remedy := what_to_do(block):
        screen.line(f"-> {remedy}", indent=4)


def _news(new: bool) -> str:  # one flag, read where it is printed
    return " (new)" if new else ""


def _counts(report: RunReport) -> Iterable[tuple[str, str, str]]:
    for stage in report.stages:
        counts = report.counts(stage)
        for status, number in counts.items():
            yield str(stage), str(status), str(number)
        if not counts:
            yield str(stage), "nothing to do", "0"


def show_remarks(screen: Screen, records: Iterable[Record]) -> None:
    """Print the remarks on records: one that several have in the same words is shown once."""
    remarked = [record for record in records if record.remarks]
    if not remarked:
        return
    screen.heading("Remarks")
    shared = _shared_remarks(remarked)
    for (stage, message), group in shared.items():
        screen.line(f"{stage}: {count(len(group), 'enrolment')}: {message}")
        for record in group:
            screen.line(who(record), indent=4)
    for record in remarked:
        own = [each for each in record.remarks if (record.stage, each.message) not in shared]
        if own:
            screen.line(f"{record.stage}: {who(record)}")
        for remark in own:
            keep = f" -> To keep PowerPro's: talent-powerpro keep {remark.id} --why REASON"
            screen.line(f"{remark.message}{keep if remark.id else ''}", indent=4)


def _shared_remarks(records: Iterable[Record]) -> dict[tuple[str, str], list[Record]]:
    """The records of each remark that several records have in the same words."""
    found: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        for message in dict.fromkeys(each.message for each in record.remarks if not each.id):
            found.setdefault((record.stage, message), []).append(record)
    return {key: several for key, several in found.items() if len(several) > 1}


def show_run_remarks(screen: Screen, report: RunReport) -> None:
    """Print remarks on the run as a whole, such as exceptions of listening plugins."""
    if report.remarks:
        screen.heading("Remarks on the run")
    for remark in report.remarks:
        screen.line(remark.message)


def show_unreadable(screen: Screen, rows: Iterable[UnreadableRow]) -> None:
    for n, row in enumerate(rows):
        if n == 0:
            screen.heading("The agent's own rows that cannot be read")
        screen.line(f"{row.message}{_news(row.new)}")
        screen.line(row.remedy)


def show_lists(screen: Screen, lists: Lists, *, names_waiting: bool = False) -> None:
    """Print the lists. *names_waiting*: who waits is named, and not only counted by reason."""
    _show_news(screen, "Missed: the export date has passed", lists.missed)
    _show_news(screen, "Export box ticked, no export date", lists.no_export_date)
    _show_news(
        screen,
        "Completed before the enrolment was closed, without a result",
        lists.closed_before_results,
    )
    _show_news(screen, WITHDRAWN, lists.withdrawn)
    _show_unmatched(screen, lists)
    if names_waiting:
        show_waiting(screen, lists.unmet)
    elif lists.unmet:
        screen.heading("Waiting: the export box is ticked, but a condition is not met")
        reasons = Counter(reason for entry in lists.unmet for reason in entry.reasons)
        for reason, count in reasons.most_common():
            screen.line(f"{count} x {reason}")


def show_waiting(screen: Screen, entries: Sequence[Listed]) -> None:
    """Print who is not provisioned, each with the unmet conditions and where to change them."""
    if entries:
        screen.heading("Waiting: a condition is not met")
    for entry in entries:
        _show_listed(screen, entry)


def _show_listed(screen: Screen, entry: Listed) -> None:
    screen.line(
        f"{entry.enrolment_id} {entry.client_name} ({entry.client_code}), {entry.course_code}"
    )
    for reason, where in zip(entry.reasons, entry.where, strict=True):
        screen.line(f"{reason} -> {where}", indent=4)


def _show_unmatched(screen: Screen, lists: Lists) -> None:
    """Print completed Talent units that no unit matches: new ones with the students' names."""
    if lists.unmatched:
        screen.heading("Completed in TalentLMS, but no unit of the enrolment has the code")
    for entry in (entry for entry in lists.unmatched if entry.new):
        screen.line(f"{entry.unit_name}, {entry.course_code}")
        for student in entry.students:
            names = f"{student.client_name} ({student.client_code})"
            screen.line(f"{student.enrolment_id} {names}", indent=4)
        screen.line(f"-> {entry.remedy}", indent=4)
    if reported := sum(1 for entry in lists.unmatched if not entry.new):
        screen.line(f"{reported} already reported by an earlier run")
    if lists.other_items:
        screen.line()
        screen.line(f"Other completed items of Talent courses, without a code: {lists.other_items}")


def _show_news(screen: Screen, title: str, entries: Sequence[Listed]) -> None:
    """Print entries that no earlier run reported in full, and the number of the others."""
    if not entries:
        return
    screen.heading(title)
    for entry in (entry for entry in entries if entry.new):
        _show_listed(screen, entry)
    if reported := sum(1 for entry in entries if not entry.new):
        screen.line(f"{reported} already reported by an earlier run")
