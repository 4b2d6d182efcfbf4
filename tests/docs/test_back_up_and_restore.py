"""The commands of the page on back-ups work as they are written, the restore drill included."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from support.cli.rto import rto
from support.cli.shell_blocks import play
from support.sql.guide_rows import dump
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "back-up-and-restore.md"
BLOCKS = re.findall(r"^( *)```sh\n(.*?)^ *```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the page's blocks are of a shell")


def test_the_pages_commands_work_in_their_order(tmp_path: Path) -> None:
    with serve(Sandbox(guide_portal())) as url:
        joanas = rto(tmp_path, url).imported()
        assert joanas.command("run", "--date", "02/06/2022").exit_code == 0
        before = dump(joanas.store)
        back_up, restore, drill = (block for _, block in BLOCKS)
        play(back_up, tmp_path)
        play(restore, tmp_path)
        assert dump(joanas.store)["contact_logs"] == before["contact_logs"]
        play(drill, tmp_path)
    assert dump(tmp_path / "drill" / "powerpro.db")["contact_logs"] == before["contact_logs"]
    assert len(list(tmp_path.glob("powerpro.replaced.*.db"))) == 1
