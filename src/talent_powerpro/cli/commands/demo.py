"""The command ``talent-powerpro demo``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from talent_powerpro.cli.demo.demonstration import demonstrate
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.screen import screen
from talent_powerpro.errors import SettingsFault
from talent_powerpro.private_files import make_private_folder


@click.command()
@click.option(
    "--keep",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Keep the demo's files in DIR, a new or empty folder.",
)
def demo(keep: Path | None) -> Exit:
    """Play the guide's own example on this machine.

    The demo starts a local TalentLMS simulator and runs the agent three times for one RTO.
    It needs no account, and deletes its files at the end unless you give --keep.

    \b
    Example:
      talent-powerpro demo
    """
    shown_on = screen()
    with empty_folder(keep) if keep else temporary_folder() as folder:
        code = demonstrate(shown_on, folder)
    if keep:
        shown_on.line()
        shown_on.line(f"The files are in {keep}. The TalentLMS simulator has stopped.")
    return code


@contextmanager
def temporary_folder() -> Iterator[Path]:
    try:
        made = TemporaryDirectory(prefix="talent-powerpro-")
    except OSError as error:
        raise SettingsFault(
            f"This machine has no folder for temporary files ({error.strerror}). Set the "
            "environment variable TMPDIR to a folder that you can write to, or use --keep DIR."
        ) from error
    with made as folder:
        yield Path(folder)


@contextmanager
def empty_folder(folder: Path) -> Iterator[Path]:
    """Create *folder* if needed. Raises `SettingsFault` if it is not empty."""
    try:
        make_private_folder(folder)
        something = any(folder.iterdir())
    except OSError as error:
        raise SettingsFault(
            f"--keep: {folder} cannot be used ({error.strerror}). Choose another folder."
        ) from error
    if something:
        raise SettingsFault(f"--keep: {folder} is not empty. Choose a new or empty folder.")
    yield folder
