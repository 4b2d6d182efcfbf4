"""Cassettes: calls of the adapter, recorded once and replayed in every test run.

This module lists what a cassette keeps, not what it leaves out, so that an unknown header or
field is left out. `leaks` searches a finished cassette for what must not be in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlencode, urlsplit

from attrs import frozen
from vcr import VCR
from vcr.record_mode import RecordMode
from vcr.serializers import yamlserializer

from support.secrets_search import spellings
from support.talentlms.portal_answers import COURSE, GROUP, JOANA, PORTAL
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.errors import TalentPowerProError
from talent_powerpro.model import NewTalentUser, TalentCourseId, TalentGroupKey, TalentUserId

FOLDER = Path(__file__).parents[2] / "adapters" / "talentlms" / "cassettes"
FILTERED = "FILTERED"

_REQUEST_HEADERS = ("accept", "content-type")
_RESPONSE_HEADERS = ("content-type", "retry-after")
_SECRET_FIELDS = ("password",)
_LOGIN_KEY = re.compile(rb'("login_key"\s*:\s*)"(?:[^"\\]|\\.)*"')


@frozen
class Subject:
    """The user, course and group that the recorded calls are about."""

    user_id: TalentUserId
    email: str
    login: str
    course_id: TalentCourseId
    group_key: TalentGroupKey
    new: NewTalentUser
    """The user who is signed up."""


Call: TypeAlias = Callable[[TalentLMS, Subject], object]

PINK = Subject(
    TalentUserId("6"),
    "pink@powerpro.example",
    "pink.panther",
    COURSE,
    GROUP,
    JOANA,
)
OWNER = TalentUserId("1")
"""A user who is usually in no course."""
NOBODY, NO_COURSE = TalentUserId("999999"), TalentCourseId("999999")
NO_GROUP = TalentGroupKey("NoSuchKey")

READS: Mapping[str, tuple[Call, ...]] = {
    "users": (
        lambda talent, of: talent.user_by_id(of.user_id),
        lambda talent, of: talent.user_by_email(of.email),
        lambda talent, of: talent.user_by_login(of.login),
        lambda talent, of: talent.user_by_id(NOBODY),
    ),
    "courses": (
        lambda talent, of: talent.course(of.course_id),
        lambda talent, of: talent.course(NO_COURSE),
    ),
    "getuserstatusincourse": (
        lambda talent, of: talent.progress(of.user_id, of.course_id),
        lambda talent, of: talent.progress(OWNER, of.course_id),
        lambda talent, of: talent.progress(NOBODY, of.course_id),
    ),
    "groups": (
        lambda talent, of: talent.courses_of_group(of.group_key),
        lambda talent, of: talent.courses_of_group(NO_GROUP),
    ),
    "siteinfo": (lambda talent, of: talent.site(),),
    "ratelimit": (lambda talent, of: talent.quota(),),
}
WRITES: Mapping[str, tuple[Call, ...]] = {
    "usersignup": (
        lambda talent, of: talent.create_user(of.new),
        lambda talent, of: talent.create_user(of.new),
    ),
    "addusertocourse": (
        lambda talent, of: talent.enrol(of.user_id, of.course_id),
        lambda talent, of: talent.enrol(of.user_id, of.course_id),
        lambda talent, of: talent.enrol(of.user_id, NO_COURSE),
    ),
    "addusertogroup": (
        lambda talent, of: talent.add_to_group(of.user_id, of.group_key),
        lambda talent, of: talent.add_to_group(of.user_id, of.group_key),
        lambda talent, of: talent.add_to_group(of.user_id, NO_GROUP),
    ),
    "usersetstatus": (
        lambda talent, of: talent.activate_user(of.user_id),
        lambda talent, of: talent.activate_user(of.user_id),
        lambda talent, of: talent.activate_user(NOBODY),
    ),
}
"""The calls of each action's cassette, in order."""
CALLS = {**READS, **WRITES}


def answers(talent: TalentLMS, action: str, subject: Subject) -> tuple[object, ...]:
    """The results of an action's calls: values, and the errors they raised."""
    return tuple(_brought(call, talent, subject) for call in CALLS[action])


def _brought(call: Call, talent: TalentLMS, subject: Subject) -> object:
    try:
        return call(talent, subject)
    except TalentPowerProError as error:
        return error


def recorder(portal: str, *, origin: str) -> VCR:
    """Recorder of a portal's answers. *origin* goes into the first line of each file."""
    return _vcr(portal, RecordMode.ALL, origin)


def player() -> VCR:
    """Player of a cassette: answers its calls, and raises for any other call."""
    return _vcr(PORTAL, RecordMode.NONE, "")


def _vcr(portal: str, mode: RecordMode, origin: str) -> VCR:
    here = urlsplit(portal).netloc

    def request_kept(request: Any) -> Any:
        request.uri = request.uri.replace(f"{urlsplit(portal).scheme}://{here}", PORTAL, 1)
        request.headers = {k: v for k, v in request.headers.items() if k in _REQUEST_HEADERS}
        if request.body:
            request.body = _form_kept(request.body)
        return request

    def response_kept(response: dict[str, Any]) -> dict[str, Any]:
        body = _LOGIN_KEY.sub(rb'\1"' + FILTERED.encode() + b'"', response["body"]["string"])
        headers = {
            k.lower(): v for k, v in response["headers"].items() if k.lower() in _RESPONSE_HEADERS
        }
        named = body.replace(here.encode(), urlsplit(PORTAL).netloc.encode())
        return {**response, "headers": headers, "body": {"string": named}}

    def serialize(cassette: dict[str, Any]) -> str:
        return f"# {origin}\n{yamlserializer.serialize(cassette)}"

    vcr = VCR(
        record_mode=mode,
        match_on=("method", "uri", "body"),
        before_record_request=request_kept,
        before_record_response=response_kept,
        decode_compressed_response=True,
        serializer="told",
    )
    told = SimpleNamespace(serialize=serialize, deserialize=yamlserializer.deserialize)
    vcr.register_serializer("told", told)
    return vcr


def _form_kept(body: bytes) -> bytes:
    fields = parse_qsl(body.decode(), keep_blank_values=True)
    kept = [(name, FILTERED if name in _SECRET_FIELDS else value) for name, value in fields]
    return urlencode(kept).encode()


def leaks(cassette: str, secrets: Iterable[str]) -> tuple[str, ...]:
    """The forbidden contents of a cassette, in words that show no secret.

    A secret is looked for in every spelling; in the file, and in the values that the file
    means, since YAML may fold a long text in the middle of a word.
    """
    places = [_squeezed(cassette), *map(_squeezed, _texts(yamlserializer.deserialize(cassette)))]
    found = [
        f"secret {number}, {spelling}"
        for number, secret in enumerate(secrets, start=1)
        for spelling, text in spellings(secret)
        if any(_squeezed(text) in place for place in places)
    ]
    found += [told for told, mark in _MARKS.items() if mark.search(cassette)]
    sent = re.findall(r"\bpassword=([^&\s'\"]*)", cassette)
    return (*found, *("a posted password" for value in sent if value != FILTERED))


_MARKS = {
    "an authorization header": re.compile(r"^\W*(proxy-)?authorization\W*:", re.I | re.M),
    "a cookie": re.compile(r"^\W*(set-)?cookie\W*:", re.I | re.M),
    "a login key": re.compile(r"autologin\W+key:", re.I),
}


def _squeezed(text: str) -> str:
    """The text without blanks and case, so that neither hides a secret from the search."""
    return "".join(text.split()).lower()


def _texts(value: Any) -> Iterator[str]:
    """Every text inside a value."""
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, bytes):
        yield value.decode("utf-8", "replace")
    else:
        yield str(value)
