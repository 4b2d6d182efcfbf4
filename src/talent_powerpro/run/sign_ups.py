"""Sign-ups that join the Talent group with the same call, as far as the portal does so.

By setting, because it leans on what a portal may not do: it may ignore the group, or refuse the
sign-up because the group is used up. Neither may lose a student or a membership.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from attrs import evolve

from talent_powerpro.errors import Duplicate, NoAnswer, QuotaReached, Refused
from talent_powerpro.model import (
    Absent,
    Ensured,
    NewTalentUser,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
)
from talent_powerpro.ports.talentlms import TalentListings, TalentRepository
from talent_powerpro.run.one_at_a_time import OneAtATime

NO_GROUP = TalentGroupKey("")
NO_CALLS_LEFT = "too few calls to TalentLMS were left in this hour to add the user"


class SignUps:
    """The sign-ups of one run and the groups that they joined. Thread-safe.

    The first membership of each group is asked for once more. The portal's answer shows whether it
    joins users at sign-up. Then the others are assumed to have joined, until `confirm` reads the
    group's members. Without *listings* nothing could confirm it, so the group is not sent.
    """

    def __init__(
        self,
        talent: TalentRepository,
        listings: TalentListings | None,
        *,
        group_at_signup: bool,
    ) -> None:
        self._talent = talent
        self._listings = listings
        self._used = group_at_signup and listings is not None
        self._joins: dict[TalentGroupKey, bool] = {}
        """By group, whether the portal joins users at sign-up, as far as it was seen."""
        self._joined: set[tuple[TalentUserId, TalentGroupKey]] = set()
        self._assumed: dict[TalentGroupKey, dict[TalentUserId, None]] = {}
        """By group, the users who joined at sign-up as far as is known, in order."""
        self._one_at_a_time = OneAtATime()

    def create_user(self, new: NewTalentUser) -> TalentUser:
        """As `TalentRepository.create_user`. A group that is refused does not stop the sign-up."""
        key = new.group_key
        if not (self._used and key) or not self._joins.get(key, True):
            return self._talent.create_user(evolve(new, group_key=NO_GROUP))
        try:
            user = self._talent.create_user(new)
        except Duplicate:
            raise
        except Refused:
            # Perhaps the group is used up. A refused sign-up created nobody, so it may be repeated.
            user = self._talent.create_user(evolve(new, group_key=NO_GROUP))
            self._joins[key] = False
            return user
        self._joined.add((user.id, key))
        return user

    def add_to_group(self, user_id: TalentUserId, group_key: TalentGroupKey) -> Ensured:
        """As `TalentRepository.add_to_group`, without a call for a user who joined at sign-up."""
        if (user_id, group_key) not in self._joined:
            return self._talent.add_to_group(user_id, group_key)
        with self._one_at_a_time.of(group_key):
            if group_key not in self._joins:
                ensured = self._talent.add_to_group(user_id, group_key)
                self._joins[group_key] = ensured is Ensured.ALREADY
                return Ensured.DONE
        if not self._joins[group_key]:
            return self._talent.add_to_group(user_id, group_key)
        self._assumed.setdefault(group_key, {})[user_id] = None
        return Ensured.DONE

    def is_assumed(self, user_id: TalentUserId, group_key: TalentGroupKey) -> bool:
        """Whether the membership is assumed and `confirm` has not looked at it yet."""
        return user_id in self._assumed.get(group_key, ())

    def confirm(self) -> Mapping[tuple[TalentUserId, TalentGroupKey], str]:
        """Read the members of each group with assumed memberships, and add who is missing.

        Returns the memberships that could not be had, each with the reason. Not thread-safe.
        """
        assumed, self._assumed = self._assumed, {}
        failed: dict[tuple[TalentUserId, TalentGroupKey], str] = {}
        for key, users in assumed.items():
            failed |= {(user_id, key): why for user_id, why in self._missing(key, users)}
        return failed

    def _missing(
        self, key: TalentGroupKey, users: Collection[TalentUserId]
    ) -> Iterator[tuple[TalentUserId, str]]:
        """Yield the users who could not be added to the group that lacks them, each with why."""
        unanswered = ""
        try:
            members = self._members(key)
            left = [each for each in users if each not in members]
        except (NoAnswer, QuotaReached) as fault:
            left, unanswered = list(users), _why(fault)
        for user_id in left:
            # The portal has stopped joining users at sign-up, as far as is known.
            self._joins[key] = False
            if unanswered:
                yield user_id, unanswered
                continue
            try:
                self._talent.add_to_group(user_id, key)
            except Refused as fault:
                yield user_id, fault.message
            except (NoAnswer, QuotaReached) as fault:
                # One answer is enough: the next run asks for the others too.
                unanswered = _why(fault)
                yield user_id, unanswered

    def _members(self, key: TalentGroupKey) -> Collection[TalentUserId]:
        """Return the group's members; none where the portal does not list them."""
        try:
            found = self._listings.members(key) if self._listings else ()
        except Refused:
            return ()
        return () if isinstance(found, Absent) else found


def _why(fault: NoAnswer | QuotaReached) -> str:
    return NO_CALLS_LEFT if isinstance(fault, QuotaReached) else fault.message
