"""An RTO's rules behind typed functions: the one door to its policy and its own choices.

Flows and decisions take `Rules` as an argument and know nothing of where a rule comes
from. Called on the caller's thread alone.
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Iterable
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
    outcome_code,
    plain,
)
from talent_powerpro.records.due import Day
from talent_powerpro.records.record import Remark
from talent_powerpro.records.write import Write
from talent_powerpro.rules.conditions import GUIDE, RESULT_SCOPE, Condition, Unmet, unmet
from talent_powerpro.rules.policy import NewUserPassword, Policy, Reaction
from talent_powerpro.rules.provisioning_hazards import Concern
from talent_powerpro.rules.rto_choices import RtoChoices

NARROWABLE = frozenset({"enrolment-exported", "not-yet-provisioned"})
"""Conditions by which a repository may narrow; the rest is wanted for the unmet list."""


@frozen
class Rules:
    """One RTO's rules, for one run."""

    policy: Policy
    zone: tzinfo
    """The RTO's own zone."""
    choices: RtoChoices = field(factory=RtoChoices, eq=False)
    """What the RTO decides otherwise."""
    released: frozenset[tuple[str, str, str]] = frozenset()
    """The holds that a person released: enrolment, reason and evidence (`Release.key`)."""
    conditions: tuple[Condition, ...] = field()
    """The conditions for provisioning that apply here: the guide's, in its order, but for those
    dropped or replaced, then those added."""

    @conditions.default
    def _conditions(self) -> tuple[Condition, ...]:
        offered = {each.name: guarded(each) for each in self.choices.conditions()}
        kept = [each for each in GUIDE if each.name not in self.policy.drop_conditions]
        return (
            *(replaced(each, offered.pop(each.name, None)) for each in kept),
            *offered.values(),
        )

    scope: tuple[Condition, ...] = field(init=False, eq=False)
    """Those of them that results are fetched by."""

    @scope.default
    def _scope(self) -> tuple[Condition, ...]:
        return tuple(each for each in self.conditions if each.name in RESULT_SCOPE)

    @property
    def narrowed_by(self) -> frozenset[str]:
        """What `PowerProRepository.enrolments_to_provision` may leave out: nobody touched it."""
        return NARROWABLE & {each.name for each in self.conditions if each in GUIDE}

    def unmet(self, enrolment: Enrolment, day: Day) -> tuple[Unmet, ...]:
        """Why an enrolment is not due for provisioning; empty: it is.

        Raises `PluginFault` where that hangs on a plugin's condition that raised.
        """
        return unmet(enrolment, day, self.conditions)

    def out_of_scope(self, enrolment: Enrolment, day: Day) -> tuple[Unmet, ...]:
        """Why a provisioned enrolment's results are not fetched; empty: they are."""
        return unmet(enrolment, day, self.scope)

    def weigh(self, enrolment: Enrolment, concerns: Iterable[Concern]) -> tuple[Remark, ...]:
        """What stops nothing, as remarks. Raises `Held`, all of them at once, for the concerns
        that the policy holds and nobody released for this enrolment."""
        concerns = tuple(concerns)
        holding = [each for each in concerns if self._holds(enrolment, each)]
        if not holding:
            return tuple(each.remark for each in concerns)
        first, *others = map(held, holding)
        first.others = tuple(others)
        raise first

    def _holds(self, enrolment: Enrolment, concern: Concern) -> bool:
        key = (enrolment.id, concern.reason, concern.message)
        released = concern.releasable and key in self.released
        return concern.reaction == Reaction.HOLD and not released

    def names(self, client: Client) -> tuple[str, str]:
        """First and last name as TalentLMS and people are shown them."""
        first, last = display_name((client.given_names, client.surname))
        return self.choices.display_name(client) or (first, last)

    def shown_name(self, client: Client) -> str:
        """The client's name as people are shown it."""
        return " ".join(self.names(client)).strip()

    def new_user(self, client: Client) -> NewTalentUser:
        """What a Talent user for *client* is created with. The login is the e-mail, so that
        TalentLMS itself refuses a second user for it."""
        first_name, last_name = self.names(client)
        email = client.email.strip()
        return NewTalentUser(
            client_code=client.code,
            login=self.choices.talent_login(client) or email,
            first_name=first_name,
            last_name=last_name,
            email=email,
            password=self.choices.talent_password(client) or self._password(),
            custom_fields=self.choices.talent_user_fields(client),
        )

    def _password(self) -> Secret | None:
        if self.policy.new_user_password == NewUserPassword.PRESET:
            return None
        return generated_password()

    def unit_code(self, talent_unit: TalentUnit, enrolment: Enrolment) -> str:
        """The unit code that a Talent unit stands for, plain for comparing; blank: none."""
        decided = self.choices.unit_code(talent_unit, enrolment)
        return first_word(talent_unit.name) if decided is None else plain(decided)

    def competent_outcome(self, enrolment: Enrolment, unit: Unit, completed: date) -> str:
        """The outcome that a completed unit gets. *completed* is the RTO's local date."""
        decided = self.choices.outcome(enrolment, unit, completed)
        if decided is None:
            return self.configured_outcome(enrolment.course)
        if not outcome_code(decided)[:1].isdigit():
            raise PluginFault(
                f"the plugin hook outcome answered {decided!r}, which begins with no outcome code",
                remedy="Mend the plugin, or run without it",
            )
        return decided

    def configured_outcome(self, course: Course) -> str:
        """The outcome that the policy has for completed units of *course*."""
        return self.policy.competent_outcomes.get(course.code, self.policy.competent_outcome)

    def veto(self, enrolment: Enrolment, write: Write) -> Held | None:
        """Why a write is not to be made; ``None``: nothing speaks against it."""
        reason = self.choices.veto(enrolment, write)
        if reason is None:
            return None
        remedy = "A plugin of this RTO decides so; ask whoever looks after it"
        return Held(reason, reason="vetoed", remedy=remedy)

    def local_date(self, completed: datetime | date) -> date:
        """The outcome date of a completion: the RTO's local date of that moment."""
        if isinstance(completed, datetime):
            return completed.astimezone(self.zone).date()
        return completed


def held(concern: Concern) -> Held:
    """The fault that a concern is where it holds."""
    return Held(
        concern.message,
        reason=concern.reason,
        remedy=concern.remedy,
        releasable=concern.releasable,
    )


AROUND_CODES = ":;-,.()[]\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}"
"""What RTOs put around a unit code in a Talent unit's name."""


def first_word(name: str) -> str:
    """The first word of a Talent unit's name as a unit code, made plain for comparing.

    >>> first_word("ICTWEB304: Build simple web pages")
    'ictweb304'
    """
    words = name.split()
    return plain(words[0].strip(AROUND_CODES)) if words else ""


def guarded(condition: Condition) -> Condition:
    """A plugin's condition, whose raising is a fault of that record alone."""

    def why_not(enrolment: Enrolment, day: Day) -> str | None:
        try:
            return condition.why_not(enrolment, day)
        except Exception as fault:
            raise PluginFault(
                f"the plugin's condition {condition.name} raised {type(fault).__name__}",
                remedy="Mend the plugin, or run without it",
            ) from fault

    return evolve(condition, why_not=why_not)


def replaced(condition: Condition, by: Condition | None) -> Condition:
    """A condition of the guide, replaced; one that cannot be dropped has to hold as well."""
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


def generated_password() -> Secret:
    """A password of 20 characters that TalentLMS accepts: upper, lower and digit among them."""
    kinds = (string.ascii_uppercase, string.ascii_lowercase, string.digits)
    anything = string.ascii_letters + string.digits
    letters = [secrets.choice(kind) for kind in kinds]
    letters += [secrets.choice(anything) for _ in range(20 - len(letters))]
    secrets.SystemRandom().shuffle(letters)
    return Secret("".join(letters))
