"""An RTO's own choices: questions, each answered with "no opinion" unless overridden."""

from __future__ import annotations

from datetime import date

from talent_powerpro.model import Client, Enrolment, Secret, TalentUnit, Unit
from talent_powerpro.records.write import Write
from talent_powerpro.rules.conditions import Condition


class RtoChoices:
    """An RTO that decides nothing otherwise. Inherit it and answer what you want to.

    ``None`` is "no opinion", and the policy's or the guide's own answer holds. A method may
    raise `PluginFault`, which fails the record in question alone. Called on the thread that
    called the agent.
    """

    def conditions(self) -> tuple[Condition, ...]:
        """Conditions for provisioning to add, or to replace by their name."""
        return ()

    def display_name(self, client: Client) -> tuple[str, str] | None:  # noqa: ARG002  # no opinion
        """First and last name as TalentLMS and people are shown them."""
        return None

    def talent_login(self, client: Client) -> str | None:  # noqa: ARG002  # no opinion
        """The login of a new Talent user."""
        return None

    def talent_password(self, client: Client) -> Secret | None:  # noqa: ARG002  # no opinion
        """The password of a new Talent user."""
        return None

    def talent_user_fields(self, client: Client) -> tuple[tuple[str, str], ...]:  # noqa: ARG002  # no opinion
        """Custom fields of a new Talent user, sorted by name."""
        return ()

    def unit_code(self, talent_unit: TalentUnit, enrolment: Enrolment) -> str | None:  # noqa: ARG002  # no opinion
        """The code of the unit or module that a Talent unit stands for; ``""``: of none."""
        return None

    def outcome(self, enrolment: Enrolment, unit: Unit, completed: date) -> str | None:  # noqa: ARG002  # no opinion
        """The outcome of a unit completed on that date, the RTO's own local one."""
        return None

    def veto(self, enrolment: Enrolment, write: Write) -> str | None:  # noqa: ARG002  # no opinion
        """A reason, for people, not to make a write."""
        return None
