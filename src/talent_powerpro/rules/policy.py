"""An RTO's policy: all values that it may fine-tune.

A policy is a set of values; a *profile* is only a name for two such sets. ``guide`` is
the guide to the letter (but for the departures in the design); ``careful`` is what its
authors would want after reading the hazards. Every difference is one named field.
Under ``guide``, what ``careful`` would have held is still reported, as a remark.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from enum import StrEnum

from attrs import field, fields, frozen

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import COMPETENT, outcome_code
from talent_powerpro.rules.conditions import GUIDE


class Reaction(StrEnum):
    """The answer to a hazard of following the guide."""

    REPORT = "report"
    """Do as the guide says, and say so with the old and the new value."""
    HOLD = "hold"
    """Write nothing until a person has decided."""


class RepeatedUnits(StrEnum):
    """The completions that count where several Talent units carry one unit's code."""

    ANY = "any"
    """One completed unit is enough."""
    ALL = "all"
    """All of the Talent course's units with that code have to be completed."""


class NewUserPassword(StrEnum):
    """The source of a new Talent user's password."""

    PRESET = "preset"
    """The RTO's own pre-set one (guide: "Create Talent User with ... a pre-set Password")."""
    GENERATED = "generated"
    """A strong one of its own, stored nowhere: the student sets theirs by "forgot password"."""


class SharedTalentUser(StrEnum):
    """The answer where two clients turn out to be one Talent user."""

    HOLD = "hold"
    LINK = "link"
    """As the guide's pseudo-code does: both clients get that Talent user's id. It is reported."""


class InactiveUsers(StrEnum):
    """The answer where the Talent user found is inactive, and cannot log in."""

    REPORT = "report"
    """Enrol them all the same, and say so."""
    REACTIVATE = "reactivate"
    """Make them active first."""


def least(field_name: str) -> int:
    """The least value of a number: of what happens in a row, there is at least one."""
    return 1 if field_name.endswith("_in_a_row") else 0


def names(given: Iterable[str]) -> frozenset[str]:
    """Several names; one that stands alone is not taken apart into its letters."""
    return frozenset([given] if isinstance(given, str) else given)


@frozen
class Policy:
    """An RTO's fine-tuning. Start from `guide` or `careful` and `attrs.evolve` it.

    Raises `SettingsFault`, all faults at once, when a value cannot be right.
    """

    profile: str = "guide"
    """The name the values started from."""
    export_window: int = 0
    """Days after its export date on which an enrolment is still due. 0: that day alone."""
    missed_days: int = 30
    """For how many days an enrolment whose export date has passed is listed as missed."""
    drop_conditions: frozenset[str] = field(default=frozenset(), converter=names)
    """Names of the guide's conditions that this RTO goes without."""
    competent_outcome: str = COMPETENT
    """The outcome written for a completed unit."""
    competent_outcomes: Mapping[str, str] = field(factory=dict)
    """The same for single courses, by PowerPro course code."""
    final_outcomes: Reaction = Reaction.REPORT
    """A completed unit whose outcome is neither open (blank, 70, 85, 90) nor competent."""
    corrected_dates: Reaction = Reaction.REPORT
    """A competent unit's date differs, and it is not what the agent last wrote."""
    doubtful_dates: Reaction = Reaction.REPORT
    """Completed before the unit's start, in the future, more than five years after the
    start, or in an earlier calendar year; or a result of an earlier year would be changed."""
    cleared_results: Reaction = Reaction.REPORT
    """A person cleared a result that the agent had written, or set it back to an open one."""
    deferred_enrolments: Reaction = Reaction.REPORT
    """The enrolment to be provisioned has a deferment date."""
    foreign_secondary_ids: Reaction = Reaction.REPORT
    """The client's secondary id belongs to another system and would be replaced."""
    shared_talent_user: SharedTalentUser = SharedTalentUser.HOLD
    """Another client has this Talent user's id, or their e-mail and another name."""
    secondary_ids_of_others: Reaction = Reaction.HOLD
    """The Talent user found has neither the client's e-mail nor the client's name."""
    inactive_users: InactiveUsers = InactiveUsers.REPORT
    group_courses: Reaction = Reaction.REPORT
    """The Talent group brings courses of its own. Reported by plans alone: it costs calls."""
    unconfirmed_courses: Reaction = Reaction.REPORT
    """`competent_outcomes` does not say what who completes a unit of this course gets."""
    repeated_units: RepeatedUnits = RepeatedUnits.ANY
    new_user_password: NewUserPassword = NewUserPassword.PRESET
    create_refusals_in_a_row: int = 3
    """So many identical refusals to create a user stop creating for the run."""
    no_answers_in_a_row: int = 5
    """So many records in a row without an answer from TalentLMS stop the run."""
    known_users_missing: float = 0.2
    """Brake: this share of the stored Talent user ids asked for, denied by TalentLMS."""
    outcomes_replaced: float = 0.2
    """Brake: this share of the outcomes to be written, replacing one that is not open."""
    brake_floor: int = 10
    """The two shares count only from so many records on."""
    users_created: int = 1000
    """Brake: Talent users created in one run."""
    outcomes_written: int = 5000
    """Brake: outcomes written in one run."""

    def __attrs_post_init__(self) -> None:
        faults = [
            *self._choice_faults(),
            *self._number_faults(),
            *self._condition_faults(),
            *self._outcome_faults(),
        ]
        if faults:
            raise SettingsFault(faults)

    def _choice_faults(self) -> list[str]:
        return [
            f"{a.name}: {getattr(self, a.name)!r} is none of {', '.join(type(a.default))}"
            for a in fields(Policy)
            if isinstance(a.default, StrEnum)
            and getattr(self, a.name) not in tuple(type(a.default))
        ]

    def _number_faults(self) -> list[str]:
        numbers = {
            a.name: (getattr(self, a.name), a.default)
            for a in fields(Policy)
            if isinstance(a.default, int | float)
        }
        return [
            f"{name}: {value!r} cannot be; write a number of {least(name)} or more, "
            f"such as {default}"
            for name, (value, default) in numbers.items()
            if isinstance(value, bool)
            or not isinstance(value, type(default) | int)
            or not least(name) <= value < math.inf
        ]

    def _condition_faults(self) -> list[str]:
        droppable = {condition.name: condition.droppable for condition in GUIDE}
        return [
            f"drop_conditions: {name!r} "
            + ("cannot be dropped" if name in droppable else "is no condition")
            + f"; choose from {', '.join(n for n, free in droppable.items() if free)}"
            for name in sorted(self.drop_conditions)
            if not droppable.get(name, False)
        ]

    def _outcome_faults(self) -> list[str]:
        outcomes = {"competent_outcome": self.competent_outcome} | {
            f"competent_outcomes[{course}]": outcome
            for course, outcome in self.competent_outcomes.items()
        }
        return [
            f"{name}: {outcome!r} does not begin with an outcome code; write it as {COMPETENT!r}"
            for name, outcome in outcomes.items()
            if not outcome_code(outcome)[:1].isdigit()
        ]

    @classmethod
    def guide(cls) -> Policy:
        """What the guide says, to the letter."""
        return cls(profile="guide")

    @classmethod
    def careful(cls) -> Policy:
        """What the guide's authors would want after reading the hazards."""
        return cls(
            profile="careful",
            export_window=7,
            final_outcomes=Reaction.HOLD,
            corrected_dates=Reaction.HOLD,
            doubtful_dates=Reaction.HOLD,
            cleared_results=Reaction.HOLD,
            deferred_enrolments=Reaction.HOLD,
            unconfirmed_courses=Reaction.HOLD,
            repeated_units=RepeatedUnits.ALL,
            new_user_password=NewUserPassword.GENERATED,
        )
