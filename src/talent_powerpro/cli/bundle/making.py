"""Making a support bundle: each part with its aliases, the manifest, and the file."""

from __future__ import annotations

import io
import os
import traceback
import zipfile
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from attrs import field, frozen

from talent_powerpro.cli.bundle.known import aliases_of
from talent_powerpro.cli.bundle.parts import PARTS, LeftOutError, Part, as_bytes
from talent_powerpro.cli.bundle.subject import Subject
from talent_powerpro.cli.own_files import refuse_one_of
from talent_powerpro.errors import SettingsFault, TalentPowerProError
from talent_powerpro.plain_files import check_writable
from talent_powerpro.private_files import private
from talent_powerpro.services.aliases import Aliases

MANIFEST = "manifest.json"
ABOUT = (
    "A bundle for somebody who may not see the RTO's data. People, addresses, courses, folders and "
    "hosts have aliases: one thing has the same alias in all files. client-3 is one client; "
    "client-3-email is that client's e-mail, also where another client has it too. name-2 is a "
    "name that several have. word-7 is a word that no text of this program has, such as a name "
    "that nobody knew of. Unit codes, dates and counts are as they are. No secret is in any file."
)


@frozen
class Missing:
    """A part that could not be made."""

    name: str
    reason: str
    remedy: str = ""
    is_fault: bool = True
    """Whether something is wrong, and not merely left out."""
    where: tuple[str, ...] = ()
    """The lines of the traceback, if nobody foresaw what happened."""


@frozen
class Bundle:
    """The files of a bundle, in memory."""

    files: Mapping[str, bytes] = field(repr=False)
    """With the manifest."""
    missing: tuple[Missing, ...]
    own_files: tuple[Path, ...] = field(default=(), repr=False)
    """The RTO's own files, which the bundle must not replace."""

    @property
    def has_faults(self) -> bool:
        """Whether a part is missing because something is wrong."""
        return any(each.is_fault for each in self.missing)


def make_bundle(
    settings_file: Path, environ: Mapping[str, str], now: datetime, *, offline: bool = False
) -> Bundle:
    """Make the bundle. *now* is aware. Raises nothing: what cannot be made is in the manifest."""
    with ExitStack() as closing:
        subject = Subject(settings_file, environ, now, offline, closing)
        aliases = aliases_of(subject)
        files: dict[str, bytes] = {}
        missing: list[Missing] = []
        for part in PARTS:
            try:
                files[part.name] = as_bytes(_with_aliases(part, subject, aliases))
            except Exception as fault:
                missing.append(_missing(part.name, fault, aliases))
        files[MANIFEST] = as_bytes(_manifest(files, missing, aliases, now))
        return Bundle(files, tuple(missing), subject.own_files)


def _with_aliases(part: Part, subject: Subject, aliases: Aliases) -> Any:
    value = part.value(subject)
    return value if part.is_safe else aliases.value(value)


def _missing(name: str, fault: Exception, aliases: Aliases) -> Missing:
    if isinstance(fault, TalentPowerProError):
        return Missing(name, aliases.text(fault.message), aliases.text(fault.remedy))
    if isinstance(fault, LeftOutError):
        return Missing(name, str(fault), is_fault=False)
    lines = traceback.format_exception(fault)
    where = tuple(aliases.text(line.rstrip()) for each in lines for line in each.splitlines())
    return Missing(name, f"Internal error: {type(fault).__name__}", where=where)


def _manifest(
    files: Mapping[str, bytes], missing: list[Missing], aliases: Aliases, now: datetime
) -> Any:
    what = {part.name: part.what for part in PARTS}
    return {
        "about": ABOUT,
        "made_at": now.isoformat(),
        "version": _version(),
        "parts": [
            {
                "name": name,
                "what": what[name],
                "bytes": len(content),
                "sha256": sha256(content).hexdigest(),
            }
            for name, content in files.items()
        ],
        "not_made": [
            {
                "name": each.name,
                "what": what[each.name],
                "reason": each.reason,
                "remedy": each.remedy,
                "is_fault": each.is_fault,
                "where": each.where,
            }
            for each in missing
        ],
        "aliases": dict(sorted(aliases.counts.items())),
    }


def _version() -> str:
    try:
        return version("talent-powerpro")
    except PackageNotFoundError:  # run from a folder, not installed
        return ""


# --- the file ---------------------------------------------------------------------


def write_bundle(bundle: Bundle, file: Path, now: datetime, *, replace: bool) -> int:
    """Write the bundle to a zip file that only its owner may read. Returns its size in bytes.

    Whole or not at all. Raises `SettingsFault` for a file that exists already, unless *replace*,
    for one of the RTO's own, and for one that cannot be written.
    """
    file = file.absolute()
    refuse_one_of(file, bundle.own_files)
    if os.path.lexists(file) and not replace:
        raise _there_already(file)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        check_writable(file)
        with open(part, "wb", opener=private) as opened:
            opened.write(content := _zipped(bundle, now))
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(part, file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SettingsFault(
            f"The bundle {file} cannot be written ({error.strerror or error}).",
            remedy="Name a file in a folder that exists and that this account may write to.",
        ) from error
    return len(content)


def _zipped(bundle: Bundle, now: datetime) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in bundle.files.items():
            zipped.writestr(zipfile.ZipInfo(name, now.timetuple()[:6]), data, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _there_already(file: Path) -> SettingsFault:
    return SettingsFault(
        f"{file} already exists.",
        remedy="Nothing was written. Name another file, or overwrite this one with --force.",
    )
