"""The real client meets every fault of the sandbox, and never takes one for absence.

In process where the answer's content matters, and over a socket where the connection does.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import Any

import httpx
import pytest
from attrs import frozen

from support.fault_table import FAULTS, STEPS, Fault, Step, Story, cell, learning
from support.nightly import in_part
from support.patience import PATIENCE
from support.sandboxed import KEY, Pace, client_at, client_over
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.errors import NoAnswer, Refused, TalentPowerProError, TalentUnusable
from talent_powerpro.model import (
    Absent,
    ClientCode,
    CourseProgress,
    Ensured,
    NewTalentUser,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
)
from talent_powerpro.sandbox import FaultKind, Sandbox, guide_portal, serve
from talent_powerpro.sandbox.faults.kinds import KINDS

SEVEN, COURSE, GROUP = TalentUserId("7"), TalentCourseId("126"), TalentGroupKey("77eD6LXHH")
PINK = NewTalentUser(ClientCode("2021000018"), "pink@pm.me", "Pink", "Panther", "pink@pm.me")
STRANGER = "nobody@pm.me"
ALWAYS = 1000
MB = 1024 * 1024

CALLS: dict[str, Callable[[TalentLMS], object]] = {
    "find by id": lambda talent: talent.user_by_id(SEVEN),
    "find by e-mail": lambda talent: talent.user_by_email("jg11@pm.me"),
    "find by login": lambda talent: talent.user_by_login("joana.g"),
    "find a stranger": lambda talent: talent.user_by_email(STRANGER),
    "course": lambda talent: talent.course(COURSE),
    "enrol": lambda talent: talent.enrol(SEVEN, COURSE),
    "group": lambda talent: talent.add_to_group(SEVEN, GROUP),
    "progress": lambda talent: talent.progress(SEVEN, COURSE),
    "site": lambda talent: talent.site(),
    "quota": lambda talent: talent.quota(),
}
"""Reads and ensures: what is repeated."""


@pytest.fixture
def sandbox() -> Sandbox:
    """Joana is Talent user 7, in her course and group."""
    return Sandbox(learning(guide_portal()))


@frozen
class Meant:
    """The result of a lasting fault for the client."""

    fault: type[TalentPowerProError]
    repeated: bool = False


AGAIN = Meant(NoAnswer, repeated=True)
ONCE = Meant(NoAnswer)
STOP = Meant(TalentUnusable)

# Transient, fatal and routing faults; what is no answer however often
# it is asked for (types, size) is asked for once.
MEANT: dict[FaultKind, Meant] = {
    FaultKind.HTML_404: STOP,
    FaultKind.HTML_401: STOP,
    FaultKind.HTML_502: AGAIN,
    FaultKind.HTML_503: AGAIN,
    FaultKind.HTML_PAGE: AGAIN,
    FaultKind.ERROR_BODY: Meant(Refused),
    FaultKind.REDIRECT: STOP,
    FaultKind.RESET: AGAIN,
    FaultKind.LOST: AGAIN,
    FaultKind.HANG: AGAIN,
    FaultKind.DRIP: AGAIN,
    FaultKind.CUT_OFF: AGAIN,
    FaultKind.TRUNCATED_JSON: AGAIN,
    FaultKind.EMPTY_BODY: AGAIN,
    FaultKind.NULL_BODY: AGAIN,
    FaultKind.IDS_AS_OBJECTS: ONCE,
    FaultKind.LISTS_FOR_OBJECTS: ONCE,
    FaultKind.WRONG_CHARSET: AGAIN,
    FaultKind.DEEP_BODY: AGAIN,
    FaultKind.HUGE_BODY: ONCE,
    FaultKind.ENDLESS_BODY: ONCE,
    FaultKind.GZIP_BOMB: ONCE,
}
TOLD: dict[FaultKind, dict[str, Any]] = {FaultKind.DRIP: {"seconds": 10}}

WITHOUT_IDS = {"find a stranger", "enrol", "group", "site", "quota"}
"""Calls whose answers have no id. Joana is in course and group already, so each is an error."""
REFUSALS = {"find a stranger", "enrol", "group"}
"""Calls whose answers are errors. As a list, an error is not known as one."""


# --- in process: what the client makes of each ----------------------------------------


def expected(kind: FaultKind, call: str) -> Meant | None:
    """The expected result; ``None`` where the fault does not damage the answer."""
    if kind is FaultKind.IDS_AS_OBJECTS and call in WITHOUT_IDS:
        return None
    if kind is FaultKind.LISTS_FOR_OBJECTS and call in REFUSALS:
        return Meant(Refused)
    return MEANT[kind]


LARGE = (FaultKind.HUGE_BODY, FaultKind.ENDLESS_BODY, FaultKind.GZIP_BOMB)
"""Bodies that are given up before they are decoded, whatever the call."""


@pytest.mark.parametrize(
    ("kind", "call"),
    [
        (kind, call)
        for kind in FaultKind
        for call in (("find by id", "enrol") if kind in LARGE else CALLS)
    ],
)
def test_a_lasting_fault_is_reported_as_itself_and_never_as_absence(
    sandbox: Sandbox, kind: FaultKind, call: str
) -> None:
    sandbox.fault("*", kind, times=ALWAYS, **TOLD.get(kind, {}))
    pace, meant = Pace(), expected(kind, call)
    ask = partial(CALLS[call], client_over(sandbox, pace))
    if meant is None:
        assert isinstance(ask(), Absent) is (call == "find a stranger")
        return
    with pytest.raises(meant.fault):
        ask()
    assert len(sandbox.calls) == (4 if meant.repeated else 1)
    assert pace.slept == ([0.5, 1.0, 2.0] if meant.repeated else [])


@pytest.mark.parametrize(
    ("kind", "call"),
    [
        *((kind, "find by id") for kind, meant in MEANT.items() if meant.repeated),
        *((FaultKind.LOST, call) for call in CALLS if call != "find by id"),
    ],
)
def test_a_fault_that_passes_is_not_noticed(sandbox: Sandbox, kind: FaultKind, call: str) -> None:
    undisturbed = CALLS[call](client_over(sandbox))
    sandbox.fault("*", kind, **TOLD.get(kind, {}))
    assert type(CALLS[call](client_over(sandbox))) is type(undisturbed)


EFFECTS = [
    (kind, effect)
    for kind in FaultKind
    for effect in ((True,) if KINDS[kind].needs_answer else (True, False))
]
"""Each fault after the call's effect and, where it may come before it, before."""


@pytest.mark.parametrize(("kind", "effect"), EFFECTS)
def test_a_sign_up_that_meets_a_fault_is_never_repeated(
    sandbox: Sandbox, kind: FaultKind, effect: bool
) -> None:
    sandbox.fault("usersignup", kind, effect=effect, times=ALWAYS, **TOLD.get(kind, {}))
    pace = Pace()
    with pytest.raises(MEANT[kind].fault):
        client_over(sandbox, pace).create_user(PINK)
    assert sandbox.calls == (("POST", "usersignup"),)
    assert pace.slept == []


# --- statuses and Retry-After ---------------------------------------------------------

PASSING = [
    (status, kind)
    for status in (408, 429, 500, 502, 503, 504)
    for kind in ("html-page", "error-body")
] + [(403, "error-body")]
"""Transient statuses, and the 403 that a portal over its rate limit may answer."""


@pytest.mark.parametrize(("status", "kind"), PASSING)
def test_a_portal_that_asks_for_a_short_pause_gets_it(
    sandbox: Sandbox, status: int, kind: str
) -> None:
    sandbox.fault("users", kind, status=status, type="api_error", retry_after=7)
    pace = Pace()
    assert isinstance(client_over(sandbox, pace).user_by_id(SEVEN), TalentUser)
    assert pace.slept == [7.0]


@pytest.mark.parametrize(("status", "kind"), PASSING)
def test_a_portal_that_asks_for_a_long_pause_is_left_in_peace(
    sandbox: Sandbox, status: int, kind: str
) -> None:
    told: dict[str, Any] = {"status": status, "type": "api_error", "retry_after": 31}
    sandbox.fault("users", kind, times=ALWAYS, **told)
    pace = Pace()
    with pytest.raises(TalentUnusable if status == 403 else NoAnswer):
        client_over(sandbox, pace).user_by_id(SEVEN)
    assert (len(sandbox.calls), pace.slept) == (1, [])


@pytest.mark.parametrize("status", [401, 403])
def test_a_page_with_status_401_or_403_stops_the_run_despite_its_retry_after(
    sandbox: Sandbox, status: int
) -> None:
    sandbox.fault("users", "html-page", times=ALWAYS, status=status, retry_after=1)
    with pytest.raises(TalentUnusable):
        client_over(sandbox).user_by_id(SEVEN)
    assert len(sandbox.calls) == 1


# --- over a socket: the wire ------------------------------------------------------------

WIRE = [
    FaultKind.RESET,
    FaultKind.LOST,
    FaultKind.HANG,
    FaultKind.DRIP,
    FaultKind.CUT_OFF,
    *LARGE,
]
"""The faults that bytes cannot show."""


@pytest.mark.parametrize("kind", WIRE)
def test_the_wire_is_met_as_it_is_in_process_and_the_client_goes_on(
    sandbox: Sandbox, kind: FaultKind
) -> None:
    sandbox.fault("siteinfo", kind, times=ALWAYS, **TOLD.get(kind, {}))
    pace = Pace()
    with client_at(sandbox, pace) as talent:
        with pytest.raises(MEANT[kind].fault):
            talent.site()
        assert len(sandbox.calls) == (4 if MEANT[kind].repeated else 1)
        assert pace.slept == ([0.5, 1.0, 2.0] if MEANT[kind].repeated else [])
        assert isinstance(talent.user_by_id(SEVEN), TalentUser)
        assert isinstance(talent.course(COURSE), TalentCourse)
        assert talent.enrol(SEVEN, COURSE) is Ensured.ALREADY
        assert isinstance(talent.progress(SEVEN, COURSE), CourseProgress)


@pytest.mark.parametrize(("kind", "effect"), [each for each in EFFECTS if each[0] in WIRE])
def test_after_a_lost_sign_up_a_look_up_shows_what_happened(
    sandbox: Sandbox, kind: FaultKind, effect: bool
) -> None:
    sandbox.fault("usersignup", kind, effect=effect, **TOLD.get(kind, {}))
    with client_at(sandbox) as talent, pytest.raises(NoAnswer):
        talent.create_user(PINK)
    found = client_over(sandbox).user_by_email("pink@pm.me")
    assert isinstance(found, TalentUser if effect else Absent)
    assert sandbox.calls.count(("POST", "usersignup")) == 1


@pytest.mark.parametrize("kind", LARGE)
def test_a_body_without_end_takes_little_memory(sandbox: Sandbox, kind: FaultKind) -> None:
    """At most 32 MB of a body are kept, compressed or not."""
    sandbox.fault("siteinfo", kind)
    with client_at(sandbox) as talent:
        tracemalloc.start()
        try:
            with pytest.raises(NoAnswer, match="larger than 32 MB"):
                talent.site()
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert 32 * MB < peak < 64 * MB


@pytest.mark.parametrize("status", [302, 307])
@pytest.mark.parametrize("call", ["find by id", "create"])
def test_a_redirected_client_does_not_follow_and_does_not_send_its_key(
    sandbox: Sandbox, status: int, call: str
) -> None:
    """The redirect is not followed though the client that was handed in would follow it."""
    elsewhere = Sandbox(learning(guide_portal()))
    with (
        serve(elsewhere) as other,
        serve(sandbox) as url,
        httpx.Client(follow_redirects=True, timeout=PATIENCE, trust_env=False) as http,
        TalentLMS(url, KEY, new_user_password="Welcome2Talent", http=http) as talent,
    ):
        sandbox.fault("*", "redirect", status=status, location=f"{other}/api/v1/users/id:7")
        with pytest.raises(TalentUnusable, match="redirects the call") as unusable:
            CALLS[call](talent) if call in CALLS else talent.create_user(PINK)
        assert KEY not in str(unusable.value)
    assert (len(sandbox.calls), elsewhere.calls) == (1, ())


@pytest.mark.parametrize(
    ("step", "fault"),
    in_part(5, [(step, fault) for step in STEPS[3:] for fault in FAULTS if fault.kind in WIRE]),
    ids=lambda row: row.name,
)
def test_a_whole_run_over_a_socket_ends_as_it_does_in_process(step: Step, fault: Fault) -> None:
    """The next run repairs it, by the same checks as the fault table."""
    here, there = (cell(Story(step, *over), fault, times=1) for over in ((), (client_at,)))
    assert there == here
    assert there.broken == ()
