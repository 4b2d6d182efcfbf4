"""A new folder for one RTO: settings, empty import files, store. Existing files are kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import frozen

from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.config.settings import SETTINGS_FILE
from talent_powerpro.errors import RunFault, SettingsFault

KEY_FILE = "talentlms-key.txt"
PASSWORD_FILE = "new-user-password.txt"  # noqa: S105  # a file's name
GUIDE_URL = "https://powerpro.talentlms.com"

SETTINGS = """\
# The settings of talent-powerpro. Paths are relative to this file.

[rto]
name = "My RTO"
# Your own time zone: it says when a day begins, and on which day a unit was completed.
timezone = "Australia/Perth"

[powerpro]
# PowerPro's side, in a SQLite file.
store = "sqlite:///powerpro.db"

[talentlms]
url = "{url}"
# The secrets come from the environment, TALENTLMS_API_KEY and TALENTLMS_NEW_USER_PASSWORD,
# or else from these files, each of which holds its secret and nothing else.
# The key: TalentLMS > Account & Settings > Basic settings > Security > Enable API.
key_file = "{key_file}"
# The password that new users get: 8 or more characters, with A-Z, a-z and a digit.
password_file = "{password_file}"
# Ask the system's keyring for secrets that are in neither:
# keyring = true
# How many calls to TalentLMS may be under way at once.
# width = 1

[retention]
# For how many days `talent-powerpro purge` keeps lines of the sync log and records of runs.
# sync_log_days = 365
# journal_days = 730

[plugins]
# Use the plugins that installed packages offer; `talent-powerpro plugins` lists them.
# find = true

[policy]
# "guide": the guide to the letter. "careful": what is doubtful is held for a person.
profile = "guide"
# Single fields of the profile can be changed, for example:
# export_window = 7                   # days after its date on which an enrolment is still due
# final_outcomes = "hold"             # never replace an outcome that is final
# drop_conditions = ["course-exported"]

# Another outcome than "20 - Competency achieved/pass", by PowerPro course code:
# [policy.competent_outcomes]
# "ICT30120-A" = "20 - Competency achieved/pass"
"""

IGNORED = f"""\
# Secrets, and people's data: neither belongs into version control.
{KEY_FILE}
{PASSWORD_FILE}
*.csv
*.db
*.db-shm
*.db-wal
*.lock
*.holder
"""


@frozen
class FolderPart:
    """One file of the folder, or its store."""

    name: str
    done: str
    """``made``, ``left as it was``, or why it was not made."""


def fill(folder: Path, *, url: str = GUIDE_URL) -> tuple[FolderPart, ...]:
    """Make what *folder* lacks. `SettingsFault` where nothing can be written there.

    The store is made, too, unless the settings that are there already have faults.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = tuple(_written(folder / name, text) for name, text in _files(url).items())
    except OSError as error:
        raise SettingsFault(
            f"{folder}: cannot be written to ({error.strerror}); name another folder"
        ) from error
    return (*written, _store(folder))


def _files(url: str) -> Mapping[str, str]:
    settings = SETTINGS.format(url=url, key_file=KEY_FILE, password_file=PASSWORD_FILE)
    return {SETTINGS_FILE: settings, **_headers(), ".gitignore": IGNORED}


def _headers() -> Mapping[str, str]:
    """The import files that have to be there, each with its header line alone."""
    from talent_powerpro.adapters.csv.columns import tables

    needed = (table for table in tables(ZoneInfo("UTC")) if not table.optional)
    return {table.file: _line(column.title for column in table.columns) for table in needed}


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()


def _written(path: Path, text: str) -> FolderPart:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        return FolderPart(path.name, "left as it was")
    return FolderPart(path.name, "made")


def _store(folder: Path) -> FolderPart:
    try:
        opened = open_settings(folder / SETTINGS_FILE)
        name = opened.settings.powerpro.store
        was_there = opened.store_file.exists()
        opened.new_store().close()
    except RunFault as fault:
        return FolderPart("store", f"not made: {fault.message}")
    return FolderPart(name, "left as it was" if was_there else "made")
