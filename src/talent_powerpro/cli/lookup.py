"""Look-up of what a person named on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Enrolment, EnrolmentId

if TYPE_CHECKING:
    from talent_powerpro.adapters.sql import SqlPowerPro


def enrolment_of(store: SqlPowerPro, enrolment_id: str) -> Enrolment:
    """The enrolment with that id; `SettingsFault` where there is none."""
    found = store.enrolment(EnrolmentId(enrolment_id.strip()))
    if found is None:
        raise SettingsFault(
            f"ENROLMENT_ID: {enrolment_id!r} is no enrolment in the store",
            remedy="Take the Enrolment ID as it stands in enrolments.csv, and import that first",
        )
    return found
