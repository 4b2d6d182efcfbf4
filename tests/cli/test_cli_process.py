"""The command as a process: consoles, pipes, signals."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from support.cli.handed_on import edit
from support.cli.interrupting import Interrupting
from support.cli.rto import SECRETS, Rto, command, process, rto
from support.patience import PATIENCE
from support.processes import killed_at_end
from talent_powerpro.cli.app import app
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes otherwise")


# --- consoles and pipes -----------------------------------------------------------


@pytest.fixture
def olga(tmp_path: Path, url: str) -> Rto:
    made = rto(tmp_path, url).imported()
    name = "surname = 'Øster 李', given_names = 'Ольга'"
    edit(made, f"UPDATE clients SET {name} WHERE code = '2021000017'")
    return made


def test_a_pipe_of_few_letters_gets_every_name_and_no_colour_even_where_it_is_forced(
    olga: Rto,
) -> None:
    env = {**SECRETS, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0", "FORCE_COLOR": "1"}
    where = ("--settings", str(olga.settings_file))
    ran = process("run", "--date", "02/06/2022", *where, env=env)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"\x1b" not in ran.stdout
    assert "????? Øster ?" in ran.stdout.decode("cp1252")
    (log,) = json.loads(olga.command("contact-log", "--json").stdout)["contact_logs"]
    assert log["log"]["client_name"] == "Ольга Øster 李"


@POSIX
def test_a_closed_pipe_causes_no_traceback(olga: Rto) -> None:
    words = ("contact-log", "--settings", str(olga.settings_file))
    with killed_at_end(
        subprocess.Popen(
            [sys.executable, "-c", "from talent_powerpro.cli import main; main()", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    ) as reading:
        assert reading.stdout
        assert reading.stderr
        reading.stdout.close()
        assert reading.stderr.read() == b""
        assert reading.wait() == 130


# --- words and helps --------------------------------------------------------------


def test_settings_default_to_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rto(tmp_path).imported()
    monkeypatch.chdir(tmp_path)
    assert command("tab", "1001").exit_code == 0


def test_each_help_has_examples_and_those_of_commands_that_read_settings_their_option() -> None:
    told = {name: command(name, "--help").stdout for name in app.commands}
    for name, said in told.items():
        assert len(re.findall(r"Examples?:\n", said)) == 1, name
        assert re.search(rf"Examples?:\n    talent-powerpro {name}", said)
    without = {name for name, said in told.items() if "--settings FILE" not in said}
    assert without == {"demo", "fleet", "init", "sandbox"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_complete_commands_and_options(shell: str) -> None:
    variable = "_TALENT_POWERPRO_COMPLETE"
    script = command(env={variable: f"{shell}_source"})
    assert (script.exit_code, script.stderr) == (0, "")
    assert variable in script.stdout
    # fish passes the word under the cursor separately.
    asked = {"COMP_WORDS": "talent-powerpro set-", "COMP_CWORD": "set-" if shell == "fish" else "1"}
    completed = command(env={variable: f"{shell}_complete", **asked})
    assert "set-export" in completed.stdout


# --- signals ----------------------------------------------------------------------


def test_an_interrupted_plan_ends_at_once(tmp_path: Path) -> None:
    with serve(Sandbox(guide_portal(), clock=Interrupting())) as url:
        planned = rto(tmp_path, url).imported().command("plan", "--date", "02/06/2022")
    assert planned.exit_code == 130
    assert "Interrupted." in planned.stderr


@POSIX
def test_the_sandbox_serves_until_it_is_interrupted() -> None:
    """By SIGTERM, which the command turns into what Ctrl+C is."""
    words = ("sandbox", "--port", "0")
    with killed_at_end(
        subprocess.Popen(
            [sys.executable, "-c", "from talent_powerpro.cli import main; main()", *words],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ},
        )
    ) as served:
        assert served.stdout
        url = served.stdout.readline().split()[-1]
        answer = httpx.get(f"{url}/api/v1/siteinfo", auth=("any", ""), timeout=PATIENCE)
        assert answer.json()["domain_map"] is not None
        served.send_signal(signal.SIGTERM)
        assert served.wait(timeout=PATIENCE) == 0


def test_a_sandbox_s_faulty_portal_file_is_a_fault(tmp_path: Path) -> None:
    portal = tmp_path / "portal.toml"
    portal.write_text('domainn = "x"\n', encoding="utf-8")
    ran = command("sandbox", "--portal", str(portal))
    assert ran.exit_code == 2
    assert "domainn" in ran.stderr
