"""Plugins of installed packages: listed, and used by runs if the settings say so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.cli.installed import install
from support.cli.rto import Rto, rto
from talent_powerpro.sandbox import Sandbox

CODE_AS_LOGIN = """\
from talent_powerpro.plugins.hooks import hookimpl

class CodeAsLogin:
    @hookimpl
    def talent_login(self, client):
        return f"c{client.code}"

    @hookimpl
    def provisioned(self, record):
        pass

plugin = CodeAsLogin
"""
WATCHING = """\
from talent_powerpro.plugins.hooks import hookimpl

@hookimpl
def run_finished(report):
    pass
"""
FIND = "[plugins]\nfind = true\n"


def finding(of: Rto) -> Rto:
    text = of.settings_file.read_text(encoding="utf-8")
    of.settings_file.write_text(text + FIND, encoding="utf-8")
    return of


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    install(site, monkeypatch, watching=WATCHING, login=CODE_AS_LOGIN)
    info = next(site.glob("*.dist-info")) / "entry_points.txt"
    text = info.read_text(encoding="utf-8")
    info.write_text(text.replace("plugin_login", "plugin_login:plugin"), encoding="utf-8")


@pytest.mark.usefixtures("installed")
def test_plugins_are_listed_with_their_distribution_and_hooks(tmp_path: Path) -> None:
    shown = finding(rto(tmp_path)).command("plugins")
    assert shown.exit_code == 0
    assert [" ".join(line.split()) for line in shown.stdout.splitlines()] == [
        "Plugin Distribution Hooks",
        "login rto-plugins 1.2 provisioned, talent_login",
        "watching rto-plugins 1.2 run_finished",
        "Runs use the installed plugins.",
    ]


@pytest.mark.usefixtures("installed")
def test_json_has_the_same(tmp_path: Path) -> None:
    told = json.loads(rto(tmp_path).command("plugins", "--json").stdout)
    assert (told["schema"], told["used"]) == (2, False)
    assert told["plugins"][1] == {
        "name": "watching",
        "distribution": "rto-plugins 1.2",
        "hooks": ["run_finished"],
    }


def test_no_plugins_is_said(tmp_path: Path) -> None:
    shown = rto(tmp_path).command("plugins")
    assert shown.stdout.splitlines() == [
        "No installed package offers a plugin.",
        "Runs use no plugins. To use them, set find = true under [plugins] in the settings.",
    ]


@pytest.mark.usefixtures("installed")
def test_a_run_uses_installed_plugins_if_the_settings_say_so(
    tmp_path: Path, url: str, portal: Sandbox
) -> None:
    joana = finding(rto(tmp_path, url)).imported()
    assert joana.command("run", "--date", "02/06/2022").exit_code == 0
    assert portal.users["7"].login == "c2021000017"


@pytest.mark.usefixtures("installed")
def test_a_run_uses_no_plugins_by_default(tmp_path: Path, url: str, portal: Sandbox) -> None:
    joana = rto(tmp_path, url).imported()
    assert joana.command("run", "--date", "02/06/2022").exit_code == 0
    assert portal.users["7"].login == "jg11@pm.me"


HOOKIMPL = "from talent_powerpro.plugins.hooks import hookimpl\n"


@pytest.mark.parametrize(
    "source",
    [
        "1 / 0",
        f"{HOOKIMPL}@hookimpl\ndef talent_logn(client): ...\n",
        f"{HOOKIMPL}@hookimpl\ndef talent_login(clientt): ...\n",
    ],
)
def test_a_plugin_that_does_not_fit_is_a_fault_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    install(tmp_path / "site", monkeypatch, odd=source)
    of = finding(rto(tmp_path)).imported()
    for name in ("plugins", "plan"):
        shown = of.command(name)
        assert shown.exit_code == 2
        assert "plugins: " in shown.stderr
