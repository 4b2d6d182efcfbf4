"""The sections of a settings file, and the values of their settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from attrs import field, frozen

from talent_powerpro.config.import_mapping import (
    Headings,
    ImportFile,
    Words,
    headings_mapped,
    import_files,
    known_profile,
    mapping_of,
    words_mapped,
)
from talent_powerpro.config.intervals import interval, seconds_of
from talent_powerpro.config.setting_faults import (
    at_least_one_call,
    bytes_of,
    columns_left_out,
    days_kept,
    monitor_address,
    portal_url,
    proxy_address,
    share,
    size,
    store_address,
)
from talent_powerpro.model import Secret, plain
from talent_powerpro.rules.saving import Saving

if TYPE_CHECKING:
    from talent_powerpro.adapters.csv import ImportMapping


@frozen
class Rto:
    """The section ``[rto]``."""

    timezone: ZoneInfo
    """The zone that decides what "today" is, and on which date a unit was completed."""
    name: str = ""
    id: str = ""
    """The name under which a database server has the RTO's rows, in the place of `name`."""


@frozen
class Store:
    """The section ``[powerpro]``."""

    store: Secret = field(default=Secret("sqlite:///powerpro.db"), validator=store_address)
    """A SQLite file, relative to the settings file, or a database of a server. An address of a
    server may contain a password."""
    password_file: str = ""
    """The file that holds the password of a server's user, relative likewise."""


PLACEHOLDER_URL = "https://your-portal.talentlms.com"
"""What `init` writes where it does not know the portal. It is never called."""


def is_placeholder(url: str) -> bool:
    return url.strip().rstrip("/").lower() == PLACEHOLDER_URL


@frozen
class TalentLmsSettings:
    """The section ``[talentlms]``."""

    url: str = field(validator=portal_url)
    key_file: str = ""
    """The file that holds the API key, relative to the settings file."""
    password_file: str = ""
    """The file that holds the pre-set password of new Talent users, relative likewise."""
    keyring: bool = False
    """Whether to look in the system's keyring for secrets found nowhere else."""
    width: int = field(default=8, validator=at_least_one_call)
    """The largest number of simultaneous calls to TalentLMS."""
    reserve: float = field(default=0.2, validator=share)
    """The share of TalentLMS's hourly quota of calls that is left to other programs."""
    proxy: Secret = field(default=Secret("environment"), validator=proxy_address)
    """A proxy's address, ``environment`` for the environment's proxy, or ``none``. An address
    may contain a user name and a password."""
    ca_file: str = ""
    """The file of trusted certificate authorities, relative to the settings file. Blank: those
    of the environment, else the usual ones."""
    retry_held: timedelta = Saving().retry_held
    """As `Saving.retry_held`."""


@frozen
class Provisioning:
    """The section ``[provisioning]``."""

    group_at_signup: bool = Saving().group_at_signup
    """As `Saving.group_at_signup`."""


@frozen
class Results:
    """The section ``[results]``."""

    rosters: bool = Saving().rosters
    """As `Saving.rosters`."""
    sweep: timedelta = Saving().sweep
    """As `Saving.sweep`."""
    engagement: bool = False
    """Whether runs keep what TalentLMS says of students' work; see `Engagement`."""


@frozen
class Schedule:
    """The section ``[schedule]``, for an RTO of a fleet."""

    every: str = field(default="10m", validator=interval)
    """The time from one run to the next."""

    @property
    def seconds(self) -> int:
        """The time in seconds."""
        return seconds_of(self.every)


@frozen
class MonitorSettings:
    """The section ``[monitor]``."""

    url: Secret = field(default=Secret(""), validator=monitor_address)
    """The address of the monitor; blank: none, or it is in the file or the environment."""
    url_file: str = ""
    """The file that holds the address, relative to the settings file."""


@frozen
class Retention:
    """The section ``[retention]``: days that `purge` keeps the agent's records."""

    sync_log_days: int = field(default=365, validator=days_kept)
    journal_days: int = field(default=730, validator=days_kept)
    evidence_days: int = field(default=2557, validator=days_kept)
    """For the evidence of written results: seven years."""


@frozen
class Importing:
    """The section ``[import]``."""

    max_size: str = field(default="1 GB", validator=size)
    """The largest size of one import file."""
    leave_out: frozenset[str] = field(default=frozenset(), validator=columns_left_out)
    """Titles of columns of ``clients.csv`` that are neither stored nor kept."""
    profile: str = field(default="", validator=known_profile)
    """The other system whose field names are known; blank: none."""
    columns: Headings = field(factory=dict, validator=headings_mapped)
    """Another system's headings, each to the title of a column of the import files."""
    values: Words = field(factory=dict, validator=words_mapped)
    """By the title of a column: another system's words, each to ours."""
    files: Mapping[str, ImportFile] = field(factory=dict, validator=import_files)
    """The same for single files, which count before those for all."""

    @property
    def most(self) -> int:
        """The largest size in bytes."""
        return bytes_of(self.max_size)

    @property
    def mapping(self) -> ImportMapping:
        """What these settings say of other systems' headings and words."""
        return mapping_of(self.profile, self.columns, self.values, self.files)

    @property
    def fields(self) -> frozenset[str]:
        """The client fields of these columns."""
        from talent_powerpro.adapters.csv.columns import CAN_BE_LEFT_OUT

        # Most RTOs leave out none, and the adapter takes time to load.
        wanted = {plain(title) for title in self.leave_out}
        return frozenset(name for title, name in CAN_BE_LEFT_OUT.items() if plain(title) in wanted)


@frozen
class NewUser:
    """The section ``[new_user]``."""

    fields: Mapping[str, str] = field(factory=dict)
    """The policy's ``new_user_fields``: a table from a Talent field to a client field."""


@frozen
class PluginChoice:
    """The section ``[plugins]``."""

    find: bool = False
    """Whether runs use all plugins of installed packages."""
    use: frozenset[str] = frozenset()
    """The names of those that runs use, where they do not use all."""
    # Hidden from repr, because a plugin's table may hold a secret.
    tables: Mapping[str, Mapping[str, Any]] = field(factory=dict, repr=False)
    """The table ``[plugins.NAME]`` of each plugin, by name, as it is in the file."""
