"""The commands of the page on back-ups work as they are written, the restore drill included."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from support.cli.rto import SECRETS, Rto, rto
from support.sql.guide_rows import dump
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "back-up-and-restore.md"
BLOCKS = re.findall(r"^( *)```sh\n(.*?)^ *```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
COMMAND = f"talent_powerpro() {{ '{sys.executable}' -m talent_powerpro \"$@\"; }}\n"
"""The command as a function of the shell, whose names have no hyphen."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the page's blocks are of a shell")


def play(block: str, of: Rto) -> int:
    script = COMMAND + dedent(block).replace("talent-powerpro ", "talent_powerpro ")
    ran = subprocess.run(
        ["sh", "-e", "-c", script],
        cwd=of.folder,
        env={**os.environ, **SECRETS},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.returncode


def test_the_pages_commands_work_in_their_order(tmp_path: Path) -> None:
    with serve(Sandbox(guide_portal())) as url:
        joanas = rto(tmp_path, url).imported()
        assert joanas.command("run", "--date", "02/06/2022").exit_code == 0
        before = dump(joanas.store)
        back_up, restore, drill = (block for _, block in BLOCKS)
        assert play(back_up, joanas) == 0
        play(restore, joanas)
        assert dump(joanas.store)["contact_logs"] == before["contact_logs"]
        play(drill, joanas)
    assert dump(tmp_path / "drill" / "powerpro.db")["contact_logs"] == before["contact_logs"]
    assert len(list(tmp_path.glob("powerpro.replaced.*.db"))) == 1
