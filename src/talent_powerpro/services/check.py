"""The check of an RTO: both systems read and compared, before the first run and at any time.

Nothing is written. It makes one call for each Talent course, two for each Talent group, and one
for each student with recognition or credit transfer.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from talent_powerpro.errors import QuotaReached, SettingsFault, TalentUnusable
from talent_powerpro.ports.every_row import EveryRow
from talent_powerpro.ports.optional import every_row_of
from talent_powerpro.records.check import Check, CheckItem, Level, in_order, listed
from talent_powerpro.records.due import Day
from talent_powerpro.rules.checked_courses import course_groups
from talent_powerpro.rules.checked_rows import (
    by_course,
    client_items,
    course_items,
    date_items,
    is_concerned,
    is_exported,
)
from talent_powerpro.run.context import RunContext
from talent_powerpro.services.check_talent import Rows, TalentChecks


def check_of(
    context: RunContext, now: datetime, day: Day, progress: Callable[[int, int], object]
) -> Check:
    """Check the RTO at a moment. *progress* is called with the calls made and those to make.

    Raises `SettingsFault` where the PowerPro repository is no `EveryRow`. A fault of TalentLMS is
    an item: what was found before it stands.
    """
    powerpro = every_row_of(context.powerpro)
    if powerpro is None:
        raise SettingsFault(
            "This PowerPro repository cannot be read as a whole, so it cannot be checked. "
            "Add the port EveryRow to it."
        )
    rows = rows_of(powerpro, context, day)
    facts: list[tuple[str, str]] = [
        ("Portal", context.portal or "not known"),
        ("Time zone", f"{context.rules.zone}, where it is {now:%d/%m/%Y %H:%M}"),
        ("Profile", context.rules.policy.profile),
        ("Courses exported", str(len(rows.courses))),
        ("Enrolments looked after", str(len(rows.enrolments))),
    ]
    items = list(rows.items)
    try:
        items.extend(TalentChecks(context, rows, progress).items(facts))
    except (TalentUnusable, QuotaReached) as fault:
        level = Level.PROBLEM if isinstance(fault, TalentUnusable) else Level.WARNING
        message = f"{fault.message} The rest of TalentLMS was not checked."
        items.append(CheckItem(level, fault.reason, message, fault.remedy))
    return Check(tuple(facts), in_order(items))


def rows_of(powerpro: EveryRow, context: RunContext, day: Day) -> Rows:
    """Read PowerPro, and check it by itself."""
    policy = context.rules.policy
    courses = tuple(each for each in powerpro.every_course() if is_exported(each, policy))
    enrolments = tuple(
        each for each in powerpro.every_enrolment() if is_concerned(each, policy, day)
    )
    unreadable = [sentence for each in enrolments for sentence in each.unreadable]
    return Rows(
        courses,
        enrolments,
        course_groups(courses, by_course(enrolments)),
        (
            *course_items(courses, policy),
            *client_items(powerpro.every_client(), enrolments, day),
            *date_items(enrolments),
            *listed(Level.PROBLEM, "row-unreadable", "These values cannot be read:", unreadable),
        ),
    )
