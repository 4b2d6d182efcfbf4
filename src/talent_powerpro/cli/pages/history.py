"""The page of `history`: what each run wrote, newest run first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.screen import Screen
from talent_powerpro.records.journal import UNDO
from talent_powerpro.rules.undo import Fate, undoing
from talent_powerpro.services.history import PastRecord, PastRun
from talent_powerpro.views.origin import completed_text
from talent_powerpro.views.run_words import purpose
from talent_powerpro.views.writes import in_words


def show_history(
    screen: Screen,
    runs: Sequence[PastRun],
    zone: tzinfo,
    *,
    whose: str = "",
    since: datetime | None = None,
) -> None:
    """Print each run with its records and writes, and how to take it back.

    *whose* and *since* are what a person asked for. Blank and ``None``: everything.
    """
    for run in runs:
        screen.heading(_title(run, zone))
        screen.line(_summary(run))
        for record in run.records:
            _show_record(screen, record, zone)
        if _wrote_to_powerpro(run) and not _is_undo(run):
            screen.line(f"-> To take it back: talent-powerpro undo {run.run_id} --dry-run")
    if not runs:
        of = f" for {whose}" if whose else ""
        when = f" since {since.astimezone(zone):%d/%m/%Y}" if since else ""
        screen.line(f"No run wrote anything{of}{when}.")


def _is_undo(run: PastRun) -> bool:
    return any(record.stage.startswith(UNDO) for record in run.records)


def _wrote_to_powerpro(run: PastRun) -> bool:
    """Whether an undo would find anything: it changes nothing in TalentLMS."""
    writes = (write for record in run.records for write in record.writes)
    return any(undoing(write, None).fate is not Fate.STAYS for write in writes)


def _title(run: PastRun, zone: tzinfo) -> str:
    if run.header is None:
        return f"Run {run.run_id}"
    return f"{run.header.started.astimezone(zone):%d/%m/%Y %H:%M}  run {run.run_id}"


def _summary(run: PastRun) -> str:
    if run.header is None:
        return "Its summary is no longer kept."
    header = run.header
    what = [purpose(header), count(header.wrote, "write")]
    if header.ended is None:
        what.append("not ended: it is under way, or was killed")
    elif header.stopped:
        what.append(f"stopped: {header.message or header.stopped}")
    return "; ".join(what)


def _show_record(screen: Screen, record: PastRecord, zone: tzinfo) -> None:
    who = f"{record.client_name} ({record.client_code}), {record.course_code}, "
    status = record.status or "cut off"
    named = who if record.client_code else ""
    screen.line(f"{status}: {named}enrolment {record.enrolment_id}")
    for write in record.writes:
        screen.line(in_words(write), indent=4)
    for each in record.evidence:
        screen.line(
            f"{each.unit_code} rests on Talent unit {each.talent_unit_id} "
            f"{each.talent_unit_name}, completed {completed_text(each.completed, zone)}",
            indent=4,
        )
