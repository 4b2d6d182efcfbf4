"""An enrolment as PowerPro's own windows show it: contact logs and the Talent LMS tab."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo

from talent_powerpro.cli.screen import Screen
from talent_powerpro.model import ContactLog, day_text
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.views.tab import TalentTab, UnitOutcome


def show_contact_log(screen: Screen, enrolment_id: str, log: ContactLog, zone: tzinfo) -> None:
    """Print the picture of the guide's "Provisioning Contact Log": its list, then its fields."""
    screen.heading(f"Contact log of enrolment {enrolment_id}")
    screen.line(listed(log, zone))
    screen.fields(contact_log_fields(log, zone))


def listed(log: ContactLog, zone: tzinfo) -> str:
    """The contact log as PowerPro's list shows it, with seconds and the follow-up."""
    at = log.contact_date.astimezone(zone)
    clock = f"{at:%I:%M:%S}".removeprefix("0") + (" PM" if at.hour >= 12 else " AM")
    return f"{at:%d/%m/%Y} {clock}, {log.contact_type}, {log.follow_up_shown}"


def contact_log_fields(log: ContactLog, zone: tzinfo) -> tuple[tuple[str, str], ...]:
    """The fields of a contact log as they are shown, with their labels."""
    return (
        ("Client Name", log.client_name),
        ("Course", log.course_name),
        ("Contact Date", f"{log.contact_date.astimezone(zone):%d/%m/%Y %H:%M}"),
        ("Contact Type", log.contact_type),
        ("Created by", log.created_by),
        ("Assigned to", log.assigned_to),
        ("Follow up", log.follow_up),
        ("Status", log.status),
        ("Priority flag", log.priority_flag),
        ("Description", log.description),
    )


def show_tab(screen: Screen, tab: TalentTab) -> None:
    """Print the three parts of the guide's "The Talent LMS Enrolment tab", in the guide's order."""
    screen.heading(f"Talent LMS: {tab.client_name}, {tab.course_name}")
    box = "[x]" if tab.export else "[ ]"
    screen.fields((("Talent LMS export/Date", f"{box} {day_text(tab.export_date)}".rstrip()),))
    screen.heading("Provision History")
    for entry in tab.history:
        screen.line(entry.summary)
        screen.fields((("Additional information", entry.additional_information),))
    if not tab.history:
        screen.line("Not provisioned.")
    screen.heading(f"Results fetched from Talent LMS: {tab.fetched}")
    screen.table(
        ("Code", "Unit/Module Name", "Start Date", "Outcome/Result", "Outcome Date", "Tooltip"),
        _results(tab),
    )


def show_units(screen: Screen, outcomes: Iterable[UnitOutcome], zone: tzinfo) -> None:
    """Print the guide's window "Unit/Module Client Outcome" for each row."""
    for outcome in outcomes:
        screen.heading("Unit/Module Client Outcome")
        screen.fields(
            (
                ("Client Name", outcome.client_name),
                ("Unit/Module", outcome.unit),
                ("Start Date", day_text(outcome.start_date)),
                ("Outcome", outcome.outcome),
                ("Outcome Date", day_text(outcome.outcome_date)),
                ("Short comment", outcome.short_comment),
            )
        )
        if outcome.evidence:
            screen.heading("Origin of the result")
            screen.fields(_origin(outcome.evidence, zone))


def completed_text(completed: str, zone: tzinfo) -> str:
    """TalentLMS's time of completion in *zone*; a date alone as it is."""
    at = datetime.fromisoformat(completed)
    if at.tzinfo is None:
        return day_text(at.date())
    return f"{at.astimezone(zone):%d/%m/%Y %H:%M:%S}"


def _origin(evidence: ResultEvidence, zone: tzinfo) -> tuple[tuple[str, str], ...]:
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


def _results(tab: TalentTab) -> Iterable[tuple[str, ...]]:
    for result in tab.results:
        yield (
            result.code,
            result.name,
            day_text(result.start_date),
            result.outcome,
            day_text(result.outcome_date),
            tab.tooltip,
        )
