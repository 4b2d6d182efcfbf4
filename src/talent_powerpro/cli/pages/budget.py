"""The page of `budget`: the calls that schedules need, and those that TalentLMS accepts."""

from __future__ import annotations

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.screen import Screen
from talent_powerpro.services.budget import Budget

TITLES = ("A run every", "Calls a run", "Calls an hour", "By the guide", "By the guide an hour")


def show_budget(screen: Screen, budget: Budget) -> None:
    """Print what runs need while nothing changes, what is due besides, and the quota."""
    screen.heading("Calls to TalentLMS")
    screen.line(
        f"Results are fetched for {count(budget.enrolments, 'enrolment')} in "
        f"{count(budget.courses, 'Talent course')}. While nothing changes, runs need at most:"
    )
    rows = [
        (each.minutes, each.per_run, each.per_hour, each.literal_per_run, each.literal_per_hour)
        for each in budget.schedules
    ]
    screen.table(TITLES, [(_interval(first), *map(_number, rest)) for first, *rest in rows])
    screen.line()
    if budget.due:
        screen.line(
            f"{count(budget.due, 'enrolment')} to provision now: "
            f"{count(budget.due_calls, 'call')} more, once, if students without a Secondary ID are "
            "new in TalentLMS."
        )
    if budget.leaving:
        screen.line(
            f"{count(budget.leaving, 'withdrawn enrolment')} to suspend: at most "
            f"{count(budget.leaving_calls, 'call')} more, once."
        )
    screen.line("Each completed unit that the roster shows needs one call more, once.")
    quota = budget.quota
    if quota.limit is None:
        screen.line("TalentLMS does not say how many calls it accepts.")
        return
    left = "an unknown number" if quota.remaining is None else _number(quota.remaining)
    screen.line(
        f"TalentLMS accepts {_number(quota.limit)} calls an hour, of which {left} are left now. "
        f"Runs leave {_number(budget.left_to_others)} of them to other programs."
    )
    screen.line(_shortest("The shortest safe interval", budget.shortest_safe))
    screen.line(_shortest("By the guide's own algorithm", budget.shortest_literal))


def _shortest(what: str, minutes: int | None) -> str:
    if minutes is None:
        return f"{what}: none. Even one run a day needs more calls than one hour has."
    return f"{what}: {_interval(minutes)}."


def _interval(minutes: int) -> str:
    if minutes == 24 * 60:
        return "day"
    return count(minutes // 60, "hour") if minutes % 60 == 0 else count(minutes, "minute")


def _number(number: int) -> str:
    return f"{number:,}"
