"""The forecast of a schedule's calls to TalentLMS while nothing changes. Pure.

An idle run reads one roster for each Talent course, and asks for the progress of those whose turn
in the sweep has come. Read literally, the guide asks for everybody's progress at every run.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain

from attrs import frozen

from talent_powerpro.model import EnrolmentId
from talent_powerpro.rules.call_costs import members_pay, most_pages
from talent_powerpro.rules.worth_asking import Sweep, next_turn

DAY_MINUTES = 24 * 60


@frozen
class InScope:
    """An enrolment whose results are fetched."""

    enrolment_id: EnrolmentId
    answered_at: datetime | None = None
    """When TalentLMS last answered; ``None``: the next run asks."""
    is_verified: bool = True
    """Whether the link to its Talent user is verified. Otherwise the user is looked at, once."""
    has_percentage: bool = False
    """Whether the last look had a roster's percentage, which the next roster is compared with."""


@frozen
class Student:
    """An enrolment to provision."""

    person: Hashable
    """Equal for all enrolments of one person."""
    is_known: bool
    """Whether the client has a Talent user id."""
    course_id: str
    group_key: str
    """The Talent group to join; blank: none."""


@frozen
class Schedule:
    """The calls of runs at a fixed interval, over a day. Of several numbers, the largest."""

    minutes: int
    """The interval."""
    per_run: int
    per_hour: int
    literal_per_run: int
    """By the guide's own algorithm."""
    literal_per_hour: int


def schedule(
    courses: Sequence[Sequence[InScope]],
    start: datetime,
    minutes: int,
    sweep: timedelta,
    *,
    rosters: bool,
    at_once: Callable[[int], bool],
) -> Schedule:
    """Return the calls of a schedule. See `calls_of_runs` for the arguments."""
    calls = calls_of_runs(courses, start, minutes, sweep, rosters=rosters, at_once=at_once)
    an_hour = -(-60 // minutes)
    literal = sum(map(len, courses))
    return Schedule(
        minutes,
        max(calls),
        max(sum(calls[first : first + an_hour]) for first in range(len(calls))),
        literal,
        literal * an_hour,
    )


def calls_of_runs(
    courses: Sequence[Sequence[InScope]],
    start: datetime,
    minutes: int,
    sweep: timedelta,
    *,
    rosters: bool,
    at_once: Callable[[int], bool],
) -> list[int]:
    """Return the calls of each run of a day. *courses* are the enrolments of each Talent course,
    in the order in which runs come to them.

    *start* is the time of the next run. *rosters* False: all saving is turned off. *at_once* says
    for a number of enrolments in one Talent course whether the sweep asks them together.
    """
    interval = timedelta(minutes=minutes)
    times = [start + interval * number for number in range(max(1, DAY_MINUTES // minutes))]
    calls: Counter[int] = Counter()
    unverified: dict[int, list[int]] = {}
    every_run = 0
    for course in filter(None, courses):
        # One enrolment alone is asked for directly: a roster would cost as much, and tell less.
        if not rosters or len(course) == 1:
            every_run += len(course)
            looks = Counter({0: sum(not each.is_verified for each in course)})
        else:
            every_run += 1
            of_course = Sweep(sweep, at_once(len(course)))
            turns = [(each, list(_turns(each, times, of_course))) for each in course]
            calls.update(chain.from_iterable(numbers for _, numbers in turns))
            looks = Counter(
                numbers[0] for each, numbers in turns if numbers and not each.is_verified
            )
        for number, lacking in looks.items():
            unverified.setdefault(number, []).append(lacking)
    for number, of_courses in unverified.items():
        calls[number] += _calls_for_links(of_courses, rosters=rosters)
    return [every_run + calls[number] for number in range(len(times))]


def _calls_for_links(lacking: Iterable[int], *, rosters: bool) -> int:
    """The calls of one run for Talent users without a verified link, of each course in turn.

    The first course where a listing pays ends them: it has the users of all courses.
    """
    calls = 0
    for number in lacking:
        if rosters and most_pages(number):
            return calls + 1
        calls += number
    return calls


def _turns(each: InScope, times: Sequence[datetime], sweep: Sweep) -> Iterator[int]:
    """Yield the numbers of the runs that ask for the enrolment's progress."""
    number, turn = 0, times[0]
    if each.answered_at is not None:
        turn = next_turn(each.enrolment_id, each.answered_at, sweep)
    # At most once a run, also where the sweep has no interval.
    while (number := max(bisect_left(times, turn), number)) < len(times):
        yield number
        turn = next_turn(each.enrolment_id, times[number], sweep)
        number += 1


def calls_to_provision(
    due: Sequence[Student],
    rosters_read: Collection[str] = (),
    *,
    rosters: bool = True,
    group_at_signup: bool = False,
    results_at_once: bool = False,
) -> int:
    """Return the calls that provisioning needs beside result fetching.

    It is exact where the students with a Talent user id are found and not enrolled yet, the others
    are new, the courses and groups exist, and TalentLMS lists all its users at once. *rosters_read*
    are the Talent courses whose rosters the results need anyway. *results_at_once*: the same run
    asks for the progress of those whom it has enrolled, as it does without saving.
    """
    persons = {each.person: each.is_known for each in due}
    new = [person for person, is_known in persons.items() if not is_known]
    courses = {each.course_id for each in due}
    enrolling = {(each.person, each.course_id) for each in due}
    joining = {(each.person, each.group_key) for each in due if each.group_key}
    look_ups, members = len(persons), 0
    if rosters and most_pages(look_ups):
        # Who is new is not listed. That takes another page, which shows that the list has ended.
        look_ups = 2 if new else 1
        known = Counter(key for person, key in joining if persons[person])
        members = sum(members_pay(number) for number in known.values())
    joins = len(joining)
    if group_at_signup:
        # The first membership of each group is asked for once more, and one list of its members
        # confirms the others.
        at_signup = Counter(key for person, key in joining if not persons[person])
        joins -= sum(number - 1 for number in at_signup.values())
        members += sum(number > 1 for number in at_signup.values())
    read = len(courses.difference(rosters_read if rosters else ())) + bool(joining)
    enrolled = len(enrolling) * (2 if results_at_once else 1)
    return read + look_ups + members + len(new) + enrolled + joins
