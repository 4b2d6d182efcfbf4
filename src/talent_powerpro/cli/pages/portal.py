"""The page of `portal`: the portal of the stored Talent user ids, and the ids set aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from talent_powerpro.cli.screen import Screen
from talent_powerpro.records.journal import SetAside


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
