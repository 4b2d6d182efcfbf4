"""The client over a portal that answers from a list: what it sends, returns and raises."""

from __future__ import annotations

import ssl
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import pytest
from attrs import evolve

from support.talentlms.http_library import httpx
from support.talentlms.portal_answers import (
    ACTIVATED,
    COURSE,
    ENROLLED,
    GROUP,
    GROUPED,
    GROUPS,
    JOANA,
    KEY,
    PORTAL,
    SEVEN,
    SITE,
    Portal,
    course,
    error,
    new_user,
    page,
    response,
    status,
    unit,
    user,
)
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.adapters.talentlms.transport import user_agent
from talent_powerpro.errors import NoAnswer, Refused, TalentUnusable
from talent_powerpro.model import (
    Absent,
    CourseProgress,
    CustomField,
    Ensured,
    Secret,
    TalentCourse,
    TalentGroupKey,
    TalentRoster,
    TalentUser,
)
from talent_powerpro.ports import NamedPortal, TalentActivation, TalentGroups, TalentRepository

NO_USER = error("The requested user does not exist")
JOANA_FOUND = TalentUser(SEVEN, "jg11@pm.me", "Joana", "Gomez", "jg11@pm.me")
JANE = evolve(JOANA_FOUND.details, first_name="Jane")


# --- the port ------------------------------------------------------------------------


def test_the_guides_story_call_by_call() -> None:
    portal = Portal(
        response(NO_USER, 404),
        response(new_user()),
        response(course()),
        response(ENROLLED),
        response(GROUPED),
        response(status(unit())),
    )
    talent = portal.talent()
    absent = talent.user_by_email("jg11@pm.me")
    assert isinstance(absent, Absent)
    assert absent.request == f"GET {PORTAL}/api/v1/users/email:jg11@pm.me"
    created = talent.create_user(JOANA)
    assert created.id == SEVEN
    assert isinstance(talent.course(COURSE), TalentCourse)
    assert talent.enrol(created.id, COURSE) is Ensured.DONE
    assert talent.add_to_group(created.id, GROUP) is Ensured.DONE
    assert isinstance(talent.progress(created.id, COURSE), CourseProgress)
    assert [(sent.method, sent.url.raw_path) for sent in portal.requests] == [
        ("GET", b"/api/v1/users/email:jg11@pm.me"),
        ("POST", b"/api/v1/usersignup"),
        ("GET", b"/api/v1/courses/id:126"),
        ("POST", b"/api/v1/addusertocourse"),
        ("GET", b"/api/v1/addusertogroup/user_id:7,group_key:77eD6LXHH"),
        ("GET", b"/api/v1/getuserstatusincourse/course_id:126,user_id:7"),
    ]
    assert portal.slept == []


def test_a_user_created_just_now_is_enrolled_again_after_a_pause() -> None:
    """Case S5."""
    portal = Portal(response(new_user()), response(NO_USER, 404), response(ENROLLED))
    talent = portal.talent()
    created = talent.create_user(JOANA)
    assert talent.enrol(created.id, COURSE) is Ensured.DONE
    assert portal.slept == [1.0]


def test_a_new_user_who_is_refused_otherwise_is_not_enrolled_again() -> None:
    portal = Portal(
        response(new_user()), response(error("The requested course does not exist"), 404)
    )
    talent = portal.talent()
    with pytest.raises(Refused):
        talent.enrol(talent.create_user(JOANA).id, COURSE)
    assert portal.slept == []


def test_a_preset_password_that_the_portal_repeats_is_masked() -> None:
    portal = Portal(response(error("Pre-set-1 is too weak"), 400))
    with pytest.raises(Refused) as refusal:
        portal.talent(new_user_password="Pre-set-1").course(COURSE)
    told = f"{refusal.value} {refusal.value.answer}"
    assert told.count("*** is too weak") == 2
    assert "Pre-set-1" not in told


def test_another_unknown_user_is_refused_at_once() -> None:
    portal = Portal(response(NO_USER, 404))
    with pytest.raises(Refused) as refusal:
        portal.talent().enrol(SEVEN, COURSE)
    assert refusal.value.reason == "unknown-user"
    assert portal.slept == []


def test_an_answer_about_another_user_or_course_is_not_taken() -> None:
    another = [response(user(id="8")) for _ in range(2)]
    elsewhere = response([{"user_id": "8", "course_id": "126"}])
    talent = Portal(*another, elsewhere, response(course(id="127", users=[]))).talent()
    for ask in (
        lambda: talent.user_by_id(SEVEN),
        lambda: talent.edit_user(JOANA_FOUND, JANE),
        lambda: talent.unenrol(SEVEN, COURSE),
    ):
        with pytest.raises(NoAnswer, match="another user"):
            ask()
    with pytest.raises(NoAnswer, match="another course"):
        talent.roster(COURSE)


def test_a_user_is_edited_only_where_something_differs() -> None:
    portal = Portal(response(user()))
    talent = portal.talent()
    assert talent.edit_user(JOANA_FOUND, JOANA_FOUND.details) is Ensured.ALREADY
    assert portal.requests == []
    assert talent.edit_user(JOANA_FOUND, JANE) is Ensured.DONE
    (sent,) = portal.requests
    assert (sent.method, sent.url.raw_path) == ("POST", b"/api/v1/edituser")
    assert sent.content == b"user_id=7&first_name=Jane"


def test_a_student_is_removed_from_a_course_by_one_call() -> None:
    portal = Portal(response([{"user_id": "7", "course_id": "126"}]))
    assert portal.talent().unenrol(SEVEN, COURSE) is Ensured.DONE
    assert [sent.url.raw_path for sent in portal.requests] == [
        b"/api/v1/removeuserfromcourse/user_id:7,course_id:126"
    ]


def test_a_new_user_joins_a_listed_group_at_sign_up() -> None:
    portal = Portal(*(response(each) for each in (new_user(), GROUPS, new_user(), new_user())))
    talent = portal.talent()
    of_group = evolve(JOANA, group_key=GROUP)
    talent.create_user(of_group)
    assert GROUP in talent.group_keys()
    talent.create_user(of_group)
    talent.create_user(JOANA)
    forms = [parse_qs(sent.content.decode()) for sent in portal.requests if sent.content]
    assert [form.get("group_id") for form in forms] == [None, ["83"], None]


@pytest.mark.parametrize(("listed", "calls"), [(False, 2), (True, 1)])
def test_a_groups_members_are_asked_for_by_the_groups_id(listed: bool, calls: int) -> None:
    portal = Portal(response(GROUPS), response({"id": "83", "users": [{"id": "7"}]}))
    talent = portal.talent()
    if listed:
        talent.group_keys()
        portal.requests.clear()
    assert talent.members(GROUP) == frozenset({SEVEN})
    assert [sent.url.raw_path for sent in portal.requests] == [
        b"/api/v1/groups",
        b"/api/v1/groups/id:83",
    ][-calls:]


def test_members_of_a_group_that_is_not_listed_or_not_the_one_are_not_taken() -> None:
    portal = Portal(response(GROUPS), response(GROUPS), response({"id": "84", "users": []}))
    talent = portal.talent()
    assert isinstance(talent.members(TalentGroupKey("other")), Absent)
    with pytest.raises(NoAnswer, match="another group"):
        talent.members(GROUP)


def test_users_rosters_and_custom_fields_are_listed_by_one_call_each() -> None:
    fields = [{"key": "custom_field_1", "name": "USI", "mandatory": "yes"}]
    answers = (response([user()]), response(course(users=[{"id": "7"}])), response(fields))
    portal = Portal(*answers, response(SITE))
    talent = portal.talent()
    assert [each.id for each in talent.listed_users(500, 3)] == [SEVEN]
    roster = talent.roster(COURSE)
    assert isinstance(roster, TalentRoster)
    assert [each.user_id for each in roster.entries] == [SEVEN]
    assert talent.custom_fields() == (CustomField("custom_field_1", "USI", mandatory=True),)
    assert [talent.date_format() for _ in range(2)] == ["DDMMYYYY"] * 2
    assert [sent.url.raw_path for sent in portal.requests] == [
        b"/api/v1/users/page_size:500,page_number:3",
        b"/api/v1/courses/id:126",
        b"/api/v1/getcustomregistrationfields",
        b"/api/v1/siteinfo",
    ]


def test_it_is_a_talent_repository_and_offers_the_optional_ports() -> None:
    talent = Portal().talent()
    for port in (TalentRepository, TalentActivation, TalentGroups, NamedPortal):
        assert isinstance(talent, port)
    assert talent.portal == "powerpro.talentlms.com"


def test_an_activation_whose_answer_was_lost_is_asked_again() -> None:
    portal = Portal(httpx.ReadTimeout("slow"), response(error("Oops"), 500), response(ACTIVATED))
    assert portal.talent().activate_user(SEVEN) is Ensured.DONE
    assert len(portal.requests) == 3


@pytest.mark.parametrize("key", ["77ED6LXHH", "geeks & co.@x", "../siteinfo", "日本", "x" * 2000])
def test_a_group_that_is_not_listed_is_absent_after_one_call(key: str) -> None:
    """Group keys with odd characters work too: no key is part of an address."""
    portal = Portal(response(GROUPS))
    absent = portal.talent().courses_of_group(TalentGroupKey(key))
    assert isinstance(absent, Absent)
    assert absent.request == f"GET {PORTAL}/api/v1/groups"
    assert [sent.url.raw_path for sent in portal.requests] == [b"/api/v1/groups"]


def test_an_odd_key_is_found_where_a_group_has_it() -> None:
    listed = [{"id": "9", "key": "geeks &amp; co.@x/日本"}]
    portal = Portal(response(listed), response({"id": "9", "courses": []}))
    assert portal.talent().courses_of_group(TalentGroupKey("geeks & co.@x/日本")) == ()


def test_a_group_deleted_between_the_two_calls_is_absent() -> None:
    portal = Portal(response(GROUPS), response(error("The requested group does not exist"), 404))
    absent = portal.talent().courses_of_group(GROUP)
    assert isinstance(absent, Absent)
    assert absent.request == f"GET {PORTAL}/api/v1/groups/id:83"


def test_a_list_of_groups_that_does_not_come_is_no_absence() -> None:
    for known in ([], [response(GROUPS)]):
        lost = [response(error("Oops"), 500) for _ in range(4)]
        with pytest.raises(NoAnswer):
            Portal(*known, *lost).talent().courses_of_group(GROUP)


# --- what is sent --------------------------------------------------------------------


def test_each_call_carries_the_key_as_user_name_without_a_password() -> None:
    """API fact (vendor's code): Authorization: Basic base64(key + ":")."""
    portal = Portal(response(user()))
    portal.talent().user_by_id(SEVEN)
    sent = portal.requests[0].headers
    assert httpx.BasicAuth(KEY, "")._auth_header == sent["authorization"]
    assert sent["user-agent"] == user_agent()
    assert sent["accept-encoding"] == "gzip"
    assert "content-type" not in sent


def test_the_user_agent_names_program_and_version() -> None:
    name, number = user_agent().split("/")
    assert name == "talent-powerpro"
    assert number[0].isdigit()
    assert user_agent("not-installed-anywhere") == "not-installed-anywhere"


def test_the_key_may_come_as_a_secret() -> None:
    portal = Portal(response(SITE))
    with httpx.Client(transport=httpx.MockTransport(portal.answer)) as http:
        TalentLMS(PORTAL, Secret(KEY), http=http).site()
    assert "authorization" in portal.requests[0].headers


# --- creating ------------------------------------------------------------------------


def test_a_users_own_password_wins_over_the_pre_set_one() -> None:
    portal = Portal(response(new_user()), response(new_user()))
    talent = portal.talent(new_user_password="Pre-set-1")
    talent.create_user(JOANA)
    talent.create_user(evolve(JOANA, password=None))
    assert b"password=Pink" in portal.requests[0].content
    assert b"password=Pre-set-1" in portal.requests[1].content


@pytest.mark.parametrize("preset", [None, "", Secret("")])
def test_without_any_password_nothing_is_sent(preset: str | Secret | None) -> None:
    portal = Portal(response(new_user()))
    with pytest.raises(Refused) as refused:
        portal.talent(new_user_password=preset).create_user(evolve(JOANA, password=None))
    assert refused.value.reason == "no-password"
    assert "so the user was not created" in refused.value.message
    assert "TALENTLMS_NEW_USER_PASSWORD" in refused.value.remedy
    assert portal.requests == []


@pytest.mark.parametrize(
    "doubtful",
    [
        httpx.ReadTimeout("slow"),
        httpx.WriteError("lost"),
        httpx.RemoteProtocolError("odd"),
        response(error("Oops"), 500),
        response(error("Slow down"), 429),
        response(None),
        response([]),
        response({"message": "Operation completed successfully"}),
        page("<html>Bad gateway</html>", 502),
    ],
)
def test_a_doubtful_sign_up_is_no_answer_and_never_repeated(
    doubtful: httpx.Response | Exception,
) -> None:
    portal = Portal(doubtful)
    with pytest.raises(NoAnswer):
        portal.talent().create_user(JOANA)
    assert (len(portal.requests), portal.slept) == (1, [])


@pytest.mark.parametrize("fault", [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow")])
def test_a_sign_up_that_could_not_be_sent_stops_the_run_unrepeated(fault: Exception) -> None:
    portal = Portal(fault)
    with pytest.raises(TalentUnusable):
        portal.talent().create_user(JOANA)
    assert len(portal.requests) == 1


# --- the portal's date format ----------------------------------------------------------


def printed(text: str) -> dict[str, Any]:
    return status(unit(completed_on=text, completed_on_timestamp=None))


def test_the_date_format_is_asked_once_and_only_when_needed() -> None:
    portal = Portal(
        response(status(unit())),
        response(printed("13/06/2022, 08:00:00")),
        response(SITE),
        response(printed("14/06/2022, 08:00:00")),
    )
    talent = portal.talent()
    for _ in range(3):
        assert isinstance(talent.progress(SEVEN, COURSE), CourseProgress)
    actions = [sent.url.path.split("/")[3] for sent in portal.requests]
    assert actions == ["getuserstatusincourse"] * 2 + ["siteinfo", "getuserstatusincourse"]


def test_a_date_format_that_could_not_be_asked_is_asked_again_next_time() -> None:
    lost = [response(error("Oops"), 500) for _ in range(4)]
    answers = [response(printed("13/06/2022")), *lost, response(printed("13/06/2022"))]
    talent = Portal(*answers, response(SITE)).talent()
    with pytest.raises(NoAnswer):
        talent.progress(SEVEN, COURSE)
    assert isinstance(talent.progress(SEVEN, COURSE), CourseProgress)


# --- transport -----------------------------------------------------------------------


def certificate_fault() -> httpx.ConnectError:
    """As in httpx: the refused certificate is the cause of a cause."""
    fault = httpx.ConnectError("certificate verify failed: Hostname mismatch")
    fault.__cause__ = OSError("wrapped")
    fault.__cause__.__context__ = ssl.SSLCertVerificationError("Hostname mismatch")
    return fault


def test_a_certificate_that_cannot_be_trusted_stops_the_run_unrepeated() -> None:
    portal = Portal(certificate_fault())
    with pytest.raises(
        TalentUnusable, match=r"certificate cannot be trusted.*Hostname"
    ) as unusable:
        portal.talent().site()
    assert unusable.value.reason == "untrusted"
    assert len(portal.requests) == 1


def test_a_proxy_that_fails_counts_as_out_of_reach() -> None:
    with pytest.raises(TalentUnusable, match="ProxyError"):
        Portal(httpx.ProxyError("407")).talent().site()


@pytest.mark.parametrize("location", ["mailto:jo@x.au", "https://xn--/"])
def test_a_redirect_to_what_is_no_address_stops_the_run_like_any_other(location: str) -> None:
    """The library parses the address although the redirect is not followed."""
    portal = Portal(response(None, 302, location=location))
    with pytest.raises(TalentUnusable, match="redirects the call") as unusable:
        portal.talent().site()
    assert (unusable.value.reason, len(portal.requests)) == ("redirected", 1)
    assert unusable.value.__context__ is None


def test_a_client_of_its_own_is_closed_and_one_that_was_handed_in_stays_open() -> None:
    with TalentLMS(PORTAL, KEY) as talent:
        its_own: Any = talent._transport._http
    assert its_own.is_closed
    with httpx.Client() as http:
        with TalentLMS(PORTAL, KEY, http=http):
            pass
        assert not http.is_closed


def test_many_threads_may_ask_at_once() -> None:
    portal = Portal(*(httpx.Response(200, json=user()) for _ in range(200)))
    talent = portal.talent()
    found: list[object] = []

    def ask() -> None:
        found.extend(talent.user_by_id(SEVEN) for _ in range(20))

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 160
    assert len(set(map(repr, found))) == 1
