"""An enrolment as PowerPro's own windows show it: contact logs and the Talent LMS tab."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo

from talent_powerpro.cli.screen import Screen
from talent_powerpro.model import ContactLog, day_text
from talent_powerpro.views.contact_log import contact_log_fields, listed
from talent_powerpro.views.origin import origin_fields, outcome_fields
from talent_powerpro.views.tab import TalentTab, UnitOutcome


def show_contact_log(screen: Screen, enrolment_id: str, log: ContactLog, zone: tzinfo) -> None:
    """Print the picture of the guide's "Provisioning Contact Log": its list, then its fields."""
    screen.heading(f"Contact log of enrolment {enrolment_id}")
    screen.line(listed(log, zone))
    screen.fields(contact_log_fields(log, zone))


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
        screen.fields(outcome_fields(outcome))
        if outcome.evidence:
            screen.heading("Origin of the result")
            screen.fields(origin_fields(outcome.evidence, zone))


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
