"""`TalentRepository` over TalentLMS's API v1: one method for each call of the API."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import partial
from threading import Lock
from types import TracebackType
from typing import Self, TypeVar

from talent_powerpro.adapters.talentlms import requests, responses
from talent_powerpro.adapters.talentlms.httpx_or_httpx2 import HttpClient
from talent_powerpro.adapters.talentlms.requests import Request
from talent_powerpro.adapters.talentlms.retry import ATTEMPTS
from talent_powerpro.adapters.talentlms.route import Route
from talent_powerpro.adapters.talentlms.settings import api_base, check_key, check_url, portal_name
from talent_powerpro.adapters.talentlms.site import Site
from talent_powerpro.adapters.talentlms.transport import Transport
from talent_powerpro.adapters.talentlms.verdict import Verdict
from talent_powerpro.errors import Refused, SettingsFault
from talent_powerpro.model import (
    Absent,
    CourseProgress,
    CustomField,
    Ensured,
    NewTalentUser,
    NotEnrolled,
    Quota,
    Secret,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentRoster,
    TalentUser,
    TalentUserId,
    UserDetails,
)

T = TypeVar("T")

NEW_USER_PAUSE = 1.0
"""Seconds until a user that was just created is enrolled again."""


class TalentLMS:
    """A `TalentRepository` over a portal's API v1. Safe for many threads.

    *url* is the portal's address, such as ``https://powerpro.talentlms.com``, and *key* its
    API key. *new_user_password* is the password of new users where a `NewTalentUser` has
    none. Raises `SettingsFault` with all faults of *url* and *key*.

    *http* is an `httpx.Client` or an `httpx2.Client`; it is used as it is and left open. Give it
    ``trust_env=False``, because one that reads the environment may send the key for a portal on
    this machine through a proxy, in clear text. Without *http*, a client of httpx is made that
    takes *route*, and `close` closes it; ``None``: the environment's, as `route_to` finds it.
    Reads and ensures are made
    up to *attempts* times; `create_user` once. *sleep* (in seconds), *clock* (seconds that
    never go back) and *jitter* (0 to 1) are the only sources of time and chance.
    """

    def __init__(
        self,
        url: str,
        key: str | Secret,
        *,
        new_user_password: str | Secret | None = None,
        http: HttpClient | None = None,
        route: Route | None = None,
        attempts: int = ATTEMPTS,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        # A traceback may show a frame's variables, so no plain secret may stay in one: the
        # arguments' names are bound to `Secret`s, and `self` shows its base alone.
        self._base = ""
        key = _secret(key)
        self._password = new_user_password = _secret(new_user_password or "")
        if faults := (*check_url(url), *check_key(key.reveal())):
            raise SettingsFault(faults)
        self._base = api_base(url)
        self._transport = Transport(
            self._base,
            key,
            hidden=(self._password,),
            http=http,
            route=route,
            attempts=attempts,
            sleep=sleep,
            clock=clock,
            jitter=jitter,
        )
        self._sleep = sleep
        self._created: set[TalentUserId] = set()
        self._group_ids: dict[TalentGroupKey, str] = {}
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
        """Close the connections. An *http* that was handed in stays open."""
        self._transport.close()

    # --- TalentRepository -------------------------------------------------------

    def user_by_id(self, user_id: TalentUserId) -> TalentUser | Absent:
        """``users/id:``. ValueError unless the id is digits above zero."""
        return self._ask(requests.user_by_id(user_id), partial(responses.user, user_id=user_id))

    def user_by_email(self, email: str) -> TalentUser | Absent:
        """``users/email:``. ValueError when blank: a blank e-mail would list all users."""
        return self._ask(requests.user_by_email(email), responses.user)

    def user_by_login(self, login: str) -> TalentUser | Absent:
        """``users/username:``. ValueError when blank."""
        return self._ask(requests.user_by_login(login), responses.user)

    def create_user(self, new: NewTalentUser) -> TalentUser:
        """``usersignup``, sent once. `Refused` where there is no password; then nothing is sent.

        Never repeated: whether a sign-up without an answer took effect shows only in a
        look-up, so a repeat could create the user twice.
        """
        password = new.password or self._password
        if not password.reveal():
            raise Refused(
                "No password is set for new Talent users, so the user was not created",
                reason="no-password",
                remedy="Set TALENTLMS_NEW_USER_PASSWORD or the password file.",
            )
        # Without the list of groups, the user joins later.
        group_id = self._group_ids.get(new.group_key, "")
        request = requests.create_user(new, password=password, group_id=group_id)
        user = self._ask(request, responses.created)
        self._created.add(user.id)
        return user

    def course(self, course_id: TalentCourseId) -> TalentCourse | Absent:
        """``courses/id:``. ValueError unless the id is digits above zero."""
        return self._ask(requests.course(course_id), partial(responses.course, course_id=course_id))

    def enrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        """``addusertocourse``; again after a pause for a user that was created just now."""
        request = requests.enrol(user_id, course_id)
        read = partial(responses.enrolled, user_id=user_id, course_id=course_id)
        try:
            return self._ask(request, read)
        except Refused as refusal:
            # API fact (reported): a new user may not be known to the next call yet.
            if refusal.reason != "unknown-user" or user_id not in self._created:
                raise
            self._sleep(NEW_USER_PAUSE)
            return self._ask(request, read)

    def add_to_group(self, user_id: TalentUserId, group_key: TalentGroupKey) -> Ensured:
        """``addusertogroup``. API fact (documented): it enrols in the group's courses too."""
        return self._ask(
            requests.add_to_group(user_id, group_key), partial(responses.grouped, user_id=user_id)
        )

    def progress(
        self, user_id: TalentUserId, course_id: TalentCourseId
    ) -> CourseProgress | NotEnrolled:
        """``getuserstatusincourse``, and ``siteinfo`` once if a date has no timestamp."""
        return self._ask(
            requests.progress(user_id, course_id),
            partial(responses.progress, date_format=self._portal_date_format),
        )

    # --- TalentActivation, TalentSuspension, TalentUpdates, TalentGroups, TalentGroupKeys

    def activate_user(self, user_id: TalentUserId) -> Ensured:
        """``usersetstatus``."""
        return self._ask(
            requests.activate_user(user_id), partial(responses.activated, user_id=user_id)
        )

    def edit_user(self, user: TalentUser, details: UserDetails) -> Ensured:
        """``edituser``. Nothing is sent where nothing differs."""
        if user.details == details:
            return Ensured.ALREADY
        return self._ask(
            requests.edit_user(user, details), partial(responses.edited, user_id=user.id)
        )

    def unenrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        """``removeuserfromcourse``. API fact (inferred): the user's progress stays."""
        return self._ask(
            requests.unenrol(user_id, course_id),
            partial(responses.unenrolled, user_id=user_id, course_id=course_id),
        )

    def courses_of_group(self, group_key: TalentGroupKey) -> tuple[TalentCourse, ...] | Absent:
        """``groups``, then ``groups/id:`` of the group with that key."""
        # API fact (documented): no call looks a group up by its key.
        group = self._ask(requests.groups(), partial(responses.group_with_key, group_key=group_key))
        if isinstance(group, Absent):
            return group
        return self._ask(requests.group(group), partial(responses.courses_of_group, group_id=group))

    def group_keys(self) -> tuple[TalentGroupKey, ...]:
        """``groups``."""
        self._group_ids = self._ask(requests.groups(), responses.group_ids)
        return tuple(self._group_ids)

    # --- TalentListings ---------------------------------------------------------

    def listed_users(self, page_size: int, page_number: int) -> tuple[TalentUser, ...]:
        """``users/page_size:...,page_number:...``."""
        return self._ask(requests.users(page_size, page_number), responses.users)

    def roster(self, course_id: TalentCourseId) -> TalentRoster | Absent:
        """``courses/id:``, as `course`."""
        return self._ask(requests.course(course_id), partial(responses.roster, course_id=course_id))

    def members(self, group_key: TalentGroupKey) -> frozenset[TalentUserId] | Absent:
        """``groups/id:``, after ``groups`` where the group's id is not known yet."""
        group = self._group_ids.get(group_key)
        if group is None:
            found = partial(responses.group_with_key, group_key=group_key)
            listed = self._ask(requests.groups(), found)
            if isinstance(listed, Absent):
                return listed
            group = listed
        return self._ask(requests.group(group), partial(responses.members, group_id=group))

    # --- PortalSettings ---------------------------------------------------------

    def custom_fields(self) -> tuple[CustomField, ...]:
        """``getcustomregistrationfields``."""
        return self._ask(requests.custom_fields(), responses.custom_fields)

    def date_format(self) -> str:
        """``siteinfo``, asked for once."""
        return self._portal_date_format()

    # --- TalentQuota, NamedPortal -----------------------------------------------

    def quota(self) -> Quota:
        """``ratelimit``: the portal's calls left this hour. The call itself is not counted."""
        return self._ask(requests.quota(), responses.quota)

    @property
    def portal(self) -> str:
        """The host of the portal's address."""
        return portal_name(self._base)

    # --- the portal itself ------------------------------------------------------

    def site(self) -> Site:
        """``siteinfo``: a connection test, since it is cheap and needs a valid key."""
        return self._ask(requests.site(), responses.site)

    def _portal_date_format(self) -> str:
        with self._asking_date_format:
            if self._date_format is None:
                self._date_format = self.site().date_format
            return self._date_format

    def _ask(self, request: Request, read: Callable[[Verdict], T]) -> T:
        return read(self._transport.ask(request))


def _secret(text: str | Secret) -> Secret:
    return text if isinstance(text, Secret) else Secret(text)
