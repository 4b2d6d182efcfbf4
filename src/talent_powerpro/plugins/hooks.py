"""What a plugin may decide: hook specifications, and their typed facade.

"These conditions can be fine-tuned for each RTO if required" (guide, "Provisioning"). A
plugin is any object with methods of these names, marked with `hookimpl`::

    from talent_powerpro.plugins.hooks import hookimpl

    class LoginIsTheCode:
        @hookimpl
        def talent_login(self, client):
            return client.code.lower()

A deciding hook answers a question, on the thread that called the agent. ``None`` means "no
opinion"; of several plugins the one registered last is asked first. One that raises fails
the record in question alone. Arguments may be added to a hook, never taken away; a plugin
takes those it needs. What a plugin may watch is in `talent_powerpro.plugins.watching`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from importlib.metadata import entry_points
from typing import Any, TypeVar

import pluggy

from talent_powerpro.errors import PluginFault, SettingsFault
from talent_powerpro.model import Client, Enrolment, Secret, TalentUnit, Unit
from talent_powerpro.records.write import Write
from talent_powerpro.rules.conditions import Condition

T = TypeVar("T")

PROJECT = "talent_powerpro"
"""The hooks' project, and the entry point group that plugins are found in when asked."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a plugin's method as its answer to the hook of that name."""


class DecidingHooks:
    """The questions that a plugin may answer."""

    @hookspec
    def conditions(self) -> Iterable[Condition] | None:
        """Conditions for provisioning to add, or to replace by their name.

        Asked once, when the agent is made; one that raises is a `SettingsFault`. A condition
        that cannot be dropped can only be replaced by a stricter one: the guide's own has to
        hold as well. Predicates are called once for each enrolment looked at, and once more
        for each that is due; one that raises fails that enrolment.
        """

    @hookspec(firstresult=True)
    def display_name(self, client: Client) -> tuple[str, str] | None:
        """First and last name as TalentLMS and people are shown them.

        Asked for each Talent user to be created, and for the names in sync log and contact log.
        """

    @hookspec(firstresult=True)
    def talent_login(self, client: Client) -> str | None:
        """The login of a new Talent user; by default the e-mail, so that TalentLMS itself
        refuses a second user for it. Asked for each user to be created, in rehearsal and
        performance."""

    @hookspec(firstresult=True)
    def talent_password(self, client: Client) -> str | None:
        """The password of a new Talent user. Asked as `talent_login` is. It is never logged,
        kept or part of a plan."""

    @hookspec
    def talent_user_fields(self, client: Client) -> Mapping[str, str] | None:
        """Custom fields of a new Talent user, such as ``{"custom_field_1": client.mobile}``.

        Asked as `talent_login` is, of every plugin; the one registered last has the last word.
        """

    @hookspec(firstresult=True)
    def unit_code(self, talent_unit: TalentUnit, enrolment: Enrolment) -> str | None:
        """The code of the unit or module that a Talent unit stands for; by default the first
        word of its name. ``""``: it stands for none. Asked for each Talent unit but sections,
        whenever an enrolment's progress is looked at."""

    @hookspec(firstresult=True)
    def outcome(self, enrolment: Enrolment, unit: Unit, completed: date) -> str | None:
        """The outcome to write for a completed unit, such as
        ``81 - Non-assessable - satisfactorily completed``. *completed* is the RTO's local date.
        Asked for each completed unit whenever an enrolment's progress is looked at."""

    @hookspec(firstresult=True)
    def veto(self, enrolment: Enrolment, write: Write) -> str | None:
        """A reason, for people, not to write this. Asked at each writing call of a rehearsal,
        also where the wish turns out to be true already. A provisioning is held whole, an
        outcome alone."""


class Plugins:
    """An agent's plugins behind typed functions. Nothing else asks pluggy a question.

    Raises `SettingsFault` for a plugin whose methods do not fit the specifications.
    """

    def __init__(self, plugins: Sequence[object] = ()) -> None:
        self.manager = pluggy.PluginManager(PROJECT)
        self.manager.add_hookspecs(DecidingHooks)
        for plugin in plugins:
            try:
                self.manager.register(plugin)
            except (pluggy.PluginValidationError, ValueError) as fault:
                raise SettingsFault(f"plugins: {plugin!r} cannot be registered: {fault}") from fault

    def conditions(self) -> tuple[Condition, ...]:
        """Conditions to add or replace, the first registered plugin's first."""
        try:
            answers: list[Iterable[Condition]] = self.manager.hook.conditions()
            return tuple(condition for answer in reversed(answers) for condition in answer)
        except Exception as fault:
            raise SettingsFault(
                f"plugins: the hook conditions raised {type(fault).__name__}: {fault}"
            ) from fault

    def display_name(self, client: Client) -> tuple[str, str] | None:
        return self._asked("display_name", _two_names, client=client)

    def talent_login(self, client: Client) -> str | None:
        return self._asked("talent_login", _text, client=client)

    def talent_password(self, client: Client) -> Secret | None:
        return self._asked("talent_password", Secret, client=client)

    def talent_user_fields(self, client: Client) -> tuple[tuple[str, str], ...]:
        answers = self._asked("talent_user_fields", list, client=client) or []
        fields: dict[str, str] = {}
        for answer in reversed(answers):
            fields.update(answer)
        return tuple(sorted(fields.items()))

    def unit_code(self, talent_unit: TalentUnit, enrolment: Enrolment) -> str | None:
        return self._asked("unit_code", _text, talent_unit=talent_unit, enrolment=enrolment)

    def outcome(self, enrolment: Enrolment, unit: Unit, completed: date) -> str | None:
        return self._asked("outcome", _text, enrolment=enrolment, unit=unit, completed=completed)

    def veto(self, enrolment: Enrolment, write: Write) -> str | None:
        return self._asked("veto", _text, enrolment=enrolment, write=write)

    def _asked(self, hook: str, shape: Callable[[Any], T], **question: Any) -> T | None:
        """The plugins' answer, in the shape the hook promises; `PluginFault` where one raises.

        Only the exception's type is told: its text may hold what the plugin was given.
        """
        try:
            answer = getattr(self.manager.hook, hook)(**question)
            return None if answer is None else shape(answer)
        except Exception as fault:
            raise PluginFault(
                f"the plugin hook {hook} raised {type(fault).__name__}",
                remedy="Mend the plugin, or run without it",
            ) from fault


def _text(answer: object) -> str:
    """As a text that a store and a log can hold: half characters are replaced."""
    return str(answer).encode("utf-8", "replace").decode("utf-8")


def _two_names(answer: tuple[str, str]) -> tuple[str, str]:
    first, last = answer
    return _text(first), _text(last)


def found_plugins() -> tuple[object, ...]:
    """The plugins that installed packages offer under the entry point group `PROJECT`.

    An entry point may name a plugin object, a module or a class without arguments.
    Raises `SettingsFault`, all faults at once, for those that cannot be loaded.
    """
    plugins, faults = [], []
    for entry in sorted(entry_points(group=PROJECT), key=lambda each: each.name):
        try:
            plugin = entry.load()
            plugins.append(plugin() if isinstance(plugin, type) else plugin)
        except Exception as fault:
            faults.append(
                f"plugins: {entry.name} cannot be loaded: {type(fault).__name__}: {fault}"
            )
    if faults:
        raise SettingsFault(faults)
    return tuple(plugins)
