"""The questions that an administrator asks, each answered by one command, by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from support.cli.handed_on import copied, edit
from support.cli.rto import Rto, rto
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

TOMORROW = datetime.now(UTC).date() + timedelta(days=2)
"""A day to come in each time zone."""


@pytest.fixture
def portal() -> Sandbox:
    return Sandbox(guide_portal())


@pytest.fixture
def college(tmp_path: Path, portal: Sandbox) -> Iterator[Rto]:
    """The guide's RTO: Joana, Pink and Len in one course."""
    with serve(portal) as url:
        yield rto(tmp_path, url).imported()


def answered(of: Rto, *words: str) -> str:
    """What one command prints, as one line of words."""
    done = of.command(words[0], *words[1:])
    assert done.exit_code == 0, done.output
    return " ".join(done.stdout.split())


def test_2_who_was_not_enrolled_by_name_and_why(college: Rto) -> None:
    edit(college, "UPDATE enrolments SET export = 1, booking_status = 'Tentative',"
                  f" export_date = '{TOMORROW}' WHERE id = '1002'")  # fmt: skip
    edit(college, "UPDATE enrolments SET export = 1 WHERE id = '1003'")
    answer = answered(college, "plan")
    assert "1002 PINK PANTHER (2021000018)" in answer
    assert "the booking status is Tentative -> Home > Enrolments and Results" in answer
    assert "is still to come" in answer
    assert "1003 LEN CASTER (2021000019)" in answer
    assert "the enrolment has no export date" in answer


def test_5_why_did_this_unit_not_come_back(college: Rto, portal: Sandbox) -> None:
    answered(college, "run", "--date", "02/06/2022")
    units = portal.courses["126"].units
    first = units[0]
    answer = answered(college, "explain", "gomez")
    assert f"Talent unit {first.id} '{first.name}': Not attempted" in answer
    assert "not completed: The student has not completed it." in answer
    edit(college, "UPDATE units SET code = 'ICTWEB999' WHERE enrolment_id = '1001'"
                  " AND code = 'ICTWEB306'")  # fmt: skip
    answer = answered(college, "explain", "jg11@pm.me")
    assert "no Talent unit: No unit of the Talent course begins with ICTWEB999." in answer


def test_7_what_will_happen_if_i_tick_these_boxes_for_tomorrow(college: Rto) -> None:
    edit(college, "UPDATE clients SET email = '' WHERE code = '2021000019'")
    words = ("ICT30120-A", "--all", "--date", f"{TOMORROW:%d/%m/%Y}", "--dry-run")
    answer = answered(college, "set-export", *words)
    assert answer.startswith("2 will be enrolled, 1 will not. Today is ")
    assert "will be enrolled: 1001 GOMEZ, JOANA (2021000017)" in answer
    assert "will be enrolled: 1002 PANTHER, PINK (2021000018)" in answer
    assert "1003 CASTER, LEN (2021000019) The client has no e-mail address" in answer
    assert answer.endswith("Nothing was set.")


# --- after a run ------------------------------------------------------------------

JOANA, PINK, LEN = "JOANA GOMEZ", "PINK PANTHER", "LEN CASTER"
IN_PERTH = "date('now', '+8 hours')"
"""The day in Perth, in SQL."""
EARLIER = "date('now', '+8 hours', '-3 days')"


@pytest.fixture(scope="module")
def term(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rto]:
    """After a run: Joana is enrolled, Pink was missed, Len has no date, Mia failed, Noah is held.

    Mia's course names a Talent course that does not exist, and Noah's enrolment is deferred. Mia
    has a second enrolment, whose export date is far ahead.
    """
    with serve(Sandbox(guide_portal())) as url:
        policy = 'deferred_enrolments = "hold"'
        world = rto(tmp_path_factory.mktemp("term"), url, policy=policy).imported()
        edit(world, f"UPDATE enrolments SET export = 1, export_date = {IN_PERTH}")
        edit(world, f"UPDATE enrolments SET export_date = {EARLIER} WHERE id = '1002'")
        edit(world, "UPDATE enrolments SET export_date = NULL WHERE id = '1003'")
        copied(world, "courses", "ICT30120-A", code="NOWHERE", talent_course_id="999")
        for code, name in (("C8", "MIA"), ("C9", "NOAH")):
            whose = {"code": code, "given_names": name, "surname": "ITO", "secondary_id": ""}
            copied(world, "clients", "2021000017", **whose, email=f"{code}@x.example")
            copied(world, "enrolments", "1001", id=f"E{code}", client_code=code)
        edit(world, "UPDATE enrolments SET course_code = 'NOWHERE' WHERE id = 'EC8'")
        edit(world, "UPDATE enrolments SET deferment_date = '2999-01-01' WHERE id = 'EC9'")
        copied(world, "enrolments", "1001", id="E10", client_code="C8", export_date="2999-01-01")
        ran = world.command("run")
        assert ran.exit_code == 1, ran.output
        yield world


def test_1_who_was_enrolled_this_week(term: Rto) -> None:
    answer = answered(term, "history")
    assert f"provisioned: {JOANA} (2021000017), ICT30120-A, enrolment 1001" in answer
    assert not any(name in answer for name in (PINK, LEN, "MIA", "NOAH"))


def test_3_who_was_missed_or_has_no_date(term: Rto) -> None:
    answer = answered(term, "missed")
    missed, no_date = answer.split("Export box ticked, no export date")
    assert f"{PINK} (2021000018), ICT30120-A enrolment 1002, since " in missed
    assert "(3 days)" in missed
    assert LEN not in missed
    assert f"{LEN} (2021000019)" in no_date
    assert JOANA not in answer


def test_4_who_is_held_or_failed_and_what_do_i_do(term: Rto) -> None:
    answer = answered(term, "holds")
    held, failed = answer.split("Failed: a person corrects the data")
    assert "NOAH ITO (C9)" in held
    assert "talent-powerpro release" in held
    assert "MIA ITO (C8)" in failed
    assert "Talent Course ID" in failed


def test_6_is_the_agent_alive_and_when_does_it_act_next(term: Rto) -> None:
    answer = answered(term, "status", "--alive", "2h")
    assert "0 minutes ago reached its end" in answer
    assert "Next export date 01/01/2999, 1 enrolment" in answer
    for row in ("Held 1 talent-powerpro holds", "Failed 1 talent-powerpro holds"):
        assert row in answer
    assert "Missed 1 talent-powerpro missed" in answer


def test_8_what_did_it_do_last_tuesday_and_can_i_take_it_back(term: Rto) -> None:
    answer = answered(term, "history", "--since", "7d")
    assert "Secondary ID of client 2021000017: DPC000129 -> 7" in answer
    _, _, command = answer.partition("-> To take it back: talent-powerpro undo ")
    run_id = command.split()[0]
    preview = answered(term, "undo", run_id, "--dry-run")
    assert "Secondary ID of client 2021000017: 7 -> DPC000129" in preview
    assert "Not undone: TalentLMS stays as it is" in preview
