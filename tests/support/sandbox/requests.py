"""Short ways to call a sandbox in process, and a portal with rows of every kind."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from attrs import evolve

from talent_powerpro.sandbox import (
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalGroup,
    PortalUnit,
    PortalUser,
    Request,
    Response,
    Sandbox,
    UserStatus,
)

PERTH = ZoneInfo("Australia/Perth")
NOW = datetime(2022, 6, 2, 6, 58, 59, tzinfo=UTC)  # 14:58:59 in Perth
MAY = datetime(2022, 5, 16, 9, 0, tzinfo=PERTH)

LEAST_FILE = 'domain = "powerpro.talentlms.com"\nzone = "Australia/Perth"\n'
Write: TypeAlias = Callable[[str], Path]

INVALID = "Invalid arguments provided"
NO_USER = "The requested user does not exist"
NO_COURSE = "The requested course does not exist"

JOANA = {
    "first_name": "Joana",
    "last_name": "Gomez",
    "email": "jg11@pm.me",
    "login": "jg11@pm.me",
    "password": "Passw0rd",
}

PORTAL = Portal(
    domain="powerpro.talentlms.com",
    zone=PERTH,
    next_user_id=7,
    users=(
        PortalUser(1, "owner", "Portal", "Owner", "owner@powerpro.example", "SuperAdmin"),
        PortalUser(6, "Pink.P", "Pink", "Panther", "Pink@powerpro.example", created=MAY),
        PortalUser(4, "len", "Len", "Caster", "len@powerpro.example", status=UserStatus.INACTIVE),
        PortalUser(3, "lisa", "Lisa", "Costa", "lisa@powerpro.example", status=UserStatus.DELETED),
        PortalUser(5, "blank@powerpro.example", last_name="Costa"),
    ),
    courses=(
        PortalCourse(
            126,
            "Certificate III in Information Technology",
            "ICT30120-A",
            units=(
                PortalUnit(1000, "Getting started", "Section"),
                PortalUnit(1001, "ICTWEB304 Build simple web pages"),
                PortalUnit(1002, "ICTWEB305: Produce digital images & 'more'", "Test"),
                PortalUnit(1003, "ICTWEB306\tDevelop web presence"),
            ),
        ),
        PortalCourse(127, 'apples & "pears" <\'>'),
        PortalCourse(
            128, "Bananas", units=(PortalUnit(1010, "X1 one"), PortalUnit(1011, "x1 two"))
        ),
    ),
    groups=(
        PortalGroup(1, "Geekos", "77eD6LXHH", "All the best geeks are here. Are you?"),
        PortalGroup(2, "Fruit & more", "FRUIT", courses=(127, 128), members=(6,)),
    ),
    enrolments=(PortalEnrolment(6, 126, enrolled=MAY),),
)


class Clock:
    """A clock that a test sets."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **duration: int) -> None:
        self.now += timedelta(**duration)


def sandbox_with(**changes: Any) -> Sandbox:
    """A sandbox of `PORTAL` with some of its fields changed."""
    return Sandbox(evolve(PORTAL, **changes), clock=Clock())


def basic(key: str, password: str = "") -> dict[str, str]:
    pair = base64.b64encode(f"{key}:{password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def get(sandbox: Sandbox, path: str, *, key: str = "any") -> Response:
    """GET of ``/api/v1/`` and *path*, raw."""
    return sandbox.handle(Request("GET", f"/api/v1/{path}", basic(key)))


def post(sandbox: Sandbox, path: str, **form: str) -> Response:
    """POST of an urlencoded form to ``/api/v1/`` and *path*."""
    return send(sandbox, f"/api/v1/{path}", urlencode(form), "application/x-www-form-urlencoded")


def complete(sandbox: Sandbox, **form: str) -> Response:
    """A control call of the sandbox."""
    return send(sandbox, "/sandbox/complete", urlencode(form), "application/x-www-form-urlencoded")


def send(sandbox: Sandbox, target: str, body: str, content_type: str) -> Response:
    headers = {**basic("any"), "content-type": content_type}
    return sandbox.handle(Request("POST", target, headers, body.encode()))


def ok(response: Response) -> Any:
    """The decoded answer of a call that succeeded."""
    assert response.status == 200, response.body
    answer = json.loads(response.body)
    assert "error" not in answer
    return answer


def refused(response: Response) -> tuple[int, str]:
    """Status and message of a JSON error."""
    assert response.headers["Content-Type"] == "application/json"
    error = json.loads(response.body)["error"]
    assert list(error) == ["type", "message"]
    return response.status, error["message"]


def titled(response: Response) -> tuple[int, str]:
    """Status and title of an HTML page."""
    assert response.headers["Content-Type"].startswith("text/html")
    page = response.body.decode()
    return response.status, page.partition("<title>")[2].partition("</title>")[0]
