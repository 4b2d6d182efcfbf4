"""Creates the folder of one RTO: settings, empty import files and store. Keeps existing files."""

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
from talent_powerpro.private_files import make_private_folder, private

KEY_FILE = "talentlms-key.txt"
PASSWORD_FILE = "new-user-password.txt"  # noqa: S105  # a file's name
GUIDE_URL = "https://powerpro.talentlms.com"

SETTINGS = """\
# The settings of talent-powerpro. Paths are relative to this file.

[rto]
name = "My RTO"
# The RTO's own time zone. It decides when a day begins and on which day a unit was completed.
timezone = "Australia/Perth"

[powerpro]
# PowerPro's data, in a SQLite file.
store = "sqlite:///powerpro.db"

[talentlms]
url = "{url}"
# The two secrets are read from the environment variables TALENTLMS_API_KEY and
# TALENTLMS_NEW_USER_PASSWORD. If a variable is not set, the secret is read from its file below.
# Each file holds the secret and nothing else.
# To find the API key: TalentLMS > Account & Settings > Basic settings > Security > Enable API.
key_file = "{key_file}"
# The password for new Talent users: 8 or more characters, with A-Z, a-z and a digit.
password_file = "{password_file}"
# Read secrets that are in neither place from the system's keyring:
# keyring = true
# The largest number of simultaneous calls to TalentLMS.
# width = 8
# The share of the hourly quota of calls that runs leave to other programs.
# reserve = 0.2
# The proxy to TalentLMS: an address, "none", or the environment's (HTTPS_PROXY):
# proxy = "environment"
# The certificate authorities to trust in place of the usual ones, such as a proxy's own:
# ca_file = "ca.pem"
# How long a record that waits for a person is not asked about again while PowerPro is unchanged.
# retry_held = "1h"

[provisioning]
# Add new Talent users to the Talent group with the sign-up, which saves one call for each. It
# relies on the portal to do so.
# group_at_signup = false

[results]
# Each student's progress is asked for at least once in this time. In between, a course's roster
# shows who has made progress. Results may lag by up to the sweep interval for changes the roster
# cannot show, such as a corrected completion date.
# sweep = "24h"
# Turn all saving of calls off, and ask TalentLMS for everything at every run:
# rosters = false

[retention]
# Days that `talent-powerpro purge` keeps lines of the sync log and records of the journal.
# sync_log_days = 365
# journal_days = 730
# Days that it keeps the evidence of written results: seven years.
# evidence_days = 2557

[import]
# Columns of clients.csv that are neither stored nor kept:
# leave_out = ["USI", "Date of Birth"]
# The largest size of one import file:
# max_size = "200 MB"

[plugins]
# Use the plugins of installed packages. `talent-powerpro plugins` lists them.
# find = true

[policy]
# "guide" follows the guide to the letter. "careful" holds doubtful records and says what to do.
profile = "guide"
# To change single values of the profile, for example:
# export_window = 7                   # an enrolment stays due for 7 days after its export date
# final_outcomes = "hold"             # hold a final outcome instead of replacing it
# drop_conditions = ["course-exported"]
# open_outcomes = ["5", "105"]          # your state's own codes for "no result yet"
# unit_codes = "anywhere"               # find unit codes anywhere in a Talent unit's name
# closed_results = "write"              # write units completed before a withdrawal

# A code in TalentLMS that stands for other codes in PowerPro: superseded codes and clusters:
# [policy.unit_aliases]
# BSBWEB304A = ["ICTWEB304"]

# Confirm here, by PowerPro course code, that completing the course's units in TalentLMS means
# competent. You can give another outcome than "20 - Competency achieved/pass":
# [policy.competent_outcomes]
# "ICT30120-A" = "20 - Competency achieved/pass"
# Or say as well who confirmed it, and when. Both are kept with each result, for an audit:
# [policy.competent_outcomes."BSB30120-A"]
# outcome = "20 - Competency achieved/pass"
# confirmed_by = "P Jones"
# confirmed_on = "01/02/2022"
"""

IGNORED = f"""\
# Secrets and personal data. Never put them under version control.
{KEY_FILE}
{PASSWORD_FILE}
*.csv
*.db
*.db-*
*.db.*
"""


KEPT = "left as it was"
"""What was done with a file that existed."""


@frozen
class FolderPart:
    """One file of the folder, or its store."""

    name: str
    done: str
    """``made``, `KEPT`, or why it was not made."""


def fill(folder: Path, *, url: str = GUIDE_URL) -> tuple[FolderPart, ...]:
    """Create the files that *folder* lacks, and the store unless existing settings have faults.

    Raises `SettingsFault` if the folder cannot be written to.
    """
    try:
        make_private_folder(folder)
        written = tuple(_written(folder / name, text) for name, text in _files(url).items())
    except OSError as error:
        raise SettingsFault(
            f"{folder}: cannot be written to ({error.strerror}). Choose another folder."
        ) from error
    return (*written, _store(folder))


def _files(url: str) -> Mapping[str, str]:
    settings = SETTINGS.format(url=url, key_file=KEY_FILE, password_file=PASSWORD_FILE)
    return {SETTINGS_FILE: settings, **_headers(), ".gitignore": IGNORED}


def _headers() -> Mapping[str, str]:
    """The required import files, each with only its header line."""
    from talent_powerpro.adapters.csv.columns import tables

    needed = (table for table in tables(ZoneInfo("UTC")) if not table.optional)
    return {table.file: _line(column.title for column in table.columns) for table in needed}


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()


def _written(path: Path, text: str) -> FolderPart:
    try:
        # "x" fails for a file that exists, so it cannot overwrite one created in between.
        with open(path, "x", encoding="utf-8", opener=private) as file:
            file.write(text)
    except FileExistsError:
        return FolderPart(path.name, KEPT)
    return FolderPart(path.name, "made")


def _store(folder: Path) -> FolderPart:
    try:
        opened = open_settings(folder / SETTINGS_FILE)
        name = opened.settings.powerpro.store
        was_there = opened.store_file.exists()
        opened.new_store().close()
    except RunFault as fault:
        return FolderPart("store", f"not made: {fault.message}")
    return FolderPart(name, KEPT if was_there else "made")
