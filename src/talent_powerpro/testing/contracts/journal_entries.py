"""Test data of the run journal suite: a due mark, journal entries, a run header."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from talent_powerpro.model import (
    ClientCode,
    EnrolmentId,
    TalentCourseId,
    TalentGroupKey,
    TalentUserId,
    UnitResult,
    UnitRowId,
    stand_in,
)
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.journal import JournalEntry, PendingMembership, RunHeader
from talent_powerpro.records.write import (
    Activate,
    AddContactLog,
    CreateUser,
    Enrol,
    JoinGroup,
    SetResult,
    SetSecondaryId,
)

MARK: Final = DueMark(EnrolmentId("1001"), date(2022, 6, 2))
ROW: Final = UnitRowId("u-1")
RESULT: Final = UnitResult("20 - Competency achieved/pass", date(2022, 6, 13), "geprüft")
WRITES: Final = (
    CreateUser(
        ClientCode("2021000017"), "jg11@pm.me", "Joana", "Gómez", "jg11@pm.me", (("f", "x"),)
    ),
    SetSecondaryId(ClientCode("2021000017"), "DPC000129", stand_in("2021000017")),
    Activate(TalentUserId("7")),
    Enrol(TalentUserId("7"), TalentCourseId("126")),
    JoinGroup(TalentUserId("7"), TalentGroupKey("77eD6LXHH")),
    AddContactLog(MARK.enrolment_id, "Enrolled in Talent Course: 126 – Joana Gómez"),
    SetResult(MARK.enrolment_id, ROW, "ICTWEB304", UnitResult("", None, ""), RESULT),
)
"""One write of each kind."""
LATER: Final = DueMark(EnrolmentId("1002"), None)
ENTRY: Final = JournalEntry(
    "run-1",
    "provisioning",
    MARK.enrolment_id,
    WRITES,
)
PENDING: Final = PendingMembership(
    MARK.enrolment_id, TalentUserId("7"), TalentGroupKey("77eD6LXHH")
)
TODAY: Final = date(2022, 6, 2)
RUN: Final = RunHeader(
    "run-1",
    datetime(2022, 6, 2, 6, 58, 56, 250000, tzinfo=UTC),
    ("provisioning", "results"),
    datetime(2022, 6, 2, 6, 59, 1, tzinfo=UTC),
    {"provisioning": {"provisioned": 1, "held": 2}, "results": {}},
    5,
    "brake",
    "zu viele – Gómez",
    ("client 2021000017", "course ICT30120-A"),
    "Zoë Gómez is on the phone",
)
