"""What is said of rows that cannot be read: each once, then what to do, each once."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.cli.rto import rto
from support.sql.guide_rows import by_hand
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.unreadable import say_left_out, say_rows, say_unreadable
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.unreadable import REMEDY, UnreadableRow


def test_sentences_on_rows_of_powerpro_are_followed_by_one_remedy(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert say_unreadable(iter(("two", "one", "two"))) is Exit.ATTENTION
    assert capsys.readouterr() == ("", f"two\none\n{REMEDY}\n")
    assert say_unreadable(()) is Exit.DONE
    assert capsys.readouterr() == ("", "")


ROWS = (
    UnreadableRow("row 2", EnrolmentId("1001"), remedy="Mend it."),
    UnreadableRow("row 1", remedy="Restore it."),
    UnreadableRow("row 3", remedy="Mend it."),
)
SAID = "row 2\nrow 1\nrow 3\nMend it.\nRestore it.\n"


def test_rows_that_were_left_out_are_followed_by_their_remedies(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert say_rows(ROWS) is Exit.ATTENTION
    assert capsys.readouterr() == ("", SAID)
    assert say_rows(()) is Exit.DONE
    assert capsys.readouterr() == ("", "")


def test_what_a_store_left_out_is_said_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = rto(tmp_path).imported()
    with by_hand(world.store) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute("INSERT INTO sync_log (at, message, client_code) VALUES ('soon', 'm', '')")
    with open_settings(world.settings_file).store() as store:
        assert list(store.sync_log.lines(newest=None)) == []
        assert say_left_out(store) is Exit.ATTENTION
        said = capsys.readouterr()
        assert say_left_out(store) is Exit.DONE
    assert said.out == ""
    row, remedy = said.err.splitlines()
    assert row.startswith("Row 1 of the table sync_log in PowerPro's store cannot be read: at is ")
    assert remedy == UnreadableRow(row).remedy
    assert capsys.readouterr() == ("", "")
