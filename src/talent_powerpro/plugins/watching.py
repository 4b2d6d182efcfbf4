"""The listener that passes a run's events to the plugins' watching hooks."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date
from typing import Any

import pluggy
from typing_extensions import override

from talent_powerpro.errors import SettingsFault
from talent_powerpro.plugins.deciding import PluginChoices
from talent_powerpro.plugins.hooks import WatchingHooks
from talent_powerpro.ports.run_listener import RunListener
from talent_powerpro.records.record import Record, RecordStatus, Remark
from talent_powerpro.records.report import RunReport
from talent_powerpro.records.step import Event

log = logging.getLogger("talent_powerpro")

HOOKS = {
    RecordStatus.PROVISIONED: "provisioned",
    RecordStatus.WRITTEN: "result_written",
    RecordStatus.HELD: "held",
    RecordStatus.FAILED: "failed",
    RecordStatus.DEFERRED: "deferred",
}
"""The hook to call for each status. Records of other statuses are only in the report."""


class PluginListener(RunListener):
    """Calls the watching hooks of an agent's plugins.

    Raises `SettingsFault` for a plugin that implements an unknown hook.
    """

    def __init__(self, plugins: PluginChoices) -> None:
        self._manager = plugins.manager
        self._manager.add_hookspecs(WatchingHooks)
        self._faults: list[Remark] = []
        # Only now, when deciding and watching hooks are both known to the manager.
        try:
            self._manager.check_pending()
        except pluggy.PluginValidationError as fault:
            raise SettingsFault(f"plugins: {fault}") from fault

    @override
    def run_started(self, run_id: str, today: date) -> None:
        self._call("run_started", run_id=run_id, today=today)

    @override
    def record_ended(self, record: Record, events: Sequence[Event], *, performed: bool) -> None:
        if record.status in HOOKS:
            self._call(HOOKS[record.status], record=record)

    @override
    def run_ended(self, report: RunReport) -> None:
        self._call("run_finished", report=report)

    @override
    def take_remarks(self) -> tuple[Remark, ...]:
        """Return a remark for each exception that plugins raised since the last call."""
        faults, self._faults = tuple(self._faults), []
        return faults

    def _call(self, hook: str, **facts: Any) -> None:
        """Call a hook of every plugin, even where another plugin raises."""
        plugins = self._manager.get_plugins()
        # One at a time: pluggy's own call ends at the first exception.
        for plugin in plugins:
            others = [other for other in plugins if other is not plugin]
            try:
                self._manager.subset_hook_caller(hook, others)(**facts)
            except Exception as fault:
                name = self._manager.get_name(plugin)
                sentence = f"The plugin {name} raised {type(fault).__name__} in the hook {hook}."
                log.warning(sentence, exc_info=fault)
                self._faults.append(Remark("plugin-raised", sentence))
