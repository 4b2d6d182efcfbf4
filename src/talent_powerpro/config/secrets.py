"""The two secrets: from the environment, the files that the settings name, or the keyring.

Never from the command line, which every process can read, and never shown: messages name
the place, and at most the length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from attrs import field, frozen

from talent_powerpro.config.keyrings import from_keyring
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Secret

USUAL_KEY_LENGTH = 30
"""Of an API key. The guide's own has 29 characters, so another length is only a warning."""


@frozen
class Place:
    """One of the secrets: its name for people, and where it may be found."""

    what: str
    variable: str
    """Of the environment; looked at first. A blank one counts as not set."""
    setting: str
    """In ``[talentlms]``: the file that holds it."""
    service: str
    """Its service in the system's keyring; the user there is the portal's address."""
    check: Callable[[str], Iterable[str]]
    """Its faults, in sentences that do not show it."""


def _key_faults(text: str) -> Iterable[str]:
    from talent_powerpro.adapters.talentlms import check_key  # loads httpx: only when needed

    return check_key(text)


def _password_faults(text: str) -> Iterable[str]:
    from talent_powerpro.adapters.talentlms import check_password  # likewise

    return [f"the password (not shown) needs {lack}" for lack in check_password(text)]


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


@frozen
class Places:
    """The places where secrets are looked for, in this order."""

    # Not shown: a traceback may show a frame's variables, and a secret may be among these.
    environ: Mapping[str, str] = field(repr=False)
    folder: Path
    """Where the names of files start."""
    keyring_user: str = ""
    """The portal's address; blank: the keyring is not used."""


def find(place: Place, file: str, places: Places) -> tuple[Secret, tuple[str, ...]]:
    """The secret and its faults. *file* is as the settings name it; blank: none."""
    if given := places.environ.get(place.variable):
        return _checked(place, given, place.variable)
    if file:
        return _from_file(place, places.folder / file)
    if places.keyring_user:
        return _from_keyring(place, places.keyring_user)
    missing = f"[talentlms] {place.setting}: {place.what} is missing; {_remedy(place)}"
    return Secret(""), (missing,)


def _from_file(place: Place, file: Path) -> tuple[Secret, tuple[str, ...]]:
    where = f"[talentlms] {place.setting}"
    try:
        # Editors end a file with a line end, and some begin it with a byte-order mark.
        text = file.read_text(encoding="utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        return Secret(""), (f"{where}: the file that it names is no UTF-8 text; save it as UTF-8",)
    except (OSError, ValueError) as error:
        # Not its name: people put the secret itself there.
        why = getattr(error, "strerror", None) or "no such name"
        missing = f"{where}: the file that it names (not shown) cannot be read ({why})"
        return Secret(""), (f"{missing}; {_remedy(place)}",)
    return _checked(place, text, where)


def _from_keyring(place: Place, user: str) -> tuple[Secret, tuple[str, ...]]:
    where = "[talentlms] keyring"
    try:
        found = from_keyring(place.service, user)
    except SettingsFault as fault:
        return Secret(""), (f"{where}: {place.what}: {fault.message}",)
    if not found:
        put = f"put it there with: keyring set {place.service} {user}"
        return Secret(""), (f"{where}: {place.what} is not in the keyring; {put}",)
    return _checked(place, found, where)


def odd_length(key: Secret) -> str:
    """A warning where an API key has not the usual length; blank where it has."""
    length = len(key.reveal())
    if length == USUAL_KEY_LENGTH:
        return ""
    return (
        f"The TalentLMS API key has {length} characters; {USUAL_KEY_LENGTH} are usual. "
        "It is used as it is."
    )


def _checked(place: Place, text: str, where: str) -> tuple[Secret, tuple[str, ...]]:
    return Secret(text), tuple(f"{where}: {fault}" for fault in place.check(text))


def _remedy(place: Place) -> str:
    return f"put it into that file or into the environment variable {place.variable}"
