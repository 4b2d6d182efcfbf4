"""The discovery of plugins in installed packages, with their names, packages and hooks."""

from __future__ import annotations

from importlib.metadata import entry_points

from attrs import frozen

from talent_powerpro.errors import SettingsFault
from talent_powerpro.plugins.deciding import PluginChoices
from talent_powerpro.plugins.hooks import PROJECT
from talent_powerpro.plugins.watching import PluginListener


def found_plugins() -> tuple[object, ...]:
    """Load the plugins that installed packages offer under the entry point group `PROJECT`.

    An entry point may name a plugin object, a module, or a class that takes no arguments.
    Raises `SettingsFault`, with all faults, for plugins that cannot be loaded.
    """
    plugins, faults = [], []
    # Sorted: the order of registration decides which plugin is asked first, and must not depend
    # on the order of installation.
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
    """The name of its entry point."""
    distribution: str
    """The package that offers it, with its version."""
    hooks: tuple[str, ...]
    """The names of the hooks that it implements."""


def installed_plugins() -> tuple[FoundPlugin, ...]:
    """Return the installed plugins, sorted by name.

    Raises `SettingsFault` for plugins that cannot be loaded or do not fit the specifications.
    """
    found = found_plugins()
    offered = PluginChoices(found)
    PluginListener(offered)  # Adds the watching hooks and validates all plugins.
    # Sorted as in `found_plugins`, so that the two can be zipped.
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
