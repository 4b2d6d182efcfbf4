"""Teaches the Talent cache in bulk before a stage asks for single users, where that costs less.

Once for each stage: the rosters of the due courses (the same call as the course itself), a listing
of users, and the members of groups.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

from attrs import field, mutable

from talent_powerpro.errors import NoAnswer, Refused
from talent_powerpro.flows.talent_group import group_key
from talent_powerpro.model import (
    Absent,
    Client,
    Enrolment,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    plain,
    talent_number,
)
from talent_powerpro.ports.talentlms import TalentListings
from talent_powerpro.rules.call_costs import PAGE_SIZE, Wanted, members_pay, most_pages
from talent_powerpro.rules.group_keys import as_listed
from talent_powerpro.rules.policy import MissingGroups, Policy, Reaction
from talent_powerpro.rules.provisioning_hazards import deferment, mangled_secondary_id
from talent_powerpro.run.call_pool import CallPool
from talent_powerpro.run.talent_cache import TalentCache


@mutable
class Prefetch:
    """What one run asks for in bulk."""

    cache: TalentCache
    policy: Policy
    pool: CallPool = field(factory=CallPool)
    _has_links: bool = False

    def provisioning(self, due: Sequence[Enrolment]) -> None:
        """Teach the cache what the enrolments to be provisioned will ask for."""
        due = [each for each in due if will_ask(each, self.policy)]
        keys = self._rosters_and_keys(due)
        able = [each for each in due if self._can_be_enrolled(each, keys)]
        found = self.users([each.client for each in able])
        ids = {user.id for user in found}
        emails = {plain(user.email) for user in found}
        joining: dict[TalentGroupKey, set[str]] = {}
        for each in able:
            key = group_key(each.course)
            listed = as_listed(key, keys or ()) if key else None
            client = each.client
            is_found = talent_number(client.secondary_id) in ids or plain(client.email) in emails
            if listed and is_found:
                joining.setdefault(listed, set()).add(client.code)
        paying = [key for key, clients in joining.items() if members_pay(len(clients))]
        deque(self.pool.in_order(partial(self.cache.teach_members, key) for key in paying), 0)

    def links(self, lacking: int, clients: Callable[[], Iterable[Client]]) -> None:
        """Teach the cache the Talent users of clients without a verified link, once a run.

        *lacking* is their number in one Talent course. *clients* returns those of all courses.
        """
        if not self._has_links and most_pages(lacking):
            self._has_links = True
            self.users(list(clients()))

    def users(self, clients: Collection[Client]) -> Collection[TalentUser]:
        """Teach the cache the Talent users of these clients from a listing, if that pays.

        Returns those found.
        """
        listings, wanted = self.cache.listings, Wanted.of(clients)
        pages = most_pages(len(wanted.persons))
        if listings is None or not pages:
            return ()
        found, is_whole = list_users(listings, wanted, pages)
        self.cache.teach_users(found)
        if is_whole:
            there = {plain(user.email) for user in found}
            for email in wanted.emails - there:
                self.cache.teach_absent(email, not_listed(email))
        return found

    def _rosters_and_keys(self, due: Sequence[Enrolment]) -> Sequence[TalentGroupKey] | None:
        """Read the rosters of the due courses. Returns the keys of all groups, if wanted."""
        keys = self.pool.begin(partial(self._group_keys, due))
        courses = dict.fromkeys(map(course_of, due))
        deque(self.pool.in_order(partial(self.cache.roster, each) for each in courses), 0)
        return keys()

    def _group_keys(self, due: Iterable[Enrolment]) -> Sequence[TalentGroupKey] | None:
        if not any(group_key(each.course) for each in due):
            return None
        try:
            return self.cache.group_keys()
        except (NoAnswer, Refused):
            return None  # Joining will show it.

    def _can_be_enrolled(self, enrolment: Enrolment, keys: Sequence[TalentGroupKey] | None) -> bool:
        """Whether the enrolment's flow will come to the look-up of its user."""
        course_id = course_of(enrolment)
        if self.cache.roster(course_id) is None:
            return False  # No such course, or no answer: its flow says so.
        course = self.cache.course(course_id)
        if isinstance(course, Absent) or not course.active:
            return False
        key = group_key(enrolment.course)
        is_missing = key and keys is not None and as_listed(key, keys) is None
        return not (is_missing and self.policy.missing_groups == MissingGroups.FAIL)


def will_ask(enrolment: Enrolment, policy: Policy) -> bool:
    """Whether the flow of an enrolment to provision will come to its first call."""
    deferred = any(each.reaction is Reaction.HOLD for each in deferment(enrolment, policy))
    return not deferred and not mangled_secondary_id(enrolment.client)


def course_of(enrolment: Enrolment) -> TalentCourseId:
    """The Talent course id of an enrolment that is due, which is a number."""
    return TalentCourseId(talent_number(enrolment.course.talent_course_id) or "")


def list_users(
    listings: TalentListings, wanted: Wanted, most: int
) -> tuple[list[TalentUser], bool]:
    """List users page by page, until all that are wanted are found or *most* pages were read.

    Returns the wanted ones, and whether the listing came to its end.
    """
    found: list[TalentUser] = []
    first: frozenset[str] = frozenset()
    size = PAGE_SIZE
    for number in range(1, most + 1):
        try:
            page = listings.listed_users(size, number)
        except (NoAnswer, Refused):
            return found, False
        if not page or page[0].id in first:
            return found, True  # A portal that knows no pages repeats the first one.
        found += filter(wanted.has, page)
        if not wanted.left(found):
            return found, False
        if len(page) > size or (number > 1 and len(page) < size):
            return found, True
        if number == 1:
            # A short first page may be all users, or as many as TalentLMS sends at once.
            first, size = frozenset(user.id for user in page), len(page)
    return found, False


def not_listed(email: str) -> Absent:
    """The answer for an e-mail that the whole list of users lacks."""
    return Absent("", "", f"TalentLMS's list of users has nobody with the e-mail {email}")
