"""One cause, one block (case H3)."""

from __future__ import annotations

import json

import pytest
from attrs import asdict, evolve

from support.the_guide import EXPORT_DATE, JOANA, PINK, enrolment
from talent_powerpro.model import Client
from talent_powerpro.records.blocks import Cause, blocks, of_holds, of_records, shared
from talent_powerpro.records.holds import Hold, StandingHold
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import Record, RecordStatus, StageName, record_of

WRONG = "Talent course 999 does not exist in TalentLMS."


def failed(number: str, client: Client, message: str = WRONG) -> Record:
    due = enrolment(number, client)
    stage, status = StageName.PROVISIONING, RecordStatus.FAILED
    return record_of(stage, due, status, reason="talent-course-missing", message=message)


def test_records_of_one_cause_are_one_block_in_the_order_in_which_they_were_found() -> None:
    records = [failed("2", PINK), failed("3", JOANA, "Another cause."), failed("1", JOANA)]
    first, second = blocks(of_records(records))
    assert first.cause.message == WRONG
    assert (first.cause.stage, first.cause.status) == ("provisioning", "failed")
    assert [(each.enrolment_id, each.id) for each in first.named] == [("2", ""), ("1", "")]
    assert [each.client_name for each in second.named] == [JOANA.name]


def test_records_of_two_stages_are_two_blocks() -> None:
    other = evolve(failed("1", JOANA), stage=StageName.RESULTS)
    assert len(blocks(of_records([failed("1", JOANA), other]))) == 2


def test_what_needs_no_attention_is_in_no_block() -> None:
    written = evolve(failed("1", JOANA), status=RecordStatus.PROVISIONED)
    assert blocks(of_records([written])) == ()


def test_each_hold_of_a_record_is_a_cause_of_its_own() -> None:
    holds = (
        Hold("aaaaaaaa", "course-unconfirmed", "Not confirmed.", "Confirm it.", releasable=True),
        Hold("bbbbbbbb", "doubtful-date", "Too early.", both=("1", "2")),
    )
    record = evolve(failed("1", JOANA), status=RecordStatus.HELD, holds=holds)
    first, second = blocks(of_records([record]))
    assert (first.cause.message, first.cause.releasable) == ("Not confirmed.", True)
    assert [(each.id, each.both) for each in second.named] == [("bbbbbbbb", ("1", "2"))]


def of_another(number: str, client: Client, user: str) -> Record:
    hold = Hold(
        user * 8, "talent-user-of-another", f"{user} may be another.", f"Ask {user}.", True, (user,)
    )
    return evolve(failed(number, client), status=RecordStatus.HELD, holds=(hold,))


def test_clients_without_a_verified_link_are_one_block_with_what_was_found_for_each() -> None:
    (block,) = blocks(of_records([of_another("1", JOANA, "5"), of_another("2", PINK, "6")]))
    assert block.cause.reason == "talent-user-of-another"
    assert block.cause.message.startswith("The Talent user of each of these clients may be")
    assert block.cause.releasable
    assert [(each.id, each.client_name, each.detail) for each in block.named] == [
        ("55555555", JOANA.name, "5 may be another."),
        ("66666666", PINK.name, "6 may be another."),
    ]


def test_one_client_without_a_verified_link_keeps_the_hold_s_own_sentence() -> None:
    (block,) = blocks(of_records([of_another("1", JOANA, "5")]))
    assert (block.cause.message, block.cause.remedy) == ("5 may be another.", "Ask 5.")
    assert [each.detail for each in block.named] == [""]


def test_holds_and_remarks_are_blocks_apart() -> None:
    hold = StandingHold("results", enrolment().id, JOANA.code, JOANA.name, "ICT", "x", "x is y")  # type: ignore[arg-type]  # a course code
    hold = evolve(hold, both=("2021000017", "2021000018"))
    first, second = blocks(of_holds([hold, evolve(hold, held=False)]))
    assert first.cause == Cause("results", "held", "x", "x is y")
    assert second.cause == evolve(first.cause, status="remark")
    (named,) = first.named
    assert asdict(named) == {
        "enrolment_id": "1001",
        "client_code": JOANA.code,
        "client_name": JOANA.name,
        "course_code": "ICT",
        "id": hold.id,
        "new": False,
        "both": hold.both,
        "detail": "",
    }
    # Whom a release affects makes no other name of it.
    assert evolve(named, both=()) == named


def test_a_cause_asks_nothing_and_is_not_released_unless_it_says_so() -> None:
    assert asdict(Cause("results", "held", "x", "x is y")) == {
        "stage": "results",
        "status": "held",
        "reason": "x",
        "message": "x is y",
        "remedy": "",
        "releasable": False,
    }


@pytest.mark.parametrize("holds", [(), (Hold("aaaaaaaa", "x", "x is y"),)], ids=["none", "one"])
def test_a_name_in_a_block_is_new_where_its_record_is(holds: tuple[Hold, ...]) -> None:
    record = evolve(failed("1", JOANA), status=RecordStatus.HELD, holds=holds, new=True)
    for new in (True, False):
        (block,) = blocks(of_records([evolve(record, new=new)]))
        assert [each.new for each in block.named] == [new]


@pytest.mark.parametrize(
    ("reason", "message", "remedy"),
    [
        (
            "group-missing",
            "TalentLMS has no group with the Talent Group Key of these students' course. Each run "
            "tries again.",
            "Correct the key: Course > E-Learning (Talent LMS) tab > Talent Group Key.",
        ),
        (
            "talent-user-of-another",
            "The Talent user of each of these clients may be another person, so nobody is linked "
            "to them and no results are taken from them.",
            "Compare each client with the Talent user, then correct the client's Email or "
            "Secondary ID in Client > Main, or the Talent user's name in TalentLMS > Users.",
        ),
        (
            "family-name-only",
            "The Talent user of each of these clients has the client's e-mail and family name, but "
            "another given name, so this may be a relative.",
            "Give each client their own e-mail, Client > Main > Email, or correct the Talent "
            "user's name in TalentLMS > Users.",
        ),
        (
            "not-a-learner",
            "The Talent user of each of these clients is no learner account, so it can complete "
            "units without being assessed.",
            "Change each account to a learner in TalentLMS > Users, or give the client an account "
            "of their own under another e-mail: Client > Main > Email.",
        ),
    ],
)
def test_several_clients_of_one_reason_share_its_message_and_remedy(
    reason: str, message: str, remedy: str
) -> None:
    cause = Cause("provisioning", "held", reason, "Joana is it.", "Ask Joana.", releasable=True)
    assert shared(cause) == evolve(cause, message=message, remedy=remedy)


def test_a_plan_has_its_blocks_in_json_and_is_read_back_without_them() -> None:
    plan = Plan(EXPORT_DATE, (failed("1", JOANA), failed("2", PINK)))
    (block,) = json.loads(plan.to_json())["blocks"]
    assert [each["enrolment_id"] for each in block["named"]] == ["1", "2"]
    assert Plan.from_json(plan.to_json()) == plan


def test_students_without_their_group_are_one_block_whatever_each_message_names() -> None:
    records = [
        evolve(failed(number, client, f"{client.name} is in no group."), reason="group-missing")
        for number, client in (("1", JOANA), ("2", PINK))
    ]
    (block,) = blocks(of_records(records))
    assert block.cause.message.startswith("TalentLMS has no group with the Talent Group Key")
    assert [each.detail for each in block.named] == [
        "JOANA GOMEZ is in no group.",
        "PINK PANTHER is in no group.",
    ]
