"""TalentLMS over HTTP: the transport, and the only place that imports httpx.

Two rules for anyone who edits this. No httpx error leaves this file, not even as a
cause: it carries the request, and the request carries the API key and a new user's
password. And whatever an attempt brings is a value (`Attempt`); errors are raised from
it afterwards, outside every ``except``.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, version
from threading import Lock
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from talent_powerpro.adapters.talentlms import requests, responses
from talent_powerpro.adapters.talentlms.bodies import BodyError, TooLargeError, whole
from talent_powerpro.adapters.talentlms.httpx_or_httpx2 import (
    HttpClient,
    astray,
    is_about_trust,
    library_of,
    packing,
    pieces,
    unsent,
)
from talent_powerpro.adapters.talentlms.masking import quotable
from talent_powerpro.adapters.talentlms.meanings import (
    LOST,
    REDIRECTED,
    TOO_MUCH,
    UNREACHABLE,
    UNTRUSTED,
    Meaning,
)
from talent_powerpro.adapters.talentlms.rate_limit import SlidingWindow
from talent_powerpro.adapters.talentlms.requests import Request
from talent_powerpro.adapters.talentlms.responses import Quota, Site
from talent_powerpro.adapters.talentlms.retry import (
    ATTEMPTS,
    Attempt,
    repeated,
    seconds_asked_for,
)
from talent_powerpro.adapters.talentlms.settings import api_base, check_key, check_url, portal_name
from talent_powerpro.adapters.talentlms.verdict import Answer, Verdict, understood
from talent_powerpro.errors import Refused, SettingsFault
from talent_powerpro.model import (
    Absent,
    CourseProgress,
    Ensured,
    NewTalentUser,
    NotEnrolled,
    Secret,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
)

T = TypeVar("T")

TIME_OUTS = httpx.Timeout(connect=15.0, read=60.0, write=30.0, pool=120.0)
"""Seconds. The vendor's own library waits 30 s to connect and 80 s in all."""
PATIENCE = 120.0
"""Seconds for one whole answer, however slowly it drips in."""

log = logging.getLogger("talent_powerpro.talentlms")
log.addHandler(logging.NullHandler())


class TalentLMS:
    """A `TalentRepository` over a portal's API v1. Safe for many threads.

    *url* is the portal's, such as ``https://powerpro.talentlms.com``; *key* its API key;
    *new_user_password* what users are created with where a `NewTalentUser` brings none.
    Raises `SettingsFault` with all faults of *url* and *key*.

    *http* is an `httpx.Client` or an `httpx2.Client`; it is used as it is and left open.
    Without one, a client of httpx is made and closed by `close`. *sleep*, *clock* (seconds
    that never go back) and *jitter* (0 to 1) are all the time and chance there is. Reads and
    ensures are made up to *attempts* times.
    """

    def __init__(
        self,
        url: str,
        key: str | Secret,
        *,
        new_user_password: str | Secret | None = None,
        http: HttpClient | None = None,
        attempts: int = ATTEMPTS,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        # A traceback may show a frame's variables: `self` is shown by its base, and the
        # arguments' own names are bound anew.
        self._base = ""
        self._key = key = _secret(key)
        self._password = new_user_password = _secret(new_user_password or "")
        if faults := (*check_url(url), *check_key(self._key.reveal())):
            raise SettingsFault(faults)
        self._base = api_base(url)
        self._clock = clock
        self._pace = SlidingWindow(clock=clock, sleep=sleep)
        self._repeated = partial(repeated, attempts=attempts, sleep=sleep, jitter=jitter)
        self._http = http if http is not None else _new_http()
        self._library = library_of(self._http, otherwise=httpx)
        self._http_is_own = http is None
        self._user_agent = user_agent()
        self._date_format: str | None = None
        self._asking_date_format = Lock()

    def __repr__(self) -> str:
        return f"TalentLMS({self._base!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back. An *http* that was handed in stays open."""
        if self._http_is_own:
            self._http.close()

    # --- TalentRepository -------------------------------------------------------

    def user_by_id(self, user_id: TalentUserId) -> TalentUser | Absent:
        """``users/id:``. ValueError unless the id is digits above zero."""
        return self._ask(requests.user_by_id(user_id), partial(responses.user, user_id=user_id))

    def user_by_email(self, email: str) -> TalentUser | Absent:
        """``users/email:``. ValueError when blank: that would ask for everyone."""
        return self._ask(requests.user_by_email(email), responses.user)

    def user_by_login(self, login: str) -> TalentUser | Absent:
        """``users/username:``. ValueError when blank."""
        return self._ask(requests.user_by_login(login), responses.user)

    def create_user(self, new: NewTalentUser) -> TalentUser:
        """``usersignup``, once. Without any password: `Refused`, and nothing is sent."""
        password = new.password or self._password
        if not password.reveal():
            raise Refused(
                "There is no password to create a Talent user with",
                reason="no-password",
                remedy="Set TALENTLMS_NEW_USER_PASSWORD or the password file.",
            )
        return self._ask(requests.create_user(new, password=password), responses.created)

    def course(self, course_id: TalentCourseId) -> TalentCourse | Absent:
        """``courses/id:``. ValueError unless the id is digits above zero."""
        return self._ask(requests.course(course_id), partial(responses.course, course_id=course_id))

    def enrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        """``addusertocourse``."""
        return self._ask(
            requests.enrol(user_id, course_id),
            partial(responses.enrolled, user_id=user_id, course_id=course_id),
        )

    def add_to_group(self, user_id: TalentUserId, group_key: TalentGroupKey) -> Ensured:
        """``addusertogroup``. The group's own courses come with it."""
        return self._ask(
            requests.add_to_group(user_id, group_key), partial(responses.grouped, user_id=user_id)
        )

    def progress(
        self, user_id: TalentUserId, course_id: TalentCourseId
    ) -> CourseProgress | NotEnrolled:
        """``getuserstatusincourse``; ``siteinfo`` once, where a date has no timestamp."""
        return self._ask(
            requests.progress(user_id, course_id),
            partial(responses.progress, date_format=self._portal_date_format),
        )

    # --- TalentActivation, TalentGroups, NamedPortal ----------------------------

    def activate_user(self, user_id: TalentUserId) -> Ensured:
        """``usersetstatus``."""
        return self._ask(
            requests.activate_user(user_id), partial(responses.activated, user_id=user_id)
        )

    def courses_of_group(self, group_key: TalentGroupKey) -> tuple[TalentCourse, ...] | Absent:
        """``groups``, and ``groups/id:`` of the one with that key."""
        group = self._ask(requests.groups(), partial(responses.group_with_key, group_key=group_key))
        if isinstance(group, Absent):
            return group
        return self._ask(requests.group(group), partial(responses.courses_of_group, group_id=group))

    @property
    def portal(self) -> str:
        """The host of the portal's address."""
        return portal_name(self._base)

    # --- the portal itself ------------------------------------------------------

    def site(self) -> Site:
        """``siteinfo``: a cheap call that needs a valid key, so a good connection test."""
        return self._ask(requests.site(), responses.site)

    def quota(self) -> Quota:
        """``ratelimit``: what is left of the portal's calls this hour. Not counted itself."""
        return self._ask(requests.quota(), responses.quota)

    def _portal_date_format(self) -> str:
        with self._asking_date_format:
            if self._date_format is None:
                self._date_format = self.site().date_format
            return self._date_format

    # --- transport --------------------------------------------------------------

    def _ask(self, request: Request, read: Callable[[Verdict], T]) -> T:
        attempt = partial(self._attempt, request)
        return read(attempt().verdict if request.once else self._repeated(attempt))

    def _attempt(self, request: Request) -> Attempt:
        """One call, at its turn; whatever happens to it is a value."""
        self._pace.wait()
        began = self._clock()
        outcome = self._sent(request, began)
        seconds = self._clock() - began
        log.debug("%s: %s, %.3f s", request.action, outcome.verdict.seen, seconds)
        return outcome

    def _sent(self, request: Request, began: float) -> Attempt:
        asked, hidden = request.shown(self._base), (self._key, self._password, *request.secrets)
        lost = partial(_lost, asked)
        try:
            with closing(self._open(request)) as response:
                body = whole(self._in_time(pieces(response), began), encoding=packing(response))
        except unsent(self._library) as fault:
            # Nothing was sent, and what went wrong is this machine's own words.
            seen = f"{type(fault).__name__}: {quotable(str(fault), hidden=hidden)}"
            return lost(UNTRUSTED if is_about_trust(fault) else UNREACHABLE, seen)
        except astray(self._library) as fault:
            return lost(REDIRECTED, type(fault).__name__)
        except self._library.HTTPError as fault:
            return lost(LOST, type(fault).__name__)
        except BodyError as fault:
            return lost(TOO_MUCH if isinstance(fault, TooLargeError) else LOST, str(fault))
        headers = response.headers
        answer = Answer(response.status_code, headers.get("content-type", ""), body)
        return Attempt(
            understood(answer, asked=asked, hidden=hidden),
            seconds_asked_for(headers.get("retry-after", "")),
        )

    def _open(self, request: Request) -> Any:
        """Send it; the answer's body is still to be read."""
        headers = {
            "User-Agent": self._user_agent,
            "Accept": "application/json",
            # The one packing that `bodies` can unpack within bounds.
            "Accept-Encoding": "gzip",
        }
        if request.form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return self._http.send(
            self._http.build_request(
                request.method,
                self._base + request.path,
                headers=headers,
                content=request.body() if request.form else None,
            ),
            auth=self._library.BasicAuth(self._key.reveal(), ""),
            follow_redirects=False,
            stream=True,
        )

    def _in_time(self, pieces: Iterable[bytes], began: float) -> Iterator[bytes]:
        """The same pieces, as long as patience lasts: a time-out sees each piece alone."""
        for piece in pieces:
            if self._clock() - began > PATIENCE:
                raise BodyError(f"not whole after {PATIENCE:.0f} seconds")
            yield piece


def user_agent(distribution: str = "talent-powerpro") -> str:
    """What TalentLMS's own logs call this program: name and version."""
    try:
        return f"{distribution}/{version(distribution)}"
    except PackageNotFoundError:  # run from a folder, not installed
        return distribution


def _new_http() -> httpx.Client:
    """Pooled connections without redirects.

    No cookies either: the API needs none, and a portal that gets its session cookie
    back answers one call at a time.
    """
    return httpx.Client(
        timeout=TIME_OUTS,
        follow_redirects=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
    )


def _secret(text: str | Secret) -> Secret:
    return text if isinstance(text, Secret) else Secret(text)


def _lost(asked: str, meaning: Meaning, seen: str) -> Attempt:
    """What became of a call that brought no whole answer."""
    return Attempt(Verdict(asked, meaning, seen))
