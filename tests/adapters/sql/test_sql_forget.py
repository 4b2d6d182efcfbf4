"""Nothing of a forgotten client is left, and nothing of the others changes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, NullPool, create_engine

from support.laws.examples import law
from support.sql.every_table import MEMORY, add_row, all_rows
from support.sql.guide_rows import (
    RESULT,
    by_hand,
    client,
    contact_log,
    course,
    dump,
    enrolment,
    make,
    unit,
    url_of,
)
from talent_powerpro import Agent
from talent_powerpro.adapters.memory.talent import Completion as Reached
from talent_powerpro.adapters.memory.talent import MemoryTalent
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.forgetting import NAMED
from talent_powerpro.adapters.sql.schema import result_evidence
from talent_powerpro.model import (
    ClientCode,
    EnrolmentId,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUnit,
    TalentUser,
    TalentUserId,
    UnitRowId,
    UserDetails,
)
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.holds import Answer, Decision, StandingHold
from talent_powerpro.records.journal import RunHeader, SyncLogLine
from talent_powerpro.records.look import Look, Wait
from talent_powerpro.records.suspension import Suspension
from talent_powerpro.records.topics import topic
from talent_powerpro.records.written_user import WrittenUser
from talent_powerpro.testing.contracts.engagement import WHOLE
from talent_powerpro.testing.contracts.evidence import FIRST
from talent_powerpro.testing.contracts.work_lists import DISMISSAL, FAILURE

NOW = datetime(2026, 11, 27, 7, tzinfo=UTC)
TODAY = NOW.date()


@frozen
class Student:
    """A client with one enrolment, and what happens to it."""

    number: int
    given: str
    surname: str
    email: str
    due: bool = True
    completes: bool = True
    held: bool = False
    """A Talent user of another name has the e-mail."""

    @property
    def code(self) -> str:
        return f"2021{self.number:06}"

    @property
    def name(self) -> str:
        return f"{self.given} {self.surname}"


def rows_of(student: Student) -> list[Any]:
    booking = f"E-{student.number}"
    day = TODAY if student.due else TODAY - timedelta(days=3)
    return [
        client(
            student.code,
            given_names=student.given,
            surname=student.surname,
            email=student.email,
            secondary_id="",
            mobile=f"04{student.number:08}",
        ),
        enrolment(booking, client_code=student.code, export_date=day),
        unit(booking=booking, start_date=date(2026, 11, 1)),
        unit("ICTWEB305", booking=booking, start_date=date(2026, 11, 1)),
    ]


@contextmanager
def a_college(path: Path, students: Sequence[Student]) -> Iterator[tuple[SqlPowerPro, Agent]]:
    """The students after three runs on two days."""
    now = NOW
    units = (TalentUnit("1", "ICTWEB304"), TalentUnit("2", "ICTWEB305"))
    strangers = [
        TalentUser(TalentUserId(f"9{each.number}"), each.email, "Other", "Person", each.email)
        for each in students
        if each.held
    ]
    talent = MemoryTalent(
        users=strangers,
        courses=[TalentCourse(TalentCourseId("126"), "C", units=units)],
        next_user_id=100,
    )
    talent.put_group(TalentGroupKey("77eD6LXHH"), [])
    rows = [row for student in students for row in rows_of(student)]
    with closing(make(path, course(), *rows)) as store:
        agent = Agent(store, talent, timezone=ZoneInfo("Australia/Perth"), clock=lambda: now)
        agent.run()
        for student in students:
            if student.completes:
                for (user, _), progress in talent.enrolled.items():
                    if talent.users[user].email.casefold() == student.email.casefold():
                        progress["1"] = Reached("Completed", now)
        for _ in range(2):
            now += timedelta(hours=20)
            agent.run()
        store.suspensions.remember_suspended(
            [Suspension(EnrolmentId(f"E-{each.number}"), TalentUserId("7")) for each in students]
        )
        store.engagement.remember_engagement(
            [evolve(WHOLE, enrolment_id=EnrolmentId(f"E-{each.number}")) for each in students]
        )
        names = UserDetails("x", "x", "x@x.example")
        store.written_users.remember_written(
            [
                WrittenUser(
                    ClientCode(each.code),
                    TalentUserId("7"),
                    "",
                    evolve(names, email=each.email),
                    names,
                )
                for each in students
            ]
        )
        yield store, agent


def forget(store: SqlPowerPro, student: Student) -> None:
    person = store.person(ClientCode(student.code))
    assert person is not None
    store.forget(person)
    assert store.traces(person) == {}


def left(path: Path, texts: Sequence[str]) -> list[str]:
    """Those of *texts* that are in the store's files, as they are or escaped as in JSON."""
    files = [path.with_name(path.name + end) for end in ("", "-wal")]
    kept = b"".join(each.read_bytes() for each in files if each.exists())
    return [
        text for text in texts if text.encode() in kept or json.dumps(text)[1:-1].encode() in kept
    ]


WORDS = st.sampled_from(["Zoë", "O'Brien", "乔安娜", "Maja", "Ng", "van Dyk", "Siân", "Lê"])


@st.composite
def colleges(draw: st.DrawFn) -> tuple[Student, ...]:
    """Two to five students. Some share an e-mail; names are all different."""
    number = draw(st.integers(2, 5))
    shared = draw(st.booleans())
    return tuple(
        Student(
            each,
            f"{draw(WORDS)}{each}",
            f"{draw(WORDS)}-{each}x",
            "family@home.example" if shared and each < 2 else f"s{each}.mail@college.example",
            due=draw(st.booleans()) or draw(st.booleans()),
            completes=draw(st.booleans()),
            held=draw(st.booleans()) and not shared,
        )
        for each in range(number)
    )


@law(10, one_in=10)
@given(colleges(), st.data())
def test_no_byte_of_a_forgotten_client_is_left_and_nothing_else_changes(
    students: tuple[Student, ...], data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(students))
    others = [each for each in students if each is not gone]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "powerpro.db"
        with a_college(path, students) as (store, agent):
            before = facts_of(path, others)
            forget(store, gone)
            personal = [gone.name, gone.given, gone.surname, f"04{gone.number:08}"]
            if all(each.email != gone.email for each in others):
                personal.append(gone.email)
            assert left(path, personal) == []
            after = facts_of(path, others)
            assert after == before
            # Only the evidence has the code.
            named = {name for name, rows in dump(path).items() if gone.code in repr(rows)}
            assert named <= {"result_evidence"}
            # Later runs do to the others what they would have done anyway: nothing.
            report = agent.run()
            assert not report.stopped
            assert gone.code not in repr(report)
            if gone.email not in {each.email for each in others}:
                # Else the other one no longer shares an address, and is provisioned.
                assert facts_of(path, others)["contact_logs"] == before["contact_logs"]


def facts_of(path: Path, students: Sequence[Student]) -> dict[str, list[tuple[object, ...]]]:
    """The rows about *students*, without those whose text named someone else."""
    codes = {each.code for each in students}
    ids = {f"E-{each.number}" for each in students}
    found = dump(path)
    units = {row[1] for row in found["units"] if row[2] in ids}
    keys = codes | ids | units
    tables = (
        *("clients", "enrolments", "units", "contact_logs", "due_marks", "pending_memberships"),
        *("written_results", "verified_links", "result_evidence", "last_looks", "journal"),
        *("suspensions", "written_users", "engagement"),
    )
    return {
        name: [row for row in found[name] if keys.intersection(map(str, row))] for name in tables
    }


def test_no_byte_of_a_forgotten_client_is_left_while_the_process_lives_on(tmp_path: Path) -> None:
    path = tmp_path / "powerpro.db"
    zoe = Student(3, "Zoë-Marie", "O'Brien-Ng", "zoe.o@home.example")
    personal = [zoe.given, zoe.surname, zoe.email, zoe.code]
    with make(path, course(), *rows_of(zoe)) as store:
        said = [SyncLogLine(NOW, f"{zoe.name} ({zoe.code}), {zoe.email}")] * 300
        store.sync_log.write(said)
        assert left(path, personal) == personal
        forget(store, zoe)
        assert left(path, personal) == []


# --- texts that name several people -----------------------------------------------

JO = Student(0, "Jo", "Li", "jo@home.example")
MAY = Student(1, "May", "Lee", "may@home.example")


def said(path: Path) -> list[str]:
    with by_hand(path) as hand:
        return [text for (text,) in hand.execute("SELECT message FROM sync_log ORDER BY sequence")]


def test_a_line_of_another_client_that_names_the_forgotten_one_is_replaced(
    tmp_path: Path,
) -> None:
    path = tmp_path / "powerpro.db"
    lines = [
        ("Jo Li, alone", JO.code),
        (f"May Lee and someone ({JO.code}) share an account.", MAY.code),
        ("Looking up Talent Student by email (JO@home.example)...", ""),
        (f"PP Client: {JO.code} Talent User: 7", ""),
        ("Enrolling Jo Li in Talent Course ID 126 ...", ""),
        ("Enrolling Jo Lindt in Talent Course ID 126 ...", MAY.code),
        (f"PP Client: {JO.code}9 Talent User: 7", ""),
        ("mail to tojo@home.example.org", ""),
    ]
    with make(path, course(), *rows_of(JO), *rows_of(MAY)) as store:
        store.sync_log.write([SyncLogLine(NOW, text, code) for text, code in lines])
        store.journal.keep_run(RunHeader("r", NOW, stopped="bug", message=f"at ({JO.code})"))
        assert store.traces(person(store, JO))["sync_log"] == 5
        forget(store, JO)
        assert [each.message for each in store.journal.runs()] == [""]
    assert said(path) == [*[NAMED] * 4, *(text for text, _ in lines[5:])]


def test_all_that_the_agent_remembers_of_the_forgotten_clients_enrolment_goes(
    tmp_path: Path,
) -> None:
    path = tmp_path / "powerpro.db"
    both = {each: EnrolmentId(f"E-{each.number}") for each in (JO, MAY)}
    logs = (contact_log(booking) for booking in both.values())
    with make(path, course(), *rows_of(JO), *rows_of(MAY), *logs) as store:
        for each, booking in both.items():
            look = Look(booking, TalentUserId("7"), TalentCourseId("126"), "facts", NOW)
            store.looks.remember_looks([look])
            store.looks.keep_waits("results", [Wait("results", booking, "facts", NOW)], ())
            store.tries.mark("results", [booking], NOW)
            store.journal.tell([topic("missed", booking)], TODAY)
            store.journal.mark_due([DueMark(booking, TODAY)])
            code, run = ClientCode(each.code), f"run-{each.number}"
            proof = evolve(FIRST, run_id=run, enrolment_id=booking, client_code=code)
            store.evidence.keep(run, {booking: [proof]})
        theirs = person(store, JO)
        assert store.traces(theirs) == {
            "clients": 1,
            "enrolments": 1,
            "units": 2,
            "contact_logs": 1,
            "imported_rows": 5,
            "looks": 1,
            "waits": 1,
            "tries": 1,
            "told_topics": 1,
            "due_marks": 1,
        }
        forget(store, JO)
        assert store.person(theirs.client.code) is None
        assert (store.evidence_kept(theirs.client.code), store.evidence_kept(ClientCode(""))) == (
            1,
            0,
        )
        (booking,) = (each for student, each in both.items() if student is MAY)
        asked = tuple(both.values())
        assert set(store.looks.looked_at(asked)) == set(store.tries.tried("results", asked))
        assert set(store.looks.waits("results")) == set(store.looks.looked_at(asked)) == {booking}
        assert store.journal.told([topic("missed", each) for each in asked]) == {
            topic("missed", booking)
        }
        assert store.journal.due_marks() == (DueMark(booking, TODAY),)


def test_a_row_about_the_forgotten_client_goes_from_every_table_and_the_others_stay(
    tmp_path: Path,
) -> None:
    path = tmp_path / "powerpro.db"
    naming = {"enrolment_id", "client_code", "unit_id"}
    tables = [each for each in MEMORY if naming.intersection(each.columns.keys())]
    with make(path, course(), *rows_of(JO), *rows_of(MAY)) as store:
        found = {each: person(store, each) for each in (JO, MAY)}
        cells = {
            student: {
                "enrolment_id": f"E-{student.number}",
                "client_code": student.code,
                "unit_id": read.unit_ids[0],
                "run_id": f"run-{student.number}",
            }
            for student, read in found.items()
        }
        with a_window(path) as connection:
            for of in cells.values():
                for table in tables:
                    add_row(connection, table, of)
            before = all_rows(connection, tables)
        own = {"clients": 1, "enrolments": 1, "units": 2, "imported_rows": 4}
        about = [each.name for each in tables if each is not result_evidence]
        assert store.traces(found[JO]) == own | dict.fromkeys(about, 1)
        forget(store, JO)
    gone = set(cells[JO].values())
    with a_window(path) as connection:
        assert all_rows(connection, tables) == {
            name: [
                row for row in rows if gone.isdisjoint(map(str, row)) or name == "result_evidence"
            ]
            for name, rows in before.items()
        }


def test_what_came_and_went_after_the_person_was_read_is_forgotten_as_well(
    tmp_path: Path,
) -> None:
    path = tmp_path / "powerpro.db"
    with make(path, course(), *rows_of(JO)) as store:
        read = person(store, JO)
        for unit_id in read.unit_ids:
            store.journal.remember_result(UnitRowId(unit_id), RESULT)
        store.tries.mark("results", [read.enrolments[0].id], NOW)
        before_they_came = evolve(read, enrolments=())
        counted = [store.traces(before_they_came)[each] for each in ("written_results", "tries")]
        assert counted == [2, 1]
        with by_hand(path) as hand:
            hand.execute("DELETE FROM units")
            hand.execute("DELETE FROM enrolments")
        after_they_went = {"clients": 1, "imported_rows": 4, "written_results": 2, "tries": 1}
        assert store.traces(read) == after_they_went


def test_failures_and_dismissals_of_the_forgotten_client_go_and_those_that_name_them(
    tmp_path: Path,
) -> None:
    ids = {each.code: EnrolmentId(f"E-{each.number}") for each in (JO, MAY)}
    with make(tmp_path / "powerpro.db", course(), *rows_of(JO), *rows_of(MAY)) as store:
        for each, said_of in ((JO, "Sentence."), (MAY, "Sentence."), (MAY, f"With ({JO.code}).")):
            store.lists.keep_failures(
                said_of,  # As a stage of its own.
                [evolve(FAILURE, stage=said_of, enrolment_id=ids[each.code], message=said_of)],
                [],
            )
            store.lists.dismiss(
                [evolve(DISMISSAL, enrolment_id=ids[each.code], item=said_of, why=said_of)]
            )
        traces = store.traces(person(store, JO))
        assert (traces["standing_failures"], traces["dismissals"]) == (2, 2)
        forget(store, JO)
        assert [each.enrolment_id for each in store.lists.failures()] == [ids[MAY.code]]
        assert [each.why for each in store.lists.dismissals()] == ["Sentence."]


def test_a_run_for_the_forgotten_client_keeps_only_that_it_was_for_somebody(
    tmp_path: Path,
) -> None:
    with make(tmp_path / "powerpro.db", course(), *rows_of(JO), *rows_of(MAY)) as store:
        number = person(store, JO).enrolments[0].id
        for targets, why in (
            ((f"client {JO.code}", f"client {MAY.code}"), ""),
            ((f"enrolment {number}",), "starts today"),
            ((f"client {MAY.code}",), f"asked for by ({JO.code})"),
            ((f"client {MAY.code}",), "starts today"),
        ):
            store.journal.keep_run(
                RunHeader(f"{targets}{why}", NOW, targets=targets, although_not_today=why)
            )
        assert store.traces(person(store, JO))["runs"] == 3
        forget(store, JO)
        assert [(each.targets, each.although_not_today) for each in store.journal.runs()] == [
            (("", f"client {MAY.code}"), ""),
            (("",), ""),
            ((f"client {MAY.code}",), ""),
            ((f"client {MAY.code}",), "starts today"),
        ]


@pytest.mark.parametrize(
    ("code", "anywhere"), [("126", False), ("12634", False), ("126345", True), ("2021000126", True)]
)
def test_a_short_code_counts_only_where_it_must_be_a_clients(
    tmp_path: Path, code: str, anywhere: bool
) -> None:
    """One who has neither name nor e-mail is in no other text."""
    path = tmp_path / "powerpro.db"
    lines = [
        f"Jo ({code}) waits",
        f"Client {code} waits",
        f"Talent Course ID {code}",
        f"Client {code}7 waits, and May too",
        f"X{code} -{code} {code}-",
    ]
    with make(path, client(code, surname="", given_names="", email="")) as store:
        store.sync_log.write([SyncLogLine(NOW, text) for text in lines])
        found = store.person(ClientCode(code))
        assert found is not None
        store.forget(found)
    assert said(path) == [NAMED, NAMED, NAMED if anywhere else lines[2], *lines[3:]]


def test_holds_and_answers_of_others_that_name_the_forgotten_client_go(tmp_path: Path) -> None:
    path = tmp_path / "powerpro.db"
    of = EnrolmentId("E-1")
    shared = StandingHold(
        *("provisioning", of, ClientCode(MAY.code), MAY.name),
        *(course().cells["code"], "talent-user-shared"),  # type: ignore[arg-type]  # a text
        f"May Lee ({MAY.code}) and Jo Li ({JO.code}) share an account.",
        facts=("7",),
    )
    own = evolve(shared, reason="deferment-date", message=f"May Lee ({MAY.code}) is deferred.")
    remedied = evolve(own, reason="other", remedy=f"Ask Jo Li ({JO.code}).")
    lost = evolve(
        shared, stage="run", enrolment_id=EnrolmentId(""), message="lost", facts=("enrolment E-0",)
    )
    with make(path, course(), *rows_of(JO), *rows_of(MAY)) as store:
        store.holds.ended(of, "provisioning", [shared, own, remedied])
        store.holds.ended(EnrolmentId(""), "run", [lost])
        for hold in (shared, own):
            store.holds.answer(
                Answer(Decision.KEEP, of, hold.reason, hold.facts, hold.message, "M", "why", NOW)
            )
        store.holds.answer(
            Answer(Decision.KEEP, of, "other", (), "said", "M", "Jo Li asked for it", NOW)
        )
        forget(store, JO)
        assert store.holds.standing() == (own,)
        assert [each.reason for each in store.holds.answers()] == ["deferment-date"]


def test_a_name_and_an_address_that_two_clients_share_stay_in_the_others_texts(
    tmp_path: Path,
) -> None:
    path = tmp_path / "powerpro.db"
    twin = Student(2, "Jo", "Li", "Jo@home.example")
    line = SyncLogLine(NOW, "Enrolling Jo Li, jo@home.example", twin.code)
    with make(path, course(), *rows_of(JO), *rows_of(twin)) as store:
        store.sync_log.write([line])
        forget(store, JO)
        assert store.sync_log.lines() == (line,)


def test_one_with_an_unreadable_row_can_be_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "powerpro.db"
    with make(path, course(), *rows_of(JO), *rows_of(MAY)) as store:
        with by_hand(path) as hand:
            hand.execute("PRAGMA ignore_check_constraints = ON")
            hand.execute("UPDATE units SET start_date = '31/12/2026'")
            hand.execute("UPDATE clients SET date_of_birth = 'soon'")
        forget(store, JO)
    assert [row[0] for row in dump(path)["clients"]] == [MAY.code]


def test_a_file_with_the_client_brings_the_client_back(tmp_path: Path) -> None:
    path = tmp_path / "powerpro.db"
    with make(path, course(), *rows_of(JO)) as store:
        forget(store, JO)
        assert store.client_codes() == ()
    with make(path, course(), *rows_of(JO)) as store:
        assert store.person(ClientCode(JO.code)) is not None


@contextmanager
def a_window(path: Path) -> Iterator[Connection]:
    """A connection of another program."""
    with create_engine(url_of(path), poolclass=NullPool).begin() as connection:
        yield connection


def person(store: SqlPowerPro, student: Student) -> Any:
    found = store.person(ClientCode(student.code))
    assert found is not None
    return found
