"""Plugins that installed packages offer: their names, packages and hooks."""

from __future__ import annotations

from importlib.metadata import entry_points

from attrs import frozen

from talent_powerpro.errors import SettingsFault
from talent_powerpro.plugins.deciding import PluginChoices
from talent_powerpro.plugins.hooks import PROJECT
from talent_powerpro.plugins.watching import PluginListener


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


@frozen
class FoundPlugin:
    """One plugin under the entry point group."""

    name: str
    """The entry point's."""
    distribution: str
    """The package that offers it, with its version."""
    hooks: tuple[str, ...]
    """Those it implements, by name."""


def installed_plugins() -> tuple[FoundPlugin, ...]:
    """The plugins, by name. `SettingsFault` for those that cannot be loaded or do not fit."""
    found = found_plugins()
    offered = PluginChoices(found)
    PluginListener(offered)  # adds the watching hooks, and checks all of them
    # In the order of `found_plugins`.
    entries = sorted(entry_points(group=PROJECT), key=lambda each: each.name)
    return tuple(
        FoundPlugin(
            entry.name,
            f"{entry.dist.name} {entry.dist.version}" if entry.dist else "",
            _hooks(offered, plugin),
        )
        for entry, plugin in zip(entries, found, strict=True)
    )


def _hooks(offered: PluginChoices, plugin: object) -> tuple[str, ...]:
    callers = offered.manager.get_hookcallers(plugin) or ()
    return tuple(sorted(caller.name for caller in callers))
