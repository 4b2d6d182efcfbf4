"""Hook specifications: the questions a plugin may answer and the events it may watch.

"These conditions can be fine-tuned for each RTO if required" (guide, "Provisioning"). A
plugin is any object with methods of these names, marked with `hookimpl`::

    from talent_powerpro.plugins.hooks import hookimpl

    class LoginIsTheCode:
        @hookimpl
        def talent_login(self, client):
            return client.code.lower()

A deciding hook answers a question, on the thread that called the agent. ``None`` means "no
opinion". Of several plugins, the one registered last is called first. A plugin that raises
fails only the record in question. Hooks may get more arguments, never fewer; a plugin takes
those that it needs.

A watching hook receives an event, on the same thread, and cannot stop the run: an exception
becomes a remark in the report and a warning in the log ``talent_powerpro``. A plan and a dry
run call no watching hook.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

import pluggy

from talent_powerpro.model import Client, Enrolment, TalentUnit, Unit
from talent_powerpro.records.record import Record
from talent_powerpro.records.report import RunReport
from talent_powerpro.records.write import Write
from talent_powerpro.rules.conditions import Condition

T = TypeVar("T")

PROJECT = "talent_powerpro"
"""The name of the hooks' project, and of the entry point group in which plugins are found."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a plugin's method as its answer to the hook of that name."""


class DecidingHooks:
    """The questions that a plugin may answer."""

    @hookspec
    def conditions(self) -> Iterable[Condition] | None:
        """Provisioning conditions to add, or to replace by name.

        Called once, when the agent is made; an exception is a `SettingsFault`. A condition
        that cannot be dropped can only be made stricter: the guide's own must hold too.
        Each condition is tested once for every enrolment looked at, and again for every one
        that is due. A condition that raises fails that enrolment.
        """

    @hookspec(firstresult=True)
    def display_name(self, client: Client) -> tuple[str, str] | None:
        """First and last name as TalentLMS and people see them.

        Called for each Talent user to be created, and for names in sync log and contact log.
        """

    @hookspec(firstresult=True)
    def talent_login(self, client: Client) -> str | None:
        """The login of a new Talent user; the default is the e-mail.

        With the e-mail as login, TalentLMS itself refuses a second user for it. Called for each
        user to be created, in rehearsal and performance.
        """

    @hookspec(firstresult=True)
    def talent_password(self, client: Client) -> str | None:
        """The password of a new Talent user. It is never logged, stored or part of a plan.

        Called as `talent_login` is.
        """

    @hookspec
    def talent_user_fields(self, client: Client) -> Mapping[str, str] | None:
        """Custom fields of a new Talent user, such as ``{"custom_field_1": client.mobile}``.

        Called as `talent_login` is, for every plugin. A field of the plugin registered last
        overrides the same field of the others.
        """

    @hookspec(firstresult=True)
    def unit_code(self, talent_unit: TalentUnit, enrolment: Enrolment) -> str | None:
        """The code of the unit or module that a Talent unit matches; ``""`` for none.

        The default is the first word of its name. Called for each Talent unit, sections
        excepted, whenever an enrolment's progress is looked at.
        """

    @hookspec(firstresult=True)
    def outcome(self, enrolment: Enrolment, unit: Unit, completed: date) -> str | None:
        """The outcome to write for a completed unit.

        An example is ``81 - Non-assessable - satisfactorily completed``. *completed* is the
        RTO's local date. Called for each completed unit whenever an enrolment's progress is
        looked at.
        """

    @hookspec(firstresult=True)
    def veto(self, enrolment: Enrolment, write: Write) -> str | None:
        """A reason not to make this write, as a sentence for people.

        Called before each write of a rehearsal, even where PowerPro or TalentLMS already has the
        new value. A veto holds the whole provisioning, but only the one outcome of results.
        """


class WatchingHooks:
    """The events that a plugin may watch. Each hook says how often it is called."""

    @hookspec
    def run_started(self, run_id: str, today: date) -> None:
        """The run has started and made no call yet. *today* is the RTO's local date."""

    @hookspec
    def provisioned(self, record: Record) -> None:
        """An enrolment was provisioned: it is in TalentLMS and has its contact log."""

    @hookspec
    def result_written(self, record: Record) -> None:
        """Results of an enrolment were written. ``record.writes`` lists them."""

    @hookspec
    def held(self, record: Record) -> None:
        """A record was held: a person must decide. Called in each run until then.

        ``record.new`` is not set yet.
        """

    @hookspec
    def failed(self, record: Record) -> None:
        """A record failed: a person must fix its data. Called in each run until then."""

    @hookspec
    def deferred(self, record: Record) -> None:
        """A record was deferred: the next run tries it again."""

    @hookspec
    def run_finished(self, report: RunReport) -> None:
        """The run has ended. ``report.stopped`` is the fault that ended it early, if any."""
