"""Witnesses: what must be true of a world, found out from its rows and calls alone.

None of the agent's rules is used. What is right for a client is known from their `Kind`, what
people wrote from `Paper`, and what TalentLMS did from its log of calls.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from reliability.worlds.about_people import (
    created_in_doubt,
    edited_rows,
    lost_students,
    users_shared,
    users_twice,
    wrong_links,
    wrong_logs,
)
from reliability.worlds.about_reports import faults_of_code, faults_of_news, untrue_reports
from reliability.worlds.about_results import missing_results, wrong_results
from reliability.worlds.processes import Ended
from reliability.worlds.seen import Seen

if TYPE_CHECKING:
    from reliability.worlds.playing import College


def of_step(college: College, seen: Seen) -> None:
    """Everything that must be true of a step, whatever went wrong in it."""
    where = f"step {seen.number}"
    for ended in seen.ended:
        for text in (*faults_of_code(seen, ended), *faults_of_news(college.told, ended)):
            college.find(f"{where}: {text}")
    find_all(
        college,
        where,
        users_duplicated=created_in_doubt(college.paper, seen),
        students_lost=wrong_logs(college.paper, seen),
        results_wrong=wrong_results(college.paper, seen),
        otherwise_different=(*untrue_reports(seen), *edited_rows(college.paper, seen.after)),
    )
    college.made += [call for call in seen.calls if call["users"]]
    for code, row in seen.after["clients"].items():
        college.paper.clients[code].users |= {row["secondary_id"]} - {""}
    if any(ended.code in (0, 1) and "results" not in ended.words for ended in seen.ended):
        college.paper.looked_at(seen.day, seen.today, seen.number)


def find_all(college: College, where: str, **found: Iterable[str]) -> None:
    """Add the texts to the college's findings, each to its kind of `Findings`."""
    for harm, texts in found.items():
        for text in texts:
            college.find(f"{where}: {text}", harm)


def of_plan(college: College, plan: Ended, run: Seen) -> None:
    """A calm run writes what its plan said, and nothing else."""
    (ended,) = run.ended
    if plan.code not in (0, 7, 5) or plan.report is None:
        college.find(f"a calm plan ended with {plan.code}: {plan.err}")
        return
    if ended.report is None or ended.report.get("stopped") or plan.report.get("stopped"):
        return
    planned, done = written(plan.report), written(ended.report)
    # A plan cannot know that a user is in a course or group already. The run writes nothing then.
    less = [key for key in planned - done if key[0] not in ("enrol", "add_to_group")]
    if less or done - planned:
        college.find(
            f"a calm plan and its run differ: planned {planned - done}, done {done - planned}"
        )


def written(report: Mapping[str, Any]) -> Counter[tuple[str, ...]]:
    return Counter(
        (write["action"], record["enrolment_id"], str(write.get("unit_code", "")))
        for record in report["records"]
        for write in record["writes"]
    )


def of_idle_run(college: College, seen: Seen) -> None:
    """A run right after a calm one writes nothing and has no news."""
    (ended,) = seen.ended
    if ended.code:
        college.find(f"an idle run ended with {ended.code}: {ended.out[-3000:]} {ended.err}")
    if seen.before != seen.after:
        college.find("an idle run changed PowerPro")
    for call in seen.calls:
        if call["users"] or call["enrolments"] or call["members"]:
            college.find(f"an idle run changed TalentLMS: {call}")


def of_the_end(college: College, seen: Seen) -> None:
    """Everybody has what they should have, once."""
    paper, (last,) = college.paper, seen.ended
    log = college.portal.ask("log", since=college.since)
    enrolled = {tuple(each) for each in log["enrolments"]}
    find_all(
        college,
        "at the end",
        users_duplicated=(
            *users_twice(paper, college.made),
            *users_shared(paper, seen.after),
            *wrong_links(paper, seen.after, college.made, log["users"]),
        ),
        students_lost=lost_students(paper, seen, enrolled, missed_in(last)),
        results_wrong=missing_results(paper, seen),
    )


def missed_in(ended: Ended) -> set[str]:
    """The enrolments that its report lists as missed."""
    report = ended.report
    return {each["enrolment_id"] for each in report["lists"]["missed"]} if report else set()
