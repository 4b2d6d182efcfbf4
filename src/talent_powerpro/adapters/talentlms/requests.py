"""What TalentLMS is asked: values to requests. Pure.

The forms are those of the API sheet, section 2. Path arguments go out *raw*, because an
encoded ``:``, ``,`` or ``@`` in a path gets the portal's HTML 404: so by path only what
needs no encoding, everything else by query string. Writes that take a form get a form,
never JSON.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

from attrs import frozen

from talent_powerpro.errors import Refused
from talent_powerpro.model import (
    NewTalentUser,
    Secret,
    TalentCourseId,
    TalentGroupKey,
    TalentUserId,
    talent_number,
)

_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9@._-]+")
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]+")
_CUSTOM_FIELD = re.compile(r"custom_field_[0-9]{1,3}")
_LONGEST = 1000
"""Characters of one value. Longer ones are a slip, and no server takes such an address."""


@frozen
class Request:
    """One call of the API, not yet made."""

    action: str
    """The API's own name for it: all that a log line tells of a call."""
    path: str
    """What follows ``/api/v1/``, exactly as it is sent, a query string included."""
    form: tuple[tuple[str, str | Secret], ...] = ()
    """The form of a POST; empty: a GET."""
    once: bool = False
    """Never repeated: what it would do twice cannot be told from doing it once."""

    @property
    def method(self) -> str:
        return "POST" if self.form else "GET"

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """What of it must not be shown, wherever the portal repeats it."""
        return tuple(value for _, value in self.form if isinstance(value, Secret))

    def shown(self, base: str) -> str:
        """Method and address as the guide's log prints them; never the form."""
        return f"{self.method} {base}{self.path}"

    def body(self) -> bytes:
        """The form as it is sent: the one place where a password is spelt out."""
        return urlencode([(name, _revealed(value)) for name, value in self.form]).encode("ascii")


def user_by_id(user_id: TalentUserId) -> Request:
    """``users/id:7`` (API sheet 4.1). Raises ValueError unless digits above zero."""
    return _get("users", ("id", _number(user_id)))


def user_by_email(email: str) -> Request:
    """``users/email:jo@x.au``, or ``users/?email=...``; lower case (API sheet 4.1)."""
    return _get("users", ("email", _typed("email", email).lower()), plain=_PLAIN_ADDRESS)


def user_by_login(login: str) -> Request:
    """``users/username:jo``, or ``users/?username=...`` (API sheet 4.1).

    The case stays: a login is looked for after creating with it failed, and then the
    same spelling finds it on any server.
    """
    return _get("users", ("username", _typed("login", login)), plain=_PLAIN_ADDRESS)


def create_user(new: NewTalentUser, *, password: Secret) -> Request:
    """``usersignup`` (API sheet 4.3), never repeated. The e-mail goes out as it was typed.

    Empty custom fields are left out: some calls reject empty optional parameters.
    Raises `Refused` for a text that cannot be sent or is no custom field.
    """
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
    )
    texts = tuple((name, _sendable(name, value)) for name, value in form)
    # Asked here: a traceback may show a frame's variables, and this one has none but a `Secret`.
    if not _fits(password.reveal()):
        raise _unsendable("password", "(not shown)")
    return Request("usersignup", "usersignup", (*texts, ("password", password)), once=True)


def course(course_id: TalentCourseId) -> Request:
    """``courses/id:126`` (API sheet 5)."""
    return _get("courses", ("id", _number(course_id)))


def enrol(user_id: TalentUserId, course_id: TalentCourseId) -> Request:
    """``addusertocourse``, as a learner (API sheet 7)."""
    form = (("user_id", _number(user_id)), ("course_id", _number(course_id)), ("role", "learner"))
    return Request("addusertocourse", "addusertocourse", form)


def add_to_group(user_id: TalentUserId, group_key: TalentGroupKey) -> Request:
    """``addusertogroup/user_id:7,group_key:77eD6LXHH`` (API sheet 9). A GET that writes."""
    key = _typed("Talent Group Key", group_key)
    return _get(
        "addusertogroup", ("user_id", _number(user_id)), ("group_key", key), plain=_PLAIN_KEY
    )


def activate_user(user_id: TalentUserId) -> Request:
    """``usersetstatus/user_id:7,status:active`` (API sheet 4.4). A GET that writes."""
    return _get("usersetstatus", ("user_id", _number(user_id)), ("status", "active"))


def groups() -> Request:
    """``groups``: all of them, since none is looked up by its key (API sheet 9)."""
    return Request("groups", "groups")


def group(group_id: str) -> Request:
    """``groups/id:3``, with its courses (API sheet 9)."""
    return _get("groups", ("id", _number(group_id)))


def progress(user_id: TalentUserId, course_id: TalentCourseId) -> Request:
    """``getuserstatusincourse/course_id:126,user_id:7`` (API sheet 7)."""
    return _get(
        "getuserstatusincourse", ("course_id", _number(course_id)), ("user_id", _number(user_id))
    )


def site() -> Request:
    """``siteinfo`` (API sheet 10)."""
    return Request("siteinfo", "siteinfo")


def quota() -> Request:
    """``ratelimit`` (API sheet 10). TalentLMS does not count this call."""
    return Request("ratelimit", "ratelimit")


def _get(action: str, *arguments: tuple[str, str], plain: re.Pattern[str] = _PLAIN_KEY) -> Request:
    """A GET: by path where every value is plain, otherwise by query string."""
    if all(plain.fullmatch(value) for _, value in arguments):
        return Request(action, f"{action}/" + ",".join(f"{k}:{v}" for k, v in arguments))
    return Request(action, f"{action}/?{urlencode(arguments, quote_via=quote)}")


def _number(talent_id: str) -> str:
    """A Talent id; ValueError for anything else, since it would change the address."""
    number = talent_number(talent_id)
    if number is None:
        raise ValueError(f"{talent_id!r} is not a Talent id: digits above zero are")
    return number


def _typed(name: str, text: str) -> str:
    """A text to look for, trimmed. ValueError when blank: that would ask for everyone."""
    trimmed = text.strip()
    if not trimmed:
        raise ValueError(f"a blank {name} cannot be asked for")
    return _sendable(name, trimmed)


def _sendable(name: str, text: str) -> str:
    """The text itself, or `Refused` where no request can carry it."""
    if _fits(text):
        return text
    raise _unsendable(name, ascii(text[:40]))


def _fits(text: str) -> bool:
    return len(text) <= _LONGEST and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _unsendable(name: str, shown: str) -> Refused:
    return Refused(
        f"{name} {shown} cannot be sent to TalentLMS: "
        f"it has half characters or more than {_LONGEST}",
        reason="not-sendable",
        remedy="Type the field again in PowerPro.",
    )


def _revealed(value: str | Secret) -> str:
    return value.reveal() if isinstance(value, Secret) else value
