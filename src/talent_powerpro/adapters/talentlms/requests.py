"""Requests to TalentLMS, made from values. Pure.

Path arguments go out *raw*. API fact (recorded; its cause is inferred): an encoded ``:``,
``,`` or ``@`` in a path gets the portal's HTML 404. So only values that need no encoding go
by path, the others by query string. Writes that take a form get a form. API fact (recorded):
some of them refuse JSON.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

from attrs import asdict, frozen

from talent_powerpro.errors import Refused
from talent_powerpro.model import (
    NewTalentUser,
    Secret,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
    UserDetails,
    talent_number,
)

_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9@._-]+")
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]+")
_CUSTOM_FIELD = re.compile(r"custom_field_[0-9]{1,3}")
_LONGEST = 1000
"""Characters of one value. A longer one is a mistake, and no server takes such an address."""


@frozen
class Request:
    """One call of the API, not made yet."""

    action: str
    """The API's own name of the call; log lines show nothing else of it."""
    path: str
    """The part after ``/api/v1/``, exactly as it is sent, with its query string."""
    form: tuple[tuple[str, str | Secret], ...] = ()
    """The form of a POST; empty for a GET."""
    once: bool = False
    """True: never retried, because a second call could write a second time."""

    @property
    def method(self) -> str:
        return "POST" if self.form else "GET"

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Values to mask wherever the portal repeats them."""
        return tuple(value for _, value in self.form if isinstance(value, Secret))

    def shown(self, base: str) -> str:
        """Method and address, as the guide's log prints them; never the form."""
        return f"{self.method} {base}{self.path}"

    def body(self) -> bytes:
        """The encoded form: the one place where a password is in plain text."""
        return urlencode([(name, _revealed(value)) for name, value in self.form]).encode("ascii")


def user_by_id(user_id: TalentUserId) -> Request:
    """``users/id:7``. Raises ValueError unless the id is digits above zero."""
    return _get("users", ("id", _number(user_id)))


def user_by_email(email: str) -> Request:
    """``users/email:jo@x.au``, or ``users/?email=...``, in lower case."""
    # API fact (inferred): the server ignores case; lower case is right where it does not.
    return _get("users", ("email", _typed("email", email).lower()), plain=_PLAIN_ADDRESS)


def user_by_login(login: str) -> Request:
    """``users/username:jo``, or ``users/?username=...``, in the case given.

    A login is looked up after a create with it failed, and the same spelling finds it on any
    server.
    """
    return _get("users", ("username", _typed("login", login)), plain=_PLAIN_ADDRESS)


def users(page_size: int, page_number: int) -> Request:
    """``users/page_size:10000,page_number:1``. API fact (documented): no other list has pages."""
    return _get("users", ("page_size", str(page_size)), ("page_number", str(page_number)))


def create_user(new: NewTalentUser, *, password: Secret, group_id: str = "") -> Request:
    """``usersignup``, never retried. The e-mail goes out as it was typed, trimmed.

    Raises `Refused` for a text that cannot be sent, and for a name that is no custom field.
    """
    # API fact (reported): some calls refuse optional parameters that are empty.
    custom = tuple((name, value) for name, value in new.custom_fields if value)
    for name, _ in custom:
        if not _CUSTOM_FIELD.fullmatch(name):
            raise Refused(
                f"{name!r} is not the name of a TalentLMS custom field",
                reason="custom-field",
                remedy="Name custom fields as TalentLMS does, such as custom_field_1.",
            )
    form = (
        ("first_name", new.first_name),
        ("last_name", new.last_name),
        ("email", new.email.strip()),
        ("login", new.login.strip()),
        *custom,
        # API fact (documented): the group's id and not its key.
        *((("group_id", group_id),) if group_id else ()),
    )
    texts = tuple((name, _sendable(name, value)) for name, value in form)
    # Checked here and not in `_sendable`: a traceback may show a frame's variables, and this
    # frame has the password as a `Secret` alone.
    if not _fits(password.reveal()):
        raise _unsendable(
            "password", "(not shown)", remedy="Set TALENTLMS_NEW_USER_PASSWORD again."
        )
    return Request("usersignup", "usersignup", (*texts, ("password", password)), once=True)


def edit_user(user: TalentUser, details: UserDetails) -> Request:
    """``edituser`` with what differs from the user as they were read. Never the login."""
    before = asdict(user.details)
    form = tuple(
        (name, _sendable(name, value))
        for name, value in asdict(details).items()
        if value != before[name]
    )
    return Request("edituser", "edituser", (("user_id", _number(user.id)), *form))


def course(course_id: TalentCourseId) -> Request:
    """``courses/id:126``: the course with its units and its learners."""
    return _get("courses", ("id", _number(course_id)))


def enrol(user_id: TalentUserId, course_id: TalentCourseId) -> Request:
    """``addusertocourse``, as a learner."""
    # API fact (documented): it is a POST. Another program changed to GET in 2025-09 (reported).
    form = (("user_id", _number(user_id)), ("course_id", _number(course_id)), ("role", "learner"))
    return Request("addusertocourse", "addusertocourse", form)


def unenrol(user_id: TalentUserId, course_id: TalentCourseId) -> Request:
    """``removeuserfromcourse/user_id:7,course_id:126``. API fact (documented): a GET writes."""
    return _get(
        "removeuserfromcourse", ("user_id", _number(user_id)), ("course_id", _number(course_id))
    )


def add_to_group(user_id: TalentUserId, group_key: TalentGroupKey) -> Request:
    """``addusertogroup/user_id:7,group_key:77eD6LXHH``. API fact (documented): a GET writes."""
    key = _typed("Talent Group Key", group_key)
    return _get("addusertogroup", ("user_id", _number(user_id)), ("group_key", key))


def activate_user(user_id: TalentUserId) -> Request:
    """``usersetstatus/user_id:7,status:active``. API fact (documented): a GET writes."""
    return _get("usersetstatus", ("user_id", _number(user_id)), ("status", "active"))


def groups() -> Request:
    """``groups``: all of them. API fact: no call looks a group up by its key."""
    return Request("groups", "groups")


def group(group_id: str) -> Request:
    """``groups/id:3``: the group with its courses."""
    return _get("groups", ("id", _number(group_id)))


def progress(user_id: TalentUserId, course_id: TalentCourseId) -> Request:
    """``getuserstatusincourse/course_id:126,user_id:7``: every unit with status and date.

    One call for each student: the API's other call for progress has no dates (API fact,
    documented).
    """
    return _get(
        "getuserstatusincourse", ("course_id", _number(course_id)), ("user_id", _number(user_id))
    )


def site() -> Request:
    """``siteinfo``: the portal's settings."""
    return Request("siteinfo", "siteinfo")


def custom_fields() -> Request:
    """``getcustomregistrationfields``: the custom fields of a sign-up."""
    return Request("getcustomregistrationfields", "getcustomregistrationfields")


def quota() -> Request:
    """``ratelimit``. API fact (documented): the call itself is not counted."""
    return Request("ratelimit", "ratelimit")


def _get(action: str, *arguments: tuple[str, str], plain: re.Pattern[str] = _PLAIN_KEY) -> Request:
    """A GET, by path where every value fits *plain*, otherwise by query string."""
    if all(plain.fullmatch(value) for _, value in arguments):
        return Request(action, f"{action}/" + ",".join(f"{k}:{v}" for k, v in arguments))
    return Request(action, f"{action}/?{urlencode(arguments, quote_via=quote)}")


def _number(talent_id: str) -> str:
    """A Talent id. ValueError for anything else: in a path it would change the address."""
    number = talent_number(talent_id)
    if number is None:
        raise ValueError(f"{talent_id!r} is not a Talent id; an id is digits above zero")
    return number


def _typed(name: str, text: str) -> str:
    """A text to look up, trimmed. ValueError when blank: ``users/`` lists all users."""
    trimmed = text.strip()
    if not trimmed:
        raise ValueError(f"the {name} is blank, so it cannot be looked up")
    return _sendable(name, trimmed)


def _sendable(name: str, text: str) -> str:
    """The text itself. Raises `Refused` where no request can carry it."""
    if _fits(text):
        return text
    raise _unsendable(name, ascii(text[:40]))


def _fits(text: str) -> bool:
    # A lone surrogate is half a character: Python holds it, and no encoding can send it.
    return len(text) <= _LONGEST and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _unsendable(
    name: str, shown: str, *, remedy: str = "Type the field again in PowerPro."
) -> Refused:
    return Refused(
        f"The {name} {shown} cannot be sent to TalentLMS: "
        f"it has a broken character or more than {_LONGEST} characters",
        reason="not-sendable",
        remedy=remedy,
    )


def _revealed(value: str | Secret) -> str:
    return value.reveal() if isinstance(value, Secret) else value
