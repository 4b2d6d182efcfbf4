"""Answers of a portal by the known facts of the API, and a `TalentLMS` over such answers."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from support.talentlms.http_library import httpx
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.adapters.talentlms.verdict import Answer, Verdict, understood
from talent_powerpro.model import (
    ClientCode,
    NewTalentUser,
    Secret,
    TalentCourseId,
    TalentGroupKey,
    TalentUserId,
)

PORTAL = "https://powerpro.talentlms.com"
KEY = "8DZQvzDn6YczzPw1EBf4YLhAuGujV"
PASSWORD = "Pink panther & 1+1"
SEVEN, COURSE, GROUP = TalentUserId("7"), TalentCourseId("126"), TalentGroupKey("77eD6LXHH")
JOANA = NewTalentUser(
    ClientCode("2021000017"), "jg11@pm.me", "Joana", "Gomez", "jg11@pm.me", Secret(PASSWORD)
)
ASKED = f"GET {PORTAL}/api/v1/users/email:jg11@pm.me"
LOGIN_KEY = f"{PORTAL}/index/autologin/key:pHkC5BpmxV2MU2tR1vjk16796475961"

Fields: TypeAlias = dict[str, Any]

# The portal's own page, the web server's and the load balancer's.
PORTAL_404 = (
    "<!DOCTYPE html><html><head><title>The page you're looking for can't be found</title>"
    "</head><body>Lost</body></html>"
)
SERVER_404 = (
    "<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1>"
    "<p>The requested URL was not found on this server.</p></body></html>"
)
BALANCER_401 = (
    "<html><body><h1>401 Unauthorized</h1>\n"
    "You need a valid user and password to access this content.\n</body></html>"
)


def user(**fields: Any) -> Fields:
    """A full user, as `users/id:` answers it."""
    return {
        "id": "7",
        "login": "jg11@pm.me",
        "first_name": "Joana",
        "last_name": "Gomez",
        "email": "jg11@pm.me",
        "restrict_email": "0",
        "user_type": "Learner-Type",
        "timezone": "(GMT +08:00) Perth",
        "language": "English",
        "status": "active",
        "deactivation_date": "",
        "level": "1",
        "points": "0",
        "created_on": "02/06/2022, 14:58:58",
        "last_updated": "02/06/2022, 14:58:58",
        "last_updated_timestamp": "1654153138",
        "avatar": f"{PORTAL}/pages/images/unknown_small.png",
        "bio": None,
        "login_key": LOGIN_KEY,
        "courses": [],
        "branches": [],
        "groups": [],
        "certifications": [],
        "badges": [],
    } | fields


def new_user(**fields: Any) -> Fields:
    """A new user, as `usersignup` answers it: id an integer, no lists."""
    lists = ("courses", "branches", "groups", "certifications", "badges", "deactivation_date")
    kept = {name: value for name, value in user().items() if name not in lists}
    return kept | {"id": 7, "last_updated_timestamp": 1654153138} | fields


def course(**fields: Any) -> Fields:
    """A course, as `courses/id:` answers it."""
    return {
        "id": "126",
        "name": "Certificate III in Information Technology",
        "code": "ICT30120-A",
        "category_id": None,
        "price": "&#36;0.00",
        "status": "active",
        "users": [],
        "units": [
            {"id": "3160", "type": "Section", "name": "Web", "delay_time": "60"},
            {"id": "3163", "type": "Unit", "name": "ICTWEB304 Build simple web pages"},
        ],
        "rules": ["All units must be completed"],
        "prerequisites": [],
    } | fields


def unit(**fields: Any) -> Fields:
    """A unit of a course status."""
    return {
        "id": "3163",
        "name": "ICTWEB304 Build simple web pages",
        "type": "Unit",
        "completion_status": "Completed",
        "completed_on": "13/06/2022, 08:00:00",
        "completed_on_timestamp": "1655078400",
        "score": "",
        "total_time": "0s",
    } | fields


def status(*units: Fields, **fields: Any) -> Fields:
    """A course status, as `getuserstatusincourse` answers it."""
    return {
        "role": "learner",
        "enrolled_on": "02/06/2022, 14:58:59",
        "enrolled_on_timestamp": "1654153139",
        "completion_status": "Incomplete",
        "completion_percentage": "50",
        "completed_on": "",
        "completed_on_timestamp": None,
        "expired_on": "",
        "expired_on_timestamp": None,
        "total_time": None,
        "units": list(units),
    } | fields


SITE = {
    "total_users": "1234",
    "total_courses": "12",
    "total_groups": 3,
    "total_branches": "",
    "date_format": "DDMMYYYY",
    "limits": {"maximum_brances": 1},
}
ENROLLED = [{"user_id": "7", "course_id": "126", "role": "learner"}]
GROUPED = {"user_id": "7", "group_id": "83", "group_name": "Geekos"}
ACTIVATED = {"user_id": "7", "status": "active"}
GROUPS: list[Fields] = [
    {"id": "82", "name": "Nobody asked", "key": "OTHER", "price": "&#36;0.00"},
    {"id": "83", "name": "Geekos", "key": "77eD6LXHH", "belongs_to_branch": None},
]
GROUP_83: Fields = {
    **GROUPS[1],
    "users": [{"id": "7", "name": "J. Gomez"}],
    "courses": [{"id": "126", "name": "Certificate III"}, {"id": 127, "name": "R&amp;D"}],
}
QUOTA = {
    "limit": "10000",
    "remaining": 9986,
    "reset": "1598160603",
    "formatted_reset": "23/08/2020, 06:30",
}


def error(message: Any, kind: str = "invalid_request_error") -> Fields:
    """An error's body."""
    return {"error": {"type": kind, "message": message}}


def php_json(value: Any) -> bytes:
    """JSON as PHP writes it: compact, slashes escaped, ASCII."""
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def json_answer(value: Any, status: int = 200) -> Answer:
    return Answer(status, "application/json", php_json(value))


def page_answer(page: str, status: int) -> Answer:
    return Answer(status, "text/html; charset=UTF-8", page.encode())


def verdict(answer: Answer, asked: str = ASKED) -> Verdict:
    return understood(answer, asked=asked)


def said(value: Any, status: int = 200) -> Verdict:
    """The verdict on a JSON answer."""
    return verdict(json_answer(value, status))


def response(value: Any, status: int = 200, **headers: str) -> httpx.Response:
    """A JSON answer as an HTTP response that is still to be read."""
    headers = {"content-type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return httpx.Response(status, stream=Pieces(php_json(value)), headers=headers)


def page(text: str, status: int) -> httpx.Response:
    """A web page as an HTTP response that is still to be read."""
    return httpx.Response(
        status, stream=Pieces(text.encode()), headers={"content-type": "text/html"}
    )


class Pieces(httpx.SyncByteStream):
    """A body in pieces that can be read once."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces


class Portal:
    """A portal that answers from a list, then repeats the last answer; it notes each request."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.slept: list[float] = []
        self.now = 1000.0

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def talent(self, **options: Any) -> TalentLMS:
        """The client over this portal, without jitter in its pauses."""
        http = httpx.Client(transport=httpx.MockTransport(self.answer))
        given = {"sleep": self.sleep, "clock": lambda: self.now, "jitter": lambda: 0.0}
        return TalentLMS(PORTAL, KEY, **({"http": http} | given | options))


@contextmanager
def everything_logged() -> Iterator[list[str]]:
    """Every line of every logger, formatted, at the lowest level."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.name}: {record.getMessage()} {record.args!r}")

    root, keep = logging.getLogger(), Keep()
    level = root.level
    root.addHandler(keep)
    root.setLevel(1)
    try:
        yield lines
    finally:
        root.removeHandler(keep)
        root.setLevel(level)


def raised_by(call: Callable[[], object]) -> BaseException:
    """The error that the call raises; it must raise one."""
    try:
        call()
    except BaseException as fault:
        return fault
    raise AssertionError("nothing was raised")
