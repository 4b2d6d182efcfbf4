"""A purge leaves no byte behind, keeps what later runs need, and keeps the store small."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from support.sql.guide_rows import (
    BOOKING,
    JOANA,
    RESULT,
    by_hand,
    client,
    course,
    dump,
    enrolment,
    make,
    unit,
)
from support.testing.stores_to_prove import rows_without_an_order_come_in_another
from talent_powerpro import Agent
from talent_powerpro.adapters.memory.talent import MemoryTalent
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.errors import PowerProUnusable
from talent_powerpro.model import (
    ClientCode,
    CourseCode,
    EnrolmentId,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUnit,
    TalentUser,
    TalentUserId,
    Unit,
    UnitRowId,
    UserDetails,
)
from talent_powerpro.ports.retention import Cut
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.records.holds import Answer, Decision, StandingHold
from talent_powerpro.records.journal import (
    JournalEntry,
    PendingMembership,
    RunHeader,
    SetAside,
    SyncLogLine,
)
from talent_powerpro.records.last_look import Completion, LastLook
from talent_powerpro.records.links import VerifiedLink
from talent_powerpro.records.suspension import Suspension
from talent_powerpro.records.topics import topic
from talent_powerpro.records.write import CreateUser, SetSecondaryId
from talent_powerpro.records.written_user import WrittenUser
from talent_powerpro.testing.contracts.engagement import WHOLE
from talent_powerpro.views.sync_log import ENDED, STARTED, is_idle

NOW = datetime(2026, 11, 27, 7, tzinfo=UTC)
GONE = EnrolmentId("E9")
USER = TalentUserId("7")
NAMES = UserDetails("Joana", "Gomez", "jg11@pm.me")
PERSON = ("Zoë-Marie", "O'Brien", "zoe.o@college.example", "20219999")
"""Given names, surname, e-mail and code of a person whom nothing needs any more."""


def bytes_of(path: Path) -> bytes:
    files = (path.with_name(path.name + end) for end in ("", "-wal", "-shm", "-journal"))
    return b"".join(each.read_bytes() for each in files if each.exists())


def found_in(path: Path, texts: tuple[str, ...]) -> list[str]:
    """Those of *texts* that are in the store's files, as they are or escaped as in JSON."""
    kept = bytes_of(path)
    return [
        text for text in texts if text.encode() in kept or json.dumps(text)[1:-1].encode() in kept
    ]


def everything_before(moment: datetime) -> Cut:
    return Cut(moment, moment, moment, moment, moment - timedelta(days=2557))


def purged(path: Path, moment: datetime = NOW) -> dict[str, int]:
    with SqlPowerPro(f"sqlite:///{path.as_posix()}") as store:
        return dict(store.purge(everything_before(moment), is_idle=is_idle))


@contextmanager
def remembering(path: Path, at: datetime) -> Iterator[SqlPowerPro]:
    with make(path, course(), client(), enrolment(), unit()):
        pass
    with SqlPowerPro(f"sqlite:///{path.as_posix()}", clock=lambda: at) as store:
        yield store


def test_no_byte_of_what_is_deleted_is_left_in_the_files(path: Path) -> None:
    old = NOW - timedelta(days=30)
    given, surname, email, code = PERSON
    with remembering(path, old) as store:
        create = CreateUser(ClientCode(code), email, given, surname, email, ())
        for run in range(60):
            store.journal.begin([JournalEntry(f"run-{run}", "provisioning", GONE, (create,))])
            store.journal.end(f"run-{run}", "provisioning", GONE, "failed", (create,))
            said = f"{given} {surname} ({code}), {email}: number {run}"
            store.sync_log.write([SyncLogLine(old, said, code)])
            store.journal.keep_run(RunHeader(f"run-{run}", old, stopped="bug", message=said))
        hold = StandingHold(
            "results", GONE, ClientCode(code), f"{given} {surname}", CourseCode("C"), "r", said
        )
        store.holds.ended(GONE, "results", [hold])
        store.holds.answer(Answer(Decision.KEEP, GONE, "r", (email,), said, "M", given, old))
        assert found_in(path, PERSON) == list(PERSON)
        # The process lives on: nothing may be left in the write-ahead log either.
        store.purge(everything_before(NOW), is_idle=is_idle)
        assert found_in(path, PERSON) == []
    assert found_in(path, PERSON) == []


def test_a_row_deleted_without_a_purge_is_overwritten(path: Path) -> None:
    with remembering(path, NOW) as store:
        store.sync_log.write([SyncLogLine(NOW, PERSON[2])])
        assert store.sync_log.purge(NOW + timedelta(days=1)) == 1
    assert found_in(path, PERSON) == []


def test_what_later_runs_need_is_kept_however_old(path: Path) -> None:
    old = NOW - timedelta(days=800)
    needed: tuple[str, ...] = (
        "due_marks",
        "pending_memberships",
        "written_results",
        "standing_holds",
        "verified_links",
        "portal",
        "ids_set_aside",
        "imported_rows",
        "journal",
        "last_looks",
        "told_topics",
        "hold_answers",
        "suspensions",
        "written_users",
    )
    with remembering(path, old) as store:
        (row,) = (each.id for each in _units(store))
        store.journal.mark_due([DueMark(BOOKING, date(2022, 6, 2))])
        store.journal.set_pending(PendingMembership(BOOKING, USER, TalentGroupKey("K")))
        store.journal.remember_result(row, RESULT)
        store.journal.begin([JournalEntry("run-1", "results", BOOKING, ())])
        hold = StandingHold(
            "results", BOOKING, JOANA, "JOANA GOMEZ", CourseCode("C"), "r", "said", facts=("a",)
        )
        store.holds.ended(BOOKING, "results", [hold])
        store.holds.answer(Answer(Decision.KEEP, BOOKING, "r", ("a",), "said", "M", "why", old))
        store.links.remember_links([VerifiedLink(JOANA, USER, "here")])
        store.portal.remember_portal("here")
        store.portal.set_aside([SetAside(JOANA, USER, "there", old)])
        found = (Completion(row, "ICTWEB304", date(2022, 6, 2)),)
        store.last_looks.remember([LastLook(BOOKING, date(2022, 6, 2), date(2022, 6, 3), found)])
        store.journal.tell(["told:E1"], old.date())
        store.suspensions.remember_suspended([Suspension(BOOKING, USER)])
        store.written_users.remember_written([WrittenUser(JOANA, USER, "", NAMES, NAMES)])
    before = {name: rows for name, rows in dump(path).items() if name in needed}
    assert all(before.values())
    assert set(purged(path).values()) == {0}  # No run says that topic and answer are not needed.
    assert {name: rows for name, rows in dump(path).items() if name in needed} == before


def _units(store: SqlPowerPro) -> tuple[Unit, ...]:
    found = store.enrolment(BOOKING)
    assert found is not None
    return found.units


# --- by their runs ----------------------------------------------------------------


def complete(run_id: str, at: datetime) -> RunHeader:
    return RunHeader(run_id, at, ("results",), at, wrote=1)


@pytest.mark.parametrize(
    ("told", "ran", "kept"),
    [
        pytest.param(100, 0, False, id="old"),
        pytest.param(80, 0, True, id="young"),
        pytest.param(100, 95, True, id="the last run was before it could be renewed"),
        pytest.param(100, 92, False, id="the last run would have renewed it"),
    ],
)
def test_a_topic_goes_once_runs_have_not_reported_it_for_the_days_kept(
    path: Path, told: int, ran: int, kept: bool
) -> None:
    with remembering(path, NOW) as store:
        store.journal.keep_run(complete("run-1", NOW - timedelta(days=ran)))
        store.journal.tell(["a:E1"], (NOW - timedelta(days=told)).date())
        store.purge(everything_before(NOW - timedelta(days=90)), is_idle=is_idle)
        assert store.journal.told(["a:E1"]) == ({"a:E1"} if kept else frozenset())


def test_a_run_that_was_stopped_shows_nothing_of_what_stands(path: Path) -> None:
    with remembering(path, NOW) as store:
        store.journal.keep_run(complete("run-1", NOW - timedelta(days=95)))
        store.journal.keep_run(RunHeader("run-2", NOW, ("results",), NOW, stopped="talent"))
        store.journal.tell(["a:E1"], (NOW - timedelta(days=100)).date())
        store.purge(everything_before(NOW), is_idle=is_idle)
        assert store.journal.told(["a:E1"]) == {"a:E1"}
        assert [each.run_id for each in store.journal.runs()] == ["run-1", "run-2"]


def test_an_answer_goes_once_no_run_has_needed_it_for_the_days_kept(path: Path) -> None:
    old = NOW - timedelta(days=100)
    with remembering(path, NOW) as store:
        store.journal.keep_run(complete("run-1", NOW))
        for fact, used in (("never", ()), ("long ago", (95,)), ("lately", (5,)), ("both", (95, 5))):
            answer = Answer(Decision.KEEP, BOOKING, "r", (fact,), "said", "M", "why", old)
            store.holds.answer(answer)
            for days in used:
                store.holds.answers_used([answer.key], (NOW - timedelta(days=days)).date())
        store.holds.answer(Answer(Decision.KEEP, BOOKING, "r", ("new",), "said", "M", "why", NOW))
        store.purge(everything_before(NOW - timedelta(days=90)), is_idle=is_idle)
        assert [each.facts for each in store.holds.answers()] == [("lately",), ("both",), ("new",)]


def test_of_several_answers_to_one_hold_only_the_latest_is_needed(path: Path) -> None:
    old = NOW - timedelta(days=100)
    keep = Answer(Decision.KEEP, BOOKING, "r", ("a",), "said", "M", "why", old)
    release = evolve(keep, decision=Decision.RELEASE, at=old + timedelta(days=1))
    with remembering(path, NOW) as store:
        rows_without_an_order_come_in_another(store)
        for answer in (keep, release):
            store.holds.answer(answer)
        store.holds.answers_used([keep.key], NOW.date())
        assert store.holds.purge(NOW) == 1
        assert store.holds.answers() == (release,)


def test_an_answer_of_the_very_moment_or_needed_on_the_very_day_stays(path: Path) -> None:
    given = Answer(Decision.KEEP, BOOKING, "r", ("a",), "said", "M", "why", NOW)
    needed = evolve(given, facts=("b",), at=NOW - timedelta(days=9))
    with remembering(path, NOW) as store:
        for answer in (given, needed):
            store.holds.answer(answer)
        store.holds.answers_used([needed.key], NOW.date())
        assert store.holds.purge(NOW) == 0
        assert store.holds.purge(NOW + timedelta(days=1)) == 2


def test_noting_an_answer_again_on_the_same_day_writes_nothing(path: Path) -> None:
    with remembering(path, NOW) as store:
        answer = Answer(Decision.KEEP, BOOKING, "r", ("a",), "said", "M", "why", NOW)
        store.holds.answer(answer)
        store.holds.answers_used([answer.key], NOW.date())
        log = path.with_name("powerpro.db-wal")
        before = log.read_bytes()
        store.holds.answers_used([answer.key, ("E1", "other", ())], NOW.date())
        assert log.read_bytes() == before


def test_headers_of_the_last_run_of_the_last_complete_one_and_of_later_ones_stay(
    path: Path,
) -> None:
    old = NOW - timedelta(days=5)
    headers = [
        complete("run-1", old),
        complete("run-2", old),
        RunHeader("run-3", old, stopped="talent", message="Zoë", ended=old),
        RunHeader("run-4", old, message="Zoë"),
    ]
    later = evolve(complete("run-5", NOW), message="kept")
    with remembering(path, NOW) as store:
        for header in headers:
            store.journal.keep_run(header)
        store.journal.purge(NOW)
        assert store.journal.runs() == (headers[1], evolve(headers[3], message=""))
        store.journal.keep_run(later)
        store.journal.purge(NOW)
        assert store.journal.runs() == (later,)


def test_a_topic_of_a_week_before_the_last_complete_run_stays(path: Path) -> None:
    day = NOW.date()
    with remembering(path, NOW) as store:
        store.journal.keep_run(complete("run-1", NOW))
        store.journal.tell(["a"], day - timedelta(days=7))
        store.journal.tell(["b"], day - timedelta(days=8))
        store.journal.purge(NOW)
        assert store.journal.told(["a", "b"]) == {"a"}


def test_of_the_headers_only_the_last_stays_and_without_its_message(path: Path) -> None:
    with remembering(path, NOW) as store:
        for day in (3, 2, 1):
            header = complete(f"run-{day}", NOW - timedelta(days=day))
            store.journal.keep_run(evolve(header, message="Zoë"))
        store.purge(everything_before(NOW), is_idle=is_idle)
        (kept,) = store.journal.runs()
        assert (kept.run_id, kept.message) == ("run-1", "")


def test_the_runs_that_a_hold_is_about_are_spared(path: Path) -> None:
    old = NOW - timedelta(days=5)
    with remembering(path, old) as store:
        for run in ("run-1", "run-2", "run-3"):
            store.journal.keep_run(complete(run, old))
            entry = JournalEntry(run, "results", BOOKING, (SetSecondaryId(JOANA, "", USER),))
            store.journal.begin([entry])
            store.journal.end(run, "results", BOOKING, "written", entry.writes)
        cut = evolve(everything_before(NOW), keep_runs=("run-2",))
        assert store.purge(cut, is_idle=is_idle)["journal"] == 2
        assert [each.run_id for each in store.journal.entries()] == ["run-2"]
        assert [each.run_id for each in store.journal.runs()] == ["run-2", "run-3"]


# --- by their owners --------------------------------------------------------------


def test_what_is_about_clients_and_enrolments_that_are_gone_is_deleted(path: Path) -> None:
    with remembering(path, NOW) as store:
        store.journal.mark_due([DueMark(GONE, None)])
        store.journal.set_pending(PendingMembership(GONE, USER, TalentGroupKey("K")))
        store.journal.remember_result(UnitRowId("gone"), RESULT)
        store.journal.tell([topic("a", "E9"), topic("a", "E1"), topic("a")], NOW.date())
        store.links.remember_links([VerifiedLink(ClientCode("gone"), USER, "")])
        store.last_looks.remember([LastLook(GONE), LastLook(BOOKING)])
        store.portal.set_aside([SetAside(ClientCode("gone"), USER, "there", NOW)])
        store.suspensions.remember_suspended([Suspension(GONE, USER), Suspension(BOOKING, USER)])
        written = WrittenUser(JOANA, USER, "", NAMES, NAMES)
        gone = evolve(written, client_code=ClientCode("gone"))
        store.written_users.remember_written([written, gone])
        of_both = [evolve(WHOLE, enrolment_id=each, read_at=NOW) for each in (GONE, BOOKING)]
        store.engagement.remember_engagement(of_both)
    with by_hand(path) as hand:
        hand.execute("INSERT INTO imported_rows VALUES ('client', 'gone', '{}')")
        imported = hand.execute("SELECT count(*) FROM imported_rows").fetchone()[0]
    assert purged(path, NOW - timedelta(days=90))["ownerless"] == 11
    after = dump(path)
    assert [after["due_marks"], after["pending_memberships"], after["written_results"]] == [[]] * 3
    assert [after["verified_links"], after["ids_set_aside"]] == [[], []]
    assert [row[0] for row in after["told_topics"]] == [topic("a"), topic("a", "E1")]
    assert [row[0] for row in after["last_looks"]] == [BOOKING]
    assert [row[0] for row in after["suspensions"]] == [BOOKING]
    assert [row[0] for row in after["written_users"]] == [JOANA]
    assert [row[0] for row in after["engagement"]] == [BOOKING]
    assert len(after["imported_rows"]) == imported - 1


def test_a_store_with_the_agents_memory_alone_loses_nothing(path: Path) -> None:
    """The enrolments are in a host's own tables."""
    with SqlPowerPro.create(f"sqlite:///{path.as_posix()}") as store:
        store.journal.mark_due([DueMark(GONE, None)])
        assert store.purge(everything_before(NOW), is_idle=is_idle)["ownerless"] == 0
        assert len(store.journal.due_marks()) == 1


def test_links_to_another_portal_are_deleted(path: Path) -> None:
    with remembering(path, NOW) as store:
        store.links.remember_links([VerifiedLink(JOANA, USER, "trial")])
        store.portal.remember_portal("live")
    assert purged(path)["ownerless"] == 1


@pytest.mark.parametrize(("left", "kept"), [(date(2026, 1, 1), False), (date(2026, 11, 1), True)])
def test_a_last_look_goes_once_it_is_over(path: Path, left: date, kept: bool) -> None:
    with remembering(path, NOW) as store:
        store.last_looks.remember([LastLook(BOOKING, left, left + timedelta(days=1))])
        store.purge(everything_before(NOW - timedelta(days=31)), is_idle=is_idle)
        assert list(store.last_looks.remembered([BOOKING])) == ([BOOKING] if kept else [])


def test_evidence_has_its_own_days(path: Path) -> None:
    evidence = ResultEvidence(
        enrolment_id=BOOKING,
        client_code=JOANA,
        course_code=CourseCode("C"),
        unit_id=UnitRowId("u"),
        unit_code="ICTWEB304",
        outcome=RESULT.outcome,
        outcome_date=RESULT.outcome_date,
        talent_user_id=USER,
        talent_course_id=TalentCourseId("126"),
        talent_unit_id="1",
        talent_unit_name="ICTWEB304",
        completed="2022-06-13",
        policy="guide",
        run_id="run-1",
        at=NOW - timedelta(days=2557),
    )
    with remembering(path, NOW) as store:
        store.evidence.keep("run-1", {BOOKING: [evidence]})
        assert store.purge(everything_before(NOW), is_idle=is_idle)["evidence"] == 0
        later = everything_before(NOW + timedelta(microseconds=1))
        assert store.purge(later, is_idle=is_idle)["evidence"] == 1


# --- idle runs --------------------------------------------------------------------


def log_of(store: SqlPowerPro) -> list[str]:
    return [line.message for line in store.sync_log.lines()]


def run_lines(at: datetime, *between: str) -> list[SyncLogLine]:
    return [SyncLogLine(at, each) for each in (STARTED, *between, ENDED)]


def test_of_idle_runs_one_of_each_day_stays(path: Path) -> None:
    day = datetime(2026, 6, 2, tzinfo=UTC)
    none, one = "0 Student(s) to enrol", "1 Student(s) to enrol"
    with remembering(path, NOW) as store:
        for hours in (0, 1, 2, 24, 25):
            store.sync_log.write(run_lines(day + timedelta(hours=hours), none))
        store.sync_log.write(run_lines(day + timedelta(hours=26)))  # Results alone.
        busy = run_lines(day + timedelta(hours=27), one, "Enrolling JOANA GOMEZ ...")
        killed = busy[:1]
        waits = run_lines(day + timedelta(hours=28), one)
        store.sync_log.write([*killed, *busy, *waits])
        assert store.sync_log.thin(day + timedelta(hours=28), is_idle) == 3 + 3 + 3 + 2
        two = [STARTED, none, ENDED] * 2
        assert log_of(store) == [*two, *(each.message for each in (*killed, *busy, *waits))]
        assert store.sync_log.thin(day + timedelta(hours=28), is_idle) == 0


# --- other programs ---------------------------------------------------------------


def test_a_purge_while_another_program_reads_says_that_bytes_may_be_left(path: Path) -> None:
    with make(path, busy_seconds=0.01) as store, by_hand(path) as viewer:
        viewer.execute("BEGIN")
        viewer.execute("SELECT count(*) FROM sync_log").fetchone()
        store.sync_log.write([SyncLogLine(NOW - timedelta(days=9), "old")])
        with pytest.raises(PowerProUnusable, match="bytes of it may be left"):
            store.purge(everything_before(NOW), is_idle=is_idle)
        viewer.rollback()
        store.purge(everything_before(NOW), is_idle=is_idle)
        assert not path.with_name("powerpro.db-wal").read_bytes()


def test_a_purge_while_another_program_writes_is_refused(path: Path) -> None:
    with make(path, busy_seconds=0.01) as store, by_hand(path) as other:
        other.execute("BEGIN IMMEDIATE")
        for purge in (
            lambda: store.purge(everything_before(NOW), is_idle=is_idle),
            store._store.compact,  # As where the other one begins after the deletion.
        ):
            with pytest.raises(PowerProUnusable, match="locked by another program"):
                purge()


def test_a_store_is_compacted_only_by_its_thread_and_until_it_is_closed(path: Path) -> None:
    store, said = make(path), list[str]()

    def compact() -> None:
        with pytest.raises(PowerProUnusable) as caught:
            store._store.compact()
        said.append(caught.value.message)

    thread = Thread(target=compact)
    thread.start()
    thread.join()
    store.close()
    compact()
    assert said == [
        f"PowerPro's store {path} was opened on another thread.",
        f"PowerPro's store {path} is closed.",
    ]


# --- size -------------------------------------------------------------------------


def test_an_idle_run_adds_at_most_300_bytes_and_3_lines(path: Path) -> None:
    a_year_stays_small(path, 30)


@pytest.mark.nightly
def test_a_year_of_ten_minute_runs_stays_small(path: Path) -> None:
    a_year_stays_small(path, YEAR)


YEAR = 52_560
"""Ten-minute runs in a year."""


def a_year_stays_small(path: Path, runs: int) -> None:
    """Measure so many runs, and work out the size after a year of them."""
    now = datetime(2025, 11, 27, 7, tzinfo=UTC)
    store, agent = a_college(path, lambda: now)
    with store:
        for _ in range(3):
            now += timedelta(minutes=10)
            agent.run()
        empty, lines = size(path), len(store.sync_log.lines())
        for _ in range(runs):
            now += timedelta(minutes=10)
            assert not agent.run().wrote
        for_holds = 20 * (runs / 144 + 1)  # A hold is logged again on each day.
        assert len(store.sync_log.lines()) - lines <= 3 * runs + for_holds
        each = (size(path) - empty) / runs
        assert each <= 300
        assert empty + each * YEAR < 20_000_000
        days_kept = everything_before(now - timedelta(days=90))
        store.purge(evolve(days_kept, idle_runs=now - timedelta(days=7)), is_idle=is_idle)
        # One idle run of each day stays, and all of the last week.
        kept = min(runs, 7 * 144 + 90)
        assert size(path) <= empty + each * kept + 90 * 2_000
        assert empty + each * (7 * 144 + 90) + 90 * 2_000 < 2_000_000


def size(path: Path) -> int:
    with by_hand(path) as hand:
        hand.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.stat().st_size


def a_college(path: Path, clock: Callable[[], datetime]) -> tuple[SqlPowerPro, Agent]:
    """Twenty clients: nineteen were provisioned, and one is held for good."""
    codes = [f"{1000 + number}" for number in range(20)]
    rows = [course()]
    for code in codes:
        rows += [
            client(
                code,
                given_names=f"G{code}",
                surname=f"S{code}",
                secondary_id="",
                email=f"{code}@college.example",
            )
        ]
        rows += [enrolment(f"E{code}", client_code=code, export_date=date(2025, 11, 27))]
        rows += [unit(booking=f"E{code}", start_date=date(2025, 11, 1))]
    other = TalentUser(TalentUserId("9"), "1005@college.example", "Other", "Person", "other")
    talent = MemoryTalent(
        users=[other],
        courses=[TalentCourse(TalentCourseId("126"), "C", units=(TalentUnit("1", "ICTWEB304"),))],
        next_user_id=100,
    )
    talent.put_group(TalentGroupKey("77eD6LXHH"), [])
    store = make(path, *rows)
    return store, Agent(store, talent, timezone=ZoneInfo("Australia/Perth"), clock=clock)


def test_engagement_goes_by_the_days_of_evidence_counted_from_the_last_look(path: Path) -> None:
    old = evolve(WHOLE, enrolment_id=BOOKING, read_at=NOW - timedelta(days=3000))
    with remembering(path, NOW) as store:
        store.engagement.remember_engagement([old, evolve(old, unit_id="1", read_at=NOW)])
        cut = everything_before(NOW)
        assert store.purge(evolve(cut, evidence=old.read_at), is_idle=is_idle)["engagement"] == 0
        later = evolve(cut, evidence=old.read_at + timedelta(seconds=1))
        assert store.purge(later, is_idle=is_idle)["engagement"] == 1
        assert [each.unit_id for each in store.engagement.engagement_of([BOOKING])] == ["1"]
