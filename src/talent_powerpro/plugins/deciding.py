"""The RTO's choices as its plugins make them, through the deciding hooks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from traceback import extract_tb
from typing import Any, TypeVar

import pluggy
from attrs import evolve
from typing_extensions import override

from talent_powerpro.errors import PluginFault, SettingsFault
from talent_powerpro.model import Client, Enrolment, Secret, TalentUnit, Unit, printable
from talent_powerpro.plugins.hooks import PROJECT, DecidingHooks
from talent_powerpro.records.due import Day
from talent_powerpro.records.reasons import FAILED, remedy_of
from talent_powerpro.records.write import Write
from talent_powerpro.rules.conditions import Condition
from talent_powerpro.rules.rto_choices import RtoChoices

T = TypeVar("T")

log = logging.getLogger("talent_powerpro")

_OURS, _PLUGGYS = Path(__file__).parents[1], Path(pluggy.__file__).parent
"""The folders whose lines say nothing about a plugin."""


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
            offered = [condition for answer in reversed(answers) for condition in answer]
            return tuple(map(_logging_faults, offered))
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
            _log_place(f"The plugin hook {hook}", fault)
            # Only the type: the exception's text may hold the client data or the password.
            raise PluginFault(
                f"The plugin hook {hook} raised {type(fault).__name__}.",
                remedy=remedy_of("plugin", FAILED),
            ) from fault


def _logging_faults(condition: Condition) -> Condition:
    """The condition of a plugin, with its exceptions logged. `Rules` makes them record faults."""

    def why_not(enrolment: Enrolment, day: Day) -> str | None:
        try:
            return condition.why_not(enrolment, day)
        except Exception as fault:
            _log_place(f"The plugin's condition {condition.name}", fault)
            raise

    return evolve(condition, why_not=why_not)


def _log_place(what: str, fault: Exception) -> None:
    """Log where a plugin raised: the files and lines, never the exception's text or a value."""
    # Not `exc_info`: a traceback ends in the exception's text, which may hold client data.
    places = [
        f"{printable(frame.filename)}:{frame.lineno} in {frame.name}"
        for frame in extract_tb(fault.__traceback__)
        if not Path(frame.filename).is_relative_to(_OURS)
        and not Path(frame.filename).is_relative_to(_PLUGGYS)
    ]
    log.error("%s raised %s, at %s", what, type(fault).__name__, ", ".join(places) or "no line")


def _text(answer: object) -> str:
    # Half of a surrogate pair cannot be stored or logged: one in a veto's reason ended the run.
    return str(answer).encode("utf-8", "replace").decode("utf-8")


def _two_names(answer: tuple[str, str]) -> tuple[str, str]:
    first, last = answer
    return _text(first), _text(last)
