"""The command ``talent-powerpro sandbox``."""

from __future__ import annotations

from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.pages.sandbox import show_sandbox
from talent_powerpro.cli.screen import screen


@click.command()
@click.option(
    "--port",
    metavar="N",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Port to listen on, for this machine only. 0 picks a free port.",
)
@click.option(
    "--portal",
    "portal_file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Portal file. Default: the guide's own portal.",
)
def sandbox(port: int, portal_file: Path | None) -> Exit:
    """Run a local TalentLMS simulator until Ctrl+C.

    It keeps its data in memory, so the data is lost when it stops.

    \b
    Example:
      talent-powerpro sandbox --port 8080
    """
    from talent_powerpro.sandbox import (
        Sandbox,
        guide_portal,
        load_portal,
        serve_until_interrupted,
    )

    portal = load_portal(portal_file) if portal_file else guide_portal()
    serve_until_interrupted(
        Sandbox(portal), port=port, started=lambda url: show_sandbox(screen(), portal, url)
    )
    return Exit.DONE
