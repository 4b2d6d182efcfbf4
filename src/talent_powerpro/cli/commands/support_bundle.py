"""The command ``talent-powerpro support-bundle``."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.pages.bundle import show_bundle
from talent_powerpro.cli.screen import screen, show_values


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--offline", is_flag=True, help="Make no call to TalentLMS: leave `check` out.")
@click.option("--force", is_flag=True, help="Overwrite FILE if it exists.")
@settings_option
@json_option
def support_bundle(
    file: Path, offline: bool, force: bool, settings_file: Path, as_json: bool
) -> Exit:
    """Write what support needs to FILE, without names and secrets.

    FILE is a zip file that only your account can read: versions, settings, `check`, the last runs,
    faults and log lines. People, addresses and courses have aliases. Parts that cannot be made are
    named in it, so it can be made also where nothing else works.

    \b
    Example:
      talent-powerpro support-bundle bundle.zip
    """
    from talent_powerpro.cli.bundle.making import make_bundle, write_bundle  # slow to load

    now = datetime.now(UTC)
    bundle = make_bundle(settings_file, os.environ, now, offline=offline)
    size = write_bundle(bundle, file, now, replace=force)
    if as_json:
        show_values(file=str(file), size=size, parts=list(bundle.files), not_made=bundle.missing)
    else:
        show_bundle(screen(), file, size, bundle)
    return Exit.ATTENTION if bundle.has_faults else Exit.DONE
