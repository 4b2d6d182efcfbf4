"""The cost in calls of bulk reading, against single look-ups. Pure.

The number of a portal's users is known only once they were listed. So a listing may cost a quarter
more calls than it saves, and never more.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from attrs import frozen

from talent_powerpro.model import Client, TalentUser, plain, talent_number

PAGE_SIZE = 10_000
"""Users asked for with one call: some 6 MB. API fact (recorded): 600 bytes a user."""

FEWEST = 3
"""Look-ups that a listing has to save: a first page, and an empty one that shows the end."""


def most_pages(look_ups: int) -> int:
    """The pages of a listing that so many look-ups are worth; 0: it does not pay."""
    return max(2, look_ups // 4) if look_ups >= FEWEST else 0


def members_pay(joins: int) -> bool:
    """Whether reading a group's members costs less than so many attempts to join it."""
    return joins >= 2


@frozen
class Wanted:
    """The Talent users that are looked for, by id, by e-mail or login."""

    ids: frozenset[str]
    emails: frozenset[str]
    """As `plain` has them. A login may be an e-mail."""
    persons: tuple[tuple[str | None, str], ...]
    """The id and the e-mail of each client, who is found by one look-up."""

    @staticmethod
    def of(clients: Iterable[Client]) -> Wanted:
        """What is looked up for these clients."""
        people: dict[Hashable, tuple[str | None, str]] = {}
        for each in clients:
            person = (talent_number(each.secondary_id), plain(each.email))
            people.setdefault(person, person)
        return Wanted(
            frozenset(user_id for user_id, _ in people.values() if user_id),
            frozenset(email for _, email in people.values() if email),
            tuple(people.values()),
        )

    def has(self, user: TalentUser) -> bool:
        """Whether this user may be one of those looked for."""
        texts = (plain(user.email), plain(user.login))
        return user.id in self.ids or any(each in self.emails for each in texts)

    def left(self, users: Iterable[TalentUser]) -> bool:
        """Whether a look-up would still be made with these users known."""
        users = tuple(users)
        ids = {user.id for user in users}
        emails = {plain(user.email) for user in users}
        return any(
            user_id not in ids if user_id else email not in emails
            for user_id, email in self.persons
        )
