"""The memory of `shadow` in a file, read before a comparison and replaced after it."""

from __future__ import annotations

import os
from pathlib import Path

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import ClientCode
from talent_powerpro.plain_files import check_plain, read_plain
from talent_powerpro.private_files import private_and_no_link
from talent_powerpro.records.shadow_memory import AGAIN, ShadowMemory

MEMORY_FILE = "shadow.json"
"""The name of the file where nobody names another one: beside the settings."""
MOST = 1_000_000_000
"""The most bytes of a memory: some 500,000 enrolments with ten units each."""


def read_memory(file: Path, *, rto: str = "") -> ShadowMemory:
    """Read what `write_memory` wrote; a new memory where there is no such file.

    Raises `SettingsFault` for another file, and for the memory of another RTO than *rto*.
    """
    try:
        text = read_plain(file, most=MOST).decode("utf-8")
    except FileNotFoundError:
        return ShadowMemory(rto=rto)
    except OSError as error:
        raise SettingsFault(f"--memory: {file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SettingsFault(
            f"--memory: {file} is no memory of `shadow`: it is no UTF-8 text.", remedy=AGAIN
        ) from error
    memory = ShadowMemory.from_json(text)
    if memory.rto != rto:
        raise SettingsFault(
            f"--memory: {file} is of {_named(memory.rto)}, but the settings are of {_named(rto)}.",
            remedy="Name another file with --memory, one for each RTO.",
        )
    return memory


def write_memory(memory: ShadowMemory, file: Path) -> None:
    """Replace the file, which only its owner may read. Raises `SettingsFault`.

    A process that is killed leaves the earlier memory or this one, never a part.
    """
    part = file.with_name(f"{file.name}.part")
    try:
        check_plain(file)
        with open(part, "w", encoding="utf-8", opener=private_and_no_link) as opened:
            opened.write(memory.to_json() + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(part, file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SettingsFault(
            f"--memory: {file} cannot be written ({error.strerror}). Choose another file."
        ) from error


def forget_in_memory(file: Path, code: ClientCode) -> bool:
    """Delete everything about one client from the file. Returns whether there was anything."""
    if not file.exists():
        return False
    memory = ShadowMemory.from_json(read_plain(file, most=MOST).decode("utf-8"))
    left = memory.without(code)
    if left == memory:
        return False
    write_memory(left, file)
    return True


def _named(rto: str) -> str:
    return f"the RTO {rto}" if rto else "an RTO without a name"
