"""The discovery of plugins in installed packages, with their names, packages and hooks.

A plugin that takes settings has a method or function ``from_settings(table, folder)``. *table* is
its own table of the settings, empty if there is none; *folder* is where relative paths start from.
It returns the plugin, and raises `SettingsFault` with all faults, each beginning with the setting's
name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from talent_powerpro.errors import SettingsFault
from talent_powerpro.plugins.deciding import PluginChoices
from talent_powerpro.plugins.hooks import PROJECT
from talent_powerpro.plugins.watching import PluginListener

NO_TABLES: Mapping[str, Mapping[str, Any]] = MappingProxyType({})


@frozen
class PluginUse:
    """The installed plugins to use, and their settings."""

    names: Collection[str] | None = None
    """Their names; ``None``: all."""
    # Hidden from repr, because a table may hold a secret.
    tables: Mapping[str, Mapping[str, Any]] = field(default=NO_TABLES, repr=False)
    """The settings of plugins, by name."""
    folder: Path = Path()
    """The folder that relative paths in the tables start from."""

    def includes(self, name: str) -> bool:
        """Whether the plugin of that name is used."""
        return self.names is None or name in self.names


EVERY_PLUGIN = PluginUse()


def found_plugins(use: PluginUse = EVERY_PLUGIN) -> tuple[object, ...]:
    """Load the plugins that installed packages offer under the entry point group `PROJECT`.

    An entry point may name a plugin object, a module, or a class that takes no arguments, unless it
    takes settings. Raises `SettingsFault`, with all faults: for names and tables of plugins that no
    package offers, for plugins that cannot be loaded, and for their settings.
    """
    entries = _entries()
    plugins, faults = [], list(_name_faults(use, [entry.name for entry in entries]))
    for entry in entries:
        if not use.includes(entry.name):
            continue
        try:
            plugins.append(_configured(entry.load(), use.tables.get(entry.name), use.folder))
        except SettingsFault as fault:
            faults += [f"[plugins.{entry.name}] {each}" for each in fault.faults]
        except PluginSettingsError as fault:
            faults.append(f"[plugins.{entry.name}] cannot be read by the plugin: {fault}.")
        except Exception as fault:
            faults.append(
                f"plugins: {entry.name} cannot be loaded: {type(fault).__name__}: {fault}"
            )
    if faults:
        raise SettingsFault(faults)
    return tuple(plugins)


class PluginSettingsError(Exception):
    """A plugin raised something unexpected about its settings. The text is its type alone."""


def _entries() -> Sequence[EntryPoint]:
    # Sorted: the order of registration decides which plugin is asked first, and must not depend
    # on the order of installation.
    return sorted(entry_points(group=PROJECT), key=lambda each: each.name)


def _configured(plugin: Any, table: Mapping[str, Any] | None, folder: Path) -> object:
    """The plugin that an entry point names, made with its settings if it takes any."""
    if not hasattr(plugin, "from_settings"):
        if table is not None:
            raise SettingsFault("is not needed: the plugin takes no settings. Remove the table.")
        return plugin() if isinstance(plugin, type) else plugin
    try:
        made: object = plugin.from_settings(dict(table or {}), folder)
    except SettingsFault:
        raise
    except Exception as fault:
        # Not the text, which may quote a setting, and so a secret.
        raise PluginSettingsError(type(fault).__name__) from None
    return made


def _name_faults(use: PluginUse, offered: Collection[str]) -> Iterator[str]:
    for name in sorted(set(use.names or ()) - set(offered)):
        meant = _meant(name, offered, "{}")
        yield f"[plugins] use: no installed package offers the plugin {name}{meant}"
    if use.names is not None and not use.names:
        return  # Without any plugin in use, the tables of those that were used are no fault.
    for name in sorted(set(use.tables) - set(offered)):
        meant = _meant(name, offered, "[plugins.{}]")
        yield f"[plugins.{name}] is the table of no installed plugin{meant}"


def _meant(name: str, offered: Collection[str], form: str) -> str:
    near = get_close_matches(name, offered, n=1)
    if near:
        return f". Did you mean {form.format(near[0])}?"
    if not offered:
        return ". None is installed. Install its package beside talent-powerpro."
    return f". Installed are {', '.join(sorted(offered))}."


# --- for people -------------------------------------------------------------------


@frozen
class FoundPlugin:
    """One plugin under the entry point group."""

    name: str
    """The name of its entry point."""
    distribution: str
    """The package that offers it, with its version."""
    hooks: tuple[str, ...]
    """The names of the hooks that it implements."""
    used: bool
    """Whether runs use it."""


def installed_plugins(use: PluginUse) -> tuple[FoundPlugin, ...]:
    """Return the installed plugins, sorted by name. *use* says which of them runs use.

    Raises `SettingsFault` as `found_plugins` does, and for plugins that do not fit the
    specifications. A plugin that is not used needs no settings.
    """
    entries, used = _entries(), iter(found_plugins(use))
    found, faults = [], list[str]()
    for entry in entries:
        try:
            found.append(next(used) if use.includes(entry.name) else _unconfigured(entry))
        except SettingsFault as fault:
            faults += fault.faults
    if faults:
        raise SettingsFault(faults)
    offered = PluginChoices(found)
    PluginListener(offered)  # Adds the watching hooks and validates all plugins.
    return tuple(
        FoundPlugin(
            entry.name,
            f"{entry.dist.name} {entry.dist.version}" if entry.dist else "",
            _hooks(offered, plugin),
            use.includes(entry.name),
        )
        for entry, plugin in zip(entries, found, strict=True)
    )


def _unconfigured(entry: EntryPoint) -> object:
    """The plugin as its entry point names it. Of a class that takes settings, the class itself."""
    try:
        plugin = entry.load()
        takes_settings = hasattr(plugin, "from_settings")
        return plugin() if isinstance(plugin, type) and not takes_settings else plugin
    except Exception as fault:
        raise SettingsFault(
            f"plugins: {entry.name} cannot be loaded: {type(fault).__name__}: {fault}"
        ) from fault


def _hooks(offered: PluginChoices, plugin: object) -> tuple[str, ...]:
    callers = offered.manager.get_hookcallers(plugin) or ()
    return tuple(sorted(caller.name for caller in callers))
