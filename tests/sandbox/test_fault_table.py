"""Every fault at every step: nobody is created twice or lost, and the next run repairs it.

`fault_table` has the checks and generates the page.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve

from support.fault_table import (
    AFTERWARDS,
    BEFORE,
    FAULTS,
    REPAIRED,
    STEPS,
    TABLES,
    Step,
    Story,
    column,
    not_clean,
    not_provisioned,
    outcomes_on_the_page,
    too_many_sign_ups,
    while_it_lasts,
)
from support.nightly import one_in
from support.the_guide import COMPETENT, booking
from talent_powerpro.model import ClientCode
from talent_powerpro.sandbox import FaultKind, PortalUser

MEND = "The page differs. If that is meant: nox -s fault_table"


@one_in(6)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
@pytest.mark.parametrize("title", TABLES)
def test_the_next_run_repairs_it_and_the_page_says_what_became_of_the_record(
    title: str, step: Step, one_in: int
) -> None:
    """By day each fault is met in some steps, at night in all."""
    faults = FAULTS[STEPS.index(step) % one_in :: one_in]
    cells = column(step, TABLES[title], faults)
    assert {fault: cell.broken for fault, cell in cells.items() if cell.broken} == {}
    page = outcomes_on_the_page()[title][step.name]
    outcomes = {fault: cell.outcome for fault, cell in cells.items()}
    assert outcomes == {fault.name: page[fault.name] for fault in faults}, MEND


def test_the_page_has_the_rows_and_columns_that_are_played() -> None:
    page = outcomes_on_the_page()
    assert list(page) == list(TABLES)
    for columns in page.values():
        assert list(columns) == [*(step.name for step in STEPS), AFTERWARDS], MEND
        assert list(columns[AFTERWARDS]) == [fault.name for fault in FAULTS], MEND
        assert set(columns[AFTERWARDS].values()) == {REPAIRED}


def test_every_kind_of_fault_is_played() -> None:
    assert {fault.kind for fault in FAULTS} == set(FaultKind)


# --- the laws are not deaf --------------------------------------------------------


def undisturbed(step: Step) -> Story:
    story = Story(step)
    assert [*not_clean(story.run()), *not_provisioned(story), *too_many_sign_ups(story)] == []
    return story


def second_user(story: Story) -> None:
    story.sandbox.users["99"] = PortalUser(99, "gomez", "J.", "Gomez", "other@pm.me")


def another_secondary_id(story: Story) -> None:
    client = story.enrolment("1001").client
    story.powerpro.put_client(evolve(client, secondary_id="1"))


def no_talent_enrolment(story: Story) -> None:
    del story.sandbox.enrolments["7", "126"]


def no_group(story: Story) -> None:
    story.sandbox.memberships.discard(("7", "1"))


def no_contact_log(story: Story) -> None:
    story.powerpro.put_enrolment(evolve(story.enrolment("1001"), contact_logs=()))


def two_contact_logs(story: Story) -> None:
    there = story.enrolment("1001")
    story.powerpro.put_enrolment(evolve(there, contact_logs=there.contact_logs * 2))


def a_wrong_result(story: Story) -> None:
    unit = next(u for u in story.enrolment("1001").units if u.code == "ICTWEB305")
    done = evolve(unit, outcome=COMPETENT, outcome_date=BEFORE.date())
    story.powerpro.put_unit(done)


def a_missing_result(story: Story) -> None:
    unit = next(u for u in story.enrolment("1001").units if u.code == "ICTWEB304")
    story.powerpro.put_unit(evolve(unit, outcome=""))


def one_more_sign_up(story: Story) -> None:
    story.sandbox.fault("usersignup", FaultKind.RESET, times=9)
    for number in ("1003", "1004"):
        due = evolve(story.enrolment("1002"), id=booking(number), contact_logs=())
        client = evolve(
            due.client, code=ClientCode(f"C{number}"), secondary_id="", email=f"{number}@pm.me"
        )
        story.powerpro.put_enrolment(evolve(due, client=client))
    story.run()


@pytest.mark.parametrize(
    ("sabotage", "told"),
    [
        (second_user, "JOANA is 2 Talent users"),
        (another_secondary_id, "JOANA: another secondary id"),
        (no_talent_enrolment, "JOANA has a contact log without a Talent enrolment"),
        (no_group, "JOANA: no group"),
        (no_contact_log, "JOANA: 0 contact logs"),
        (two_contact_logs, "JOANA: 2 contact logs"),
        (a_wrong_result, "1001: ICTWEB305 is 20 - Competency achieved/pass of 2022-06-01"),
        (a_missing_result, "1001: ICTWEB304 is not written"),
        (one_more_sign_up, "3 sign-ups"),
    ],
)
def test_a_wrong_end_state_is_found(sabotage: Callable[[Story], None], told: str) -> None:
    story = undisturbed(STEPS[-1])
    sabotage(story)
    assert told in [*while_it_lasts(story), *not_provisioned(story), *too_many_sign_ups(story)]
