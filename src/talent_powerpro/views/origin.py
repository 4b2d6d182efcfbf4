"""The window "Unit/Module Client Outcome" and the origin of its result, as labelled fields.

Guide, "Result fetching scope": double-clicking on the unit result also shows its origin.
"""

from __future__ import annotations

from datetime import datetime, tzinfo

from talent_powerpro.model import day_text
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.views.tab import UnitOutcome


def outcome_fields(outcome: UnitOutcome) -> tuple[tuple[str, str], ...]:
    """The fields of the guide's window, with their labels."""
    return (
        ("Client Name", outcome.client_name),
        ("Unit/Module", outcome.unit),
        ("Start Date", day_text(outcome.start_date)),
        ("Outcome", outcome.outcome),
        ("Outcome Date", day_text(outcome.outcome_date)),
        ("Short comment", outcome.short_comment),
    )


def origin_fields(evidence: ResultEvidence, zone: tzinfo) -> tuple[tuple[str, str], ...]:
    """What an auditor asks: from which Talent unit and time, by whose decision, under what."""
    unit = f"{evidence.talent_unit_id} {evidence.talent_unit_name}".rstrip()
    confirmed = f"{evidence.confirmed_by} {day_text(evidence.confirmed_on)}".strip()
    written = f"{evidence.at.astimezone(zone):%d/%m/%Y %H:%M}" if evidence.at else ""
    return (
        ("Talent user", evidence.talent_user_id),
        ("Talent course", evidence.talent_course_id),
        ("Talent unit", unit),
        ("Completed in TalentLMS", completed_text(evidence.completed, zone)),
        ("Confirmed by", confirmed or "nobody named"),
        ("Policy", evidence.policy),
        ("Written on", written),
        ("Agent version", evidence.version),
        ("Run", evidence.run_id),
    )


def completed_text(completed: str, zone: tzinfo) -> str:
    """TalentLMS's time of completion in *zone*; a date alone as it is."""
    at = datetime.fromisoformat(completed)
    if at.tzinfo is None:
        return day_text(at.date())
    return f"{at.astimezone(zone):%d/%m/%Y %H:%M:%S}"
