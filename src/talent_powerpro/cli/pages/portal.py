"""The page of `portal`: the portal of the stored Talent user ids, and the ids set aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.screen import Screen
from talent_powerpro.records.journal import SetAside


def new_confirmed(name: str, set_aside: int) -> str:
    """What `--confirm-new` did, and what follows."""
    if not set_aside:
        return "No Talent user ids were set aside: no client had one."
    were = "was" if set_aside == 1 else "were"
    return (
        f"{count(set_aside, 'Talent user id')} {were} set aside. The next run looks for due "
        f"clients in {name} by e-mail. Results of enrolments that were provisioned in the earlier "
        "portal cannot be fetched until the clients are enrolled in this one."
    )


def same_confirmed(name: str, before: str) -> str:
    """What `--confirm-same` did. *before* is the portal that was stored; blank for none."""
    if before == name:
        return f"Nothing to confirm: the stored Talent user ids already belong to {name}."
    if not before:
        return f"Nothing to confirm: no portal was stored yet. {name} is stored now."
    return f"The stored Talent user ids were kept. {name} is the new address of {before}."


def show_portal(
    screen: Screen, name: str, remembered: str, aside: Sequence[SetAside], zone: tzinfo
) -> None:
    """Print the settings' portal, the remembered portal and the ids set aside."""
    screen.fields(
        (
            ("Portal in the settings", name),
            ("Portal of stored Talent user ids", remembered or "none yet: nothing was written"),
        )
    )
    if remembered and remembered != name:
        screen.line("The portal has changed. Runs stop until you confirm it with one of:")
        screen.line(
            "talent-powerpro portal --confirm-new   (different portal: sets the stored ids aside)",
            indent=4,
        )
        screen.line(
            "talent-powerpro portal --confirm-same  (same portal, new address: keeps the ids)",
            indent=4,
        )
    if aside:
        screen.heading("Talent user ids set aside")
    screen.table(
        ("Client", "Talent user id", "Portal", "Set aside"),
        [
            (
                each.client_code,
                each.user_id,
                each.portal,
                f"{each.at.astimezone(zone):%d/%m/%Y %H:%M}",
            )
            for each in aside
        ],
    )
