"""The pages of `forget`: what would be deleted, and what was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.screen import Screen
from talent_powerpro.services.forgetting import Forgetting

ROWS: Mapping[str, str] = {
    "clients": "client",
    "enrolments": "enrolment",
    "units": "unit row",
    "contact_logs": "contact log",
    "imported_rows": "imported row",
    "sync_log": "sync log line",
    "journal": "journal record",
    "runs": "run message",
    "standing_holds": "hold",
    "hold_answers": "hold answer",
    "due_marks": "due mark",
    "pending_memberships": "pending group membership",
    "written_results": "last result",
    "verified_links": "verified link",
    "ids_set_aside": "set-aside id",
    "last_looks": "last look",
    "suspensions": "suspension",
    "written_users": "written Talent user",
    "engagement": "engagement row",
    "told_topics": "reported topic",
    "looks": "remembered look",
    "waits": "waiting record",
    "tries": "last attempt",
    "standing_failures": "failed record",
    "dismissals": "dismissed row",
}
"""What the rows of each table are called."""


def show_forgetting(screen: Screen, would: Forgetting) -> None:
    """Say what would be deleted, what stays, and what will no longer happen."""
    _show(screen, would, "This would delete")


def show_forgotten(screen: Screen, done: Forgetting, copies: Sequence[Path]) -> None:
    """Say what was deleted, and where else there may be data of the client."""
    _show(screen, done, "Deleted")
    for each in copies:
        screen.line(f"The file {each} may still have data of the client. Delete it if it does.")
    screen.line("Back-ups, exports, plan files and saved reports are not searched.")


def _show(screen: Screen, found: Forgetting, begin: str) -> None:
    if found.deleted:
        parts = ", ".join(
            count(number, ROWS.get(name, f"{name} row")) for name, number in found.deleted.items()
        )
        screen.line(f"{begin} of client {found.client_code}: {parts}.")
    else:
        screen.line(f"The store has no client {found.client_code} any more.")
    if found.kept_evidence:
        screen.line(
            f"Kept as evidence, without name and address: {count(found.kept_evidence, 'result')}."
        )
    for sentence in found.consequences:
        screen.line(sentence)
