"""Profiles: the names of other systems' fields, as far as public pages of their vendors show them.

Decision 80 has the page beside each name, and what could not be found. A name that equals the
title of our column, but for case, needs no line.
"""

from __future__ import annotations

from collections.abc import Mapping

PROFILES: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "vettrak": {
        "clients": {
            "ClientCode": "Code",
            "Client code": "Code",
            "GivenName": "Given Names",
            "Given name": "Given Names",
        },
        "units": {"Outcome code": "Outcome"},
    },
    "axcelerate": {
        "clients": {
            "Given Name": "Given Names",
            "Mobile Phone": "Mobile",
            "Email Address": "Email",
        },
        "units": {"Activity Start Date": "Start Date", "Competency Status": "Outcome"},
    },
    "wisenet": {
        "clients": {
            "StudentId": "Code",
            "FirstName": "Given Names",
            "First Name": "Given Names",
            "LastName": "Surname",
            "Last Name": "Surname",
            "DateOfBirth": "Date of Birth",
            "EmailAddress": "Email",
        },
        "enrolments": {
            "CourseEnrolmentId": "Enrolment ID",
            "StudentId": "Client Code",
            "EnrolmentStatus": "Booking Status",
        },
        "units": {"CourseEnrolmentId": "Enrolment ID", "Outcome Code": "Outcome"},
    },
}
"""By profile and file: by their heading, the title of our column."""
