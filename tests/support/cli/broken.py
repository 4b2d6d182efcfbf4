"""An RTO and its portal with a fault of each kind that a check finds."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from support.cli.handed_on import copied, edit
from support.cli.rto import Rto, rto
from talent_powerpro.sandbox import (
    PortalEnrolment,
    PortalField,
    PortalUnit,
    PortalUser,
    Sandbox,
    guide_portal,
)

ROWS = (
    "UPDATE enrolments SET export = 1, export_date = NULL WHERE id = '1002'",
    "UPDATE enrolments SET export = 1, export_date = '2099-01-01' WHERE id = '1003'",
    "UPDATE clients SET secondary_id = '50' WHERE code IN ('2021000018', '2021000019')",
    "UPDATE clients SET email = 'jg11@pm.me' WHERE code = '2021000018'",
    "UPDATE units SET outcome = '60 - Credit transfer' "
    "WHERE enrolment_id = '1003' AND code = 'ICTWEB304'",
    "INSERT INTO contact_logs (id, enrolment_id, client_name, course_name, contact_date, "
    "contact_type, created_by, assigned_to, follow_up, status, "
    "priority_flag, description) SELECT 1, '1003', '', '', '2022-06-02 00:00:00.000000', "
    "'Enrolment exported to Talent LMS', '', '', '', "
    "'', '', ''",
    "INSERT INTO courses SELECT 'GONE', name, archived, 1, '999', '' FROM courses LIMIT 1",
    "INSERT INTO courses SELECT 'WORD', name, archived, 1, 'web', '' FROM courses LIMIT 1",
)
"""What goes wrong in PowerPro, as SQL."""


def broken_portal() -> Sandbox:
    portal = guide_portal()
    (course,) = (each for each in portal.courses if each.id == "126")
    first, *_ = course.units
    units = (
        first,
        evolve(first, id="9001"),
        PortalUnit("9002", "BSBWEB304A Old code"),
        PortalUnit("9003", "Welcome video"),
    )
    return Sandbox(
        evolve(
            portal,
            next_user_id=100,
            users=(*portal.users, PortalUser("50", "len", "Len", "Caster", "len@x.example")),
            courses=(evolve(course, units=units),),
            groups=(),
            enrolments=(PortalEnrolment("50", "126"),),
            custom_fields=(PortalField("custom_field_1", "Mobile", mandatory=True),),
        )
    )


def broken_rto(folder: Path, url: str) -> Rto:
    """The guide's RTO with all of it."""
    world = rto(folder, url).imported()
    for sql in ROWS:
        edit(world, sql)
    student(world, "MAX", email="max@pm..me", export_date="2099-01-01")
    return world


def student(world: Rto, code: str, **changes: str) -> None:
    """Add a client and an enrolment, both named *code*, as the guide's own with these changes."""
    names = {"given_names": code, "preferred_name": code, "surname": "ITO"}
    email = changes.pop("email", f"{code}@x.example")
    copied(world, "clients", "2021000017", code=code, **names, secondary_id="", email=email)
    copied(world, "enrolments", "1001", id=code, client_code=code, **changes)
