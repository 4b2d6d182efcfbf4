"""An enrolment as PowerPro's own windows show it: contact logs and the Talent LMS tab."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo

from talent_powerpro.cli.screen import Screen
from talent_powerpro.model import ContactLog, day_text
from talent_powerpro.views.tab import TalentTab


def show_contact_log(screen: Screen, enrolment_id: str, log: ContactLog, zone: tzinfo) -> None:
    """Print the fields of the guide's "Provisioning Contact Log", in the guide's order."""
    screen.heading(f"Contact log of enrolment {enrolment_id}")
    screen.fields(
        (
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
