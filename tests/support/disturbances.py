"""What goes wrong while an agent runs: calls that never arrive, answers that are lost, a
system that cannot be used, a refusal, and the end of the process.

Each is said of a call by the name of its method and by which of its calls it is, so that
writes are met as often as reads, in worlds of any size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from enum import Enum
from threading import Lock
from typing import TypeVar

from attrs import frozen
from hypothesis import strategies as st

from talent_powerpro.errors import NoAnswer, PowerProUnusable, Refused, TalentUnusable
from talent_powerpro.testing import Killed

T = TypeVar("T")


class Fate(Enum):
    """What becomes of a call."""

    NEVER_ARRIVES = "has no effect and no answer"
    ANSWER_LOST = "has its effect and no answer"
    UNUSABLE = "has no effect: the whole system cannot be used"
    REFUSED = "has no effect: TalentLMS will not"
    KILLED_BEFORE = "has no effect: the agent is gone"
    KILLED_AFTER = "has its effect: the agent is gone"


AFTER = frozenset({Fate.ANSWER_LOST, Fate.KILLED_AFTER})
KILLS = (Fate.KILLED_BEFORE, Fate.KILLED_AFTER)

TALENT_READS = ("user_by_id", "user_by_email", "user_by_login", "course", "progress")
TALENT_WRITES = ("create_user", "enrol", "add_to_group")
POWERPRO_READS = (
    "enrolments_to_provision",
    "provisioned_enrolments",
    "enrolment",
    "clients_linked_to",
    "clients_with_email",
)
POWERPRO_WRITES = ("set_secondary_id", "add_contact_log", "set_result")
JOURNAL = (
    "mark_due",
    "due_marks",
    "begin",
    "end",
    "remember_result",
    "last_results",
    "set_pending",
    "clear_pending",
    "pending_memberships",
    "tell",
    "keep_run",
)
TALENT = frozenset({*TALENT_READS, *TALENT_WRITES})


@frozen
class Disturbance:
    """What becomes of which calls of a run; of all others nothing becomes."""

    fates: tuple[tuple[str, range, Fate], ...] = ()
    """The method, which of its calls (from 1 on), and what becomes of them."""

    def __repr__(self) -> str:
        told = [
            f"{name} {calls[0]} to {calls[-1]} {fate.value}" for name, calls, fate in self.fates
        ]
        return f"<{'; '.join(told) or 'calm'}>"


CALM = Disturbance()


class Disturbed:
    """The `Around` of one run's repositories. For several threads."""

    def __init__(self, disturbance: Disturbance) -> None:
        self.happened: list[tuple[str, Fate]] = []
        self.killed = False
        self._fates = {
            (method, number): fate for method, calls, fate in disturbance.fates for number in calls
        }
        self._calls: Counter[str] = Counter()
        self._lock = Lock()

    def __call__(self, name: str, ask: Callable[[], T]) -> T:
        with self._lock:
            if self.killed:
                raise Killed(name)
            self._calls[name] += 1
            fate = self._fates.get((name, self._calls[name]))
            if fate is not None:
                self.happened.append((name, fate))
                self.killed = fate in KILLS
        if fate is not None and fate not in AFTER:
            raise fault_of(name, fate)
        answer = ask()
        if fate is not None:
            raise fault_of(name, fate)
        return answer


def fault_of(name: str, fate: Fate) -> BaseException:
    if fate in KILLS:
        return Killed(f"{fate.value}: {name}")
    if name not in TALENT:
        return PowerProUnusable(f"{name}: the store cannot be used")
    if fate is Fate.UNUSABLE:
        return TalentUnusable("TalentLMS cannot be used")
    if fate is Fate.REFUSED:
        return Refused(f"{name}: TalentLMS will not")
    return NoAnswer(f"{name}: TalentLMS gave no answer")


USERS = ("user_by_id", "user_by_email", "user_by_email", "user_by_login", "create_user")
"""Who is asked for, and created."""

ANYTHING = (*TALENT_READS, *TALENT_WRITES * 3, *POWERPRO_READS, *POWERPRO_WRITES * 3, *JOURNAL)
"""Any method; those that write come as often as those that read."""

WRITES = (*TALENT_WRITES, *POWERPRO_WRITES, "begin", "end", "remember_result")
"""What is written to either system, and to the journal beside it."""

UNSURE = (Fate.NEVER_ARRIVES, Fate.ANSWER_LOST)


def disturbances(
    *, of: Sequence[str] = ANYTHING, fates: Sequence[Fate] = tuple(Fate)
) -> st.SearchStrategy[Disturbance]:
    """What becomes of one to three calls of a run, or of a method's calls for a while."""
    which = st.builds(
        lambda first, times: range(first, first + times),
        st.sampled_from((1, 1, 1, 2, 2, 3, 4)),
        st.sampled_from((1, 1, 20)),
    )
    one = st.tuples(st.sampled_from(of), which, st.sampled_from(fates))
    return st.builds(Disturbance, st.lists(one, min_size=1, max_size=3).map(tuple))
