"""Students who have completed nothing for some time after provisioning. Pure functions."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from talent_powerpro.model import Enrolment, day_text
from talent_powerpro.records.report import Listed, listed
from talent_powerpro.records.work_lists import ListName
from talent_powerpro.rules.rules import Rules


def not_started(
    enrolment: Enrolment, percentage: int | None, today: date, rules: Rules
) -> Listed | None:
    """The list's entry of an enrolment in scope; ``None`` if it has begun or is too new.

    *percentage* is how much of the Talent course is completed, by its roster; ``None``: unknown.
    A dismissal lasts until the enrolment is provisioned anew.
    """
    log = enrolment.provisioning_log
    if log is None or percentage != 0:
        return None
    since = rules.local_date(log.contact_date)
    days, item = (today - since).days, since.isoformat()
    is_dismissed = (ListName.NOT_STARTED, enrolment.id, item) in rules.dismissed
    if days < rules.policy.not_started_days or is_dismissed:
        return None
    course = enrolment.course.talent_course_id.strip()
    reason = f"Nothing is completed in Talent course {course} since {day_text(since)}."
    where = "Ask the student whether they can log in to TalentLMS"
    return evolve(listed(enrolment, (reason,), (where,)), since=since, items=(item,))
