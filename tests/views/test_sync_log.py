"""The E-Learning Sync Log: the guide's page as a transcript, and the lines beside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NoReturn

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE,
    COURSE_126,
    GROUP,
    JOANA,
    JOANA_7,
    PERTH,
    PINK,
    STAMP,
    STARTED,
    USER_7,
    careful,
    enrolment,
    many,
    portal,
    portal_with_joana,
    provisioned,
    rto,
    unit,
)
from talent_powerpro.adapters.memory.state import (
    MemoryJournal,
    MemorySyncLog,
    MemoryVerifiedLinks,
)
from talent_powerpro.errors import (
    Duplicate,
    InternalError,
    Interrupted,
    NoAnswer,
    PowerProUnusable,
    Refused,
    SettingsFault,
    TalentUnusable,
)
from talent_powerpro.model import CourseCode, EnrolmentId, Ensured, TalentUserId
from talent_powerpro.records.journal import SyncLogLine
from talent_powerpro.records.record import Record, RecordStatus, StageName
from talent_powerpro.records.report import HeldRun, Listed, Lists, RunReport, Stopped, Unmatched
from talent_powerpro.records.step import Call, Event, Side
from talent_powerpro.records.topics import topic
from talent_powerpro.rules.policy import InactiveUsers, Policy
from talent_powerpro.rules.policy_values import OnWithdrawal
from talent_powerpro.rules.saving import Saving
from talent_powerpro.rules.undo import undone_hold
from talent_powerpro.views import sync_log
from talent_powerpro.views.list_lines import closed, missed, unmatched, withdrawn
from talent_powerpro.views.step_lines import record_lines
from talent_powerpro.views.sync_log import SyncLog, is_idle, shown, students_to_enrol

THE_GUIDES_PAGE = [
    ">>> PowerPro-Talent Integration Agent started >>>",
    "1 Student(s) to enrol",
    "Looking up Talent Student by User ID (DPC000129)...",
    "tal_studentExistsByID(DPC000129) - Talent User ID must be numeric "
    "-> Check PP Client>Second ID",
    "Not found. Looking up Talent Student by email (jg11@pm.me)...",
    "tal_studentExistsByEmail(jg11@pm.me)",
    "GET https://powerpro.talentlms.com/api/v1/users/email:jg11@pm.me returned an error",
    '{ "error": { "type": "invalid_request_error", '
    '"message": "The requested user does not exist" } }',
    "Student not found in Talent, creating Student in Talent ...",
    "Updating PowerPro Client to align with Talent User ID: PP Client: 2021000017 Talent User: 7",
    "Enrolling Joana Gomez in Talent Course ID 126 Group key: 77eD6LXHH ...",
    "Enrolling now...",
    "Enrolled. Creating PowerPro Contact Log in PP.",
    "<<< PowerPro-Talent Integration Agent ended <<<",
]
DONE = datetime(2022, 6, 13, 11, tzinfo=PERTH)
FRAME = {THE_GUIDES_PAGE[0], THE_GUIDES_PAGE[-1], "0 Student(s) to enrol", "1 Student(s) to enrol"}


@pytest.mark.parametrize("width", [1, 3])
def test_the_guides_own_story_is_logged_word_for_word(width: int) -> None:
    """Image above: The Integration log"""
    world = rto(width=width)
    world.run()
    assert world.messages == THE_GUIDES_PAGE
    assert {each.at for each in world.log.lines} == {STARTED}
    about = {each.client_code for each in world.log.lines if each.message not in FRAME}
    assert about == {JOANA.code}, "so that they can be forgotten with the client"


def story(world: Any) -> list[str]:
    """What a run says between its first and its last lines."""
    world.log.lines.clear()
    world.run()
    return [message for message in world.messages if message not in FRAME]


def test_a_run_without_students_still_says_so() -> None:
    world = rto(enrolment(export=False))
    world.run()
    assert world.messages == [THE_GUIDES_PAGE[0], "0 Student(s) to enrol", THE_GUIDES_PAGE[-1]]


def test_a_course_without_a_group_key_names_none() -> None:
    logged = story(rto(enrolment(course=evolve(COURSE, talent_group_key=""))))
    assert "Enrolling Joana Gomez in Talent Course ID 126 ..." in logged


def test_a_student_found_by_secondary_id_is_logged() -> None:
    world = rto(enrolment(client=evolve(JOANA, secondary_id="7")), talent=portal(users=[JOANA_7]))
    assert story(world)[:3] == [
        "Looking up Talent Student by User ID (7)...",
        "Found Talent User: 7",
        "Enrolling Joana Gomez in Talent Course ID 126 Group key: 77eD6LXHH ...",
    ]


def test_a_student_not_found_by_secondary_id_is_looked_up_by_email() -> None:
    world = rto(enrolment(client=evolve(JOANA, secondary_id="5")), talent=portal(users=[JOANA_7]))
    assert story(world)[:6] == [
        "Looking up Talent Student by User ID (5)...",
        "tal_studentExistsByID(5)",
        "GET https://powerpro.talentlms.com/api/v1/users/id:5 returned an error",
        '{ "error": { "type": "invalid_request_error", '
        '"message": "The requested user does not exist" } }',
        "Not found. Looking up Talent Student by email (jg11@pm.me)...",
        "Found Talent User: 7",
    ]


def test_what_is_already_set_is_logged() -> None:
    world = rto(talent=portal_with_joana())
    assert story(world).count("Already set in Talent.") == 2, "in the course and in the group"


def test_a_doubtful_create_is_logged_with_the_look_ups_that_follow() -> None:
    world = rto()
    world.talent.script.loses("create_user", NoAnswer("TalentLMS did not answer in time"))
    logged = story(world)
    created = logged.index("Student not found in Talent, creating Student in Talent ...")
    assert logged[created + 1 : created + 4] == [
        "TalentLMS did not answer in time. Checking whether the Student exists...",
        "Looking up Talent Student by email (jg11@pm.me)...",
        "Found Talent User: 7",
    ]


def test_a_look_up_by_login_is_logged() -> None:
    login_alone = evolve(JOANA_7, email="", id=TalentUserId("9"))
    logged = story(rto(talent=portal(users=[login_alone])))
    assert "Not found. Looking up Talent Student by login (jg11@pm.me)..." in logged
    assert "Found Talent User: 9" in logged


def test_a_call_without_an_answer_and_a_course_that_is_missing_are_logged() -> None:
    world = rto()
    world.talent.script.raises("user_by_email", NoAnswer("timed out"))
    assert story(world)[-2:] == [
        "Not found. Looking up Talent Student by email (jg11@pm.me)...",
        "Deferred: JOANA GOMEZ (2021000017), ICT30120-A: timed out",
    ]
    (said,) = story(rto(enrolment(course=evolve(COURSE, talent_course_id="127"))))
    assert said.startswith("Failed: JOANA GOMEZ (2021000017), ICT30120-A: Talent course 127 does")


def test_a_refusal_without_the_answers_text_has_one_line() -> None:
    world = rto()
    world.talent.script.raises("create_user", Refused("Weak password"))
    assert story(world)[-2:] == [
        "Student not found in Talent, creating Student in Talent ...",
        "Failed: JOANA GOMEZ (2021000017), ICT30120-A: Weak password",
    ]


def test_of_a_rehearsed_flow_only_the_calls_that_were_made_are_logged() -> None:
    (record,) = rto().agent().plan().records
    look_up = Call("user_by_login", Side.TALENT, ("jg11",))
    write = Call("activate_user", Side.TALENT, ("7",))
    events = [Event(STARTED, each, Ensured.DONE) for each in (look_up, write)]
    asked = "Looking up Talent Student by login (jg11)..."
    made = record_lines(record, events, performed=True)
    assert [each.message for each in made] == [asked, "Activating Talent User 7..."]
    assert [each.message for each in record_lines(record, events, performed=False)] == [asked]


def test_a_refusal_is_shown_as_the_guide_shows_errors() -> None:
    answer = '{ "error": { "type": "invalid_request_error", "message": "Weak password" } }'
    world = rto()
    world.talent.script.raises("create_user", Refused("Weak password", answer=answer))
    logged = story(world)
    assert logged[-2:] == [
        answer,
        "Failed: JOANA GOMEZ (2021000017), ICT30120-A: Weak password",
    ]


def test_a_hold_is_logged_with_its_remedy() -> None:
    world = rto()
    world.talent.script.raises("create_user", Duplicate("A user with the same email exists"))
    logged = story(world)
    assert "tal_studentExistsByLogin(jg11@pm.me)" in logged
    last = logged[-1]
    assert last.startswith("Held: JOANA GOMEZ (2021000017), ICT30120-A: TalentLMS will not create")
    assert last.endswith(" -> Restore the deleted user in TalentLMS, or delete it permanently.")


def test_a_remark_is_logged_as_a_note() -> None:
    world = rto(talent=portal(users=[evolve(JOANA_7, active=False)]))
    assert "Note: Talent User 7 is inactive and cannot log in." in story(world)


def test_a_student_who_is_made_active_again_is_logged() -> None:
    again = Policy(inactive_users=InactiveUsers.REACTIVATE)
    inactive = evolve(JOANA_7, active=False)
    logged = story(rto(talent=portal(users=[inactive]), policy=again))
    assert logged.count("Activating Talent User 7...") == 1
    assert "Note: Talent User 7 is inactive and cannot log in." not in logged


def test_a_withdrawn_student_is_logged_on_leaving_the_talent_course_and_on_coming_back() -> None:
    world = rto(provisioned(unit()), talent=portal_with_joana())
    world.links = MemoryVerifiedLinks()
    world.policy = Policy(on_withdrawal=OnWithdrawal.SUSPEND)
    story(world)
    gone = evolve(world.enrolment(), withdrawal_date=STARTED.date())
    world.powerpro.put_enrolment(gone)
    world.clock.pass_days()
    assert story(world)[-3:] == [
        "Suspension of JOANA GOMEZ (2021000017), ICT30120-A",
        "Joana Gomez was withdrawn on 02/06/2022.",
        "Taking Talent User 7 out of Talent Course ID 126...",
    ]
    world.powerpro.put_enrolment(evolve(gone, withdrawal_date=None))
    assert story(world) == [
        "Joana Gomez is enrolled again after a withdrawal.",
        "Enrolling now...",
    ]


def test_a_student_whose_name_changed_is_logged() -> None:
    world = rto(talent=portal())
    world.links = MemoryVerifiedLinks()
    world.policy = Policy(update_users=True)
    story(world)
    world.powerpro.put_client(evolve(world.enrolment().client, surname="LEE"))
    world.clock.pass_days()
    (logged,) = [each for each in story(world) if each.startswith("Updating Talent User ")]
    assert logged.endswith(": Joana Lee, jg11@pm.me")


def test_a_withdrawn_student_who_is_only_listed_is_logged_once() -> None:
    gone = evolve(provisioned(unit()), withdrawal_date=STARTED.date())
    world = rto(gone, talent=portal_with_joana())
    world.policy = Policy(on_withdrawal=OnWithdrawal.REPORT)
    for count in (1, 0):
        logged = [each for each in story(world) if each.startswith("Withdrawn: JOANA GOMEZ")]
        assert len(logged) == count


def test_a_missed_enrolment_is_logged_once_with_the_menu_path() -> None:
    world = rto(enrolment(export_date=date(2022, 6, 1)))
    assert story(world) == [
        "Missed: JOANA GOMEZ (2021000017), ICT30120-A: the export date 01/06/2022 has passed "
        "-> Home > Enrolments and Results > Course data > Talent LMS export/Date"
    ]
    assert story(world) == []


# --- results ----------------------------------------------------------------------


def with_results(*units: Any, policy: Policy | None = None) -> Any:
    talent = portal_with_joana()
    for code in ("ICTWEB304", "ICTWEB305"):
        talent.complete(USER_7, COURSE_126, code, DONE)
    world = rto(provisioned(*units), talent=talent, policy=policy or Policy.guide())
    world.clock.now = datetime(2022, 6, 14, 9, tzinfo=PERTH)
    return world


def test_result_fetching_writes_a_line_for_each_write() -> None:
    world = with_results(unit("ICTWEB304"), unit("ICTWEB305", outcome="70 - Continuing"))
    assert story(world) == [
        "Results for JOANA GOMEZ (2021000017), ICT30120-A",
        f"ICTWEB304: {COMPETENT} on 13/06/2022",
        f"ICTWEB305: {COMPETENT} on 13/06/2022 (was 70 - Continuing)",
    ]
    assert {each.at for each in world.log.lines} == {world.clock.now}
    dated = unit("ICTWEB305", outcome="70 - Continuing", outcome_date=date(2022, 6, 1))
    assert story(with_results(dated))[1] == (
        f"ICTWEB305: {COMPETENT} on 13/06/2022 (was 70 - Continuing, 01/06/2022)"
    )


def test_result_fetching_logs_nothing_where_nothing_is_written() -> None:
    world = with_results(unit("ICTWEB306"), policy=careful())
    world.talent.enrolled[USER_7, COURSE_126].clear()
    assert story(world) == []


def test_an_unmatched_talent_unit_is_logged_once_with_the_students_names() -> None:
    world = with_results(unit("ICTWEB304"))
    assert story(world)[-1] == (
        "Unmatched: ICTWEB305 Produce digital images for the web, ICT30120-A: completed by JOANA "
        "GOMEZ (2021000017), but no unit of the enrolment has the code -> Begin the Talent unit's "
        "name with the unit's code in PowerPro, or name the code in `[policy.unit_aliases]`."
    )
    assert story(world) == []


def test_a_standing_hold_is_repeated_once_a_day() -> None:
    final = unit("ICTWEB304", outcome="51 - Recognition of prior learning granted")
    world = with_results(final, unit("ICTWEB305", outcome=COMPETENT, outcome_date=DONE.date()),
                         policy=careful())  # fmt: skip
    (held,) = story(world)
    assert held.startswith("Held: JOANA GOMEZ (2021000017), ICT30120-A: ICTWEB304 already has")
    assert story(world) == []
    world.clock.pass_days(1)
    assert story(world) == [held]


def test_a_deferral_is_logged_each_time() -> None:
    world = with_results(unit("ICTWEB304"))
    world.talent.script.raises("progress", NoAnswer("timed out"), NoAnswer("timed out"))
    said = ["Deferred: JOANA GOMEZ (2021000017), ICT30120-A: timed out"]
    assert story(world) == said
    assert story(world) == said


def test_a_result_written_again_on_the_same_day_is_logged_again() -> None:
    world = with_results(unit("ICTWEB304"))
    written = f"ICTWEB304: {COMPETENT} on 13/06/2022"
    assert written in story(world)
    world.powerpro.put_enrolment(provisioned(unit("ICTWEB304")))
    assert story(world)[-1] == written


def test_an_enrolment_provisioned_again_on_the_same_day_is_logged_again() -> None:
    world = rto()
    enrolled = "Enrolled. Creating PowerPro Contact Log in PP."
    assert story(world)[-1] == enrolled
    world.powerpro.put_enrolment(evolve(world.enrolment(), contact_logs=()))
    assert story(world)[-1] == enrolled


# --- the whole run ----------------------------------------------------------------


def test_the_password_and_the_key_are_never_logged() -> None:
    world = rto(policy=careful())
    world.run()
    assert all("assword" not in message for message in world.messages)


REPORT = RunReport("run-1", STARTED, STARTED, STARTED.date(), tuple(StageName))


class Telling(MemoryJournal):
    """A journal that keeps what it is told on which day."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, date]] = []

    def tell(self, topics: Collection[str], today: date) -> frozenset[str]:
        self.heard += [(each, today) for each in topics]
        return super().tell(topics, today)


TODAY, TOMORROW = date(2022, 6, 2), date(2022, 6, 3)
LISTED = Listed("1001", "2021000017", "JOANA GOMEZ", "ICT", ("it was done",), ("Here",), new=True)
UNIT = Unmatched("ICT", "904", "BSBWEB304A Old", (), new=True, remedy="Rename it.")
OTHER_UNIT = evolve(UNIT, unit_id="905", unit_name="BSBWEB305A Old")
HELD = Record(
    StageName.PROVISIONING,
    EnrolmentId("1001"),
    JOANA.code,
    "JOANA GOMEZ",
    CourseCode("ICT"),
    RecordStatus.HELD,
    message="No.",
    remedy="Do.",
)
LOOKED_UP = Event(
    STARTED - timedelta(seconds=2), Call("user_by_login", Side.TALENT, ("jg11",)), JOANA_7
)


def listening() -> tuple[SyncLog, MemorySyncLog, Telling]:
    """A log whose run has started, with what it writes to."""
    store, journal = MemorySyncLog(), Telling()
    log = SyncLog(store, journal, lambda: STARTED)
    log.run_started("run-1", TODAY)
    assert store.lines == [SyncLogLine(STARTED, sync_log.STARTED)]
    store.lines.clear()
    return log, store, journal


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (StageName.PROVISIONING, [SyncLogLine(STARTED, "2 Student(s) to enrol")]),
        (StageName.RESULTS, []),
        (StageName.SUSPENSION, []),
    ],
)
def test_what_a_stage_found_is_logged_with_the_clients_and_once_a_day(
    stage: StageName, said: list[SyncLogLine]
) -> None:
    log, store, journal = listening()
    lists = Lists(missed=(LISTED, evolve(LISTED, new=False)), withdrawn=(LISTED,))
    named = [
        SyncLogLine(STARTED, missed(LISTED), "2021000017"),
        SyncLogLine(STARTED, withdrawn(LISTED), "2021000017"),
    ]
    log.stage_found(stage, 2, lists)
    assert store.lines == [*said, *named]
    assert journal.heard == [
        (topic(f"logged 2022-06-02 {each.message}", "1001"), TODAY) for each in named
    ]
    log.stage_found(stage, 2, lists)
    assert store.lines == [*said, *named, *said]
    log.run_started("run-2", TOMORROW)
    log.stage_found(stage, 2, lists)
    assert store.lines[-2:] == named


def test_a_records_lines_bear_the_client_and_a_standing_end_is_logged_once_a_day() -> None:
    log, store, journal = listening()
    for _ in range(2):
        log.record_ended(HELD, [LOOKED_UP], performed=True)
        assert store.lines == [
            SyncLogLine(LOOKED_UP.at, "Looking up Talent Student by login (jg11)...", JOANA.code),
            SyncLogLine(LOOKED_UP.at, "Found Talent User: 7", JOANA.code),
            SyncLogLine(STARTED, "Held: JOANA GOMEZ (2021000017), ICT: No. -> Do.", JOANA.code),
        ]
    assert journal.heard == [(topic("logged 2022-06-02 provisioning 1001 No.", "1001"), TODAY)] * 2


def test_each_unmatched_unit_is_logged_once_a_day() -> None:
    log, store, journal = listening()
    units = Lists(unmatched=(UNIT, OTHER_UNIT))
    log.run_ended(evolve(REPORT, lists=units))
    log.run_ended(evolve(REPORT, lists=units))
    said = [unmatched(UNIT), unmatched(OTHER_UNIT)]
    ended = SyncLogLine(STARTED, sync_log.ENDED)
    assert store.lines == [*(SyncLogLine(STARTED, each) for each in said), ended, ended]
    topics = [(topic(f"logged 2022-06-02 {each}"), TODAY) for each in said]
    assert journal.heard == [*topics, *topics]


def broken(*_: object) -> NoReturn:
    raise OSError("The disk is full.")


@pytest.mark.parametrize(("part", "method"), [(MemorySyncLog, "write"), (MemoryJournal, "tell")])
def test_a_fault_of_the_store_or_the_journal_stops_the_run(
    part: type, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, _, _ = listening()
    monkeypatch.setattr(part, method, broken)
    with pytest.raises(InternalError):
        log.stage_found(StageName.RESULTS, 0, Lists(missed=(LISTED,)))


class FailsOnce(MemorySyncLog):
    """A store that cannot be written once."""

    failed = False

    def write(self, lines: Sequence[SyncLogLine]) -> None:
        if not self.failed:
            self.failed = True
            raise PowerProUnusable("The disk is full.")
        super().write(lines)


def ended_log(store: MemorySyncLog | None = None, **changes: Any) -> list[str]:
    """What the end of a run logs."""
    store = MemorySyncLog() if store is None else store
    SyncLog(store, MemoryJournal(), lambda: STARTED).run_ended(evolve(REPORT, **changes))
    return [each.message for each in store.lines]


GONE = evolve(undone_hold("", enrolment(), "r", None), message="They are gone.", remedy="Look.")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"stopped": Stopped.by(TalentUnusable("No."))}, ["Stopped: No."]),
        ({"stopped": Stopped.by(Interrupted("A signal."))}, []),
        ({"held_run": HeldRun(GONE, new=True)}, ["Held: They are gone. -> Look."]),
        ({"held_run": HeldRun(GONE, new=False)}, []),
        ({"lists": Lists(closed_before_results=(LISTED,))}, [closed(LISTED)]),
        ({"lists": Lists(closed_before_results=(evolve(LISTED, new=False),))}, []),
        ({"lists": Lists(unmatched=(UNIT,))}, [unmatched(UNIT)]),
        ({"lists": Lists(unmatched=(evolve(UNIT, new=False),))}, []),
    ],
)
def test_the_end_of_a_run_is_logged_with_what_is_new(
    changes: dict[str, Any], said: list[str]
) -> None:
    assert ended_log(**changes) == [*said, sync_log.ENDED]


def test_a_log_that_cannot_be_written_once_still_has_the_end() -> None:
    stop = Stopped.by(PowerProUnusable("The disk is full."))
    assert ended_log(FailsOnce(), stopped=stop) == [sync_log.ENDED]
    assert ended_log(FailsOnce(), lists=Lists(unmatched=(UNIT,))) == [sync_log.ENDED]


def test_a_run_that_is_refused_is_logged_whole() -> None:
    store = MemorySyncLog()
    log = SyncLog(store, MemoryJournal(), lambda: STARTED)
    log.run_refused(SettingsFault("No.", remedy="Do."))
    assert [each.message for each in store.lines] == [
        sync_log.STARTED,
        "Stopped: No. -> Do.",
        sync_log.ENDED,
    ]


def test_each_standing_hold_is_logged_on_its_own() -> None:
    """Of each student, and of another cause on the same day."""
    deferred = many(2, deferment_date=STARTED.date())
    world = rto(*deferred, policy=careful())
    logged = [each.partition(":")[0] for each in story(world)]
    assert logged.count("Held") == 2
    about = {each.rpartition(":")[2] for each in world.journal._reported}
    assert about == {"1", "2"}, "so that it can be forgotten with the client"
    failing = evolve(deferred[0], deferment_date=None, course=evolve(COURSE, talent_course_id="9"))
    world.powerpro.put_enrolment(failing)
    (said,) = (each for each in story(world) if not each.endswith("to enrol"))
    assert "Talent course 9 does not exist" in said


# --- lines ------------------------------------------------------------------------


def test_a_line_is_date_time_and_message_in_the_rtos_zone() -> None:
    entry = SyncLogLine(datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC), THE_GUIDES_PAGE[0])
    assert shown(entry, PERTH) == f"02/06/2022\t14:58:56\t{THE_GUIDES_PAGE[0]}"


def test_a_clients_lines_stay_together() -> None:
    """A client's lines stay together, whatever overlaps."""
    world = rto(enrolment(), enrolment("1002", client=PINK), width=3)
    logged = [each for each in story(world) if each != "2 Student(s) to enrol"]
    assert len(logged) == 22
    first = logged[:11]
    assert ("jg11@pm.me" in " ".join(first)) != ("pink@pm.me" in " ".join(first))


def test_a_later_membership_of_the_group_is_logged_with_its_contact_log() -> None:
    world = rto()
    del world.talent.groups[GROUP]
    world.run()
    world.talent.put_group(GROUP)
    world.run()
    added = "Added to Talent Group: Joana Gomez added to Talent Group 77eD6LXHH ..."
    assert world.messages.count(added) == 1


def test_the_group_that_was_refused_is_logged() -> None:
    world = rto()
    del world.talent.groups[GROUP]
    assert (
        "Note: JOANA GOMEZ (2021000017) is not in Talent Group 77eD6LXHH of ICT30120-A: TalentLMS "
        "has no group with this key. Each run tries again. "
        "Correct the key: Course > E-Learning (Talent LMS) tab > Talent Group Key."
    ) in story(world)
    assert STAMP not in " ".join(world.messages)


def test_a_student_whom_a_listing_lacks_is_logged_without_a_request() -> None:
    world = evolve(rto(*many(3)), saving=Saving())
    world.run()
    asked = "Looking up Talent Student by email (len1@pm.me)..."
    at = next(n for n, message in enumerate(world.messages) if message.endswith(asked))
    assert world.messages[at + 1] == (
        "tal_studentExistsByEmail(len1@pm.me) - TalentLMS's list of users has nobody with the "
        "e-mail len1@pm.me"
    )


def test_a_run_that_logged_nothing_of_a_student_is_idle() -> None:
    idle = [sync_log.STARTED, students_to_enrol(0), sync_log.ENDED]
    assert is_idle(idle)
    assert not is_idle([*idle[:-1], "Looking up Talent Student by User ID (7)...", idle[-1]])
    assert is_idle([sync_log.STARTED, sync_log.ENDED])
    assert not is_idle(idle[:-1])
    assert not is_idle([sync_log.ENDED])
    assert not is_idle([])
