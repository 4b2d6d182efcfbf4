"""Hook specifications: what a plugin may decide, and what it may watch.

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
takes those it needs.

A watching hook hears a fact in the past tense, on the same thread, and cannot spoil the run:
a plugin that raises is reported in the run's report and in the log ``talent_powerpro``. A plan
and a dry run call none of these.
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


class WatchingHooks:
    """The facts that a plugin may hear. Each is reported once."""

    @hookspec
    def run_started(self, run_id: str, today: date) -> None:
        """A run has begun; no call was made yet. *today* is the RTO's local date."""

    @hookspec
    def provisioned(self, record: Record) -> None:
        """An enrolment is in TalentLMS and its contact log written."""

    @hookspec
    def result_written(self, record: Record) -> None:
        """Results of an enrolment were written; ``record.writes`` says which."""

    @hookspec
    def held(self, record: Record) -> None:
        """A person has to decide. Called at each run; ``record.new`` is not known yet."""

    @hookspec
    def failed(self, record: Record) -> None:
        """A person has to mend the record's data. Called at each run."""

    @hookspec
    def deferred(self, record: Record) -> None:
        """The next run tries the record again by itself."""

    @hookspec
    def run_finished(self, report: RunReport) -> None:
        """A run has ended, at its end or before it: see ``report.stopped``."""
