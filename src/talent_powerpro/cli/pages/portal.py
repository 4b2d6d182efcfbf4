"""The page of the portal: whose Talent user ids are stored, and those set aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from talent_powerpro.cli.screen import Screen
from talent_powerpro.records.journal import SetAside


def show_portal(
    screen: Screen, name: str, remembered: str, aside: Sequence[SetAside], zone: tzinfo
) -> None:
    """The portal of the settings beside the remembered one, and the ids set aside."""
    screen.fields(
        (
            ("Portal in the settings", name),
            ("Stored Talent user ids are of", remembered or "none yet: nothing was written so far"),
        )
    )
    if remembered and remembered != name:
        screen.line("Runs refuse to go on until it is confirmed:")
        screen.line("talent-powerpro portal --confirm-new sets the stored ids aside", indent=4)
        screen.line("talent-powerpro portal --confirm-same keeps them", indent=4)
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
