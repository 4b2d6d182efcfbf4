"""TalentLMS in dictionaries, beside its contract in `testing/test_contract_talent.py`."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from support.the_guide import (
    COURSE_126,
    DONE,
    GROUP,
    JOANA,
    JOANA_7,
    NAMES,
    STARTED,
    TALENT_COURSE,
    USER_7,
    portal,
    portal_with_joana,
    rules,
    talent_unit,
)
from talent_powerpro.adapters.memory import MemoryTalent
from talent_powerpro.adapters.memory.talent import Completion
from talent_powerpro.errors import Duplicate, Refused
from talent_powerpro.model import (
    Absent,
    ClientCode,
    CourseProgress,
    Ensured,
    NewTalentUser,
    RosterEntry,
    TalentCourseId,
    TalentGroupKey,
    TalentRoster,
    TalentUserId,
    UserDetails,
)
from talent_powerpro.ports import NamedPortal

NEW = rules().new_user(JOANA)
USER_8, COURSE_127 = TalentUserId("8"), TalentCourseId("127")


# --- users ------------------------------------------------------------------------


def test_absence_has_the_request_and_talents_own_words() -> None:
    """GET https://powerpro.talentlms.com/api/v1/users/email:jg11@pm.me returned an error"""
    talent = portal()
    at = "GET https://powerpro.talentlms.com/api/v1/"
    assert talent.user_by_email("jg11@pm.me") == Absent(f"{at}users/email:jg11@pm.me")
    assert talent.user_by_id(USER_7) == Absent(f"{at}users/id:7")
    assert talent.user_by_login("jo") == Absent(f"{at}users/username:jo")
    missing = talent.course(COURSE_127)
    assert isinstance(missing, Absent)
    assert missing.message == "The requested course does not exist"


def test_a_blank_email_finds_nobody() -> None:
    talent = portal(users=[evolve(JOANA_7, email="")])
    assert isinstance(talent.user_by_email(""), Absent)


def test_a_created_user_gets_the_next_free_id() -> None:
    talent = portal()
    learner = evolve(JOANA_7, enrolments=None, user_type="Learner-Type")
    assert talent.create_user(NEW) == learner
    talent.put_user(evolve(JOANA_7, id=USER_8, login="p", email="p@pm.me"))
    later = talent.create_user(evolve(NEW, login="l", email="l@pm.me"))
    assert later.id == "9"
    assert talent.create_user(evolve(NEW, login="m", email="m@pm.me")).id == "10"


def test_an_email_or_a_login_that_is_taken_is_a_duplicate() -> None:
    talent = portal(users=[JOANA_7])
    with pytest.raises(Duplicate, match="same email address already exists"):
        talent.create_user(evolve(NEW, login="other", email="JG11@pm.me"))
    with pytest.raises(Duplicate, match="same login already exists"):
        talent.create_user(evolve(NEW, email="other@pm.me"))


# --- courses and groups -----------------------------------------------------------


@pytest.mark.parametrize("ask", ["enrol", "progress"])
def test_an_unknown_user_or_course_is_refused(ask: str) -> None:
    talent = portal(users=[JOANA_7])
    with pytest.raises(Refused, match="user does not exist") as user:
        getattr(talent, ask)(USER_8, COURSE_126)
    with pytest.raises(Refused, match="course does not exist") as course:
        getattr(talent, ask)(USER_7, COURSE_127)
    assert (user.value.reason, course.value.reason) == ("unknown-user", "unknown-course")


def test_an_unknown_group_key_is_refused() -> None:
    talent = portal(users=[JOANA_7])
    with pytest.raises(Refused, match="There is no group with such key") as fault:
        talent.add_to_group(USER_7, TalentGroupKey("?"))
    assert fault.value.reason == "unknown-group"
    with pytest.raises(Refused, match="user does not exist"):
        talent.add_to_group(USER_8, GROUP)


def test_activating_is_an_ensure() -> None:
    talent = portal(users=[evolve(JOANA_7, active=False)])
    for wished in (Ensured.DONE, Ensured.ALREADY):
        assert talent.activate_user(USER_7) is wished
    assert talent.users[USER_7] == JOANA_7
    with pytest.raises(Refused, match="user does not exist"):
        talent.activate_user(USER_8)


@pytest.mark.parametrize(
    ("url", "name"),
    [("https://PowerPro.talentlms.com:8443/", "powerpro.talentlms.com"), ("", "")],
)
def test_the_portal_is_named_by_its_host(url: str, name: str) -> None:
    talent = MemoryTalent(url=url)
    assert isinstance(talent, NamedPortal)
    assert talent.portal == name


# --- progress ---------------------------------------------------------------------


def test_progress_lists_every_unit_with_label_and_date_and_no_section() -> None:
    head = talent_unit("Week 1", kind="Section")
    talent = portal_with_joana(units=(head, *TALENT_COURSE.units))
    done = datetime(2022, 6, 13, tzinfo=UTC)
    talent.complete(USER_7, COURSE_126, "ICTWEB305", done, label="Passed")
    progress = talent.progress(USER_7, COURSE_126)
    assert isinstance(progress, CourseProgress)
    assert [(each.unit.id, each.label, each.completed) for each in progress.units] == [
        ("ICTWEB304", "Not attempted", None),
        ("ICTWEB305", "Passed", done),
        ("ICTWEB306", "Not attempted", None),
    ]
    assert len(progress.units) == len(NAMES)


def test_a_unit_is_completed_now_unless_a_date_is_given() -> None:
    talent = portal_with_joana()
    before = datetime.now(UTC)
    talent.complete(USER_7, COURSE_126, "ICTWEB304")
    progress = talent.progress(USER_7, COURSE_126)
    assert isinstance(progress, CourseProgress)
    completed = progress.units[0].completed
    assert isinstance(completed, datetime)
    assert before <= completed <= datetime.now(UTC)


def test_users_created_by_many_threads_have_ids_of_their_own() -> None:
    talent = MemoryTalent()
    new = [
        NewTalentUser(ClientCode(str(n)), f"{n}@x.au", "Len", "Caster", f"{n}@x.au")
        for n in range(400)
    ]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            made = list(threads.map(talent.create_user, new))
    finally:
        sys.setswitchinterval(before)
    assert len({user.id for user in made}) == len(talent.users) == 400


def test_an_edit_is_done_once_and_an_email_that_another_has_is_refused() -> None:
    lee, other = UserDetails("Joana", "Lee", "jg11@pm.me"), TalentUserId("8")
    talent = portal(users=[JOANA_7, evolve(JOANA_7, id=other, login="lee", email="lee@pm.me")])
    assert talent.edit_user(JOANA_7, lee) is Ensured.DONE
    assert talent.edit_user(JOANA_7, lee) is Ensured.ALREADY
    with pytest.raises(Duplicate, match="email"):
        talent.edit_user(JOANA_7, evolve(lee, email="LEE@pm.me"))
    assert talent.users[USER_7].details == lee


# --- rosters and groups -----------------------------------------------------------


@pytest.mark.parametrize(
    ("reached", "entry"),
    [
        ({}, RosterEntry(USER_7, percentage=0)),
        ({"1": ("Completed", None)}, RosterEntry(USER_7, percentage=0)),
        ({"1": ("In progress", DONE)}, RosterEntry(USER_7, percentage=0)),
        ({"1": (" PASSED", DONE)}, RosterEntry(USER_7, percentage=50)),
        ({"0": ("Completed", DONE), "1": ("Passed", DONE)}, RosterEntry(USER_7, percentage=50)),
        (
            {"1": ("Completed", DONE), "2": ("Passed", STARTED)},
            RosterEntry(USER_7, percentage=100, completed_at=max(DONE, STARTED)),
        ),
        (
            {"1": ("Completed", DONE), "2": ("Passed", DONE.date())},
            RosterEntry(USER_7, percentage=100, completed_at=DONE),
        ),
        (
            {"1": ("Completed", DONE.date()), "2": ("Passed", DONE.date())},
            RosterEntry(USER_7, percentage=100),
        ),
    ],
)
def test_a_roster_says_how_far_each_user_is_and_when_all_was_completed(
    reached: dict[str, tuple[str, datetime | date | None]], entry: RosterEntry
) -> None:
    units = (
        talent_unit("Web", number="0", kind="Section"),
        talent_unit("ICTWEB304", number="1"),
        talent_unit("ICTWEB305", number="2"),
    )
    talent = portal_with_joana(units=units)
    talent.enrolled[USER_7, COURSE_126].update(
        {unit: Completion(*each) for unit, each in reached.items()}
    )
    assert talent.roster(COURSE_126) == TalentRoster(evolve(TALENT_COURSE, units=units), (entry,))


@pytest.mark.parametrize(("done", "percentage"), [(0, 0), (1, 33), (2, 66), (3, 100)])
def test_a_percentage_is_rounded_down(done: int, percentage: int) -> None:
    units = tuple(talent_unit(f"ICTWEB{n}", number=str(n)) for n in range(3))
    talent = portal_with_joana(units=units)
    talent.enrolled[USER_7, COURSE_126].update(
        {unit.id: Completion("Completed", DONE) for unit in units[:done]}
    )
    found = talent.roster(COURSE_126)
    assert isinstance(found, TalentRoster)
    assert [each.percentage for each in found.entries] == [percentage]


def test_nobody_has_completed_a_course_without_units() -> None:
    talent = portal_with_joana(units=())
    found = talent.roster(COURSE_126)
    assert isinstance(found, TalentRoster)
    assert found.entries == (RosterEntry(USER_7, percentage=0),)


def test_what_is_missing_from_rosters_and_groups_is_named() -> None:
    talent, at = portal(), "GET https://powerpro.talentlms.com/api/v1/"
    no_course = Absent(f"{at}courses/id:127", message="The requested course does not exist")
    no_group = Absent(f"{at}groups", message="There is no group with such key")
    assert talent.roster(COURSE_127) == no_course
    nowhere = TalentGroupKey("FRUIT")
    assert talent.courses_of_group(nowhere) == talent.members(nowhere) == no_group


def test_the_first_new_user_has_the_number_1() -> None:
    assert MemoryTalent().create_user(NEW).id == "1"
