"""A contact log as PowerPro's list and its entry window show it.

Guide, "Provisioning Contact Log".
"""

from __future__ import annotations

from datetime import datetime, tzinfo

from talent_powerpro.model import ContactLog


def listed(log: ContactLog, zone: tzinfo) -> str:
    """The contact log as PowerPro's list shows it, with seconds and the follow-up."""
    when = listed_time(log.contact_date.astimezone(zone))
    return f"{when}, {log.contact_type}, {log.follow_up_shown}"


def listed_time(at: datetime) -> str:
    """A time as PowerPro's list shows it, such as ``02/06/2022 2:59:02 PM``."""
    clock = f"{at:%I:%M:%S}".removeprefix("0") + (" PM" if at.hour >= 12 else " AM")
    return f"{at:%d/%m/%Y} {clock}"


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
