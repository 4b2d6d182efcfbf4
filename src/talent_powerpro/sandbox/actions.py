"""The API's actions: one row each. A new action is a function and a row here."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from talent_powerpro.sandbox.asked import Action
from talent_powerpro.sandbox.courses import courses
from talent_powerpro.sandbox.enrolments import addusertocourse, getuserstatusincourse
from talent_powerpro.sandbox.groups import addusertogroup, groups
from talent_powerpro.sandbox.signup import usersignup
from talent_powerpro.sandbox.site import ratelimit, siteinfo
from talent_powerpro.sandbox.users import users


@frozen
class Row:
    """An action and what is special about calling it."""

    answer: Action
    methods: frozenset[str] = frozenset({"GET", "POST"})
    """An action documented as GET takes a posted form as well; not the other way round."""
    takes_json: bool = False
    is_counted: bool = True
    """Whether a call of it counts against the hourly limit."""


_POST = frozenset({"POST"})

ACTIONS: Mapping[str, Row] = {
    "users": Row(users),
    "usersignup": Row(usersignup, methods=_POST, takes_json=True),
    "addusertocourse": Row(addusertocourse, methods=_POST, takes_json=True),
    "addusertogroup": Row(addusertogroup),
    "getuserstatusincourse": Row(getuserstatusincourse),
    "courses": Row(courses),
    "groups": Row(groups),
    "siteinfo": Row(siteinfo),
    "ratelimit": Row(ratelimit, is_counted=False),
}
