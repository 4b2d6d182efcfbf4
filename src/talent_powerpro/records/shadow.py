"""The comparison with another agent that is still at work: what each wrote, or would have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from talent_powerpro.model import EnrolmentId, UnitRowId
from talent_powerpro.records.record import StageName
from talent_powerpro.records.report import Stopped


@frozen
class ShadowKey:
    """What one of the two agents writes: an enrolment's contact log, or one unit's result."""

    stage: StageName
    enrolment_id: EnrolmentId
    unit_id: UnitRowId | None = None
    """``None`` in provisioning."""


@frozen
class ShadowValue:
    """What was written, or would be. A field is blank where it is not known or not meant."""

    talent_user_id: str = ""
    talent_course_id: str = ""
    outcome: str = ""
    outcome_date: date | None = None

    @property
    def text(self) -> str:
        """The value for people, in one line."""
        if self.outcome or self.outcome_date:
            day = f"{self.outcome_date:%d/%m/%Y}" if self.outcome_date else "without a date"
            return f"{self.outcome or 'no outcome'}, {day}"
        user = f"Talent user {self.talent_user_id}" if self.talent_user_id else "a new Talent user"
        return f"{user}, Talent course {self.talent_course_id or '(not named)'}"


class ShadowKind(StrEnum):
    """How the two agents compare at one place."""

    SAME = "same"
    ONLY_THEIRS = "only-theirs"
    """The other agent wrote it, and this one would not have."""
    ONLY_OURS = "only-ours"
    """This agent would have written it, and the other one had a day and did not."""
    OTHER_VALUE = "other-value"
    """Both write there, but not the same."""
    NOT_YET = "not-yet"
    """This agent would write it, and the other one has not had a day for it."""
    UNSTAMPED = "unstamped"
    """An outcome changed and has no stamp: by a person, or by an agent that sets none."""


DIFFERENCES = (ShadowKind.ONLY_THEIRS, ShadowKind.ONLY_OURS, ShadowKind.OTHER_VALUE)
"""The kinds that have to be explained before a change-over."""


@frozen
class Compared:
    """One place that differs, or of which nothing can be said yet."""

    kind: ShadowKind
    stage: StageName
    enrolment_id: EnrolmentId
    client_code: str
    client_name: str
    course_code: str
    unit_code: str = ""
    theirs: str = ""
    """What the other agent wrote; blank: nothing."""
    ours: str = ""
    """What this agent would have written; blank: nothing."""
    rules: tuple[str, ...] = ()
    """Stable codes of the rules that make the difference: conditions, reasons of holds and
    failures, fields of the policy."""
    message: str = ""
    remedy: str = ""
    since: date | None = None
    """The day on which the place was first planned or seen."""


@frozen
class Shadowed:
    """One comparison. Nothing was written to either system."""

    run_id: str
    today: date
    since: date
    """The day of the first rehearsal beside the other agent."""
    is_first: bool
    """True if there was nothing to compare with yet."""
    same: int = 0
    """What the other agent wrote and this one would have written equally."""
    compared: tuple[Compared, ...] = ()
    """Everything else, each by name."""
    totals: Mapping[ShadowKind, int] = field(factory=dict)
    """All comparisons since then: what was the same, and each difference once."""
    not_judged: tuple[str, ...] = ()
    """What could not be judged this time, as sentences. The next comparison tries again."""
    stopped: Stopped | None = None
    """The fault that cut the rehearsal short; ``None``: it is complete."""

    @property
    def differences(self) -> tuple[Compared, ...]:
        """What has to be explained before a change-over."""
        return self.of(*DIFFERENCES)

    def of(self, *kinds: ShadowKind) -> tuple[Compared, ...]:
        """The places of these kinds."""
        return tuple(each for each in self.compared if each.kind in kinds)


def counts(compared: Iterable[Compared]) -> Counter[ShadowKind]:
    """The number of places by kind."""
    return Counter(each.kind for each in compared)
