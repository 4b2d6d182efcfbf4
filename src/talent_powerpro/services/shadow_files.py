"""The memory of `shadow` in a file, read before a comparison and replaced after it."""

from __future__ import annotations

from pathlib import Path

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import ClientCode
from talent_powerpro.plain_files import read_plain
from talent_powerpro.private_files import write_whole
from talent_powerpro.records.shadow_memory import AGAIN, ShadowMemory

MEMORY_FILE = "shadow.json"
"""The name of the file where nobody names another one: beside the settings."""
MOST = 1_000_000_000
"""The most bytes of a memory: some 500,000 enrolments with ten units each."""


def read_memory(file: Path, *, rto: str = "") -> ShadowMemory:
    """Read what `write_memory` wrote; a new memory where there is no such file.

    Raises `SettingsFault` for another file, and for the memory of another RTO than *rto*.
    """
    memory = _read(file)
    if memory is None:
        return ShadowMemory(rto=rto)
    if memory.rto != rto:
        raise SettingsFault(
            f"--memory: {file} is of {_named(memory.rto)}, but the settings are of {_named(rto)}.",
            remedy="Name another file with --memory, one for each RTO.",
        )
    return memory


def _read(file: Path) -> ShadowMemory | None:
    """The memory in the file; ``None``: there is none. Raises `SettingsFault`."""
    try:
        text = read_plain(file, most=MOST).decode("utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SettingsFault(
            f"{file}, the memory of `shadow`, cannot be read: {error.strerror}."
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsFault(
            f"{file} is no memory of `shadow`: it is no UTF-8 text.", remedy=AGAIN
        ) from error
    try:
        return ShadowMemory.from_json(text)
    except SettingsFault as fault:
        faults = (f"{file}: {each}" for each in fault.faults)
        raise SettingsFault(faults, remedy=fault.remedy) from fault


def write_memory(memory: ShadowMemory, file: Path) -> None:
    """Replace the file, which only its owner may read. Raises `SettingsFault`.

    A process that is killed leaves the earlier memory or this one, never a part.
    """
    try:
        write_whole(file, memory.to_json() + "\n")
    except OSError as error:
        raise SettingsFault(
            f"--memory: {file} cannot be written ({error.strerror}). Choose another file."
        ) from error


def forget_in_memory(file: Path, code: ClientCode) -> bool:
    """Delete everything about one client from the file. Returns whether there was anything.

    Raises `SettingsFault` for a file that cannot be read: what it says of the client would stay.
    """
    memory = _read(file) or ShadowMemory()
    left = memory.without(code)
    if left == memory:
        return False
    write_memory(left, file)
    return True


def _named(rto: str) -> str:
    return f"the RTO {rto}" if rto else "an RTO without a name"
