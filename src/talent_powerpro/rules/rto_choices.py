"""The choices that an RTO may make itself. By default it makes none."""

from __future__ import annotations

from datetime import date

from talent_powerpro.model import Client, Enrolment, Secret, TalentUnit, Unit
from talent_powerpro.records.write import Write
from talent_powerpro.rules.conditions import Condition


class RtoChoices:
    """The choices of an RTO that makes none. Inherit it, and override what you decide yourself.

    ``None`` means no opinion: the policy or the guide decides. A method may raise `PluginFault`,
    which fails only the record in question. Methods are called on the thread that called the
    agent.
    """

    def conditions(self) -> tuple[Condition, ...]:
        """Conditions to add. One with the name of a guide's condition replaces it."""
        return ()

    def display_name(self, client: Client) -> tuple[str, str] | None:  # noqa: ARG002  # no opinion
        """First and last name as shown to people and sent to TalentLMS."""
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
        """The code of the unit or module that a Talent unit results; ``""`` for none."""
        return None

    def outcome(self, enrolment: Enrolment, unit: Unit, completed: date) -> str | None:  # noqa: ARG002  # no opinion
        """The outcome of a unit completed on that local date of the RTO."""
        return None

    def veto(self, enrolment: Enrolment, write: Write) -> str | None:  # noqa: ARG002  # no opinion
        """The reason, for people, to refuse a write."""
        return None
