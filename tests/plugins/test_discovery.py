"""Plugins that installed packages offer."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from support.the_guide import JOANA, portal, rto
from talent_powerpro import Agent
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


def test_each_plugin_is_listed_with_the_hooks_it_implements(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offering(monkeypatch, "LoginIsTheCode")
    assert installed_plugins() == (FoundPlugin("LoginIsTheCode", "", ("talent_login",)),)
    (plugin,) = found_plugins()
    assert isinstance(plugin, LoginIsTheCode)


def test_a_plugin_with_an_unknown_hook_is_a_settings_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offering(monkeypatch, "Misspelt")
    with pytest.raises(SettingsFault, match="talent_logn"):
        installed_plugins()


def test_all_plugins_that_cannot_be_loaded_are_reported_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offering(monkeypatch, "Missing", "LoginIsTheCode", "Gone")
    with pytest.raises(SettingsFault) as fault:
        found_plugins()
    assert [each.split()[1] for each in fault.value.faults] == ["Gone", "Missing"]


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
    there = rto()
    there.agent(plugins=found_plugins()).run()
    assert [user.login for user in there.talent.users.values()] == [JOANA.code]


def test_faults_of_plugins_that_cannot_be_loaded_are_reported_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "no_such_name", "no_such_name:Plugin", "")
    install(tmp_path, "no_such_thing", "no_such_thing:Plugin", "raise ZeroDivisionError")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(SettingsFault) as raised:
        found_plugins()
    assert [
        "AttributeError" in fault or "ZeroDivisionError" in fault for fault in raised.value.faults
    ] == [True, True]


def test_an_agent_finds_no_plugins_on_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "not_asked_for", "not_asked_for:Logins", PLUGIN)
    monkeypatch.syspath_prepend(tmp_path)
    there = rto()
    Agent(there.powerpro, portal(), timezone="Australia/Perth", clock=there.clock).run()
    assert there.enrolment().provisioning_log
