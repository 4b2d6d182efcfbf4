"""Finds the enrolment that a person named on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Enrolment, EnrolmentId

if TYPE_CHECKING:
    from talent_powerpro.adapters.sql import SqlPowerPro


def enrolment_of(store: SqlPowerPro, enrolment_id: str) -> Enrolment:
    """The enrolment with that id. Raises `SettingsFault` if the store has none."""
    found = store.enrolment(EnrolmentId(enrolment_id.strip()))
    if found is None:
        raise SettingsFault(
            f"The store has no enrolment {enrolment_id.strip()}.",
            remedy="Use an Enrolment ID from enrolments.csv. Import that file first.",
        )
    return found
