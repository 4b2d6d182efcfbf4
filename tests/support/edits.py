"""What people do between two runs: learners finish units, staff edit either system.

Each edit names whom it is about by a number, counted round among those there are, and by
login where it is a Talent user: it can be done in any world, and means the same in two
worlds whose Talent users have other ids.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import evolve, frozen
from hypothesis import strategies as st

from support.worlds import (
    COURSE_IDS,
    DATES,
    EMAILS,
    GROUP_KEYS,
    NAMES,
    OUTCOMES,
    SECONDARY_IDS,
    UNIT_NAMES,
    completions,
    done,
)
from talent_powerpro.adapters.memory import MemoryPowerPro, MemoryTalent
from talent_powerpro.adapters.memory.talent import Completion
from talent_powerpro.model import TalentCourseId, TalentGroupKey

Do = Callable[[MemoryPowerPro, MemoryTalent, int, Any], None]


@frozen
class Edit:
    """One thing done by a person."""

    do: Do
    whom: int
    what: Any

    def __call__(self, powerpro: MemoryPowerPro, talent: MemoryTalent) -> None:
        self.do(powerpro, talent, self.whom, self.what)

    def __repr__(self) -> str:
        return f"{self.do.__name__}({self.whom}, {self.what!r})"


@frozen
class Later:
    """So many hours after the run before, with what was done meanwhile."""

    hours: int
    edits: tuple[Edit, ...]


# --- learners ---------------------------------------------------------------------


def finish(
    _: MemoryPowerPro, talent: MemoryTalent, whom: int, what: tuple[int, Completion]
) -> None:
    """A learner gets somewhere in one unit of a course that they are in."""
    places = sorted(talent.enrolled, key=lambda place: (talent.users[place[0]].login, place[1]))
    if places:
        user_id, course_id = places[whom % len(places)]
        units = [unit for unit in talent.courses[course_id].units if not unit.is_section]
        for unit in units[what[0] : what[0] + 1]:
            talent.enrolled[user_id, course_id][unit.id] = what[1]


def start_anew(_: MemoryPowerPro, talent: MemoryTalent, whom: int, what: None) -> None:
    """An administrator resets the progress of a learner in a course."""
    places = sorted(talent.enrolled, key=lambda place: (talent.users[place[0]].login, place[1]))
    if places:
        talent.enrolled[places[whom % len(places)]].clear()


# --- PowerPro's people ------------------------------------------------------------


def edit_client(powerpro: MemoryPowerPro, _: MemoryTalent, whom: int, what: Any) -> None:
    client = list(powerpro.clients.values())[whom % len(powerpro.clients)]
    powerpro.put_client(evolve(client, **what))


def swap_secondary_ids(powerpro: MemoryPowerPro, _: MemoryTalent, whom: int, what: None) -> None:
    """Two clients get each other's Talent user."""
    clients = list(powerpro.clients.values())
    one, other = (clients[(whom + each) % len(clients)] for each in (0, 1))
    powerpro.put_client(evolve(one, secondary_id=other.secondary_id))
    powerpro.put_client(evolve(other, secondary_id=one.secondary_id))


def edit_course(powerpro: MemoryPowerPro, _: MemoryTalent, whom: int, what: Any) -> None:
    course = list(powerpro.courses.values())[whom % len(powerpro.courses)]
    powerpro.put_course(evolve(course, **what))


def edit_enrolment(powerpro: MemoryPowerPro, _: MemoryTalent, whom: int, what: Any) -> None:
    enrolment = powerpro.enrolments[whom % len(powerpro.enrolments)]
    powerpro.put_enrolment(evolve(enrolment, **what))


def edit_unit(powerpro: MemoryPowerPro, _: MemoryTalent, whom: int, what: Any) -> None:
    units = [unit for enrolment in powerpro.enrolments for unit in enrolment.units]
    if units:
        powerpro.put_unit(evolve(units[whom % len(units)], **what))


# --- TalentLMS's administrators ---------------------------------------------------


def edit_user(_: MemoryPowerPro, talent: MemoryTalent, whom: int, what: Any) -> None:
    users = sorted(talent.users.values(), key=lambda user: user.login)
    if users:
        talent.put_user(evolve(users[whom % len(users)], **what))


def delete_user(_: MemoryPowerPro, talent: MemoryTalent, whom: int, what: None) -> None:
    users = sorted(talent.users.values(), key=lambda user: user.login)
    if users:
        gone = users[whom % len(users)].id
        del talent.users[gone]
        for group in talent.groups.values():
            group.members.discard(gone)
        for place in [place for place in talent.enrolled if place[0] == gone]:
            del talent.enrolled[place]


def unenrol(_: MemoryPowerPro, talent: MemoryTalent, whom: int, what: None) -> None:
    places = sorted(talent.enrolled, key=lambda place: (talent.users[place[0]].login, place[1]))
    if places:
        del talent.enrolled[places[whom % len(places)]]


def add_group(_: MemoryPowerPro, talent: MemoryTalent, whom: int, what: None) -> None:
    """The group that was missing so far."""
    if TalentGroupKey("nobody's") not in talent.groups:
        talent.put_group(TalentGroupKey("nobody's"), [TalentCourseId("126")][: whom % 2])


def edit_talent_course(_: MemoryPowerPro, talent: MemoryTalent, whom: int, what: Any) -> None:
    course = list(talent.courses.values())[whom % len(talent.courses)]
    talent.put_course(evolve(course, **what))


def rename_talent_unit(
    _: MemoryPowerPro, talent: MemoryTalent, whom: int, what: tuple[int, str]
) -> None:
    """A Talent unit gets the code of another unit, or loses its own."""
    course = list(talent.courses.values())[whom % len(talent.courses)]
    units = tuple(
        evolve(unit, name=what[1]) if number == what[0] else unit
        for number, unit in enumerate(course.units)
    )
    talent.put_course(evolve(course, units=units))


# --- strategies -------------------------------------------------------------------


def changes(**fields: tuple[Any, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """One of the fields, with one of its values."""
    return st.sampled_from([{name: value} for name, values in fields.items() for value in values])


DOINGS: tuple[tuple[Do, st.SearchStrategy[Any]], ...] = (
    (finish, st.tuples(st.integers(0, 3), completions())),
    (edit_client, changes(secondary_id=SECONDARY_IDS, email=(*EMAILS, ""))),
    (
        edit_course,
        changes(
            talent_group_key=GROUP_KEYS,
            talent_course_id=("126", *COURSE_IDS),
            archived=(True, False),
            export_to_talent=(True, False),
        ),
    ),
    (
        edit_enrolment,
        changes(
            contact_logs=((),),
            export=(True, False),
            export_date=DATES,
            booking_status=("Confirmed", "Cancelled"),
            withdrawal_date=(None, *DATES),
        ),
    ),
    (
        edit_unit,
        changes(
            outcome=("", *OUTCOMES), outcome_date=(None, *DATES), short_comment=("", "checked")
        ),
    ),
    (
        edit_user,
        changes(
            email=("", "info@rto.example"),
            last_name=tuple(surname for surname, _, _ in NAMES),
            active=(True, False),
        ),
    ),
    (delete_user, st.none()),
    (unenrol, st.none()),
    (add_group, st.none()),
    (edit_talent_course, changes(active=(True, False))),
)


def edits() -> st.SearchStrategy[Edit]:
    """Learners finish units about as often as people edit anything."""
    one_of_each = [
        st.builds(Edit, st.just(do), st.integers(0, 3), what) for do, what in (DOINGS[0], *DOINGS)
    ]
    return st.one_of(one_of_each)


def laters() -> st.SearchStrategy[Later]:
    """The same day again, or one of the next two."""
    return st.builds(
        Later, st.sampled_from((0, 1, 24, 48)), st.lists(edits(), max_size=3).map(tuple)
    )


def histories() -> st.SearchStrategy[tuple[Later, ...]]:
    """Up to three later runs."""
    return st.lists(laters(), max_size=3).map(tuple)


def learnings() -> st.SearchStrategy[tuple[Later, ...]]:
    """Two later runs; before each, learners have finished units on other days than they had, and
    somebody may have cleared or corrected what came of it."""
    unit = st.tuples(st.integers(0, 2), done())
    finished = st.builds(Edit, st.just(finish), st.integers(0, 3), unit)
    corrected = changes(outcome=("",), outcome_date=(None, *DATES))
    edited = st.builds(Edit, st.just(edit_unit), st.integers(0, 5), corrected)
    later = st.builds(
        Later,
        st.sampled_from((1, 24)),
        st.lists(finished | edited, min_size=1, max_size=4).map(tuple),
    )
    return st.tuples(later, later)


def quiet_histories() -> st.SearchStrategy[tuple[Later, ...]]:
    """Up to three later runs. Before each, somebody changes what a look depends on; a roster
    shows some of it, and nothing of the rest."""
    unit = st.tuples(st.integers(0, 2), done() | completions())
    quiet: tuple[tuple[Do, st.SearchStrategy[Any]], ...] = (
        (finish, unit),
        (finish, st.tuples(st.just(0), done())),
        (start_anew, st.none()),
        (edit_unit, changes(outcome=("", *OUTCOMES[:2]), outcome_date=(None, *DATES))),
        (swap_secondary_ids, st.none()),
        (edit_client, changes(secondary_id=("4", "5", "6"), email=EMAILS)),
        (edit_user, changes(email=EMAILS, last_name=tuple(name for name, _, _ in NAMES))),
        (rename_talent_unit, st.tuples(st.integers(0, 2), st.sampled_from(UNIT_NAMES))),
        (edit_course, changes(talent_course_id=("126", "127"))),
    )
    made = st.one_of([st.builds(Edit, st.just(do), st.integers(0, 5), what) for do, what in quiet])
    some = st.lists(made | made | edits(), min_size=1, max_size=3).map(tuple)
    later = st.builds(Later, st.sampled_from((0, 1, 24)), some)
    return st.lists(later, min_size=1, max_size=3).map(tuple)
