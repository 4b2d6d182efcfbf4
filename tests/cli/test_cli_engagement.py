"""Evidence of engagement, from a run to the page and the file."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import evolve
from sqlalchemy import Connection, Engine, event

from support.cli.handed_on import shown
from support.cli.printed import printed
from support.field.situations import (
    PERTH,
    Playing,
    Right,
    Row,
    Student,
    Unit,
    User,
    runs,
    started,
)
from talent_powerpro.cli.pages.engagement import (
    show_engagement,
    show_written,
    write_engagement,
)
from talent_powerpro.cli.pages.purged import show_purged
from talent_powerpro.services.engagement import EngagementRow
from talent_powerpro.services.retention import DaysKept
from talent_powerpro.testing.contracts.engagement import OTHER, UNIT, WHOLE

BEN = Student(secondary_id="5", provisioned=True, units=(Unit(),))
USER = User("5", done={"901": "04/06/2022"})
ON = "[results]\nengagement = true"


def row(seen: Any = WHOLE, code: str = "C1", name: str = "Ben Jones") -> EngagementRow:
    return EngagementRow(code, name, "ICT1", seen.enrolment_id, seen)


# --- the page and the file --------------------------------------------------------


def test_the_page_has_a_table_for_each_enrolment_with_its_source_once() -> None:
    done = evolve(WHOLE, completed="2022-06-13T16:30:00+00:00", score="90")
    own = evolve(OTHER, source="", completed="2022-06-13")  # A text without a zone stays.
    page = printed(lambda on: show_engagement(on, [row(done), row(UNIT), row(own)], PERTH))
    assert (
        page
        == """\
Ben Jones (C1), ICT1
--------------------
enrolment 1001, Talent user 7
Talent unit                Status      Progress  Time    Score  Enrolled          Completed       \
   Read
(whole course)             Incomplete  33        3m 17s  90     02/06/2022 14:58  14/06/2022 \
00:30   14/06/2022 11:00
ICTWEB304 Größe & «Farbe»  Incomplete            3m 17s  =100                     13/06/2022, \
11:00  14/06/2022 11:00
from GET https://powerpro.talentlms.com/api/v1/getuserstatusincourse/course_id:126,user_id:7

Ben Jones (C1), ICT1
--------------------
enrolment 1002, Talent user 8
Talent unit     Status      Progress  Time    Score  Enrolled          Completed   Read
(whole course)  Incomplete  33        3m 17s         02/06/2022 14:58  2022-06-13  14/06/2022 11:00
As TalentLMS gave it, with the date on which a run read it. It is no outcome.
"""
    )
    assert printed(lambda on: show_engagement(on, [], PERTH)) == ""


def test_no_cell_of_the_file_is_a_formula(tmp_path: Path) -> None:
    file = tmp_path / "e.csv"
    write_engagement(file, [row(UNIT, "@C", "=1+1")], PERTH, replace=False)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        _, cells = csv.reader(opened)
    assert [each[0] for each in cells if each[:2] in ("'=", "'@")] == ["'"] * 3
    said = printed(lambda on: show_written(on, file, [row(), row(UNIT)]))
    assert said == f"2 rows of 1 client written to {file}.\n"


def test_a_purge_names_it_where_it_deleted_any() -> None:
    kinds = ("sync_log", "journal", "evidence", "idle_runs", "answers", "last_looks", "ownerless")
    none, kept = dict.fromkeys(kinds, 0), DaysKept(365, 730, 2557, 90)
    said = printed(lambda on: show_purged(on, none | {"engagement": 2}, kept))
    assert "Deleted 2 rows of engagement last read more than 2,557 days ago." in said
    assert "engagement" not in printed(lambda on: show_purged(on, none | {"engagement": 0}, kept))


# --- the whole command ------------------------------------------------------------


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL statements of the block."""
    seen: list[str] = []

    def note(_: Connection, __: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def ran(playing: Playing) -> tuple[Any, list[str], list[str]]:
    """What a run shows without its id and times, its calls, and its SQL statements."""
    calls = len(playing.portal.calls)
    with statements() as seen:
        result: Any = runs("06/06/2022")(playing)
    report = json.loads(result.stdout)
    records = [(each["enrolment_id"], each["status"]) for each in report["records"]]
    made = [each.action for each in playing.portal.calls[calls:]]
    return (result.exit_code, records), made, seen


def test_a_run_keeps_it_with_no_call_more_and_off_it_does_nothing(tmp_path: Path) -> None:
    found = {}
    for name, lines in (("off", ""), ("on", ON)):
        folder = tmp_path / name
        folder.mkdir()
        there = Row(name, Right(), students=(BEN,), users=(USER,), tables=lines)
        with started(there, "guide", folder) as playing:
            found[name] = ran(playing)
            kept = shown(playing.world, "engagement", "--client", "C1")["engagement"]
            if name == "off":
                assert kept == []
                continue
            whole, unit, *_ = kept
            assert (whole["client_code"], whole["seen"]["unit_id"]) == ("C1", "")
            assert (unit["seen"]["unit_id"], unit["seen"]["status"]) == ("901", "Completed")
            assert "getuserstatusincourse" in unit["seen"]["source"]
            assert "engagement row" in playing.world.command("forget", "C1", "--yes").stdout
    (shown_off, calls_off, sql_off), (shown_on, calls_on, sql_on) = found["off"], found["on"]
    assert (shown_off, calls_off) == (shown_on, calls_on)
    assert not [each for each in sql_off if "engagement" in each]
    more = [each for each in sql_on if "engagement" in each]
    assert len(more) == 1
    # With a transaction of its own, which takes along a line of the sync log that waits for one.
    assert {each for each in sql_on if each not in more} == set(sql_off)
