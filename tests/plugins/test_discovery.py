"""Plugins that installed packages offer."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Client
from talent_powerpro.plugins import discovery
from talent_powerpro.plugins.discovery import FoundPlugin, found_plugins, installed_plugins
from talent_powerpro.plugins.hooks import PROJECT, hookimpl


class LoginIsTheCode:
    @hookimpl
    def talent_login(self, client: Client) -> str:
        return client.code.lower()


class Misspelt:
    @hookimpl
    def talent_logn(self, client: Client) -> str:
        return client.code


def offering(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Installed packages that offer these classes of this module."""
    entries = [EntryPoint(name, f"{__name__}:{name}", PROJECT) for name in names]
    monkeypatch.setattr(discovery, "entry_points", lambda group: entries)


def test_each_plugin_is_named_with_the_hooks_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    offering(monkeypatch, "LoginIsTheCode")
    assert installed_plugins() == (FoundPlugin("LoginIsTheCode", "", ("talent_login",)),)
    (plugin,) = found_plugins()
    assert isinstance(plugin, LoginIsTheCode)


def test_one_whose_hook_there_is_not_is_a_fault_of_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offering(monkeypatch, "Misspelt")
    with pytest.raises(SettingsFault, match="talent_logn"):
        installed_plugins()


def test_all_that_cannot_be_loaded_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    offering(monkeypatch, "Missing", "LoginIsTheCode", "Gone")
    with pytest.raises(SettingsFault) as fault:
        found_plugins()
    assert [each.split()[1] for each in fault.value.faults] == ["Gone", "Missing"]
