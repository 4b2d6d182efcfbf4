"""The example of a fleet does what its page says, by the two commands of its page."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from support.cli.rto import command
from support.fleet.postgresql import own_postgresql
from support.fleet.workers import await_that, supervised
from support.html_pages import read
from support.patience import PATIENCE
from support.processes import killed_at_end

EXAMPLE = Path(__file__).parents[2] / "examples" / "fleet"


@pytest.mark.servers
@pytest.mark.skipif(sys.platform == "win32", reason="PostgreSQL is started by POSIX accounts")
def test_two_commands_run_three_rtos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    fleet = Path("fleet-example/fleet.toml")
    with own_postgresql() as server:
        script = (sys.executable, str(EXAMPLE / "portals.py"), server.url)
        with killed_at_end(subprocess.Popen(script, stdout=subprocess.PIPE, text=True)) as portals:
            try:
                assert portals.stdout is not None
                said = [next(portals.stdout) for _ in range(4)]
                assert said[-1] == f"Now run: talent-powerpro fleet worker --fleet {fleet}\n"
                with supervised(fleet.absolute(), 1, tmp_path) as (worker,):
                    assert await_that(lambda: all_have_run(fleet))
                    assert worker.end() == 0
                report = ("--html", "pages", "--fleet", str(fleet))
                assert command("fleet", "report", *report, env={}).exit_code == 0
            finally:
                portals.send_signal(signal.SIGINT)
            assert portals.wait(PATIENCE) == 0
    for rto in ("perth", "sydney", "auckland"):
        page = read(Path(f"pages/rtos/{rto}.html").read_text(encoding="utf-8"))
        assert re.search("[1-9] students? enrolled", page.text)


def all_have_run(fleet: Path) -> bool:
    ran = command("fleet", "status", "--json", "--fleet", str(fleet), env={})
    if ran.exit_code:
        return False  # The worker has not made its tables yet.
    rtos = json.loads(ran.stdout)["fleet"]["rtos"]
    return [each["last"]["exit"] for each in rtos if each["last"]] == [0, 0, 0]


def test_the_page_names_the_scripts_own_words() -> None:
    page = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    script = (EXAMPLE / "portals.py").read_text(encoding="utf-8")
    assert re.search(r"python examples/fleet/portals\.py postgresql://", page)
    assert 'FOLDER = Path("fleet-example")' in script
