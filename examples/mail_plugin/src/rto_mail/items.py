"""What in a run's report waits for a person, as items with a key that lasts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256

from attrs import frozen

from talent_powerpro.errors import FaultKind
from talent_powerpro.model import printable
from talent_powerpro.records.record import STANDING, Record
from talent_powerpro.records.report import Listed, RunReport

PASSING = (FaultKind.QUOTA, FaultKind.INTERRUPTED, FaultKind.LOCKED)
"""Faults that the next run mends, or that a person caused."""


@frozen
class Item:
    """One thing that waits."""

    key: str
    """A digest: equal while the cause is."""
    text: str
    since: date | None = None
    """The day from which its age counts; ``None``: the day on which a report first had it."""


def items_of(report: RunReport) -> tuple[Item, ...]:
    """The items of a report, each once. Deferred records are none: the next run tries them."""
    found = {item.key: item for item in _items(report)}
    return tuple(found.values())


def _items(report: RunReport) -> Iterator[Item]:
    if report.stopped and report.stopped.kind not in PASSING:
        stopped = report.stopped
        text = f"The run stopped: {stopped.message} {stopped.remedy}"
        yield _item(("stopped", stopped.reason), text)
    if report.held_run:
        hold = report.held_run.hold
        yield _item(("run", hold.id), f"Held: {hold.message} {hold.remedy}")
    for row in report.unreadable:
        yield _item(("unreadable", row.message), f"{row.message} {row.remedy}")
    for record in report.records:
        yield from _of_record(record)
    lists = report.lists
    for entry in lists.missed:
        yield _of_entry("missed", "Missed its export date", entry)
    for entry in lists.closed_before_results:
        yield _of_entry("closed", "Completed before it was closed, without a result", entry)
    for each in lists.unmatched:
        names = ", ".join(student.client_name for student in each.students)
        text = f"No unit matches {each.unit_name} in {each.course_code}: {names}. {each.remedy}"
        yield _item(("unmatched", each.course_code, each.unit_id), text)


def _of_record(record: Record) -> Iterator[Item]:
    who = f"{record.client_name} ({record.client_code}), {record.course_code}"
    if record.status in STANDING:
        text = f"{record.status.capitalize()}: {who}: {record.message} {record.remedy}"
        yield _item((record.stage, record.enrolment_id, record.status, record.cause), text)
    if record.waits_for_group:
        for remark in record.group_remarks:
            key = ("group", record.enrolment_id, remark.reason)
            yield _item(key, f"Not in the Talent group yet: {who}: {remark.message}")


def _of_entry(name: str, title: str, entry: Listed) -> Item:
    text = f"{title}: {entry.client_name} ({entry.client_code}), {entry.course_code}: "
    key = (name, entry.enrolment_id, *(entry.items or entry.reasons))
    return _item(key, text + "; ".join(entry.reasons), entry.since)


def _item(identity: tuple[str, ...], text: str, since: date | None = None) -> Item:
    # A digest, so that the file of the memory names nobody once a thing is mailed.
    key = sha256(json.dumps(identity).encode("ascii")).hexdigest()[:16]
    # Names come from other people. None of them may start a line, or a header of the mail.
    return Item(key, " ".join(printable(text).split()), since)
