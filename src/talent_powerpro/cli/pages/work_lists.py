"""The pages of the lists that people work through, and of their dismissed rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.pages.run import WITHDRAWN
from talent_powerpro.cli.screen import Screen
from talent_powerpro.model import Enrolment, day_text
from talent_powerpro.records.work_lists import Dismissal
from talent_powerpro.rules.policy_values import OnWithdrawal
from talent_powerpro.services.work_lists import ListRow

TITLES = {
    "missed": "Missed: the export date has passed",
    "no-export-date": "Export box ticked, no export date",
    "closed": "Completed before the enrolment was closed, without a result",
    "unmatched": "Completed in TalentLMS, but no unit of the enrolment has the code",
    "not-started": "Nothing completed since provisioning",
    "withdrawn": WITHDRAWN,
}
"""The heading of each list."""


def show_rows(screen: Screen, name: str, rows: Sequence[ListRow]) -> None:
    """Print a list, each row with its age and what there is to do about it."""
    screen.heading(TITLES[name])
    for row in rows:
        screen.line(f"{row.client_name} ({row.client_code}), {row.course_code}")
        screen.line(f"enrolment {row.enrolment_id}{_age(row)}", indent=4)
        for reason, where in zip(row.reasons, row.where, strict=True):
            screen.line(reason, indent=4)
            screen.line(f"-> {where}", indent=4)
    if not rows:
        screen.line("None.")


def show_why_empty(screen: Screen, on_withdrawal: OnWithdrawal) -> None:
    """Say why nobody is listed as withdrawn, where the settings are the reason."""
    if on_withdrawal is OnWithdrawal.NONE:
        screen.line(
            'No list is kept, because [policy] on_withdrawal is "none". Set it to "report" in the '
            "settings."
        )
    elif on_withdrawal is OnWithdrawal.SUSPEND:
        screen.line(
            'No list is kept, because [policy] on_withdrawal is "suspend": runs take those who '
            "withdrew out of their Talent course. `talent-powerpro plan` shows who is next. Those "
            "whose last results are held stay until you decide: see `talent-powerpro holds`."
        )


def show_how_to_dismiss(screen: Screen, name: str) -> None:
    """Print the command that takes a row off the list."""
    screen.line()
    screen.line("To take a row off this list:")
    screen.line(f"talent-powerpro dismiss {name} ENROLMENT --why REASON", indent=4)


def show_dismissals(
    screen: Screen, found: Iterable[tuple[Dismissal, Enrolment | None]], zone: tzinfo
) -> None:
    """Print who dismissed what, when and why. ``None``: the enrolment does not exist any more."""
    for number, (each, enrolment) in enumerate(found):
        if number == 0:
            screen.heading("Dismissed")
        when = f"{each.at.astimezone(zone):%d/%m/%Y %H:%M}"
        screen.line(f"{when}  {each.who}: {_what(each, enrolment)}")
        screen.line(each.message, indent=4)
        screen.line(f"why: {each.why}", indent=4)


def _what(dismissal: Dismissal, enrolment: Enrolment | None) -> str:
    shown = f"enrolment {dismissal.enrolment_id}"
    if enrolment is None:
        return shown
    client = enrolment.client
    return f"{client.name} ({client.code}), {enrolment.course.code}, {shown}"


def _age(row: ListRow) -> str:
    if row.since is None or row.days is None:
        return ""
    return f", since {day_text(row.since)} ({count(row.days, 'day')})"
