"""A table for a spreadsheet: its bytes, who may read it, and what it is never written over."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from talent_powerpro.cli.private_table import write_table
from talent_powerpro.errors import SettingsFault

HEADINGS = ("Client", "=Unit")
ROWS = (("Zoë, JOANA", "=cmd()"), ("a\nb", '"'))
WRITTEN = '\ufeffClient,\'=Unit\r\n"Zoë, JOANA",\'=cmd()\r\n"a\nb",""""\r\n'.encode()
THERE = "Nothing was written. Name another file, or overwrite it with --force."
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files or rights")


def refused(file: Path, *, replace: bool) -> tuple[str, str]:
    """The message and the remedy of the fault."""
    with pytest.raises(SettingsFault) as fault:
        write_table(file, HEADINGS, ROWS, replace=replace)
    return fault.value.message, fault.value.remedy


@pytest.mark.parametrize("replace", [True, False])
def test_a_table_is_utf_8_with_a_mark_and_no_formula_in_it(tmp_path: Path, replace: bool) -> None:
    file = tmp_path / "table.csv"
    write_table(file, HEADINGS, iter(ROWS), replace=replace)
    assert file.read_bytes() == WRITTEN


@POSIX
def test_only_this_account_may_read_a_table(tmp_path: Path) -> None:
    new, old = tmp_path / "new.csv", tmp_path / "old.csv"
    old.write_text("a longer text than the table has, to be replaced as a whole" * 2, "utf-8")
    old.chmod(0o644)
    for file in (new, old):
        write_table(file, HEADINGS, ROWS, replace=True)
        assert file.read_bytes() == WRITTEN
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_is_not_replaced_unasked(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("mine", "utf-8")
    assert refused(file, replace=False) == (f"{file} already exists", THERE)
    assert file.read_text("utf-8") == "mine"


@POSIX
def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    link, theirs = tmp_path / "table.csv", tmp_path / "theirs"
    link.symlink_to(theirs)
    assert refused(link, replace=False) == (f"{link} already exists", THERE)
    for text in (None, "theirs"):
        if text:
            theirs.write_text(text, "utf-8")
        assert refused(link, replace=True) == (
            f"{link}: cannot be written to (table.csv there is a link); name another file",
            "",
        )
        assert theirs.exists() is bool(text)
    assert theirs.read_text("utf-8") == "theirs"


@POSIX
def test_a_link_that_is_made_meanwhile_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, theirs = tmp_path / "table.csv", tmp_path / "theirs"
    theirs.write_text("theirs", "utf-8")

    def made_meanwhile(file: Path) -> None:
        link.symlink_to(theirs)

    monkeypatch.setattr("talent_powerpro.cli.private_table.check_writable", made_meanwhile)
    assert refused(link, replace=False)[0].startswith(f"{link}: cannot be written to (")
    assert theirs.read_text("utf-8") == "theirs"


@POSIX
def test_a_pipe_or_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    pipe, nowhere = tmp_path / "pipe", tmp_path / "nowhere" / "table.csv"
    os.mkfifo(pipe)
    assert refused(pipe, replace=True) == (
        f"{pipe}: cannot be written to (it is a pipe); name another file",
        "",
    )
    assert refused(nowhere, replace=True) == (
        f"{nowhere}: cannot be written to (No such file or directory); name another file",
        "",
    )
