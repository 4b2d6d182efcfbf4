"""`tab` and a result that a person changed once the agent had written it."""

from __future__ import annotations

import json
from pathlib import Path

from support.cli.handed_on import edit
from support.cli.rto import rto

STAMPED = "outcome = '20 - Competent', short_comment = '[Talent Integration Agent]'"


def test_a_result_that_a_person_has_changed_is_not_shown_as_fetched(tmp_path: Path) -> None:
    """It still has the agent's stamp."""
    world = rto(tmp_path).imported()
    for code, day in (("ICTWEB304", "2022-06-13"), ("ICTWEB305", "2022-06-14")):
        where = f"WHERE enrolment_id = '1001' AND code = '{code}'"
        edit(world, f"UPDATE units SET outcome_date = '{day}', {STAMPED} {where}")
    edit(
        world,
        "INSERT INTO written_results SELECT id, outcome, '2022-06-13', short_comment "
        "FROM units WHERE enrolment_id = '1001' AND outcome <> ''",
    )
    tab = json.loads(world.command("tab", "1001", "--json").stdout)["tab"]
    assert tab["fetched"] == "1 out of 3"
    assert [each["code"] for each in tab["results"]] == ["ICTWEB304"]
    units = (
        json.loads(world.command("tab", "1001", "--unit", code, "--json").stdout)["units"]
        for code in ("ICTWEB304", "ICTWEB305")
    )
    assert [each["fetched_by_agent"] for (each,) in units] == [True, False]
