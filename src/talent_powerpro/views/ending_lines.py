"""Lines of the E-Learning Sync Log about how a record or a run ended."""

from __future__ import annotations

from talent_powerpro.errors import TalentPowerProError
from talent_powerpro.records.record import Record
from talent_powerpro.records.report import Stopped
from talent_powerpro.views.list_lines import who


def ending(record: Record) -> list[str]:
    """Return the line for a record's hold, failure or deferral, which the guide has no line for."""
    if not record.message:
        return []
    remedy = f" -> {record.remedy}" if record.remedy else ""
    return [f"{record.status.capitalize()}: {who(record)}: {record.message}{remedy}"]


def stopped(fault: TalentPowerProError | Stopped) -> str:
    """Return the line that says why a run stopped."""
    return f"Stopped: {fault.message}" + (f" -> {fault.remedy}" if fault.remedy else "")
