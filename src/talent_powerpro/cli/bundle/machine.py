"""The parts of a support bundle about this machine: packages, clock, variables, rights of files."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import stat
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, distributions, metadata
from pathlib import Path
from typing import Any

from talent_powerpro.cli.bundle.subject import Subject
from talent_powerpro.config.monitoring import MONITOR
from talent_powerpro.config.secrets import KEY, PASSWORD, STORE_PASSWORD

LOG = "talent-powerpro.log"
"""The log that the texts of `schedule` make, beside the settings."""
NAME = re.compile(r"[A-Za-z0-9._-]+")
VARIABLES = (
    *(KEY.variable, PASSWORD.variable, STORE_PASSWORD.variable, MONITOR.variable),
    "RTO_MAIL_PASSWORD",
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE", "PYTHONTZPATH", "PYTHONPATH"),
    *("TZ", "LANG", "LC_ALL", "PYTHONIOENCODING", "TALENT_POWERPRO_DEBUG", "TMPDIR"),
)
"""Environment variables that change what the agent does. Their values are not shown."""


def versions(_: Subject) -> Any:
    return {
        "python": sys.version,
        "implementation": platform.python_implementation(),
        "system": [platform.system(), platform.release(), platform.machine()],
        "sqlite": sqlite3.sqlite_version,
        **_packages(),
    }


@cache
def _packages() -> dict[str, Any]:
    """Read once in a process, which has the packages that it started with."""
    return {
        "packages": dict(sorted(needed("talent-powerpro").items())),
        "other_packages": len({each.metadata["Name"] for each in distributions()}),
    }


def needed(name: str) -> dict[str, str]:
    """The packages that one needs, also those of its extras, and what these need: versions by name.

    Names are as the package index spells them, so that each package is there once. Others are not
    named: an RTO's own package may have the RTO's name.
    """
    found, left = dict[str, str](), [name]
    while left:
        each = left.pop()
        if each in found:
            continue
        try:
            told = metadata(each)
        except PackageNotFoundError:
            continue
        found[each] = told["Version"]
        lines = told.get_all("Requires-Dist") or []
        names = (match[0] for line in lines if (match := NAME.match(line)))
        left += (re.sub("[-_.]+", "-", each).lower() for each in names)
    return found


def environment(subject: Subject) -> Any:
    return {
        "now": subject.now.isoformat(),
        "zone_of_this_machine": str(subject.now.astimezone().utcoffset()),
        "encodings": [sys.getfilesystemencoding(), getattr(sys.stdout, "encoding", "")],
        "variables": {
            each: len(subject.environ[each]) for each in VARIABLES if each in subject.environ
        },
        "variables_are": "those that are set, with the length of each value",
        "files": dict(_files(subject)),
    }


def _files(subject: Subject) -> Iterator[tuple[str, Any]]:
    files = {
        "settings": subject.settings_file,
        "store": subject.store_file,
        "key_file": subject.secret_file("key_file"),
        "password_file": subject.secret_file("password_file"),
        "store_password_file": subject.secret_file("password_file", "powerpro"),
        "log": subject.folder / LOG,
    }
    for name, file in files.items():
        if file is not None:
            yield name, _file(file)
    if hasattr(os, "statvfs") and subject.folder.exists():
        disk = os.statvfs(subject.folder)
        yield "free_bytes", disk.f_bavail * disk.f_frsize


def _file(file: Path) -> Any:
    try:
        found = file.stat()
    except OSError as error:
        return {"fault": type(error).__name__}
    # Whether it is ours, and not whose it is.
    ours = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    rights = f"{stat.S_IMODE(found.st_mode):03o}"
    return {"bytes": found.st_size, "rights": rights, "is_of_this_account": ours}
