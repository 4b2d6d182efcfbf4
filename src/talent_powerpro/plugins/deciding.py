"""The RTO's choices as its plugins make them, through the deciding hooks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

import pluggy
from typing_extensions import override

from talent_powerpro.errors import PluginFault, SettingsFault
from talent_powerpro.model import Client, Enrolment, Secret, TalentUnit, Unit
from talent_powerpro.plugins.hooks import PROJECT, DecidingHooks
from talent_powerpro.records.write import Write
from talent_powerpro.rules.conditions import Condition
from talent_powerpro.rules.rto_choices import RtoChoices

T = TypeVar("T")


class PluginChoices(RtoChoices):
    """Calls the deciding hooks of an agent's plugins, behind typed functions.

    No other module calls a deciding hook. Raises `SettingsFault` for a plugin whose methods do
    not fit the specifications.
    """

    def __init__(self, plugins: Sequence[object] = ()) -> None:
        self.manager = pluggy.PluginManager(PROJECT)
        self.manager.add_hookspecs(DecidingHooks)
        for plugin in plugins:
            try:
                self.manager.register(plugin)
            except (pluggy.PluginValidationError, ValueError) as fault:
                raise SettingsFault(f"plugins: {plugin!r} cannot be registered: {fault}") from fault

    @override
    def conditions(self) -> tuple[Condition, ...]:
        """Return the conditions to add or replace, those of the first registered plugin first."""
        try:
            # Pluggy calls the plugin registered last first. Here a later plugin replaces the
            # conditions of an earlier one, so its own come last.
            answers: list[Iterable[Condition]] = self.manager.hook.conditions()
            return tuple(condition for answer in reversed(answers) for condition in answer)
        except Exception as fault:
            raise SettingsFault(
                f"plugins: the hook conditions raised {type(fault).__name__}: {fault}"
            ) from fault

    @override
    def display_name(self, client: Client) -> tuple[str, str] | None:
        return self._answer("display_name", _two_names, client=client)

    @override
    def talent_login(self, client: Client) -> str | None:
        return self._answer("talent_login", _text, client=client)

    @override
    def talent_password(self, client: Client) -> Secret | None:
        return self._answer("talent_password", Secret, client=client)

    @override
    def talent_user_fields(self, client: Client) -> tuple[tuple[str, str], ...]:
        answers = self._answer("talent_user_fields", list, client=client) or []
        fields: dict[str, str] = {}
        # Reversed, so that the plugin registered last overrides the others.
        for answer in reversed(answers):
            fields.update(answer)
        return tuple(sorted(fields.items()))

    @override
    def unit_code(self, talent_unit: TalentUnit, enrolment: Enrolment) -> str | None:
        return self._answer("unit_code", _text, talent_unit=talent_unit, enrolment=enrolment)

    @override
    def outcome(self, enrolment: Enrolment, unit: Unit, completed: date) -> str | None:
        return self._answer("outcome", _text, enrolment=enrolment, unit=unit, completed=completed)

    @override
    def veto(self, enrolment: Enrolment, write: Write) -> str | None:
        return self._answer("veto", _text, enrolment=enrolment, write=write)

    def _answer(self, hook: str, shape: Callable[[Any], T], **question: Any) -> T | None:
        """Call a hook, and return its answer in *shape*. Raises `PluginFault` for any exception.

        *shape* is applied inside: an answer of the wrong type is the plugin's fault too.
        """
        try:
            answer = getattr(self.manager.hook, hook)(**question)
            return None if answer is None else shape(answer)
        except Exception as fault:
            # Only the type: the exception's text may hold the client data or the password.
            raise PluginFault(
                f"The plugin hook {hook} raised {type(fault).__name__}.",
                remedy="Fix the plugin, or run without it.",
            ) from fault


def _text(answer: object) -> str:
    # Half of a surrogate pair cannot be stored or logged: one in a veto's reason ended the run.
    return str(answer).encode("utf-8", "replace").decode("utf-8")


def _two_names(answer: tuple[str, str]) -> tuple[str, str]:
    first, last = answer
    return _text(first), _text(last)
