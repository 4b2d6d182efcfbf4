"""Witnesses of results: none is wrong, and none is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reliability.worlds.making import COMPETENT, Kind
from reliability.worlds.paper import EnrolmentPaper, Paper
from reliability.worlds.seen import Seen, iso, provisioned

STRANGERS = (Kind.STRANGERS_ID, Kind.STRANGERS_MAIL)


STAMP = "[Talent Integration Agent]"


def wrong_results(paper: Paper, seen: Seen) -> Iterator[str]:
    """A unit has what people wrote, or a completion of the client's own Talent user."""
    logs = provisioned(seen.after)
    for row in seen.after["units"].values():
        id, code = row["enrolment_id"], row["code"]
        found = (row["outcome"], row["outcome_date"])
        written = {(outcome, iso(day)) for outcome, day in paper.units[id, code].values}
        if found in written:
            continue
        client = paper.client_of(paper.enrolments[id])
        ids = client.users | {seen.after["clients"][client.client.code]["secondary_id"]}
        completed = {(COMPETENT, iso(day)) for day in paper.results(id, code, ids)}
        what = f"unit {code} of {id}"
        if found not in completed:
            yield f"{what} is {found}; people wrote {written}, completed: {completed}"
        if not (row["short_comment"] or "").startswith(STAMP):
            yield f"{what} has no stamp: {row['short_comment']!r}"
        if client.client.kind in STRANGERS and not client.answered:
            yield f"{what} has a stranger's result"
        if id not in logs:
            yield f"{what} has a result, and the enrolment no contact log"


def missing_results(paper: Paper, seen: Seen) -> Iterator[str]:
    """A completed unit of a provisioned student has its result."""
    logs = provisioned(seen.after)
    for row in seen.after["units"].values():
        each = paper.enrolments[row["enrolment_id"]]
        client = paper.client_of(each)
        if each.id not in logs or not paper.in_scope(each, seen.today):
            continue
        if paper.verdict(each) != "yes":
            continue
        user = seen.after["clients"][client.client.code]["secondary_id"]
        dates = paper.results(each.id, row["code"], {user})
        if not dates or not _must_be_written(paper, each, row["code"], dates):
            continue
        found = (row["outcome"], row["outcome_date"])
        if found != (COMPETENT, iso(dates[-1])):
            what = f"unit {row['code']} of {each.id} ({client.client.kind})"
            yield f"{what} is {found}, and was completed on {dates}"


def _must_be_written(paper: Paper, each: EnrolmentPaper, code: str, dates: list[date]) -> bool:
    """Whether this profile has no reason to hold the result."""
    if paper.world.profile == "guide":
        return True
    values = paper.units[each.id, code].values
    talent_id = paper.course_of(each).talent_id
    alike = [
        other
        for other in paper.enrolments.values()
        if other.enrolment.client == each.enrolment.client
        and paper.course_of(other).talent_id == talent_id
    ]
    never_touched = len(values) == 1 and values[0][0][:2] in ("", "70", "85")
    return never_touched and len(set(dates)) == 1 and len(alike) == 1
