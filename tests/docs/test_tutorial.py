"""The tutorial's commands, run as they are written. Only the installation is left out.

At night they are processes, on any machine, in any zone, on any day. Then the port is a free one.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.cli.shell_blocks import play
from support.nightly import nightly
from support.patience import PATIENCE
from support.processes import killed_at_end
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "tutorial" / "first-run.md").read_text(encoding="utf-8")
INSTALL, SANDBOX, INIT, SECRETS, FIRST, SECOND, THIRD = re.findall(
    r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE
)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the commands are for a POSIX shell")

ANOTHER_NOW = """\
import datetime, os, time

_seconds = float(os.environ["OTHER_NOW"]) - time.time()
_time, _datetime = time.time, datetime.datetime


class Later(_datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(_time() + _seconds, tz)


time.time = lambda: _time() + _seconds
datetime.datetime = Later
"""
"""Python runs it at its start. So every program of the tutorial has that time."""


def environment(folder: Path, zone: str, now: datetime) -> dict[str, str]:
    (folder / "clock").mkdir()
    (folder / "clock" / "sitecustomize.py").write_text(ANOTHER_NOW, encoding="utf-8")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    left_out = ("TALENTLMS", "TALENT_POWERPRO", "COVERAGE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    clock = {"PYTHONPATH": str(folder / "clock"), "OTHER_NOW": str(now.timestamp())}
    return {**kept, **clock, "PATH": path, "TZ": zone, "PYTHONUNBUFFERED": "1"}


def shell(script: str, folder: Path, env: dict[str, str]) -> str:
    """What a script prints that has to succeed."""
    ran = subprocess.run(
        ["sh", "-e", "-c", script],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ran.returncode == 0, f"{script}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout


@contextmanager
def first_terminal(command: str, folder: Path, env: dict[str, str]) -> Iterator[str]:
    """The simulator as long as the block runs; yields what it printed at its start."""
    program = subprocess.Popen(
        ["sh", "-c", f"exec {command}"],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout
    with killed_at_end(program):
        yield "".join(iter(program.stdout.readline, "Press Ctrl+C to stop.\n"))
        program.terminate()
        program.wait(PATIENCE)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def test_the_installation_ends_with_the_demo() -> None:
    assert INSTALL.rstrip().endswith("&& .venv/bin/talent-powerpro demo")


def the_preview_names_who_will_be_enrolled(printed: str) -> None:
    assert "new Talent user Joana Gomez" in printed
    assert "Enrolment exported to Talent LMS" in printed or "Talent user 7 enrolled" in printed


def the_result_is_on_the_tab(tab: str) -> None:
    assert "20 - Competency achieved/pass" in tab


def one_more_is_enrolled(printed: str) -> None:
    assert re.search(r"^provisioning +provisioned +1$", printed, re.MULTILINE)


def test_the_tutorials_commands_do_what_it_says(tmp_path: Path) -> None:
    """The settings and the portal are the page's own, at another address."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    secrets = dict(each.split("=") for each in SECRETS.split()[1:])
    portal = Sandbox(guide_portal())
    with serve(portal) as url:
        play(INIT.replace("http://127.0.0.1:8080", url), tmp_path)
        the_preview_names_who_will_be_enrolled(play(FIRST, tmp_path, secrets))
        portal.complete(7, 126, "ICTWEB304")
        the_result_is_on_the_tab(play(SECOND, tmp_path / "my-rto", secrets))
        one_more_is_enrolled(play(THIRD, tmp_path / "my-rto", secrets))


@nightly
@pytest.mark.parametrize(
    ("zone", "now"),
    [
        # In Perth it is still the day before New Year's Eve, or already the day after.
        ("Pacific/Auckland", datetime(2027, 12, 30, 15, 58, 30, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 12, 31, 16, 0, 30, tzinfo=UTC)),
        ("America/New_York", datetime(2028, 2, 28, 23, 30, tzinfo=UTC)),
    ],
)
def test_the_tutorial_works_as_it_is_written(tmp_path: Path, zone: str, now: datetime) -> None:
    clone = tmp_path / "clone"
    shutil.copytree(ROOT / "examples", clone / "examples")
    env, port = environment(tmp_path, zone, now), str(free_port())
    sandbox, init = SANDBOX.replace("8080", port), INIT.replace("8080", port)
    with first_terminal(sandbox, clone, env) as shown:
        the_preview_names_who_will_be_enrolled(shell("".join((init, SECRETS, FIRST)), clone, env))
        (line,) = re.findall(r"^python -c .*", shown, re.MULTILINE)
        again = f"cd my-rto\n{SECRETS}"
        shell(again + line, clone, env)
        the_result_is_on_the_tab(shell(again + SECOND, clone, env))
        one_more_is_enrolled(shell(again + THIRD, clone, env))
