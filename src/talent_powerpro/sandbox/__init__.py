"""TalentLMS simulator: the API v1 of one portal, in process or over HTTP on this machine.

It is written from the facts of the TalentLMS API alone and shares no code with the client in
`talent_powerpro.adapters.talentlms`: a misreading in shared code would hide itself.

Comments cite these facts ("API fact") with how sure each is, in that package's words: recorded,
documented, vendor's code, reported, inferred. Where nothing is known the sandbox makes a choice,
and `Quirks` offers the others.

>>> from talent_powerpro.sandbox import Request, Sandbox, guide_portal
>>> sandbox = Sandbox(guide_portal())
>>> sandbox.handle(Request("GET", "/api/v1/users/id:7")).status
401
"""

from talent_powerpro.sandbox.api.context import ApiCall
from talent_powerpro.sandbox.api_errors import ApiError
from talent_powerpro.sandbox.emulator import Sandbox
from talent_powerpro.sandbox.faults.kinds import FaultKind
from talent_powerpro.sandbox.http.messages import Ending, Request, Response
from talent_powerpro.sandbox.portal.choices import (
    ClockFormat,
    CourseStatus,
    DateFormat,
    FieldType,
    LimitAnswer,
    Role,
    UserStatus,
)
from talent_powerpro.sandbox.portal.file import guide_portal, load_portal
from talent_powerpro.sandbox.portal.portal import (
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalEvent,
    PortalField,
    PortalGroup,
    PortalProgress,
    PortalUnit,
    PortalUser,
)
from talent_powerpro.sandbox.portal.quirks import Quirks
from talent_powerpro.sandbox.server import serve, serve_until_interrupted

__all__ = [
    "ApiCall",
    "ApiError",
    "ClockFormat",
    "CourseStatus",
    "DateFormat",
    "Ending",
    "FaultKind",
    "FieldType",
    "LimitAnswer",
    "Portal",
    "PortalCourse",
    "PortalEnrolment",
    "PortalEvent",
    "PortalField",
    "PortalGroup",
    "PortalProgress",
    "PortalUnit",
    "PortalUser",
    "Quirks",
    "Request",
    "Response",
    "Role",
    "Sandbox",
    "UserStatus",
    "guide_portal",
    "load_portal",
    "serve",
    "serve_until_interrupted",
]
