"""What a plugin may watch: facts in the past tense, which it hears and cannot spoil.

Told on the thread that called the agent, after the performance of what they tell. A plugin
that raises is reported in the run's report and in the log ``talent_powerpro``; the run and
the other plugins go on. A plan and a dry run tell nothing.
"""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

import pluggy

from talent_powerpro.errors import SettingsFault
from talent_powerpro.plugins.hooks import Plugins, hookspec
from talent_powerpro.records.record import Record, RecordStatus
from talent_powerpro.records.remark import Remark
from talent_powerpro.records.report import RunReport

log = logging.getLogger("talent_powerpro")
log.addHandler(logging.NullHandler())


class WatchingHooks:
    """The facts that a plugin may hear. Each is told once."""

    @hookspec
    def run_started(self, run_id: str, today: date) -> None:
        """A run has begun; nothing was asked yet. *today* is the RTO's local date."""

    @hookspec
    def provisioned(self, record: Record) -> None:
        """An enrolment is in TalentLMS and its contact log written."""

    @hookspec
    def result_written(self, record: Record) -> None:
        """Results of an enrolment were written; ``record.writes`` says which."""

    @hookspec
    def held(self, record: Record) -> None:
        """A person has to decide. Told at each run; ``record.new`` is not known yet."""

    @hookspec
    def failed(self, record: Record) -> None:
        """A person has to mend the record's data. Told at each run."""

    @hookspec
    def deferred(self, record: Record) -> None:
        """The next run tries the record again by itself."""

    @hookspec
    def run_finished(self, report: RunReport) -> None:
        """A run has ended, at its end or before it: see ``report.stopped``."""


HEARD = {
    RecordStatus.PROVISIONED: "provisioned",
    RecordStatus.WRITTEN: "result_written",
    RecordStatus.HELD: "held",
    RecordStatus.FAILED: "failed",
    RecordStatus.DEFERRED: "deferred",
}
"""By outcome, the hook that hears of it; the others are told in the report alone."""


class Watchers:
    """The watching half of an agent's plugins, behind a guard."""

    def __init__(self, plugins: Plugins) -> None:
        self._manager = plugins.manager
        self._manager.add_hookspecs(WatchingHooks)
        self.faults: list[Remark] = []
        """What plugins raised since the last `take_faults`."""
        try:
            self._manager.check_pending()
        except pluggy.PluginValidationError as fault:
            raise SettingsFault(f"plugins: {fault}") from fault

    def record_ended(self, record: Record) -> None:
        if record.outcome in HEARD:
            self.tell(HEARD[record.outcome], record=record)

    def tell(self, hook: str, **facts: Any) -> None:
        """Tell every plugin, whatever any of them does."""
        plugins = self._manager.get_plugins()
        for plugin in plugins:
            others = [other for other in plugins if other is not plugin]
            try:
                self._manager.subset_hook_caller(hook, others)(**facts)
            except Exception as fault:
                name = self._manager.get_name(plugin)
                sentence = f"the plugin {name} raised {type(fault).__name__} on {hook}"
                log.warning(sentence, exc_info=fault)
                self.faults.append(Remark("plugin-raised", sentence))

    def take_faults(self) -> tuple[Remark, ...]:
        """What plugins raised since this was last asked."""
        faults, self.faults = tuple(self.faults), []
        return faults
