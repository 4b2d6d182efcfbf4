"""``talent-powerpro demo``"""

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


@click.command()
@click.option(
    "--keep",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Do it in DIR, which is new or empty, and keep it.",
)
def demo(keep: Path | None) -> Exit:
    """Show the guide's own story, start to end, on this machine.

    One RTO, one TalentLMS, three runs; no account is needed and nothing is left behind.

    \b
    Example:
      talent-powerpro demo
    """
    shown_on = screen()
    with kept(keep) if keep else thrown_away() as folder:
        code = demonstrate(shown_on, folder)
    if keep:
        shown_on.line()
        shown_on.line(f"Kept in {keep}. Its TalentLMS has gone with the demo.")
    return code


@contextmanager
def thrown_away() -> Iterator[Path]:
    with TemporaryDirectory(prefix="talent-powerpro-") as folder:
        yield Path(folder)


@contextmanager
def kept(folder: Path) -> Iterator[Path]:
    """`SettingsFault` for a folder that holds something: the story begins at its beginning."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        something = any(folder.iterdir())
    except OSError as error:
        raise SettingsFault(
            f"--keep: {folder} cannot be used ({error.strerror}); name another folder"
        ) from error
    if something:
        raise SettingsFault(f"--keep: {folder} is not empty; name a new folder")
    yield folder
