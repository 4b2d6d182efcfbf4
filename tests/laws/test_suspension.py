"""Law 17. Nobody loses a Talent course that another enrolment needs, or before the last look."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from support.edits import DOINGS, Edit, Later, changes, edit_enrolment, finish, histories
from support.laws.examples import LAW, POLICIES, WIDTHS
from support.laws.killing import KILLS, killed_and_run_again
from support.laws.late_endings import LateEndings
from support.literal import number
from support.playing import Played
from support.spies import Seen
from support.worlds import DATES, World, completions, worlds, worlds_of_learners
from talent_powerpro import Policy
from talent_powerpro.model import CourseCode, Enrolment, EnrolmentId
from talent_powerpro.rules.policy_values import OnWithdrawal
from talent_powerpro.testing import CrashAt

SUSPENDING = POLICIES.map(
    lambda policy: evolve(policy, on_withdrawal=OnWithdrawal.SUSPEND, users_suspended=1000)
)
NOTHING_YET = Later(hours=0, edits=())


def withdrawals() -> st.SearchStrategy[tuple[Later, ...]]:
    """One to four later days. Before each, students are withdrawn, cancelled, or come back."""
    leaving = changes(
        withdrawal_date=(*DATES, *DATES, None),
        booking_status=("Cancelled", "Confirmed"),
        completion_date=(DATES[1], None),
        export=(True, False),
    )
    left = st.builds(Edit, st.just(edit_enrolment), st.integers(0, 3), leaving)
    learnt = st.builds(
        Edit, st.just(finish), st.integers(0, 3), st.tuples(st.integers(0, 2), completions())
    )
    others = st.one_of(
        [st.builds(Edit, st.just(do), st.integers(0, 3), what) for do, what in DOINGS]
    )
    some = st.lists(left | left | learnt | others, min_size=1, max_size=3).map(tuple)
    later = st.builds(Later, st.sampled_from((24, 24, 48, 1)), some)
    return st.lists(later, min_size=1, max_size=4).map(tuple)


def round_trips() -> st.SearchStrategy[tuple[Later, ...]]:
    """A student is withdrawn for some days, and comes back. Others do things meanwhile."""

    def made(
        whom: int, gone: dict[str, Any], between: tuple[Later, ...], later: Later
    ) -> tuple[Later, ...]:
        back = {"withdrawal_date": None, "booking_status": "Confirmed", "completion_date": None}
        left = Later(24, (Edit(edit_enrolment, whom, gone),))
        returned = Edit(edit_enrolment, whom, {**back, "export": True})
        return (left, Later(24, ()), *between, evolve(later, edits=(returned, *later.edits)))

    gone = changes(withdrawal_date=DATES, booking_status=("Cancelled",))
    later = st.builds(Later, st.sampled_from((1, 24)), st.just(()))
    between = withdrawals().map(lambda each: each[:1]) | st.just(())
    return st.builds(made, st.integers(0, 3), gone, between, later)


HISTORIES = st.one_of(withdrawals(), round_trips(), round_trips())


@st.composite
def with_siblings(draw: st.DrawFn) -> World:
    """Learners who have a second enrolment for the same Talent course, or share a Talent user."""
    world = draw(worlds_of_learners())
    other = evolve(world.enrolments[0].course, code=CourseCode("ICT-1"))
    siblings = tuple(
        evolve(
            each,
            id=EnrolmentId(f"S{each.id}"),
            course=other,
            contact_logs=draw(st.sampled_from((each.contact_logs, each.contact_logs, ()))),
            export=draw(st.booleans()),
            withdrawal_date=draw(st.sampled_from((None, *DATES))),
            completion_date=draw(st.sampled_from((None, None, DATES[0]))),
            units=(),
        )
        for each in world.enrolments
    )
    every = (*world.enrolments, *siblings[: draw(st.integers(1, 2))])
    if draw(st.booleans()):
        every = tuple(evolve(each, client=evolve(each.client, secondary_id="4")) for each in every)
    clients = tuple({each.client.code: each.client for each in every}.values())
    return evolve(world, enrolments=every, clients=clients)


WORLDS = st.one_of(worlds_of_learners(), with_siblings(), with_siblings(), worlds())


@LAW
@given(width=WIDTHS, world=WORLDS, policy=SUSPENDING, history=HISTORIES)
def test_nobody_loses_a_talent_course_that_another_enrolment_needs(
    width: int, world: World, policy: Policy, history: tuple[Later, ...]
) -> None:
    """The enrolments of every client with that Talent user count."""
    played = Played(world, width=width, policy=policy)
    for later in (NOTHING_YET, *history):
        played.wait(later)
        played.forget()
        played.agent.run()
        for user_id, course_id in removed(played):
            for each in of_user(played, user_id):
                if needs(each, played.today):
                    assert course_id not in courses(each), each.id


@LAW
@given(width=WIDTHS, world=WORLDS, policy=SUSPENDING, history=HISTORIES)
def test_nobody_leaves_a_talent_course_before_the_last_look(
    width: int, world: World, policy: Policy, history: tuple[Later, ...]
) -> None:
    """Each removal is for an enrolment that is withdrawn since yesterday or longer, and whose
    open units were looked at since."""
    played = Played(world, width=width, policy=policy)
    for later in (NOTHING_YET, *history):
        played.wait(later)
        played.forget()
        report = played.agent.run()
        named = {
            each.enrolment_id: [write for write in each.writes if write.action == "unenrol"]
            for each in report.of("suspension")
        }
        assert sum(map(len, named.values())) == len(removed(played))
        looks = played.looks.remembered(list(named))
        for each in played.powerpro.enrolments:
            if named.get(each.id):
                assert not needs(each, played.today)
                look = looks.get(each.id)
                is_open = any(policy.is_open(unit.outcome) for unit in each.units)
                assert not is_open or (look and look.left_on and look.looked_on)


@LAW
@given(world=WORLDS, policy=SUSPENDING, history=HISTORIES)
def test_a_suspended_student_is_asked_about_once(
    world: World, policy: Policy, history: tuple[Later, ...]
) -> None:
    """The run after a run takes nobody out and enrols nobody: it writes at most the results of a
    student who came back."""
    played = Played(world, policy=policy)
    for later in (NOTHING_YET, *history):
        played.wait(later)
        played.agent.run()
        played.forget()
        again = played.agent.run()
        actions = {write.action for record in again.records for write in record.writes}
        assert actions <= {"set_result"}
        assert "unenrol" not in played.talent.calls


@LAW
@given(world=WORLDS, policy=SUSPENDING, history=HISTORIES)
def test_a_plan_names_each_removal_and_each_return(
    world: World, policy: Policy, history: tuple[Later, ...]
) -> None:
    """Only where TalentLMS answers that it is so already, nothing is written."""
    played = Played(world, policy=policy)
    for later in (NOTHING_YET, *history):
        played.wait(later)
        played.forget()
        plan = played.agent.plan()
        assert played.talent.seen == []
        played.agent.run()
        planned = [
            played.as_seen(write)
            for record in plan.records
            for write in record.writes
            if write.action == "unenrol"
        ]
        made = [*played.talent.seen, *played.talent.already, *played.talent.refused]
        removals = [each for each in made if each.action == "unenrol"]
        assert sorted(planned, key=repr) == sorted(removals, key=repr)


@LAW
@given(
    world=WORLDS,
    policy=SUSPENDING,
    kills=KILLS,
    crash=st.sampled_from((CrashAt, LateEndings)),
    first=st.just(()) | HISTORIES,
    then=HISTORIES,
)
def test_killed_anywhere_and_run_again_the_same_students_are_in_their_courses(
    world: World,
    policy: Policy,
    kills: list[tuple[int, int, bool]],
    crash: type[CrashAt],
    first: tuple[Later, ...],
    then: tuple[Later, ...],
) -> None:
    """Also where the kills come after some days, when there is somebody to suspend or to enrol
    again."""
    killed_and_run_again(world, policy, kills, then, crash, before=first)


@LAW
@given(world=worlds(), policy=POLICIES, history=histories())
def test_turned_off_nobody_is_taken_out_of_anything_and_no_talent_user_is_changed(
    world: World, policy: Policy, history: tuple[Later, ...]
) -> None:
    played = Played(world, policy=policy)
    for later in (NOTHING_YET, *history):
        played.wait(later)
        report = played.agent.run()
        assert "suspension" not in report.stages
    assert {"unenrol", "edit_user"}.isdisjoint(played.talent.calls)
    assert not list(played.suspensions.every_suspended())
    assert not list(played.written_users.every_written())


# --- read apart from the agent ----------------------------------------------------


def removed(played: Played) -> list[tuple[str, str]]:
    """User and course of each removal that TalentLMS carried out."""

    def place(seen: Seen) -> tuple[str, str]:
        return seen.target, dict(seen.new)["talent_course_id"]

    return [place(each) for each in played.talent.seen if each.action == "unenrol"]


def of_user(played: Played, user_id: str) -> list[Enrolment]:
    """The enrolments of the clients with this Talent user."""
    return [
        each for each in played.powerpro.enrolments if number(each.client.secondary_id) == user_id
    ]


def needs(enrolment: Enrolment, today: date) -> bool:
    """Whether the enrolment is neither withdrawn before today nor cancelled, or was completed."""
    if not any(
        log.contact_type.strip().casefold().startswith("enrolment exported")
        for log in enrolment.contact_logs
    ):
        return False
    completed = enrolment.completion_date
    left = enrolment.withdrawal_date
    if completed and completed <= today and not (left and left <= completed):
        return True
    cancelled = enrolment.booking_status.strip().casefold() == "cancelled"
    return not (cancelled or (left is not None and left < today))


def courses(enrolment: Enrolment) -> set[str]:
    """The present Talent course, and those that its contact logs name."""
    logged: Any = [log.description.partition("Talent Course:")[2] for log in enrolment.contact_logs]
    named = {number(text.split()[0]) for text in logged if text.split()}
    return {each for each in (number(enrolment.course.talent_course_id), *named) if each}
