"""A Talent Group Key that TalentLMS does not have, and a group that does not let a user in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from talent_powerpro.errors import Failed, Refused
from talent_powerpro.model import (
    ADDED_TO_GROUP,
    ContactLog,
    Course,
    Enrolment,
    TalentGroupKey,
    same_text,
)
from talent_powerpro.records.record import Remark

NO_SUCH_GROUP = "TalentLMS has no group with this key"
"""The reason in contact log and messages, whether the list of groups says so or a refusal."""
REMEDY = "Correct the key: Course > E-Learning (Talent LMS) tab > Talent Group Key."


def as_listed(key: TalentGroupKey, keys: Iterable[TalentGroupKey]) -> TalentGroupKey | None:
    """The key among those of the portal's groups that equals *key* without case; else ``None``.

    Where several do, the one in the same spelling comes first.
    """
    same = [each for each in keys if same_text(key, each)]
    return key if key in same else next(iter(same), None)


def no_such_group(course: Course, key: TalentGroupKey) -> Failed:
    """The fault of a record whose course names a group that TalentLMS does not have."""
    return Failed(
        f"TalentLMS has no group with the key {key}, the Talent Group Key of {course.code}, so "
        "nobody is enrolled.",
        reason="group-missing",
        remedy=REMEDY,
    )


def refused_by_group(enrolment: Enrolment, key: TalentGroupKey, why: str) -> Refused:
    """The fault of a provisioned enrolment whose user is still not in the group."""
    client = enrolment.client
    reason = "group-refused"
    if why == NO_SUCH_GROUP:
        reason = "group-missing"
    return Refused(
        f"{client.name} ({client.code}) is not in Talent Group {key} of {enrolment.course.code}: "
        f"{why.removesuffix('.')}. Each run tries again.",
        reason=reason,
        remedy=REMEDY,
    )


def without_group(enrolment: Enrolment, key: TalentGroupKey, why: str) -> Remark:
    """The remark on an enrolment that is provisioned without its group."""
    # The texts of the fault that later runs end in. So it counts as reported by then.
    later = refused_by_group(enrolment, key, why)
    return Remark(later.reason, f"{later.message} {later.remedy}")


def added_later(
    enrolment: Enrolment, key: TalentGroupKey, shown_name: str, now: datetime
) -> ContactLog:
    """The contact log of a user who joined the group after the provisioning.

    It is no provisioning contact log, and it leaves that one as it is.
    """
    return ContactLog(
        client_name=enrolment.client.name,
        course_name=enrolment.course.name,
        contact_date=now,
        contact_type=ADDED_TO_GROUP,
        description=f"{shown_name} added to Talent Group {key} ...",
    )
