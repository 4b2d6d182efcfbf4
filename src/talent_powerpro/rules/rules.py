"""Typed access to an RTO's policy and its own choices.

Flows and decisions take `Rules` as an argument. They do not know whether an answer comes from
the guide, the policy or a plugin. Call it only from the thread that called the agent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, tzinfo

from attrs import evolve, field, frozen

from talent_powerpro.errors import Held, PluginFault
from talent_powerpro.model import (
    Client,
    Course,
    Enrolment,
    NewTalentUser,
    Secret,
    TalentUnit,
    Unit,
    display_name,
)
from talent_powerpro.records.due import Day
from talent_powerpro.records.holds import Decision, HoldKey
from talent_powerpro.records.reasons import FAILED, remedy_of
from talent_powerpro.records.record import Remark
from talent_powerpro.records.work_lists import DismissalKey
from talent_powerpro.records.write import Write
from talent_powerpro.rules.competent_outcome import confirmed_for
from talent_powerpro.rules.concern import Concern, held, weighed
from talent_powerpro.rules.conditions import GUIDE, RESULT_SCOPE, Condition, Unmet, unmet
from talent_powerpro.rules.new_talent_user import both_names, generated_password
from talent_powerpro.rules.outcome_codes import why_not_written
from talent_powerpro.rules.policy import NewUserPassword, Policy
from talent_powerpro.rules.rto_choices import RtoChoices
from talent_powerpro.rules.talent_fields import custom_fields, sent_names
from talent_powerpro.rules.unit_codes import code_text, codes_in_name

NARROWABLE = frozenset({"enrolment-exported", "not-yet-provisioned"})
"""Conditions that a repository may apply itself. The others are needed for the unmet list."""


@frozen
class Rules:
    """The rules of one RTO, for one run."""

    policy: Policy
    zone: tzinfo
    """The RTO's time zone."""
    choices: RtoChoices = field(factory=RtoChoices, eq=False)
    """The RTO's own choices, such as those of its plugins."""
    answers: Mapping[HoldKey, Decision] = field(factory=dict)
    """The current answers of people to holds."""
    dismissed: Collection[DismissalKey] = frozenset()
    """The rows that people took off the lists."""
    outcome_codes: frozenset[str] = frozenset()
    """The codes that PowerPro's table of outcomes has; empty: not known."""
    conditions: tuple[Condition, ...] = field()
    """The conditions for provisioning: the guide's in its order, without those dropped and with
    those replaced, then those added."""

    @conditions.default
    def _conditions(self) -> tuple[Condition, ...]:
        offered = {each.name: guarded(each) for each in self.choices.conditions()}
        kept = [each for each in GUIDE if each.name not in self.policy.drop_conditions]
        return (
            *(replaced(each, offered.pop(each.name, None)) for each in kept),
            *offered.values(),
        )

    scope: tuple[Condition, ...] = field(init=False)
    """The conditions for fetching results."""

    @scope.default
    def _scope(self) -> tuple[Condition, ...]:
        return tuple(each for each in self.conditions if each.name in RESULT_SCOPE)

    @property
    def narrowed_by(self) -> frozenset[str]:
        """Conditions that `PowerProRepository.enrolments_to_provision` may apply itself."""
        # A repository knows the guide's conditions alone, so not those that an RTO replaced.
        return NARROWABLE & {each.name for each in self.conditions if each in GUIDE}

    @property
    def scope_conditions(self) -> frozenset[str] | None:
        """Conditions for fetching results that a `ResultScope` may apply itself.

        ``None`` where a plugin replaced one, so that each enrolment has to be read whole.
        """
        if any(each not in GUIDE for each in self.scope):
            return None
        return frozenset(each.name for each in self.scope)

    def unmet(self, enrolment: Enrolment, day: Day) -> tuple[Unmet, ...]:
        """The unmet conditions of an enrolment; empty if it is due for provisioning.

        Raises `PluginFault` if a plugin's condition raised and no other condition is unmet.
        """
        return unmet(enrolment, day, self.conditions)

    def out_of_scope(self, enrolment: Enrolment, day: Day) -> tuple[Unmet, ...]:
        """The unmet conditions for fetching results; empty if the enrolment is in scope."""
        return unmet(enrolment, day, self.scope)

    def weigh(self, enrolment: Enrolment, concerns: Iterable[Concern]) -> tuple[Remark, ...]:
        """The concerns as remarks. Raises `Held` or `Kept`; see `weighed`."""
        return weighed(enrolment.id, concerns, self.answers)

    def keeps(self, enrolment_id: str, hold: Held) -> bool:
        """Whether a person answered the hold with keep."""
        key = enrolment_id, hold.reason, hold.facts
        return self.answers.get(key) is Decision.KEEP

    def is_released(self, enrolment: Enrolment, concern: Concern) -> bool:
        """Whether a person released this very concern."""
        key = enrolment.id, concern.reason, held(concern).facts
        return concern.releasable and self.answers.get(key) is Decision.RELEASE

    def names(self, client: Client) -> tuple[str, str]:
        """First and last name as shown to people and sent to TalentLMS."""
        first, last = display_name((client.given_names, client.surname))
        return self.choices.display_name(client) or (first, last)

    def shown_name(self, client: Client) -> str:
        """The client's name as shown to people."""
        return " ".join(self.names(client)).strip()

    def new_user(self, client: Client) -> NewTalentUser:
        """The details of a new Talent user for *client*.

        Raises `Failed` if a name is blank and the policy fills nothing in.
        """
        # Checked before anything of the user is made: a blank name fails before the sign-up.
        first_name, last_name = self.user_names(client)
        email = client.email.strip()
        return NewTalentUser(
            client_code=client.code,
            # API fact (reported): logins are unique. With the e-mail as login, TalentLMS itself
            # refuses a second user for the same address, also where the first has no e-mail of its
            # own.
            login=self.choices.talent_login(client) or email,
            first_name=first_name,
            last_name=last_name,
            email=email,
            password=self.choices.talent_password(client) or self._password(),
            custom_fields=self.user_fields(client),
        )

    def user_fields(self, client: Client) -> tuple[tuple[str, str], ...]:
        """The custom fields of the client's Talent user, without blank ones."""
        chosen = self.choices.talent_user_fields(client)
        return custom_fields(client, self.policy.new_user_fields, chosen)

    def user_names(self, client: Client) -> tuple[str, str]:
        """First and last name of the client's Talent user. Raises `Failed` as `new_user`."""
        names = sent_names(client, self.names(client), self.policy.new_user_fields)
        return both_names(client, names, self.policy.single_name)

    def _password(self) -> Secret | None:
        if self.policy.new_user_password == NewUserPassword.PRESET:
            return None
        return generated_password()

    def unit_codes(
        self, talent_unit: TalentUnit, enrolment: Enrolment, codes: Collection[str]
    ) -> tuple[str, ...]:
        """Those of the enrolment's *codes* (see `codes_on`) that a Talent unit results."""
        decided = self.choices.unit_code(talent_unit, enrolment)
        if decided is None:
            return codes_in_name(talent_unit.name, codes, self.policy)
        return tuple(code for code in [code_text(decided)] if code in codes)

    def results_nothing(self, talent_unit: TalentUnit, enrolment: Enrolment) -> bool:
        """True if a plugin says that the Talent unit results no unit at all."""
        decided = self.choices.unit_code(talent_unit, enrolment)
        return decided is not None and not decided.strip()

    def competent_outcome(self, enrolment: Enrolment, unit: Unit, completed: date) -> str:
        """The outcome of a completed unit. *completed* is the RTO's local date."""
        decided = self.choices.outcome(enrolment, unit, completed)
        if decided is None:
            return self.configured_outcome(enrolment.course)
        if why := why_not_written(decided, self.outcome_codes):
            raise PluginFault(
                f"The plugin hook outcome returned {decided!r}, which {why}.",
                remedy=remedy_of("plugin", FAILED),
            )
        return decided

    def configured_outcome(self, course: Course) -> str:
        """The policy's outcome for completed units of *course*."""
        confirmed = confirmed_for(course.code, self.policy.competent_outcomes)
        return confirmed.outcome if confirmed else self.policy.competent_outcome

    def veto(self, enrolment: Enrolment, write: Write) -> Held | None:
        """A plugin's hold on a write; ``None`` if no plugin refuses it."""
        reason = self.choices.veto(enrolment, write)
        if reason is None:
            return None
        remedy = "A plugin of your RTO refuses this write. Ask the person who maintains the plugin."
        return Held(reason, reason="vetoed", remedy=remedy)

    def local_date(self, completed: datetime | date) -> date:
        """The outcome date of a completion: its date in the RTO's zone."""
        # API fact (recorded): timestamps are UTC. In Perth, a completion before 8 in the morning
        # would otherwise get the date of the day before. A date alone is local already.
        if isinstance(completed, datetime):
            return completed.astimezone(self.zone).date()
        return completed


def guarded(condition: Condition) -> Condition:
    """A plugin's condition. If it raises, only the record in question fails."""

    def why_not(enrolment: Enrolment, day: Day) -> str | None:
        try:
            return condition.why_not(enrolment, day)
        except Exception as fault:
            raise PluginFault(
                f"The plugin's condition {condition.name} raised {type(fault).__name__}.",
                remedy=remedy_of("plugin", FAILED),
            ) from fault

    return evolve(condition, why_not=why_not)


def replaced(condition: Condition, by: Condition | None) -> Condition:
    """A condition of the guide, or the plugin's condition that replaces it."""
    # A condition that cannot be dropped is tested too, so a replacement can only be stricter.
    if by is None:
        return condition
    if condition.droppable:
        return by
    return evolve(
        by,
        why_not=lambda enrolment, day: (
            condition.why_not(enrolment, day) or by.why_not(enrolment, day)
        ),
        droppable=False,
    )
