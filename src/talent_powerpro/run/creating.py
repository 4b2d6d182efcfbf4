"""The end of creating Talent users in a run: a create in doubt, or several equal refusals."""

from __future__ import annotations

from collections import deque

from talent_powerpro.errors import Deferred, Duplicate, NoAnswer, Refused
from talent_powerpro.model import NewTalentUser, plain
from talent_powerpro.rules.new_talent_user import explained_by_record


class Creating:
    """The creates of one run so far, as far as they decide about the next one."""

    def __init__(self, refusals_in_a_row: int) -> None:
        self._in_doubt: set[str] = set()
        self._refusals: deque[str] = deque(maxlen=refusals_in_a_row)

    def check(self, new: NewTalentUser) -> None:
        """Raise `Deferred` for a user who must not be created in this run any more."""
        if plain(new.login) in self._in_doubt:
            raise Deferred(
                f"TalentLMS did not confirm whether it created the Talent user {new.login}.",
                reason="create-in-doubt",
                remedy="Nothing to do. The next run looks for the user first.",
            )
        if self._is_stopped():
            raise Deferred(
                f"TalentLMS refused to create several users for the same reason: "
                f"{self._refusals[-1]}",
                reason="creating-stopped",
                remedy="Fix what the failed records name. The next run tries again.",
            )

    def failed(self, new: NewTalentUser, fault: NoAnswer | Refused) -> None:
        """Take note of a create that TalentLMS did not confirm, or refused."""
        if isinstance(fault, NoAnswer):
            self._in_doubt.add(plain(new.login))
        elif not (isinstance(fault, Duplicate) or explained_by_record(new, fault)):
            self._refusals.append(fault.message)

    def succeeded(self) -> None:
        """Take note of a create: the refusals before it were not about the portal."""
        self._refusals.clear()

    def _is_stopped(self) -> bool:
        # Different refusals are about single users; the same one again is about the portal.
        refusals = tuple(self._refusals)
        return len(refusals) == self._refusals.maxlen and len(set(refusals)) == 1
