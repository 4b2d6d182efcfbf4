"""The choice of enrolments to ask about, from a Talent course's roster and the last looks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from attrs import field, frozen, mutable

from talent_powerpro.model import EnrolmentId, RosterEntry, TalentCourseId
from talent_powerpro.ports.looks import Looks
from talent_powerpro.ports.optional import shared_talent_ids_of
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.records.look import Look
from talent_powerpro.rules.saving import Saving
from talent_powerpro.rules.worth_asking import (
    Row,
    Sweep,
    has_news,
    sweeps_at_once,
    worth_asking,
)
from talent_powerpro.run.quota import NO_LIMIT
from talent_powerpro.run.rosters import Roster
from talent_powerpro.run.talent_cache import TalentCache

ROSTERS_KEPT = 3
"""Rosters in memory. Flows of a course may still run when the next course's begin."""


def no_limit() -> float:
    """Return the calls in an hour of a portal that does not limit them."""
    return NO_LIMIT


@frozen
class Asked:
    """An enrolment that is asked about."""

    enrolment_id: EnrolmentId
    look: Look | None = None
    """The look to remember if the answer leaves nothing to do; ``None``: none is kept."""
    news: bool = False
    """Whether the roster shows progress that no look has seen."""


@frozen
class Considered:
    """What is known of the enrolments in scope of one Talent course before its roster is read."""

    ids: Collection[EnrolmentId]
    rows: Mapping[EnrolmentId, Row] = field(factory=dict)
    """The rows of those whom the roster decides about."""
    fresh: Mapping[EnrolmentId, Look] = field(factory=dict)
    """The looks at those whom this run enrolled. They are spared."""
    known: Mapping[EnrolmentId, Look] = field(factory=dict)
    """The looks that earlier runs remembered."""
    roster_of: TalentCourseId | None = None
    """The course whose roster is worth its call; ``None``: no roster is read."""


@mutable
class Choosing:
    """The choice for each Talent course of one run. *basis* stands for policy and portal."""

    cache: TalentCache
    looks: Looks
    saving: Saving
    basis: str
    clock: Callable[[], datetime]
    an_hour: Callable[[], float] = no_limit
    """Returns the calls that runs may make in an hour."""
    courses: int = 1
    """The number of Talent courses of the stage."""
    _shared_ids: Collection[str] | None = None
    _kept: deque[TalentCourseId] = field(factory=deque)

    def considered(
        self, rows: Mapping[EnrolmentId, Row | None], powerpro: PowerProRepository
    ) -> Considered:
        """Return what is known of the enrolments in scope of one Talent course, without a call."""
        if not self.saving.rosters:
            return Considered(rows.keys())
        # Results of a Talent user of two clients are held, without a call.
        shared = self._shared(filter(None, rows.values()), powerpro)
        single = [row for row in rows.values() if row and row.user_id not in shared]
        made = [row for row in single if self._made_here(row)]
        left = [row for row in single if not self._made_here(row)]
        # TalentLMS has just said that these were not enrolled before: nothing to ask for yet.
        fresh = {
            row.enrolment_id: self._look(row, RosterEntry(row.user_id, percentage=0))
            for row in made
        }
        known = self.looks.looked_at([row.enrolment_id for row in left])
        asking = {row.enrolment_id: row for row in left}
        return Considered(rows.keys(), asking, fresh, known, self._roster_of(left))

    def roster(self, considered: Considered) -> Roster | None:
        """Read the roster that is worth its call; ``None`` where there is none."""
        course_id = considered.roster_of
        return None if course_id is None else self.cache.roster(course_id)

    def among(
        self, considered: Considered, roster: Roster | None
    ) -> tuple[list[Asked], list[Look], list[Look]]:
        """Choose among the enrolments in scope of one Talent course.

        Returns those to ask, the looks at those that are spared because nothing has changed since,
        and looks to remember at once.
        """
        self._keep(considered.roster_of)
        asked: list[Asked] = []
        spared: list[Look] = []
        now, number = self.clock(), len(considered.rows)
        at_once = sweeps_at_once(number, self.courses, self.an_hour())
        sweep = Sweep(self.saving.sweep, at_once)
        for key in considered.ids:
            row, look = considered.rows.get(key), considered.known.get(key)
            if fresh := considered.fresh.get(key):
                spared.append(fresh)
            elif row is None:
                asked.append(Asked(key))
            else:
                entry = roster.get(row.user_id) if roster else None
                why = worth_asking(row, look, entry, now, sweep)
                if why is None and look is not None:
                    spared.append(look)
                else:
                    asked.append(Asked(key, self._look(row, entry), has_news(look, entry)))
        asked.sort(key=lambda one: not one.news)
        return asked, spared, list(considered.fresh.values())

    def _shared(self, rows: Iterable[Row], powerpro: PowerProRepository) -> Collection[str]:
        """The Talent users of more than one client, as far as these rows have them."""
        if self._shared_ids is not None:
            return self._shared_ids
        found = shared_users(rows, powerpro)
        if shared_talent_ids_of(powerpro):  # Once a run: it is one query over all clients.
            self._shared_ids = found
        return found

    def _made_here(self, row: Row) -> bool:
        return self.cache.made_here(row.user_id, row.course_id)

    def _roster_of(self, rows: Sequence[Row]) -> TalentCourseId | None:
        courses = {row.course_id for row in rows}
        if len(courses) != 1:
            return None
        (course_id,) = courses
        # One enrolment: its own progress costs no more than the roster, and tells all.
        if len(rows) == 1 and not self.cache.knows_roster(course_id):
            return None
        return course_id

    def _keep(self, course_id: TalentCourseId | None) -> None:
        """Keep this roster in memory, and not those of courses long before."""
        self._kept += [course_id] if course_id else []
        while len(self._kept) > ROSTERS_KEPT:
            self.cache.forget_roster(self._kept.popleft())

    def _look(self, row: Row, entry: RosterEntry | None) -> Look:
        """The look that an answer with nothing to do is remembered as."""
        return Look(
            row.enrolment_id,
            row.user_id,
            row.course_id,
            row.facts,
            self.clock(),
            entry.percentage if entry else None,
            entry.completed_at if entry else None,
        )


def shared_users(rows: Iterable[Row], powerpro: PowerProRepository) -> Collection[str]:
    """Return the Talent users of more than one client, at least those among *rows*."""
    if port := shared_talent_ids_of(powerpro):
        return port.shared_talent_ids()
    users = {row.user_id for row in rows}
    return {each for each in users if len(powerpro.clients_linked_to(each)) > 1}
