"""Sign-ups that join the Talent group with the same call, as far as the portal does so.

By setting, because it leans on what a portal may not do: it may ignore the group, or refuse the
sign-up because the group is used up. Neither may lose a student or a membership.
"""

from __future__ import annotations

from threading import Lock

from attrs import evolve

from talent_powerpro.errors import Duplicate, Refused
from talent_powerpro.model import Ensured, NewTalentUser, TalentGroupKey, TalentUser, TalentUserId
from talent_powerpro.ports.talentlms import TalentRepository
from talent_powerpro.run.one_at_a_time import OneAtATime

NO_GROUP = TalentGroupKey("")


class SignUps:
    """The sign-ups of one run and the groups that they joined. Thread-safe.

    The first membership of each group is asked for once more. The portal's answer shows whether it
    joins users at sign-up, and decides for the others of the run.
    """

    def __init__(self, talent: TalentRepository, *, group_at_signup: bool) -> None:
        self._talent = talent
        self._used = group_at_signup
        self._joins: dict[TalentGroupKey, bool] = {}
        """By group, whether the portal joins users at sign-up, as far as it was seen."""
        self._joined: set[tuple[TalentUserId, TalentGroupKey]] = set()
        self._one_at_a_time = OneAtATime()
        self._lock = Lock()

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
        with self._lock:
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
        if self._joins[group_key]:
            return Ensured.DONE
        return self._talent.add_to_group(user_id, group_key)
