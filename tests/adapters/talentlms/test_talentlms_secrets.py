"""API key, password and login key: in no text that leaves the adapter, in any spelling."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from functools import partial

import pytest
from attrs import evolve

from support.secrets_search import found, spellings
from support.talentlms.http_library import httpx
from support.talentlms.portal_answers import (
    JOANA,
    KEY,
    LOGIN_KEY,
    PASSWORD,
    PORTAL,
    Portal,
    error,
    everything_logged,
    new_user,
    raised_by,
    response,
)
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.errors import SettingsFault, TalentPowerProError
from talent_powerpro.model import Secret

SECRETS = {"the key": KEY, "the password": PASSWORD, "a login key": LOGIN_KEY}
ECHO = " ".join(text for secret in (KEY, PASSWORD) for _, text in spellings(secret))


def everything_told(fault: BaseException) -> str:
    """Everything of an error that a host could print: texts, arguments, fields, the whole chain."""
    told = ""
    link: BaseException | None = fault
    while link:
        told += f"{link!s} {link!r} {link.args!r} {vars(link)!r}\n"
        link = link.__cause__ or link.__context__
    return told + "".join(
        traceback.TracebackException.from_exception(fault, capture_locals=True).format()
    )


def assert_unseen(told: str) -> None:
    assert found({"what is told": told}, SECRETS | {"a login key's path": "autologin"}) == []


ANSWERS: tuple[Callable[[], httpx.Response | Exception], ...] = (
    lambda: response(error(f"Invalid API Key provided: {ECHO}"), 401),
    *(
        partial(lambda text: response(error(f"Invalid value: x{text}y"), 400), text)
        for secret in (KEY, PASSWORD)
        for _, text in spellings(secret)
    ),
    lambda: response(error(f"Password is not strong enough: {ECHO}", ECHO), 400),
    lambda: response(error(f"Oops: {PASSWORD.replace(' ', chr(10))}"), 400),
    lambda: response(error(f"Something new about {ECHO}"), 400),
    lambda: response(error(f"Oops, {ECHO}", "api_error"), 500),
    lambda: response(new_user(id=None, first_name=LOGIN_KEY)),
    lambda: response([new_user()]),
    lambda: response(error("A user with the same login already exists"), 200),
    lambda: response(f"{ECHO} {LOGIN_KEY}"),
    lambda: httpx.Response(200, text=f"{ECHO} {LOGIN_KEY}"),
    lambda: httpx.Response(404, html=f"<html>{ECHO}</html>"),
    lambda: httpx.Response(302, headers={"location": f"https://x.test/?{KEY}"}),
    lambda: httpx.ReadTimeout(f"slow {ECHO}"),
    lambda: httpx.ConnectError(f"no way to {ECHO}"),
    lambda: httpx.RemoteProtocolError(f"illegal line {ECHO} {LOGIN_KEY}"),
)


CALLS: tuple[Callable[[TalentLMS], object], ...] = (
    lambda talent: talent.create_user(JOANA),
    lambda talent: talent.user_by_email("jg11@pm.me"),
)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("answer", ANSWERS)
def test_no_secret_is_in_any_error_its_chain_its_traceback_or_any_log(
    answer: Callable[[], httpx.Response | Exception], call: Callable[[TalentLMS], object]
) -> None:
    talent = Portal(*(answer() for _ in range(4))).talent(new_user_password=Secret(PASSWORD))
    with everything_logged() as lines:
        fault = raised_by(lambda: call(talent))
    assert isinstance(fault, TalentPowerProError)
    assert_unseen(everything_told(fault) + "\n".join(lines) + repr(talent))


@pytest.mark.parametrize("lost", [httpx.ReadTimeout("slow"), httpx.ConnectError("refused")])
@pytest.mark.parametrize("call", CALLS)
def test_no_error_of_httpx_is_in_the_chain(
    call: Callable[[TalentLMS], object], lost: Exception
) -> None:
    """An httpx error carries the request, with the key and the password."""
    fault = raised_by(lambda: call(Portal(lost).talent()))
    assert fault.__cause__ is None
    assert fault.__context__ is None


def test_a_created_user_and_its_logs_hold_no_secret() -> None:
    talent = Portal(response(new_user())).talent(new_user_password=PASSWORD)
    with everything_logged() as lines:
        created = talent.create_user(JOANA)
    assert_unseen(repr(created) + repr(talent) + "\n".join(lines))


def test_faulty_settings_are_reported_without_the_key() -> None:
    bad = f"{KEY} {KEY}"
    fault = raised_by(lambda: TalentLMS(PORTAL, Secret(bad), new_user_password=Secret(PASSWORD)))
    assert isinstance(fault, SettingsFault)
    assert_unseen(f"{fault} {fault!r} {fault.args!r} {vars(fault)!r}")


def test_a_traceback_that_shows_variables_shows_no_key_of_the_clients_own_frames() -> None:
    fault = raised_by(lambda: TalentLMS("no address", KEY, new_user_password=PASSWORD))
    told = traceback.TracebackException.from_exception(fault, capture_locals=True)
    frames = [frame for frame in told.stack if frame.filename.endswith("client.py")]
    assert len(frames) == 1
    assert_unseen(repr(frames[0].locals))


@pytest.mark.parametrize("password", [f"{PASSWORD}\ud800", PASSWORD * 99])
def test_a_password_that_cannot_be_sent_is_in_no_frame_of_ours(password: str) -> None:
    talent = Portal(response(new_user())).talent(new_user_password=Secret(password))
    fault = raised_by(lambda: talent.create_user(evolve(JOANA, password=Secret(password))))
    told = traceback.TracebackException.from_exception(fault, capture_locals=True)
    ours = [frame for frame in told.stack if "talent_powerpro" in frame.filename]
    assert len(ours) > 1
    assert_unseen(f"{fault!r} {[frame.locals for frame in ours]}")


def test_without_a_preset_password_the_portals_words_are_whole() -> None:
    sentence = "Oops: A user with the ID 7 exists, On Or Off. I, too"
    fault = raised_by(
        lambda: Portal(response(error(sentence), 400)).talent().user_by_email("jg11@pm.me")
    )
    assert sentence in str(fault)
