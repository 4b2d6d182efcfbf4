"""`holds`: its whole page and JSON, with holds, remarks, failures and answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from support.cli.at_a_time import run_at
from support.cli.handed_on import copied, edit
from support.cli.rto import Rto, rto
from support.cli.standing import DEFERRED, FOREIGN, REMARKED, stand
from support.sql.guide_rows import by_hand
from talent_powerpro.cli.exits import Exit
from talent_powerpro.records.holds import StandingHold

EARLIER = attrs.evolve(DEFERRED, facts=("deferred to 2022-08-01",))
"""As it was held before its date changed."""


@pytest.fixture
def world(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> Rto:
    """A failed record, a hold, a remark, an answer that applies, and one that has lapsed."""
    answered = datetime(2022, 6, 2, 23, 30, tzinfo=UTC)
    for name in ("release", "keep"):
        monkeypatch.setattr(f"talent_powerpro.cli.commands.{name}.now_utc", lambda: answered)
    made = rto(tmp_path, url).imported()
    copied(made, "courses", "ICT30120-A", code="B", talent_course_id="999")
    edit(made, "UPDATE enrolments SET export = 0")
    edit(
        made,
        "UPDATE enrolments SET course_code = 'B', export = 1, export_date = '2022-06-02' "
        "WHERE id = '1002'",
    )
    run_at(made, datetime(2022, 6, 1, 23, 30, tzinfo=UTC))
    stand(made, EARLIER, FOREIGN, REMARKED)
    why = ("--why", "asked", "--who", "Pauline")
    assert made.command("keep", EARLIER.id, *why).exit_code == Exit.DONE
    assert made.command("release", FOREIGN.id, *why).exit_code == Exit.DONE
    stand(made, DEFERRED)
    return made


PAGE = f"""\
Held: a person has to decide
----------------------------
{DEFERRED.id}  provisioning: LEN CASTER (2021000019), ICT30120-A, enrolment 1003
          deferment-date: LEN CASTER has a deferment date.
          -> Clear the Deferment Date. Or release it: talent-powerpro release {DEFERRED.id} \
--why REASON. Or keep PowerPro as it is: talent-powerpro keep {DEFERRED.id} --why REASON

Written and reported: answer with keep if PowerPro was right
------------------------------------------------------------
{REMARKED.id}  results: PINK PANTHER (2021000018), ICT30120-A, enrolment 1002
          outcome-replaced: ICTWEB304 had another outcome.
          -> Check the outcome. Or keep PowerPro as it is: talent-powerpro keep {REMARKED.id} \
--why REASON

Failed: a person corrects the data
----------------------------------
provisioning: talent-course-missing: Talent course 999 does not exist in TalentLMS, so clients of \
B are not enrolled in it.
    -> Correct the Talent Course ID of B: Course > E-Learning (Talent LMS) tab > Talent Course ID.
    PINK PANTHER (2021000018), B, enrolment 1002, since 02/06/2022

Released (each lapses when its facts change)
--------------------------------------------
03/06/2022 07:30  Pauline: enrolment 1001, secondary-id-replaced
                  JOANA GOMEZ has the Secondary ID of another system.
                  why: asked

Lapsed (applies again only if the same facts return)
----------------------------------------------------
03/06/2022 07:30  Pauline: keep of enrolment 1003, deferment-date
                  LEN CASTER has a deferment date.
                  why: asked
"""


def with_id(hold: StandingHold, kind: str) -> Mapping[str, Any]:
    return {"id": hold.id, kind: {**attrs.asdict(hold), "facts": list(hold.facts), "both": []}}


def block(hold: StandingHold, status: str) -> Mapping[str, Any]:
    who = ("enrolment_id", "client_code", "client_name", "course_code")
    what = ("stage", "reason", "message", "remedy", "releasable")
    named = {name: getattr(hold, name) for name in who}
    return {
        "cause": {"status": status, **{name: getattr(hold, name) for name in what}},
        "named": [{**named, "id": hold.id, "new": False, "both": [], "detail": ""}],
    }


def answer(hold: StandingHold, decision: str, *, lapsed: bool) -> Mapping[str, Any]:
    given = {
        "decision": decision,
        "enrolment_id": hold.enrolment_id,
        "reason": hold.reason,
        "facts": list(hold.facts),
        "message": hold.message,
        "who": "Pauline",
        "why": "asked",
        "at": "2022-06-02T23:30:00+00:00",
    }
    return {"id": hold.id, "answer": given, "lapsed": lapsed}


def test_the_page_shows_first_what_waits_and_last_what_has_lapsed_and_json_has_the_same(
    world: Rto,
) -> None:
    shown = world.command("holds")
    assert (shown.exit_code, shown.stdout, shown.stderr) == (Exit.DONE, PAGE, "")
    shown = world.command("holds", "--json")
    assert (shown.exit_code, shown.stderr) == (Exit.DONE, "")
    assert json.loads(shown.stdout) == {
        "schema": 2,
        "holds": [with_id(DEFERRED, "hold")],
        "remarks": [with_id(REMARKED, "remark")],
        "blocks": [block(REMARKED, "remark"), block(DEFERRED, "held")],
        "failed": [
            {
                "stage": "provisioning",
                "enrolment_id": "1002",
                "client_code": "2021000018",
                "client_name": "PINK PANTHER",
                "course_code": "B",
                "reason": "talent-course-missing",
                "message": "Talent course 999 does not exist in TalentLMS, so clients of B are "
                "not enrolled in it.",
                "remedy": "Correct the Talent Course ID of B: Course > E-Learning (Talent LMS) "
                "tab > Talent Course ID.",
                "since": "2022-06-01T23:30:00+00:00",
            }
        ],
        "answers": [
            answer(EARLIER, "keep", lapsed=True),
            answer(FOREIGN, "release", lapsed=False),
        ],
    }


def test_an_answer_that_cannot_be_read_is_named_with_1(world: Rto) -> None:
    with by_hand(world.store) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute("UPDATE hold_answers SET at = 'soon' WHERE sequence = 2")
    for as_json in ((), ("--json",)):
        shown = world.command("holds", *as_json)
        assert shown.exit_code == Exit.ATTENTION
        assert DEFERRED.id in shown.stdout
        assert shown.stderr.startswith("Row 2 of the table hold_answers")
