"""Creates the folder of one RTO: settings, empty import files and store. Keeps existing files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import frozen

from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.config.secrets import KEY, STORE_PASSWORD
from talent_powerpro.config.sections import PLACEHOLDER_URL, is_placeholder
from talent_powerpro.config.setting_faults import HIDDEN, SettingFault
from talent_powerpro.config.settings import SETTINGS_FILE, sound_part
from talent_powerpro.config.stores import address_faults, has_password, on_server
from talent_powerpro.errors import RunFault, SettingsFault
from talent_powerpro.plain_files import read_plain
from talent_powerpro.private_files import make_private_folder, private

KEY_FILE = "talentlms-key.txt"
PASSWORD_FILE = "new-user-password.txt"  # noqa: S105  # a file's name
STORE_PASSWORD_FILE = "store-password.txt"  # noqa: S105  # likewise

SETTINGS = """\
# The settings of talent-powerpro. Paths are relative to this file.

[rto]
name = {name}
# The name under which a database server has the RTO's rows, in place of the one above:
# id = "my-rto"
# The RTO's own time zone. It decides when a day begins and on which day a unit was completed.
timezone = {timezone}

[powerpro]
# PowerPro's data: a SQLite file, or a database of PostgreSQL or MariaDB, such as
# "postgresql+psycopg://powerpro@db.example/rtos" or "mariadb+pymysql://powerpro@db.example/rtos".
store = {store}
# The password of a database's user is read from the environment variable POWERPRO_STORE_PASSWORD.
# If that is not set, it is read from this file:
# password_file = "{store_password_file}"

[talentlms]
# The address of your portal, as in the browser.
url = {url}
# The two secrets are read from the environment variables TALENTLMS_API_KEY and
# TALENTLMS_NEW_USER_PASSWORD. If a variable is not set, the secret is read from its file below.
# Put each in its file, and nothing else.
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
# Keep what TalentLMS says of each student's work (status, time, score, progress) in answers that
# runs read anyway, for `talent-powerpro engagement`. It is never an outcome.
# engagement = false

[schedule]
# The time from one run to the next, where the RTO is one of a fleet (`talent-powerpro fleet`):
# every = "10m"

[monitor]
# A monitor that is called at the start and the end of each run, so that it notices silence.
# Its address is a secret: put it in the environment variable TALENT_POWERPRO_MONITOR_URL, or in a
# file:
# url_file = "monitor-url.txt"

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
# max_size = "1 GB"
# Files of another system. `talent-powerpro import DIR --explain` shows what is understood of them.
# The names of fields that its help pages show: "vettrak", "axcelerate" or "wisenet":
# profile = "vettrak"
# Its headings, each with ours:
# [import.columns]
# "Student No" = "Code"
# Its words, by our heading:
# [import.values]
# "Booking Status" = {{ CONF = "Confirmed" }}
# The same for one file, where two files differ, and a name of its own:
# [import.files.clients]
# file = "Student report.csv"
# [import.files.enrolments.columns]
# "Student No" = "Client Code"

[plugins]
# Use the plugins of installed packages. `talent-powerpro plugins` lists them.
# find = true
# Or only those named here. Some take settings, in a table of their own: [plugins.mail]
# use = ["mail"]

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
# on_withdrawal = "report"              # list withdrawn students, or "suspend" them in TalentLMS
# update_users = true                   # names and e-mail of Talent users follow PowerPro

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
{STORE_PASSWORD_FILE}
monitor-url.txt
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
    fault: RunFault | None = None
    """The fault that prevented it; ``None``: it is there."""


@frozen(kw_only=True)
class Answers:
    """What `init` has to know of an RTO."""

    name: str = "My RTO"
    timezone: str = "Australia/Perth"
    url: str = PLACEHOLDER_URL
    store: str = "sqlite:///powerpro.db"

    def faults(self) -> tuple[str, ...]:
        """The faults that the settings file would have with these values."""
        return tuple(fault for name in SECTION_OF for fault in self.faults_of(name))

    def faults_of(self, name: str) -> tuple[str, ...]:
        """The faults of one value. A blank name is one, though the setting may be left out."""
        section, value = SECTION_OF[name], getattr(self, name)
        if not value.strip() or not value.isprintable():
            shown = "it" if name in HIDDEN - {"url"} else repr(value)
            return (f"[{section}] {name}: {shown} is blank or not on one line. Write some text.",)
        faults: list[SettingFault] = []
        sound = sound_part(section, {name: value}, faults)
        if name == "store" and sound and has_password(value):
            faults.append(SettingFault(section, name, _IN_THE_OPEN))
        return tuple(str(fault) for fault in faults if fault.name == name)


SECTION_OF = {"name": "rto", "timezone": "rto", "url": "talentlms", "store": "powerpro"}

_IN_THE_OPEN = (
    "has a password in it, and every account of this machine can read a command line. Leave it "
    f"out: {STORE_PASSWORD.variable} or password_file has it"
)


def fill(folder: Path, answers: Answers) -> tuple[FolderPart, ...]:
    """Create the files that *folder* lacks, and the store unless existing settings have faults.

    *answers* go into a new settings file alone. Raises `SettingsFault` for their faults, before
    anything is created, and if the folder cannot be written to.
    """
    faults = answers.faults()
    # A mistyped address of a file is no server's, so it asks for no name.
    is_named = answers.name != Answers().name
    if not is_named and on_server(answers.store) and not any(address_faults(answers.store)):
        faults += ("[rto] name: a database server may have several RTOs. Name yours with --name.",)
    if faults:
        raise SettingsFault(faults)
    try:
        make_private_folder(folder)
        files = _files(answers).items()
        written = tuple(_written(folder / name, text) for name, text in files)
    except OSError as error:
        raise SettingsFault(
            f"{folder}: cannot be written to ({error.strerror}). Choose another folder."
        ) from error
    return (*written, _store(folder))


@frozen
class Lacking:
    """What a person still has to put into an existing folder."""

    settings: bool
    """The settings have faults or the placeholder of an address."""
    key: bool
    """No API key is where the settings look for it first."""


def lacking(folder: Path, environ: Mapping[str, str]) -> Lacking:
    """What the settings in *folder* still lack. A keyring is not opened: it counts as filled."""
    try:
        found = open_settings(folder / SETTINGS_FILE).settings.talentlms
    except SettingsFault:
        return Lacking(settings=True, key=True)
    has_key = environ.get(KEY.variable) or found.keyring or _has_text(folder / found.key_file)
    return Lacking(settings=is_placeholder(found.url), key=not has_key)


def _has_text(file: Path) -> bool:
    try:
        return bool(read_plain(file).strip())
    except OSError:
        return False


def _files(answers: Answers) -> Mapping[str, str]:
    settings = SETTINGS.format(
        name=_toml(answers.name),
        timezone=_toml(answers.timezone),
        url=_toml(_portal(answers.url)),
        store=_toml(answers.store),
        store_password_file=STORE_PASSWORD_FILE,
        key_file=KEY_FILE,
        password_file=PASSWORD_FILE,
    )
    secrets = {KEY_FILE: "", PASSWORD_FILE: ""}
    return {SETTINGS_FILE: settings, **secrets, **_headers(), ".gitignore": IGNORED}


def _portal(url: str) -> str:
    """The portal's address of a valid one, as people copy it with the API's path."""
    return url.strip().rstrip("/").removesuffix("/api/v1")


def _toml(text: str) -> str:
    """A printable text as a TOML string, whose escapes are those of JSON."""
    return json.dumps(text.strip(), ensure_ascii=False)


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
        made = opened.place.make()
        with opened.store() as store:
            opened.claim(store)
    except RunFault as fault:
        why = f"not made: {fault.message} {fault.remedy}".rstrip()
        return FolderPart("store", why, fault)
    file, address = opened.place.file, opened.settings.powerpro.store.reveal()
    name = address if file else f"{opened.place.rto!r} in the {opened.place.name}"
    return FolderPart(name, "made" if made else KEPT)
