"""An RTO's rules behind typed functions: the one door to its policy.

Flows and decisions take `Rules` as an argument and know nothing of where a rule comes
from. Called on the caller's thread alone.
"""

from __future__ import annotations

import secrets
import string
from datetime import date, datetime, tzinfo

from attrs import frozen

from talent_powerpro.conditions import GUIDE, RESULT_SCOPE, Condition, Day, Unmet, unmet
from talent_powerpro.model import (
    Client,
    Course,
    Enrolment,
    NewTalentUser,
    Secret,
    display_name,
)
from talent_powerpro.policy import NewUserPassword, Policy

NARROWABLE = frozenset({"enrolment-exported", "not-yet-provisioned"})
"""Conditions by which a repository may narrow; the rest is wanted for the unmet list."""


@frozen
class Rules:
    """One RTO's rules, for one run."""

    policy: Policy
    zone: tzinfo
    """The RTO's own zone."""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions for provisioning that apply here, in the guide's order."""
        return tuple(c for c in GUIDE if c.name not in self.policy.drop_conditions)

    @property
    def narrowed_by(self) -> frozenset[str]:
        """What `PowerProRepository.enrolments_to_provision` may leave out."""
        return NARROWABLE - self.policy.drop_conditions

    def unmet(self, enrolment: Enrolment, day: Day) -> tuple[Unmet, ...]:
        """Why an enrolment is not due for provisioning; empty: it is."""
        return unmet(enrolment, day, self.conditions)

    def out_of_scope(self, enrolment: Enrolment, day: Day) -> tuple[Unmet, ...]:
        """Why a provisioned enrolment's results are not fetched; empty: they are."""
        scope = tuple(c for c in self.conditions if c.name in RESULT_SCOPE)
        return unmet(enrolment, day, scope)

    def shown_name(self, client: Client) -> str:
        """The client's name as people are shown it."""
        return " ".join(display_name((client.given_names, client.surname))).strip()

    def new_user(self, client: Client) -> NewTalentUser:
        """What a Talent user for *client* is created with. The login is the e-mail, so that
        TalentLMS itself refuses a second user for it."""
        first_name, last_name = display_name((client.given_names, client.surname))
        email = client.email.strip()
        return NewTalentUser(
            client_code=client.code,
            login=email,
            first_name=first_name,
            last_name=last_name,
            email=email,
            password=self._password(),
        )

    def _password(self) -> Secret | None:
        if self.policy.new_user_password == NewUserPassword.PRESET:
            return None
        return generated_password()

    def competent_outcome(self, course: Course) -> str:
        """The outcome that a completed unit of *course* gets."""
        return self.policy.competent_outcomes.get(course.code, self.policy.competent_outcome)

    def local_date(self, completed: datetime | date) -> date:
        """The outcome date of a completion: the RTO's local date of that moment."""
        if isinstance(completed, datetime):
            return completed.astimezone(self.zone).date()
        return completed


def generated_password() -> Secret:
    """A password of 20 characters that TalentLMS accepts: upper, lower and digit among them."""
    kinds = (string.ascii_uppercase, string.ascii_lowercase, string.digits)
    letters = [secrets.choice(kind) for kind in kinds]
    letters += [secrets.choice("".join(kinds)) for _ in range(20 - len(letters))]
    secrets.SystemRandom().shuffle(letters)
    return Secret("".join(letters))
