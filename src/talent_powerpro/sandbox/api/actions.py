"""Table of the API's actions. A new action is a function and a row here."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from talent_powerpro.sandbox.api.context import Action
from talent_powerpro.sandbox.api.courses import courses
from talent_powerpro.sandbox.api.custom_fields import (
    getcustomcoursefields,
    getcustomregistrationfields,
)
from talent_powerpro.sandbox.api.deletion import deleteuser
from talent_powerpro.sandbox.api.enrolments import (
    addusertocourse,
    getuserstatusincourse,
    removeuserfromcourse,
)
from talent_powerpro.sandbox.api.groups import addusertogroup, groups, removeuserfromgroup
from talent_powerpro.sandbox.api.signup import usersignup
from talent_powerpro.sandbox.api.site import ratelimit, siteinfo
from talent_powerpro.sandbox.api.timeline import gettimeline
from talent_powerpro.sandbox.api.unit_progress import getusersprogressinunits, resetuserprogress
from talent_powerpro.sandbox.api.user_changes import edituser, usersetstatus
from talent_powerpro.sandbox.api.users import users


@frozen
class Row:
    """One action, and the ways to call it."""

    answer: Action
    methods: frozenset[str] = frozenset({"GET", "POST"})
    """API fact (reported): an action that is documented as GET takes a posted form too."""
    takes_json: bool = False
    """Whether it takes a JSON body. API fact (recorded): some actions refuse one."""
    is_counted: bool = True
    """Whether a call counts against the hourly limit."""


_POST = frozenset({"POST"})

ACTIONS: Mapping[str, Row] = {
    "users": Row(users),
    "usersignup": Row(usersignup, methods=_POST, takes_json=True),
    "edituser": Row(edituser, methods=_POST),
    "usersetstatus": Row(usersetstatus),
    "deleteuser": Row(deleteuser, methods=_POST),
    "getcustomregistrationfields": Row(getcustomregistrationfields),
    "getcustomcoursefields": Row(getcustomcoursefields),
    "addusertocourse": Row(addusertocourse, methods=_POST, takes_json=True),
    "removeuserfromcourse": Row(removeuserfromcourse),
    "getuserstatusincourse": Row(getuserstatusincourse),
    "getusersprogressinunits": Row(getusersprogressinunits),
    "resetuserprogress": Row(resetuserprogress),
    "courses": Row(courses),
    "groups": Row(groups),
    "addusertogroup": Row(addusertogroup),
    "removeuserfromgroup": Row(removeuserfromgroup),
    "gettimeline": Row(gettimeline),
    "siteinfo": Row(siteinfo),
    "ratelimit": Row(ratelimit, is_counted=False),
}
