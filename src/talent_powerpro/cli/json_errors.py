"""Errors as JSON, for programs: one document on standard output, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import click

from talent_powerpro.errors import RecordFault, RunFault, SettingsFault

JSON = "talent_powerpro.json"
"""The key of a context's ``meta`` under which the group keeps whether JSON is wanted."""


def wants_json(words: Sequence[str]) -> bool:
    """Whether the command's words ask for JSON, also where they cannot be parsed."""
    options = words[: words.index("--")] if "--" in words else words
    return "--json" in options


def show_error(fault: Exception, code: int, message: str = "", remedy: str = "") -> None:
    """Print what ended the command, with its exit code.

    *message* and *remedy* stand in for an exception that is not this package's own.
    """
    from talent_powerpro.cli.screen import show_json_line
    from talent_powerpro.records.json import SCHEMA, as_json  # slow to load

    show_json_line(as_json({"schema": SCHEMA, "error": _error(fault, code, message, remedy)}))


def _usual_remedy(fault: Exception) -> str:
    """The remedy of a fault that has none beside its message."""
    context = fault.ctx if isinstance(fault, click.UsageError) else None
    if context:
        return f"See `{context.command_path} --help`."
    # Each sentence about a setting or a file says what to write.
    return "Do what the message says, then run the command again."


def _error(fault: Exception, code: int, message: str, remedy: str) -> dict[str, object]:
    error = {"exit_code": int(code), "reason": "internal-error", "message": message}
    if isinstance(fault, click.ClickException):
        error |= {"reason": "usage", "message": fault.format_message()}
    if isinstance(fault, RunFault | RecordFault):
        error |= {"reason": fault.reason, "message": fault.message}
    error["remedy"] = getattr(fault, "remedy", "") or remedy or _usual_remedy(fault)
    if isinstance(fault, SettingsFault):
        error["faults"] = fault.faults
    if found := getattr(fault, "candidates", ()):
        error["candidates"] = found
    return error
