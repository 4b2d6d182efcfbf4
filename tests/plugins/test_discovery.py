"""Plugins that installed packages offer."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from support.the_guide import JOANA, portal, rto
from talent_powerpro import Agent
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Client
from talent_powerpro.plugins import discovery
from talent_powerpro.plugins.discovery import (
    EVERY_PLUGIN,
    FoundPlugin,
    PluginUse,
    found_plugins,
    installed_plugins,
)
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


def test_each_plugin_is_listed_with_the_hooks_it_implements(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offering(monkeypatch, "LoginIsTheCode")
    assert installed_plugins(EVERY_PLUGIN) == (
        FoundPlugin("LoginIsTheCode", "", ("talent_login",), used=True),
    )
    (plugin,) = found_plugins()
    assert isinstance(plugin, LoginIsTheCode)


class NoHooks:
    """A plugin that implements none."""


AN_OBJECT = LoginIsTheCode()


def test_plugins_are_used_by_their_names_order_whatever_order_they_were_installed_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The order of registration decides which plugin is asked first."""
    offering(monkeypatch, "NoHooks", "LoginIsTheCode", "AN_OBJECT")
    assert [type(each) for each in found_plugins()] == [LoginIsTheCode, LoginIsTheCode, NoHooks]
    assert [(each.name, each.hooks) for each in installed_plugins(EVERY_PLUGIN)] == [
        ("AN_OBJECT", ("talent_login",)),
        ("LoginIsTheCode", ("talent_login",)),
        ("NoHooks", ()),
    ]


def test_a_plugin_that_is_used_is_the_one_with_its_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offering(monkeypatch, "Greets", "ByTable")
    used = PluginUse(["Greets", "ByTable"], {"Greets": {"word": "x"}, "ByTable": {"hook": "login"}})
    assert [each.hooks for each in installed_plugins(used)] == [("talent_login",)] * 2
    assert [each.hooks for each in installed_plugins(PluginUse(["Greets"], used.tables))] == [
        (),
        ("talent_login",),
    ]


class ByTable:
    """Which object it is, and so its hooks, follows from its settings."""

    @staticmethod
    def from_settings(table: Mapping[str, Any], folder: Path) -> object:
        return LoginIsTheCode() if table["hook"] == "login" else NoHooks()


def test_why_an_unused_plugin_cannot_be_loaded_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    offering(monkeypatch, "Gone")
    with pytest.raises(SettingsFault) as raised:
        installed_plugins(PluginUse([]))
    (fault,) = raised.value.faults
    assert fault.startswith("plugins: Gone cannot be loaded: AttributeError: ")


def test_a_class_that_takes_no_settings_is_made_also_where_it_is_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[object] = []
    monkeypatch.setattr(NoHooks, "__init__", lambda self: made.append(self))
    offering(monkeypatch, "NoHooks", "AN_OBJECT")
    assert len(installed_plugins(PluginUse([]))) == 2
    assert len(made) == 1


def test_a_plugin_with_an_unknown_hook_is_a_settings_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offering(monkeypatch, "Misspelt")
    with pytest.raises(SettingsFault, match="talent_logn"):
        installed_plugins(EVERY_PLUGIN)


def test_all_plugins_that_cannot_be_loaded_are_reported_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offering(monkeypatch, "Missing", "LoginIsTheCode", "Gone")
    with pytest.raises(SettingsFault) as fault:
        found_plugins()
    assert [each.split()[1] for each in fault.value.faults] == ["Gone", "Missing"]


# --- chosen, and with settings ----------------------------------------------------


class Greets:
    """A plugin that takes settings."""

    def __init__(self, word: str, folder: Path) -> None:
        self.word, self.folder = word, folder

    @classmethod
    def from_settings(cls, table: Mapping[str, Any], folder: Path) -> Greets:
        faults = [f"{name}: is not a setting." for name in table if name != "word"]
        faults += [] if "word" in table else ["word: is missing."]
        if faults:
            raise SettingsFault(faults)
        if not isinstance(table["word"], str):
            raise TypeError(f"not to be shown: {table}")
        return cls(table["word"], folder)

    @hookimpl
    def talent_login(self, client: Client) -> str:
        return f"{self.word}{client.code}"


def faults_of(use: PluginUse) -> list[str]:
    with pytest.raises(SettingsFault) as raised:
        found_plugins(use)
    return list(raised.value.faults)


def test_only_the_named_plugins_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    offering(monkeypatch, "LoginIsTheCode", "Misspelt", "Gone")
    (plugin,) = found_plugins(PluginUse(["LoginIsTheCode"]))
    assert isinstance(plugin, LoginIsTheCode)
    assert found_plugins(PluginUse([])) == ()


def test_a_plugin_gets_its_own_table_and_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    offering(monkeypatch, "Greets")
    (plugin,) = found_plugins(PluginUse(None, {"Greets": {"word": "hi"}}, Path("here")))
    assert isinstance(plugin, Greets)
    assert (plugin.word, plugin.folder) == ("hi", Path("here"))


def test_all_faults_of_all_plugins_are_named_with_the_settings_path(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offering(monkeypatch, "Greets", "LoginIsTheCode")
    tables = {"Greets": {"wrd": "hi"}, "LoginIsTheCode": {}, "Greet": {}, "odd": {}}
    assert faults_of(PluginUse(["Greets", "LoginIsTheCode", "nobody"], tables)) == [
        "[plugins] use: no installed package offers the plugin nobody. "
        "Installed are Greets, LoginIsTheCode.",
        "[plugins.Greet] is the table of no installed plugin. Did you mean [plugins.Greets]?",
        "[plugins.odd] is the table of no installed plugin. Installed are Greets, LoginIsTheCode.",
        "[plugins.Greets] wrd: is not a setting.",
        "[plugins.Greets] word: is missing.",
        "[plugins.LoginIsTheCode] is not needed: the plugin takes no settings. Remove the table.",
    ]


def test_where_no_plugin_is_installed_a_name_has_that_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offering(monkeypatch)
    assert faults_of(PluginUse(["mail"])) == [
        "[plugins] use: no installed package offers the plugin mail. None is installed. Install "
        "its package beside talent-powerpro."
    ]


def test_a_misspelt_name_is_named_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    offering(monkeypatch, "Greets")
    assert faults_of(PluginUse(["Greet"])) == [
        "[plugins] use: no installed package offers the plugin Greet. Did you mean Greets?"
    ]


def test_what_else_a_plugin_raises_about_its_settings_is_shown_by_its_type(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offering(monkeypatch, "Greets")
    assert faults_of(PluginUse(None, {"Greets": {"word": 1}})) == [
        "[plugins.Greets] cannot be read by the plugin: TypeError."
    ]


def test_a_plugin_without_a_table_gets_an_empty_one(monkeypatch: pytest.MonkeyPatch) -> None:
    offering(monkeypatch, "Greets")
    assert faults_of(EVERY_PLUGIN) == ["[plugins.Greets] word: is missing."]


def test_a_plugin_that_is_not_used_needs_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    offering(monkeypatch, "Greets", "LoginIsTheCode")
    assert installed_plugins(PluginUse(["LoginIsTheCode"], {"Greets": {"word": 1}})) == (
        FoundPlugin("Greets", "", ("talent_login",), used=False),
        FoundPlugin("LoginIsTheCode", "", ("talent_login",), used=True),
    )
    assert [each.used for each in installed_plugins(PluginUse([]))] == [False, False]


def test_unused_plugins_that_cannot_be_loaded_are_reported_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offering(monkeypatch, "Missing", "LoginIsTheCode", "Gone")
    with pytest.raises(SettingsFault) as raised:
        installed_plugins(PluginUse([]))
    assert [each.split()[1] for each in raised.value.faults] == ["Gone", "Missing"]


def test_where_no_plugin_is_used_a_table_of_none_is_no_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offering(monkeypatch, "LoginIsTheCode")
    assert found_plugins(PluginUse([], {"gone": {}})) == ()
    for names in (None, ["LoginIsTheCode"]):
        assert faults_of(PluginUse(names, {"gone": {}})) == [
            "[plugins.gone] is the table of no installed plugin. Installed are LoginIsTheCode."
        ]


def test_no_table_is_in_a_repr() -> None:
    assert "hidden" not in repr(PluginUse(None, {"mail": {"password": "hidden"}}))


# --- packages on the path -----------------------------------------------------------


def install(folder: Path, name: str, value: str, module: str) -> None:
    """Put a package with an entry point where Python finds it."""
    (folder / f"{name}.py").write_text(module, encoding="utf-8")
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[talent_powerpro]\n{name} = {value}\n")


PLUGIN = """
from talent_powerpro.plugins.hooks import hookimpl

class Logins:
    @hookimpl
    def talent_login(self, client):
        return client.code

logins = Logins()
"""


@pytest.mark.parametrize("value", ["a_college:Logins", "a_college:logins"])
def test_plugins_are_found_by_entry_point_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    install(tmp_path, "a_college", value, PLUGIN)
    monkeypatch.syspath_prepend(tmp_path)
    assert installed_plugins(EVERY_PLUGIN) == (
        FoundPlugin("a_college", "a_college 1.0", ("talent_login",), used=True),
    )
    there = rto()
    there.agent(plugins=found_plugins()).run()
    assert [user.login for user in there.talent.users.values()] == [JOANA.code]


def test_an_agent_finds_no_plugins_on_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "not_asked_for", "not_asked_for:Logins", PLUGIN)
    monkeypatch.syspath_prepend(tmp_path)
    there = rto()
    Agent(there.powerpro, portal(), timezone="Australia/Perth", clock=there.clock).run()
    assert there.enrolment().provisioning_log
