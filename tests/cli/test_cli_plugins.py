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
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout.splitlines() == [
        "Plugin    Distribution     Hooks",
        "login     rto-plugins 1.2  provisioned, talent_login",
        "watching  rto-plugins 1.2  run_finished",
        "Runs use the installed plugins.",
    ]


@pytest.mark.usefixtures("installed")
def test_json_has_the_same(tmp_path: Path) -> None:
    hooks = {"login": ["provisioned", "talent_login"], "watching": ["run_finished"]}

    def told(of: Rto) -> tuple[bool, list[str]]:
        """Whether runs use any, and the names of those."""
        found = json.loads(of.command("plugins", "--json").stdout)
        used = [each["name"] for each in found["plugins"] if each["used"]]
        assert found == {
            "schema": 2,
            "used": found["used"],
            "plugins": [
                {
                    "name": name,
                    "distribution": "rto-plugins 1.2",
                    "hooks": hooks[name],
                    "used": name in used,
                }
                for name in hooks
            ],
        }
        return found["used"], used

    assert told(rto(tmp_path)) == (False, [])
    assert told(finding(rto(tmp_path))) == (True, ["login", "watching"])
    assert told(using(rto(tmp_path), 'use = ["watching"]')) == (True, ["watching"])


def test_no_plugins_is_said_and_as_json_whether_runs_would_use_one(tmp_path: Path) -> None:
    of = rto(tmp_path)
    shown = of.command("plugins")
    assert shown.stdout.splitlines() == [
        "No installed package offers a plugin.",
        "Runs use no plugins. To use them, set find = true under [plugins] in the settings, or "
        'name some with use = ["NAME"].',
    ]
    for used in (False, True):
        told = json.loads(of.command("plugins", "--json").stdout)
        assert told == {"schema": 2, "used": used, "plugins": []}
        finding(of)


@pytest.mark.usefixtures("installed")
def test_a_run_uses_installed_plugins_if_the_settings_say_so(
    tmp_path: Path, url: str, portal: Sandbox
) -> None:
    joana = finding(rto(tmp_path, url)).imported()
    assert joana.command("run", "--date", "02/06/2022").exit_code == 0
    assert portal.users["7"].login == "c2021000017"


# --- chosen by name, and with settings --------------------------------------------

TAKING = """
from talent_powerpro.errors import SettingsFault
from talent_powerpro.plugins.hooks import hookimpl

class Prefix:
    def __init__(self, prefix):
        self.prefix = prefix

    @hookimpl
    def talent_login(self, client):
        return f"{self.prefix}{client.code}"

def from_settings(table, folder):
    if faults := [f"{name} is not a setting." for name in table if name != "prefix"]:
        raise SettingsFault(faults)
    return Prefix(table["prefix"])
"""


def using(of: Rto, lines: str) -> Rto:
    text = of.settings_file.read_text(encoding="utf-8")
    of.settings_file.write_text(f"{text}\n[plugins]\n{lines}\n", encoding="utf-8")
    return of


@pytest.mark.usefixtures("installed")
def test_a_run_uses_the_plugins_that_are_named(tmp_path: Path, url: str, portal: Sandbox) -> None:
    both = using(rto(tmp_path), 'use = ["watching", "login"]').command("plugins").stdout
    assert both.splitlines()[-1] == "Runs use these plugins: login, watching."
    joana = using(rto(tmp_path, url), 'use = ["watching"]').imported()
    assert joana.command("plugins").stdout.splitlines()[-1] == "Runs use these plugins: watching."
    assert joana.command("run", "--date", "02/06/2022").exit_code == 0
    assert portal.users["7"].login == "jg11@pm.me"


def test_a_plugin_takes_its_table(
    tmp_path: Path, url: str, portal: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "site", monkeypatch, prefix=TAKING)
    lines = 'use = ["prefix"]\n[plugins.prefix]\nprefix = "student"'
    joana = using(rto(tmp_path, url), lines).imported()
    assert joana.command("run", "--date", "02/06/2022").exit_code == 0
    assert portal.users["7"].login == "student2021000017"


def test_faults_of_plugins_and_of_their_tables_are_named_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "site", monkeypatch, prefix=TAKING)
    lines = 'use = ["prefix", "malil"]\n[plugins.prefix]\nsuffix = "x"\n[plugins.prefx]'
    ran = using(rto(tmp_path), lines).imported().command("plan")
    assert ran.exit_code == 2
    assert ran.stderr.splitlines()[:3] == [
        "error: [plugins] use: no installed package offers the plugin malil. Installed are prefix.",
        "[plugins.prefx] is the table of no installed plugin. Did you mean [plugins.prefix]?",
        "[plugins.prefix] suffix is not a setting.",
    ]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ('find = true\nuse = ["login"]', "[plugins] use: find = true uses all plugins. Keep one"),
        ('use = "login"', '[plugins] use: "login" is not a list of texts.'),
        ("fnid = true", "[plugins] fnid is not a setting. Did you mean find?"),
    ],
)
def test_faults_of_the_section_are_named(tmp_path: Path, lines: str, fault: str) -> None:
    assert fault in using(rto(tmp_path), lines).command("plugins").stderr


@pytest.mark.usefixtures("installed")
def test_a_run_uses_no_plugins_by_default_and_their_tables_change_nothing(
    tmp_path: Path, url: str, portal: Sandbox
) -> None:
    joana = using(rto(tmp_path, url), '[plugins.mail]\nserver = "x"').imported()
    assert joana.command("run", "--date", "02/06/2022").exit_code == 0
    assert portal.users["7"].login == "jg11@pm.me"
