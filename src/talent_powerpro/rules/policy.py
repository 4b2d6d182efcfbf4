"""The policy of an RTO: every value that it may change, with two profiles of defaults.

``guide`` follows the guide to the letter, apart from a few documented departures. ``careful``
holds records that this could harm. Every difference is one named field, and ``guide`` still
reports, as a remark, what ``careful`` would have held.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from attrs import field, fields, frozen

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import COMPETENT, OPEN_OUTCOMES, outcome_code
from talent_powerpro.rules.competent_outcome import CompetentOutcomes, as_confirmed
from talent_powerpro.rules.conditions import GUIDE
from talent_powerpro.rules.policy_values import (
    ClosedResults,
    OnWithdrawal,
    UnitCodes,
    alias_faults,
    choice_faults,
    closing_faults,
    name_faults,
    number_faults,
    open_outcome_faults,
    outcome_faults,
)
from talent_powerpro.rules.talent_fields import field_faults


class Reaction(StrEnum):
    """What to do about a hazard."""

    REPORT = "report"
    """Do what the guide says, and report the old and the new value."""
    HOLD = "hold"
    """Write nothing until a person has decided."""


class RepeatedUnits(StrEnum):
    """The completions needed if several Talent units have the same unit code."""

    ANY = "any"
    """One completed unit is enough."""
    ALL = "all"
    """All units of the Talent course with that code have to be completed."""


class NewUserPassword(StrEnum):
    """The source of a new Talent user's password."""

    PRESET = "preset"
    """The RTO's pre-set password (guide: "Create Talent User with ... a pre-set Password")."""
    GENERATED = "generated"
    """A new strong password for each user, stored nowhere. Students use "forgot password"."""


class SharedTalentUser(StrEnum):
    """What to do if two clients would have one Talent user."""

    HOLD = "hold"
    """Write nothing until a person has decided."""
    LINK = "link"
    """Give both clients that Talent user's id, as the guide's pseudo-code does, and report it."""


class MissingGroups(StrEnum):
    """What to do if TalentLMS does not add the Talent user to the course's Talent group."""

    PROVISION = "provision"
    """Enrol without the group, say so in the contact log, and try again in each run."""
    FAIL = "fail"
    """Fail the record, if the key is wrong before anyone is created."""


class InactiveUsers(StrEnum):
    """What to do if the Talent user is inactive and cannot log in."""

    REPORT = "report"
    """Enrol the user all the same, and report it."""
    REACTIVATE = "reactivate"
    """Make the user active first."""


def names(given: Iterable[str]) -> frozenset[str]:
    """The names as a set. A single text is one name."""
    # Without this, a text in place of a list would become a set of its letters.
    return frozenset([given] if isinstance(given, str) else given)


@frozen
class Policy:
    """The policy of one RTO. Start from `guide` or `careful`, and change it with `attrs.evolve`.

    Raises `SettingsFault`, with all faults at once, if a value is not valid.
    """

    profile: str = "guide"
    """The name of the profile that the values started from."""
    export_window: int = 0
    """Days after its export date on which an enrolment is still due. 0 means that day only."""
    missed_days: int = 30
    """Days for which an enrolment is listed as missed after its export date has passed."""
    not_started_days: int = 14
    """Days after provisioning from which a student who has completed nothing is listed."""
    drop_conditions: frozenset[str] = field(default=frozenset(), converter=names)
    """Names of the guide's conditions that this RTO does not apply."""
    competent_outcome: str = COMPETENT
    """The outcome that is written for a completed unit."""
    competent_outcomes: CompetentOutcomes = field(factory=dict)
    """The outcome for single courses, by PowerPro course code. It also confirms the course. A
    `CompetentOutcome` in place of the text says who confirmed it, and when."""
    open_outcomes: frozenset[str] = field(default=frozenset(), converter=names)
    """Outcome codes that count as open, beside blank, 70, 85 and 90, such as a state's own 105."""
    unit_codes: UnitCodes = UnitCodes.FIRST_WORD
    """Where the name of a Talent unit has the unit code."""
    unit_aliases: Mapping[str, Collection[str]] = field(factory=dict)
    """PowerPro's unit codes by a code used in TalentLMS: superseded codes and clusters."""
    final_outcomes: Reaction = Reaction.REPORT
    """A completed unit has an outcome that is neither open nor competent."""
    corrected_dates: Reaction = Reaction.REPORT
    """A competent unit has another date than TalentLMS: a person corrected it, or the Talent
    course was reset and completed again."""
    doubtful_dates: Reaction = Reaction.REPORT
    """A unit was completed before its start, in the future, more than five years after its
    start, or in a year whose collection has closed; or a result of such a year would change."""
    collection_closes: str = "28/02"
    """The day and month on which the data collection of the year before closes, ``dd/mm``."""
    shared_completions: Reaction = Reaction.REPORT
    """Two enrolments of a client have the same unit and Talent course, so one completion would
    be a result of both."""
    changed_courses: Reaction = Reaction.REPORT
    """The Talent Course ID was changed after the enrolment was provisioned."""
    closed_results: ClosedResults = ClosedResults.REPORT
    """A unit was completed before its enrolment was withdrawn or closed, and not yet resulted."""
    on_withdrawal: OnWithdrawal = OnWithdrawal.NONE
    """A provisioned enrolment was withdrawn or cancelled."""
    cleared_results: Reaction = Reaction.REPORT
    """A result that the agent wrote was cleared, or set back to an open outcome."""
    deferred_enrolments: Reaction = Reaction.REPORT
    """The enrolment to be provisioned has a deferment date."""
    foreign_secondary_ids: Reaction = Reaction.REPORT
    """The client's secondary id belongs to another system and would be replaced."""
    shared_talent_user: SharedTalentUser = SharedTalentUser.HOLD
    """Another client has the Talent user's id, or shares the e-mail while the name differs."""
    secondary_ids_of_others: Reaction = Reaction.HOLD
    """The Talent user is another person's, by e-mail and names."""
    family_name_only: Reaction = Reaction.REPORT
    """The Talent user has the client's e-mail and family name, and another given name."""
    staff_users: Reaction = Reaction.REPORT
    """The Talent user is an owner, administrator or trainer, or no learner in the course."""
    deleted_users: Reaction = Reaction.REPORT
    """The Talent user that the secondary id names was deleted. ``report`` creates a new one."""
    update_users: bool = False
    """Whether names and e-mail of Talent users follow PowerPro, where they still are what the
    agent last wrote."""
    inactive_users: InactiveUsers = InactiveUsers.REPORT
    """The Talent user is inactive and cannot log in."""
    group_courses: Reaction = Reaction.REPORT
    """The Talent group brings other courses. ``report`` does so in plans only: it costs calls."""
    missing_groups: MissingGroups = MissingGroups.PROVISION
    """TalentLMS has no group with the course's Talent Group Key, or does not let the user in."""
    unconfirmed_courses: Reaction = Reaction.REPORT
    """The course is not in `competent_outcomes`: nobody confirmed that completed is competent."""
    repeated_units: RepeatedUnits = RepeatedUnits.ANY
    """Several Talent units have the same unit code."""
    new_user_password: NewUserPassword = NewUserPassword.PRESET
    """The password of a new Talent user."""
    new_user_fields: Mapping[str, str] = field(factory=dict)
    """Fields of a new Talent user that are filled from the client: a table from a Talent field to
    a client field, such as ``{"custom_field_1": "mobile"}``. Settings: ``[new_user.fields]``."""
    single_name: str = "fail"
    """A new Talent user's client has a blank given name or surname: ``fail`` fails the record,
    ``repeat`` sends the one name twice, any other text is sent for the blank one."""
    create_refusals_in_a_row: int = 3
    """Creating users stops for the run after this many identical refusals in a row."""
    no_answers_in_a_row: int = 5
    """A Talent course's other records wait after this many in a row without an answer. The run
    stops where a second Talent course fares so and TalentLMS answered nothing in between."""
    known_users_missing: float = 0.2
    """Brake: the share of stored Talent user ids that TalentLMS does not know."""
    outcomes_replaced: float = 0.2
    """Brake: the share of outcomes to be written that replace one that is not open."""
    brake_floor: int = 10
    """The two shares count only from this number of records on."""
    users_created: int = 1000
    """Brake: the number of Talent users created in one run."""
    outcomes_written: int = 5000
    """Brake: the number of outcomes written in one run."""
    users_suspended: int = 100
    """Brake: the number of Talent users taken out of Talent courses in one run."""
    users_updated: int = 100
    """Brake: the number of Talent users whose names or e-mail change in one run."""

    def __attrs_post_init__(self) -> None:
        values = [(a.name, getattr(self, a.name), a.default) for a in fields(Policy)]
        faults = [
            *choice_faults(values),
            *number_faults(values),
            *self._condition_faults(),
            *outcome_faults(self.competent_outcome, self.competent_outcomes),
            *field_faults(self.new_user_fields),
            *name_faults(self.single_name),
            *open_outcome_faults(self.open_outcomes, self._competent()),
            *alias_faults(self.unit_aliases),
            *closing_faults(self.collection_closes),
        ]
        if faults:
            raise SettingsFault(faults)

    def _condition_faults(self) -> list[str]:
        droppable = {condition.name: condition.droppable for condition in GUIDE}
        return [
            f"drop_conditions: {name!r} "
            + ("cannot be dropped" if name in droppable else "is not a condition")
            + f". Choose from {', '.join(n for n, free in droppable.items() if free)}"
            for name in sorted(self.drop_conditions)
            if not droppable.get(name, False)
        ]

    def _competent(self) -> tuple[str, ...]:
        return (
            self.competent_outcome,
            *(as_confirmed(each).outcome for each in self.competent_outcomes.values()),
        )

    def is_open(self, outcome: str) -> bool:
        """True if the outcome states no result yet: blank, 70, 85, 90 or one of the RTO's own."""
        code = outcome_code(outcome)
        return code in OPEN_OUTCOMES or code in {outcome_code(each) for each in self.open_outcomes}

    @classmethod
    def guide(cls) -> Policy:
        """The profile that follows the guide to the letter."""
        return cls()

    @classmethod
    def careful(cls) -> Policy:
        """The profile that holds records that the guide to the letter could harm."""
        return cls(
            profile="careful",
            export_window=7,
            final_outcomes=Reaction.HOLD,
            corrected_dates=Reaction.HOLD,
            doubtful_dates=Reaction.HOLD,
            shared_completions=Reaction.HOLD,
            changed_courses=Reaction.HOLD,
            cleared_results=Reaction.HOLD,
            deferred_enrolments=Reaction.HOLD,
            missing_groups=MissingGroups.FAIL,
            family_name_only=Reaction.HOLD,
            staff_users=Reaction.HOLD,
            deleted_users=Reaction.HOLD,
            unconfirmed_courses=Reaction.HOLD,
            repeated_units=RepeatedUnits.ALL,
            new_user_password=NewUserPassword.GENERATED,
        )
