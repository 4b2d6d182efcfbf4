"""An RTO that a support bundle is about, with some of everything in its store, and its parts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import evolve

from support.cli.rto import SECRETS, Rto
from talent_powerpro.cli.bundle.parts import PARTS, as_bytes
from talent_powerpro.cli.bundle.subject import Subject
from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId
from talent_powerpro.records.holds import Answer, Decision, StandingHold
from talent_powerpro.records.journal import JournalEntry, RunHeader, SyncLogLine
from talent_powerpro.records.work_lists import StandingFailure
from talent_powerpro.records.write import AddContactLog

NOW = datetime(2022, 6, 2, 7, tzinfo=UTC)
BOOKING, CLIENT, COURSE = EnrolmentId("1001"), ClientCode("2021000017"), CourseCode("ICT30120-A")


@contextmanager
def subject_of(place: Rto, *, offline: bool = True) -> Iterator[Subject]:
    """The RTO as a bundle sees it."""
    with ExitStack() as closing:
        yield Subject(place.settings_file, SECRETS, NOW, offline, closing)


def part(subject: Subject, name: str) -> Any:
    """What a part has, as its file says it."""
    (found,) = (each for each in PARTS if each.name == name)
    written = as_bytes(found.value(subject)).decode()
    return json.loads(written) if name.endswith(".json") else written


def filled(subject: Subject) -> Subject:
    """The same, with some of everything in its store."""
    store = subject.store()
    store.journal.keep_run(
        RunHeader(
            "r1",
            NOW - timedelta(hours=1),
            ("provisioning", "results"),
            NOW,
            {"provisioning": {"provisioned": 1}},
            1,
        )
    )
    store.journal.keep_run(
        RunHeader(
            "r2",
            NOW,
            ("results",),
            stopped="quota",
            message="No calls are left.",
            targets=("client 2021000017",),
            although_not_today="why",
            quota_limit=2000,
            quota_left=1,
        )
    )
    write = AddContactLog(BOOKING, "Enrolled")
    entry = JournalEntry("r1", "provisioning", BOOKING, (write, write))
    store.journal.begin([entry, evolve(entry, stage="results", writes=())])
    store.journal.end("r1", "provisioning", BOOKING, "provisioned", (write,))
    hold = StandingHold(
        *("results", BOOKING, CLIENT, "JOANA GOMEZ", COURSE, "reason", "Held.", "Do it.", True),
        facts=("a",),
    )
    store.holds.ended(BOOKING, "results", [hold, evolve(hold, reason="other")])
    answer = Answer(Decision.KEEP, BOOKING, "other", ("a",), "Held.", "Beatrix", "why", NOW)
    store.holds.answer(answer)
    failure = StandingFailure(
        *("results", BOOKING, CLIENT, "JOANA GOMEZ", COURSE, "reason", "Failed.", "Do it.", NOW)
    )
    store.lists.keep_failures("results", [failure], [])
    store.sync_log.write(
        [
            SyncLogLine(NOW, "Enrolling JOANA GOMEZ", CLIENT),
            SyncLogLine(NOW + timedelta(minutes=1), "Ended"),
        ]
    )
    return subject
