"""The agent's own files, which no command may replace with what it was asked to write."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from talent_powerpro.config.bootstrap import Opened
from talent_powerpro.errors import SettingsFault
from talent_powerpro.services.shadow_files import MEMORY_FILE


def own_files(opened: Opened, settings_file: Path) -> tuple[Path, ...]:
    """The settings, the store with the files beside it, and those that the settings name."""
    from talent_powerpro.adapters.sql.dialects.sqlite_facts import BESIDE  # slow to load

    settings, store = opened.settings, opened.place.file
    talent = settings.talentlms
    named = (
        talent.key_file,
        talent.password_file,
        talent.ca_file,
        settings.monitor.url_file,
        settings.powerpro.password_file,
        MEMORY_FILE,
    )
    return (
        settings_file,
        *(store.with_name(f"{store.name}{end}") for end in ("", *BESIDE) if store),
        *(opened.folder / each for each in named if each),
    )


def refuse_own(file: Path, opened: Opened, settings_file: Path) -> None:
    """Raise `SettingsFault` where *file* is one of the agent's own."""
    refuse_one_of(file, own_files(opened, settings_file))


def refuse_one_of(file: Path, own: Iterable[Path]) -> None:
    """Raise `SettingsFault` where *file* is one of *own*, which need not exist."""
    if any(_is_same(file, each) for each in own):
        raise SettingsFault(f"{file} is a file of the agent's own. Name another file.")


def _is_same(file: Path, own: Path) -> bool:
    return os.path.realpath(file).casefold() == os.path.realpath(own).casefold()
