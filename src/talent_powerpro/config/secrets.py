"""The secrets: from the environment, the files that the settings name, or the keyring.

Never from the command line, which every process of the machine can read. Messages never show
a secret; they name its place and at most its length.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from attrs import field, frozen

from talent_powerpro.config.keyrings import from_keyring
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Secret
from talent_powerpro.plain_files import read_plain
from talent_powerpro.private_files import read_by_others

USUAL_KEY_LENGTH = 30
"""Characters of an API key. The guide's own key has 29, so another length is only a warning."""


@frozen
class Place:
    """One of the secrets: its name for people, and where to look for it."""

    what: str
    variable: str
    """Environment variable, looked at first. A blank one counts as not set."""
    setting: str
    """Setting that names the file."""
    service: str
    """Service in the system's keyring. The user there is the portal's address."""
    check: Callable[[str], Iterable[str]]
    """The secret's faults, as sentences that do not show it."""
    section: str = "talentlms"
    """Section of the setting."""
    is_needed: bool = True
    """Whether it is a fault that the secret is nowhere."""


def _key_faults(text: str) -> Iterable[str]:
    from talent_powerpro.adapters.talentlms import check_key  # loads httpx, so only when needed

    return check_key(text)


def _password_faults(text: str) -> Iterable[str]:
    from talent_powerpro.adapters.talentlms import check_password  # likewise

    return [f"the password (not shown) needs {lack}." for lack in check_password(text)]


KEY = Place(
    "the TalentLMS API key", "TALENTLMS_API_KEY", "key_file", "talent-powerpro", _key_faults
)
PASSWORD = Place(
    "the pre-set password of new Talent users",
    "TALENTLMS_NEW_USER_PASSWORD",
    "password_file",
    "talent-powerpro-new-user-password",
    _password_faults,
)


def _typed(text: str) -> Iterable[str]:
    if not text.isprintable():
        yield "the password (not shown) has more than one line, or a character that no key types."


STORE_PASSWORD = Place(
    "the password of the store's database user",
    "POWERPRO_STORE_PASSWORD",
    "password_file",
    "talent-powerpro-store",
    _typed,
    section="powerpro",
    is_needed=False,  # A server may trust the account, a certificate, or a file of its own.
)
PASSWORD_IN_ADDRESS = (
    "The address of the store has a password in it, which everybody sees who sees the settings. "
    f"Move it to a file that password_file under [powerpro] names, or to {STORE_PASSWORD.variable}."
)


@frozen
class Places:
    """The places to look for secrets, in this order."""

    # Hidden from repr, because a traceback may show a frame's variables and these hold secrets.
    environ: Mapping[str, str] = field(repr=False)
    folder: Path
    """The folder that relative file names start from."""
    keyring_user: str = ""
    """The portal's address; blank if the keyring is not used."""


def find(place: Place, file: str, places: Places) -> tuple[Secret, tuple[str, ...]]:
    """The secret and its faults. *file* is the name in the settings; blank if there is none."""
    if given := places.environ.get(place.variable):
        return _checked(place, given, place.variable)
    if file:
        return _from_file(place, places.folder / file)
    if places.keyring_user:
        return _from_keyring(place, places.keyring_user)
    if not place.is_needed:
        return Secret(""), ()
    missing = (
        f"[{place.section}] {place.setting}: {place.what} is missing. "
        f"Set the environment variable {place.variable}, or name a file with {place.setting}."
    )
    return Secret(""), (missing,)


def _from_file(place: Place, file: Path) -> tuple[Secret, tuple[str, ...]]:
    where = f"[{place.section}] {place.setting}"
    try:
        # Editors add a line end, and some on Windows add a byte-order mark at the start.
        text = read_plain(file).decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        return Secret(""), (f"{where}: the file is not UTF-8 text. Save it as UTF-8.",)
    except FileNotFoundError:
        return Secret(""), (_not_found(place),)
    except (OSError, ValueError) as error:
        # The file's name is not shown, because people put the secret itself there by mistake.
        why = getattr(error, "strerror", None) or "not a file name"
        missing = f"{where}: the file (name not shown) cannot be read ({why})"
        return Secret(""), (f"{missing}. {_remedy(place)}",)
    if not text.strip():
        # Its name can be shown: nobody made an empty file that has a secret for its name.
        return Secret(""), (f"{where}: {place.what} is missing: {file} is empty. {_remedy(place)}",)
    return _checked(place, text, where)


def _from_keyring(place: Place, user: str) -> tuple[Secret, tuple[str, ...]]:
    where = f"[{place.section}] keyring"
    try:
        found = from_keyring(place.service, user)
    except SettingsFault as fault:
        return Secret(""), (f"{where}: {place.what}: {fault.message}",)
    if not found:
        if not place.is_needed:
            return Secret(""), ()
        put = f"Store it with: keyring set {place.service} {user}"
        return Secret(""), (f"{where}: {place.what} is not in the keyring. {put}",)
    return _checked(place, found, where)


def odd_length(key: Secret) -> str:
    """A warning if an API key has an unusual length; else blank."""
    length = len(key.reveal())
    if length == USUAL_KEY_LENGTH:
        return ""
    return (
        f"The TalentLMS API key has {length} characters instead of the usual {USUAL_KEY_LENGTH}. "
        "The agent uses it as it is."
    )


def open_to_others(place: Place, file: str, folder: Path) -> str:
    """A warning if other accounts can read the secret's *file*; else blank."""
    if not file or not (rights := read_by_others(folder / file)):
        return ""
    return (
        f"Other accounts can read {folder / file}, the file for {place.what} (its rights are "
        f"{rights}). Run: chmod 600 '{folder / file}'"
    )


def settings_open_to_others(file: Path, secrets: Collection[str]) -> str:
    """A warning if other accounts can read settings that have *secrets* in them; else blank."""
    if not secrets or not (rights := read_by_others(file)):
        return ""
    return (
        f"Other accounts can read {file}, which has a secret in {' and in '.join(secrets)} (its "
        f"rights are {rights}). Run: chmod 600 '{file}'"
    )


def store_open_to_all(file: Path) -> str:
    """A warning if every account can read or change the store's *file*; else blank."""
    # Rights for a group are somebody's choice, such as of two accounts that share the store.
    if not (rights := read_by_others(file, stat.S_IRWXO)):
        return ""
    return (
        f"PowerPro's store {file} is open to every account of this machine (its "
        f"rights are {rights}). Run: chmod 600 '{file}'"
    )


def _checked(place: Place, text: str, where: str) -> tuple[Secret, tuple[str, ...]]:
    return Secret(text), tuple(f"{where}: {fault}" for fault in place.check(text))


def _not_found(place: Place) -> str:
    secret = place.setting.removesuffix("_file")
    return (
        f"{place.what[:1].upper()}{place.what[1:]} was not found. {place.variable} is not set, and "
        f"the file named by {place.setting} under [{place.section}] does not exist. "
        f"Set the variable, or put the {secret} in that file."
    )


def _remedy(place: Place) -> str:
    return f"Put {place.what} in that file or in the environment variable {place.variable}."
