"""Random worlds of trouble: a few of those of ``nox -s worlds``, and what the witnesses notice."""

from __future__ import annotations

import json
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from reliability.findings import Findings
from reliability.worlds.about_people import (
    created_in_doubt,
    edited_rows,
    lost_students,
    owners,
    users_shared,
    users_twice,
    wrong_links,
    wrong_logs,
)
from reliability.worlds.about_reports import (
    Told,
    faults_of_code,
    faults_of_news,
    untrue_reports,
)
from reliability.worlds.about_results import missing_results, wrong_results
from reliability.worlds.making import COMPETENT, PROVISIONED, Completion, Kind, world
from reliability.worlds.paper import Paper
from reliability.worlds.playing import Place, Trouble, begun, place, play, run_words
from reliability.worlds.processes import Ended
from reliability.worlds.schedule import What, schedule
from reliability.worlds.seen import Call, Seen, Tables
from support.nightly import nightly

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="a command is forked and killed")


@pytest.fixture(scope="module")
def processes() -> Iterator[Place]:
    with place() as made:
        yield made


@POSIX
@pytest.mark.parametrize("seed", [2, 21, 43])
def test_a_world_of_trouble_comes_right(processes: Place, tmp_path: Path, seed: int) -> None:
    played = play(world(seed), tmp_path, processes)
    assert played.findings == Findings(), "\n".join(played.story)


@nightly
@POSIX
@pytest.mark.parametrize("seed", range(1, 201))
def test_two_hundred_worlds_of_trouble_come_right(
    processes: Place, tmp_path: Path, seed: int
) -> None:
    played = play(world(seed), tmp_path, processes)
    assert played.findings == Findings(), "\n".join(played.story)


@POSIX
def test_a_client_whose_email_changes_after_a_kill_at_the_sign_up_has_one_talent_user(
    processes: Place, tmp_path: Path
) -> None:
    made = world(1)
    college = begun(made, tmp_path, processes)
    step, now = schedule(made)[0], made.at(0, 10)
    killed = Trouble([{"at": "usersignup", "when": "after", "what": "kill"}], {"killed"})
    seen = college.seen(
        evolve(step, what=What.KILL_AT_CALL), run_words(""), now, step.rng(made), killed
    )
    assert [ended.code for ended in seen.ended] == [-signal.SIGKILL]
    (signed_up,) = college.made
    (code,) = owners(college.paper, signed_up["given"]["email"].casefold())
    with closing(sqlite3.connect(college.store)) as store, store:
        new = ("changed@pm.example", code)
        store.execute("UPDATE clients SET email = ? WHERE code = ?", new)
    college.paper.set_email(code, "changed@pm.example", step.number)
    college.calm()
    assert college.findings == Findings()


# --- which worlds -----------------------------------------------------------------


def test_the_same_seed_makes_the_same_world_and_the_same_trouble() -> None:
    one, other = world(7), world(7)
    assert one == other
    assert schedule(one) == schedule(other)
    assert one != world(8)


def test_worlds_are_of_every_kind() -> None:
    made = [world(seed) for seed in range(1, 61)]
    assert {30, 31, 32} & {len(each.clients) for each in made}
    assert max(len(each.clients) for each in made) > 80
    assert {client.kind for each in made for client in each.clients} == set(Kind)
    assert {each.profile for each in made} == {"guide", "careful"}
    steps = [step for each in made for step in schedule(each)]
    assert len({step.what for step in steps}) == len(What)


# --- what the witnesses notice ------------------------------------------------------

TODAY = datetime(2022, 6, 2, 6, 58, tzinfo=UTC)
WORLD = next(made for made in map(world, range(100)) if made.profile == "guide")
ENROLMENT = next(
    each
    for each in WORLD.enrolments
    if each.export
    and each.export_date
    and each.booking == "Confirmed"
    and not each.withdrawn
    and any(c.code == each.client and c.kind is Kind.NEW for c in WORLD.clients)
)
CLIENT = next(each for each in WORLD.clients if each.code == ENROLMENT.client)
COURSE = next(each for each in WORLD.courses if each.code == ENROLMENT.course)
CODE = COURSE.units[0]
DAY = ENROLMENT.export_date or date.min


@pytest.fixture
def paper() -> Paper:
    return Paper(WORLD)


def tables(secondary_id: str = "", outcome: str = "", day: str | None = None, logs: int = 0) -> Any:
    """The store, with one enrolment's rows as given."""
    made: Tables = {
        "clients": {
            each.code: {
                "surname": each.surname,
                "given_names": each.given,
                "email": each.email,
                "secondary_id": each.secondary_id,
                **dict.fromkeys(("preferred_name", "usi", "mobile"), ""),
            }
            for each in WORLD.clients
        },
        "enrolments": {},
        "courses": {},
        "units": {
            "u1": {
                "id": "u1",
                "enrolment_id": ENROLMENT.id,
                "code": CODE,
                "outcome": outcome or ENROLMENT.outcomes[CODE],
                "outcome_date": day,
                "short_comment": "[Talent Integration Agent]" if outcome else "",
            }
        },
        "contact_logs": {
            f"l{number}": {"enrolment_id": ENROLMENT.id, "contact_type": PROVISIONED}
            for number in range(logs)
        },
    }
    made["clients"][CLIENT.code]["secondary_id"] = secondary_id
    return made


def seen(after: Tables, *calls: Call, report: str = "", code: int = 0, **more: Any) -> Seen:
    ended = Ended(("run", "--json"), "key", TODAY, code, report, "")
    given: dict[str, Any] = {
        "step": None,
        "number": 5,
        "ended": (ended,),
        "today": DAY,
        "day": DAY,
        "before": tables(),
        "after": after,
        "calls": calls,
        "happened": (),
        "disturbed": (),
    }
    return Seen(**given | more)


def call(action: str, status: int = 200, body: str = "{}", **given: str) -> dict[str, Any]:
    made: dict[str, list[Any]] = {"users": [], "enrolments": [], "members": []}
    return {"who": "key", "action": action, "given": given, "status": status, "body": body, **made}


NOBODY = '{"error": {"message": "The requested user does not exist"}}'
SIGNED_UP = {**call("usersignup", email=CLIENT.email), "users": ["5000"]}
LOOKED = call("users", 404, NOBODY, email=CLIENT.email)


def test_a_create_after_a_look_up_without_an_answer_is_noticed(paper: Paper) -> None:
    assert not list(created_in_doubt(paper, seen(tables(), LOOKED, SIGNED_UP)))
    for doubtful in (
        call("users", 502, "<html>", email=CLIENT.email),
        call("users", 0, "", email=CLIENT.email),
        call("users", 404, "<html>not found</html>", email=CLIENT.email),
        call("users", 404, NOBODY, email="other@pm.example"),
    ):
        assert list(created_in_doubt(paper, seen(tables(), doubtful, SIGNED_UP)))


def test_a_create_repeated_without_a_new_look_up_is_noticed(paper: Paper) -> None:
    assert list(created_in_doubt(paper, seen(tables(), LOOKED, SIGNED_UP, SIGNED_UP)))
    assert not list(created_in_doubt(paper, seen(tables(), LOOKED, SIGNED_UP, LOOKED, SIGNED_UP)))


def page(number: int, *emails: str, size: int = 2, login: str = "") -> dict[str, Any]:
    """A page of a list of users, answered."""
    users = [{"id": each, "email": each, "login": login or each} for each in emails]
    return call("users", 200, json.dumps(users), page_size=str(size), page_number=str(number))


FIRST = page(1, "a@pm.example", "b@pm.example", size=10_000)
SECOND, EMPTY_PAGE = page(2, "c@pm.example", "d@pm.example"), page(3)
LOST_PAGE = {**SECOND, "status": 0, "body": ""}


def in_doubt(paper: Paper, *calls: Call) -> list[str]:
    return list(created_in_doubt(paper, seen(tables(), *calls, SIGNED_UP)))


def test_a_create_after_a_whole_list_of_users_without_the_client_is_right(paper: Paper) -> None:
    for calls in (
        (FIRST, SECOND, EMPTY_PAGE),
        (FIRST, page(2, "c@pm.example")),
        (FIRST, page(2)),
        (page(1, size=10_000),),
        (FIRST, LOST_PAGE, SECOND, EMPTY_PAGE),
    ):
        assert not in_doubt(paper, *calls)


def test_a_create_after_a_list_of_users_that_was_cut_off_is_noticed(paper: Paper) -> None:
    for calls in (
        (FIRST,),
        (FIRST, SECOND),
        (FIRST, LOST_PAGE),
        (FIRST, LOST_PAGE, EMPTY_PAGE),
        (FIRST, EMPTY_PAGE),
        (SECOND, EMPTY_PAGE),
        (LOST_PAGE, EMPTY_PAGE),
        (FIRST, page(2, "c@pm.example", size=3)),
        (FIRST, {**page(2), "body": '[{"id": "5", "ema'}),
        (FIRST, {**page(2), "body": NOBODY}),
        (FIRST, {**page(2), "status": 502}),
        (FIRST, {**page(2), "who": "another"}),
    ):
        assert in_doubt(paper, *calls)


def test_a_create_after_a_list_of_users_with_the_client_is_noticed(paper: Paper) -> None:
    there = CLIENT.email.upper()
    for calls in (
        (page(1, there, "b@pm.example", size=10_000), SECOND, EMPTY_PAGE),
        (FIRST, page(2, "c@pm.example", there), EMPTY_PAGE),
        (FIRST, page(2, there)),
        (FIRST, page(2, "c@pm.example", login=there)),
        (FIRST, page(2), FIRST, page(2, there)),
    ):
        assert in_doubt(paper, *calls)


def test_a_create_repeated_without_a_new_list_of_users_is_noticed(paper: Paper) -> None:
    assert in_doubt(paper, FIRST, page(2), SIGNED_UP)
    assert not in_doubt(paper, FIRST, page(2), SIGNED_UP, FIRST, page(2))


def test_a_create_without_a_look_up_of_the_stored_id_is_noticed(paper: Paper) -> None:
    found = seen(tables(), LOOKED, SIGNED_UP, before=tables("77"))
    assert list(created_in_doubt(paper, found))
    by_id = call("users", 404, NOBODY, id="77")
    assert not list(created_in_doubt(paper, evolve(found, calls=(by_id, LOOKED, SIGNED_UP))))


def test_a_second_talent_user_of_a_client_is_noticed(paper: Paper) -> None:
    assert not list(users_twice(paper, [SIGNED_UP]))
    assert list(users_twice(paper, [SIGNED_UP, {**SIGNED_UP, "users": ["5001"]}]))


def test_a_second_talent_user_after_a_change_of_address_is_noticed(paper: Paper) -> None:
    paper.set_email(CLIENT.code, "new@pm.example", 3)
    again = {**call("usersignup", email="new@pm.example"), "users": ["5001"]}
    assert list(users_twice(paper, [SIGNED_UP, again]))


def test_a_talent_user_of_two_clients_is_noticed(paper: Paper) -> None:
    after = tables("5000")
    assert not list(users_shared(paper, after))
    other = next(code for code in after["clients"] if code != CLIENT.code)
    after["clients"][other]["secondary_id"] = "5000"
    assert list(users_shared(paper, after))


@pytest.mark.parametrize(
    ("user", "wrong"),
    [
        ({"first": CLIENT.given, "last": CLIENT.surname, "email": CLIENT.email}, False),
        ({"first": "Other", "last": CLIENT.surname, "email": CLIENT.email}, True),
        ({"first": CLIENT.given, "last": CLIENT.surname, "email": "other@pm.example"}, True),
    ],
)
def test_a_link_to_another_person_is_noticed(
    paper: Paper, user: dict[str, str], wrong: bool
) -> None:
    found = list(wrong_links(paper, tables("5000"), [SIGNED_UP], {"5000": user}))
    assert bool(found) == wrong


def test_a_student_provisioned_twice_or_too_early_is_noticed(paper: Paper) -> None:
    assert not list(wrong_logs(paper, seen(tables(logs=1))))
    assert list(wrong_logs(paper, seen(tables(logs=2))))
    assert list(wrong_logs(paper, seen(tables(logs=1), today=date(2000, 1, 1))))
    assert list(wrong_logs(paper, seen(tables(), before=tables(logs=1))))
    paper.set_withdrawn(ENROLMENT.id, DAY, 2)
    assert list(wrong_logs(paper, seen(tables(logs=1))))


def of_this(texts: Iterator[str]) -> list[str]:
    return [text for text in texts if ENROLMENT.id in text]


def test_a_due_student_who_is_not_provisioned_is_noticed(paper: Paper) -> None:
    assert not of_this(lost_students(paper, seen(tables()), (), ()))
    paper.looked_at(DAY, DAY, 5)
    assert of_this(lost_students(paper, seen(tables()), (), ()))


def test_a_student_whose_day_has_passed_must_be_listed_as_missed(paper: Paper) -> None:
    late = seen(tables(), today=DAY.replace(year=DAY.year + 1))
    assert of_this(lost_students(paper, late, (), ()))
    assert not of_this(lost_students(paper, late, (), (ENROLMENT.id,)))


def test_a_contact_log_without_its_talent_enrolment_is_noticed(paper: Paper) -> None:
    done = seen(tables("5000", logs=1))
    assert not of_this(lost_students(paper, done, {("5000", COURSE.talent_id)}, ()))
    assert of_this(lost_students(paper, done, (), ()))


def test_results_that_are_wrong_or_missing_are_noticed(paper: Paper) -> None:
    at = datetime(2022, 5, 30, 14, tzinfo=UTC)
    right = at.astimezone(WORLD.zone).date().isoformat()
    paper.completed.append(Completion("5000", COURSE.talent_id, COURSE.unit_id(CODE), at))
    good = seen(tables("5000", COMPETENT, right, logs=1))
    assert not [*wrong_results(paper, good), *missing_results(paper, good)]
    for wrong in (
        tables("5000", COMPETENT, "2022-05-29", logs=1),
        tables("5000", "30 - Competency not achieved/fail", right, logs=1),
        tables("5001", COMPETENT, right, logs=1),
        tables("5000", COMPETENT, right),
    ):
        assert list(wrong_results(paper, seen(wrong)))
    assert list(missing_results(paper, seen(tables("5000", logs=1))))


def test_a_row_of_peoples_own_that_changed_is_noticed(paper: Paper) -> None:
    after = tables()
    assert not list(edited_rows(paper, after))
    after["clients"][CLIENT.code]["email"] = "other@pm.example"
    assert list(edited_rows(paper, after))


# --- restores and forgotten clients -------------------------------------------------


def test_after_a_restore_rows_are_as_the_earlier_paper_has_them(paper: Paper) -> None:
    earlier = deepcopy(paper)
    paper.set_export(ENROLMENT.id, False, None, 3)
    paper.clients[CLIENT.code].users.add("5000")
    paper.completed.append(Completion("5000", COURSE.talent_id, COURSE.unit_id(CODE), TODAY))
    paper.restore(earlier)
    assert paper.enrolments[ENROLMENT.id].export
    assert paper.clients[CLIENT.code].users == {"5000"}
    assert paper.completed[-1].user == "5000"


def test_a_forgotten_client_is_left_out(paper: Paper) -> None:
    paper.looked_at(DAY, DAY, 5)
    assert of_this(lost_students(paper, seen(tables()), (), ()))
    after = tables()
    del after["clients"][CLIENT.code], after["units"]["u1"]
    paper.forget(CLIENT.code)
    assert not of_this(lost_students(paper, seen(after), (), ()))
    assert not list(edited_rows(paper, after))
    assert all(id != ENROLMENT.id for id, _ in paper.units)


# --- reports ----------------------------------------------------------------------

EMPTY = (
    '{"records": [%s], "stopped": null, "held_run": null, "lists": {"missed": [%s], '
    '"closed_before_results": [], "unmatched": []}}'
)
HELD = (
    '{"stage": "provisioning", "enrolment_id": "E1", "status": "held", "reason": "r", "new": %s, '
    '"holds": [{"id": "h1"}], "remarks": [], "message": "m", "writes": []}'
)


def test_an_exit_code_that_is_not_the_reports_is_noticed() -> None:
    new, known = EMPTY % (HELD % "true", ""), EMPTY % (HELD % "false", "")
    for report, code, wrong in ((new, 1, 0), (new, 0, 1), (known, 0, 0), (known, 1, 1)):
        found = seen(tables(), report=report, code=code)
        assert len(list(faults_of_code(found, found.ended[0]))) == wrong


@pytest.mark.parametrize("code", [2, 3, 4, 70, 130, -9])
def test_an_exit_code_that_nothing_excuses_is_noticed(code: int) -> None:
    found = seen(tables(), code=code)
    assert list(faults_of_code(found, found.ended[0]))


def test_news_that_no_run_reported_is_noticed() -> None:
    (ended,) = seen(tables(), report=EMPTY % (HELD % "false", "")).ended
    assert list(faults_of_news(Told(), ended))
    (first,) = seen(tables(), report=EMPTY % (HELD % "true", ""), code=3).ended
    told = Told()
    assert not list(faults_of_news(told, first))
    assert list(faults_of_news(told, evolve(ended, code=3)))
    assert not list(faults_of_news(told, evolve(first, code=1)))
    assert list(faults_of_news(told, evolve(first, code=1)))
    assert not list(faults_of_news(told, ended))


def test_the_document_of_an_error_is_no_report() -> None:
    (ended,) = seen(tables(), report='{"schema": 2, "error": {"exit_code": 3}}', code=3).ended
    assert ended.report is None


def test_the_news_of_a_run_killed_at_its_very_end_may_be_new_or_not() -> None:
    (killed,) = seen(tables(), report=EMPTY % (HELD % "true", ""), code=-signal.SIGKILL).ended
    (known,) = seen(tables(), report=EMPTY % (HELD % "false", "")).ended
    for later, wrong in ((evolve(killed, code=1), 0), (known, 0)):
        told = Told()
        assert not list(faults_of_news(told, killed))
        assert len(list(faults_of_news(told, later))) == wrong
        assert list(faults_of_news(told, evolve(killed, code=1)))


def test_an_answer_nested_too_deep_for_a_witness_is_no_page(paper: Paper) -> None:
    deep = "[" * 100_000
    for call in ({**FIRST, "body": deep}, {**page(2), "body": deep}):
        assert in_doubt(paper, call)


def test_a_report_that_is_not_what_changed_is_noticed() -> None:
    nothing = EMPTY % ("", "")
    for after in (tables("5000"), tables(outcome=COMPETENT), tables(logs=1)):
        assert list(untrue_reports(seen(after, report=nothing)))
    assert not list(untrue_reports(seen(tables(), report=nothing)))
    answered = {**SIGNED_UP, "body": '{"id": "5000"}'}
    assert list(untrue_reports(seen(tables(), answered, report=nothing)))
    assert not list(untrue_reports(seen(tables(), {**answered, "status": 0}, report=nothing)))
