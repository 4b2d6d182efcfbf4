"""The quota of calls: how many calls to TalentLMS a run may still make.

API fact: TalentLMS counts calls per hour, for the whole portal, and other programs of the RTO
use the same quota. So a share of it is left to them, and a run stops before it is used up.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import tzinfo
from threading import Condition
from typing import Any

from attrs import define, evolve, field

from talent_powerpro.errors import NoAnswer, QuotaReached, RecordFault
from talent_powerpro.model import Quota
from talent_powerpro.ports.talentlms import TalentQuota, TalentRepository

NO_LIMIT = math.inf
RETRIES = 3
"""The calls that may have been made besides the one counted, where a call had no answer."""
CALLS = {"courses_of_group": 2}
"""The calls of the API that a method makes, where that is not one."""


@define
class CallBudget:
    """The calls that one run may still make. Thread-safe.

    *source* answers how many calls are left; ``None``, or no number in its answer, means that
    there is no limit. *reserve* is the share of the quota that is left to other programs. *zone*
    is the RTO's, for the messages.
    """

    # `ratelimit` itself is not counted, but costs a round trip. So calls are counted here, and
    # the quota is read at the first call, each time half of what was left is used, and before the
    # run stops: other programs use the quota meanwhile, or a new hour may have begun.
    source: TalentQuota | None
    reserve: float
    zone: tzinfo
    _left: float = field(default=NO_LIMIT, init=False)
    _read_again_at: float = field(default=NO_LIMIT, init=False)
    """The quota is read again once no more than this is left."""
    _under_way: int = field(default=0, init=False)
    """Calls that TalentLMS may not have counted yet."""
    _quota: Quota = field(factory=Quota, init=False)
    _changed: Condition = field(factory=Condition, init=False)

    @property
    def is_limited(self) -> bool:
        """Whether the quota was read, and has a number."""
        return self._left != NO_LIMIT

    def left(self) -> float:
        """Return the number of calls that may still be made; `NO_LIMIT` where it is not known."""
        with self._changed:
            self._read_if_in_doubt()
            return self._left

    def an_hour(self) -> float:
        """Return the calls that runs may make in an hour; `NO_LIMIT` where it is not known."""
        with self._changed:
            self._read_if_in_doubt()
            return self.an_hour_of(self._quota)

    @property
    def last_read(self) -> Quota:
        """The quota when it was last read, less the calls made since."""
        with self._changed:
            left = None if self._left == NO_LIMIT else int(self._left) + self._kept()
            return evolve(self._quota, remaining=left)

    def read(self) -> None:
        """Read the quota again."""
        with self._changed:
            self._read()

    def stop(self) -> QuotaReached:
        """Return the fault of a run for which too few calls are left."""
        limit, remaining = self._quota.limit or 0, self._quota.remaining or 0
        ends = self._quota.resets_at
        until = f" The hour ends at {ends.astimezone(self.zone):%H:%M}." if ends else ""
        return QuotaReached(
            f"TalentLMS accepts {remaining} more calls in this hour, of {limit}, and the agent "
            f"leaves {self._kept()} of them to other programs. So the run stopped.{until}",
            remedy="Nothing is lost. The next run begins with the enrolments that this one did "
            "not reach.",
        )

    def ask(self, calls: int, method: Callable[[], Any]) -> Any:
        """Return *method*'s answer, for which *calls* calls are counted.

        Raises `QuotaReached`, and does not call *method*, where too few are left.
        """
        self._take(calls)
        try:
            return method()
        except NoAnswer:
            with self._changed:
                self._left = max(0, self._left - RETRIES * calls)
            raise
        finally:
            with self._changed:
                self._under_way -= calls
                self._changed.notify_all()

    def _take(self, calls: int) -> None:
        with self._changed:
            self._read_if_in_doubt()
            while self._left < calls:
                # Counted or not, what is under way is set aside. Once it has ended, the number
                # is exact.
                if self._under_way:
                    self._changed.wait()
                self._read()
                if self._left < calls and not self._under_way:
                    raise self.stop()
            self._left -= calls
            self._under_way += calls

    def _read_if_in_doubt(self) -> None:
        if self.source and self._left <= self._read_again_at:
            self._read()

    def _read(self) -> None:
        if self.source is None:
            return
        try:
            self._quota = self.source.quota()
        except RecordFault:
            # Without an answer the last one counts on. Without any there is no limit.
            self._read_again_at = -1
            return
        remaining = self._quota.remaining
        if remaining is None:
            self._left, self._read_again_at = NO_LIMIT, -1
            return
        self._left = max(0, remaining - self._kept() - self._under_way)
        self._read_again_at = self._left // 2

    def _kept(self) -> int:
        return self.kept_of(self._quota)

    def an_hour_of(self, quota: Quota) -> float:
        """Return the calls of *quota* that runs may make in an hour."""
        return NO_LIMIT if quota.limit is None else quota.limit - self.kept_of(quota)

    def kept_of(self, quota: Quota) -> int:
        """Return the calls of *quota* that are left to other programs."""
        of = quota.limit if quota.limit is not None else quota.remaining
        # Rounded first: 0.1 * 30 is a little more than 3.
        return math.ceil(round((of or 0) * self.reserve, 6))


class CountedTalent:
    """A Talent repository whose calls are counted. It offers what *talent* offers."""

    def __init__(self, talent: TalentRepository, budget: CallBudget) -> None:
        self._talent = talent
        self._budget = budget

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._talent, name)
        if not callable(found):
            return found
        calls = CALLS.get(name, 1)
        return lambda *arguments: self._budget.ask(calls, lambda: found(*arguments))
