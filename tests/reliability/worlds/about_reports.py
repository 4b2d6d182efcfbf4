"""Witnesses of what a command says: its exit code, its news, and the writes of its report."""

from __future__ import annotations

import json
import signal
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from attrs import field, mutable

from reliability.worlds.processes import Ended
from reliability.worlds.seen import Call, Seen

Topic: TypeAlias = tuple[str, ...]
Writes: TypeAlias = dict[str, list[Mapping[str, Any]]]
"""The writes of reports, by action."""


CODES = {
    "unusable": 3,
    "settings": 2,
    "locked": 4,
    "brake": 5,
    "interrupted": 130,
    "internal": 70,
}


MAY_END: Mapping[str, set[int]] = {
    "portal": {3},
    "store": {3},
    # The killed one was the other's holder, or left its call unanswered.
    "killed": {3, -signal.SIGKILL},
    "stopped": {130},
    "full": {3},
    "two": {4},
}
"""The exit codes that a disturbance allows."""


def faults_of_code(seen: Seen, ended: Ended) -> Iterator[str]:
    """The code must be one that the disturbance allows, and what the report says."""
    allowed = {0, 1, 5}.union(*(MAY_END[each] for each in seen.disturbed))
    said = f"{ended.err[-2000:]} {ended.out[-500:]}"
    if ended.code not in allowed:
        yield f"exit code {ended.code}: {said}"
    report = ended.report
    if report is None:
        if ended.code in (0, 1, 5):
            yield f"exit code {ended.code} without a report: {said}"
        return
    told = code_of(report)
    # A stop that was asked for outranks a fault that stopped the run as well.
    asked = {130} if "stopped" in seen.disturbed else set()
    if ended.code not in {told, -signal.SIGKILL} | asked:
        yield f"exit code {ended.code}, but the report says {told}: {summary(report)}"


def code_of(report: Mapping[str, Any]) -> int:
    """The exit code that the reference promises for a report."""
    if report.get("stopped"):
        return CODES[report["stopped"]["kind"]]
    new = any(each["new"] for each in open_records(report))
    lists = report["lists"]
    new = new or any(
        each["new"]
        for name in ("missed", "closed_before_results", "unmatched")
        for each in lists[name]
    )
    held_run = report.get("held_run")
    return 1 if new or (held_run and held_run["new"]) else 0


def open_records(report: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Held, failed and deferred records, and those that wait for their group."""
    for each in report["records"]:
        open_statuses = ("held", "failed", "deferred")
        if each["status"] in open_statuses or waits_for_group(each):
            yield each


def waits_for_group(record: Mapping[str, Any]) -> bool:
    """Whether it is provisioned, and not in its Talent group yet."""
    reasons = {record["reason"], *(remark["reason"] for remark in record["remarks"])}
    return bool(reasons & {"group-missing", "group-refused"})


def summary(report: Mapping[str, Any]) -> str:
    counted = Counter((each["stage"], each["status"], each["new"]) for each in report["records"])
    lists = {name: len(each) for name, each in report["lists"].items() if isinstance(each, list)}
    return f"{dict(counted)} {lists} stopped: {report.get('stopped')}"


@mutable
class Told:
    """The topics that runs have reported so far."""

    surely: set[Topic] = field(factory=set)
    perhaps: set[Topic] = field(factory=set)
    """By a run that was killed after its whole report was out: before or after it marked them."""

    def go_back_to(self, other: Told) -> None:
        """Have what *other* has, as a restored back-up does."""
        self.surely, self.perhaps = set(other.surely), set(other.perhaps)


def faults_of_news(told: Told, ended: Ended) -> Iterator[str]:
    """What no run that ended 0 or 1 has reported is new; what one has is not.

    *told* has what was reported so far, and gets what this run reports.
    """
    report = ended.report
    found = dict(topics(report)) if report else {}
    # A run that its store stopped cannot read what was reported. The next one reports it as new.
    stopped = report.get("stopped") if report else None
    unread = stopped and stopped["reason"] == "powerpro-unusable"
    known = told.surely | told.perhaps
    if not unread and (
        lost := sorted(topic for topic, new in found.items() if not new and topic not in known)
    ):
        yield f"not new, although no run has reported it: {lost}"
    if ended.code in (0, 1):
        # A group that refuses in other words, as a failing portal does, is news.
        if again := sorted(
            topic
            for topic, new in found.items()
            if new and topic in told.surely and topic[0] != "group"
        ):
            yield f"new, although a run has reported it: {again}"
        told.surely.update(found)
        told.perhaps.difference_update(found)
    elif ended.code == -signal.SIGKILL and report and not stopped:
        told.perhaps.update(found.keys() - told.surely)


def topics(report: Mapping[str, Any]) -> Iterator[tuple[Topic, bool]]:
    """What a report says of whom, and whether it says that this is new."""
    for each in report["records"]:
        if waits_for_group(each):
            # Provisioned without the group in one run, failed for the same in the next.
            yield ("group", each["enrolment_id"]), each["new"]
        elif each["status"] in ("held", "failed"):
            causes = " ".join(hold["id"] for hold in each["holds"]) or each["message"]
            yield (each["stage"], each["enrolment_id"], each["status"], causes), each["new"]
    for name in ("missed", "closed_before_results"):
        for each in report["lists"][name]:
            yield (name, each["enrolment_id"], *each["reasons"]), each["new"]


# --- the report against both systems -----------------------------------------------


def untrue_reports(seen: Seen) -> Iterator[str]:
    """The writes of the reports are the changes of both systems."""
    reports = [ended.report for ended in seen.ended]
    writes: Writes = {}
    for report in reports:
        for record in report["records"] if report else ():
            for write in record["writes"]:
                writes.setdefault(write["action"], []).append(write)
    whole = all(report is not None for report in reports) and "killed" not in seen.disturbed
    if whole:
        yield from _of_store(seen, writes)
    keys = {ended.key for ended in seen.ended}
    yield from _of_portal([c for c in seen.calls if c["who"] in keys], writes, whole=whole)


def _of_store(seen: Seen, writes: Writes) -> Iterator[str]:
    before, after = seen.before, seen.after
    told: dict[str, Any] = {e["client_code"]: e["new"] for e in writes.get("set_secondary_id", ())}
    ids = {
        code: row["secondary_id"]
        for code, row in after["clients"].items()
        if row["secondary_id"] != before["clients"][code]["secondary_id"]
    }
    if told != ids:
        yield f"the report says Secondary IDs {told}, and the store {ids}"
    logs = [*writes.get("add_contact_log", ()), *writes.get("add_group_log", ())]
    told_logs = Counter(write["enrolment_id"] for write in logs)
    new = [row for id, row in after["contact_logs"].items() if id not in before["contact_logs"]]
    new_logs = Counter(row["enrolment_id"] for row in new)
    if told_logs != new_logs:
        more, less = told_logs - new_logs, new_logs - told_logs
        yield f"the report says contact logs {more} more, the store {less}"
    told = {e["unit_id"]: result_of(e["new"]) for e in writes.get("set_result", ())}
    results = {
        id: result_of(row)
        for id, row in after["units"].items()
        if result_of(row) != result_of(before["units"][id])
    }
    for edited in seen.edited_units:
        told.pop(edited, None)
        results.pop(edited, None)
    if told != results:
        yield f"the report says results {told}, and the store {results}"


def result_of(row: Mapping[str, Any]) -> tuple[str, str | None]:
    return row["outcome"], row["outcome_date"]


def _of_portal(calls: Iterable[Call], writes: Writes, *, whole: bool) -> Iterator[str]:
    """A reported write has happened; one whose answer arrived is reported."""
    told = Counter(
        [("sign-up", each["email"]) for each in writes.get("create_user", ())]
        + [(each["user_id"], each["course_id"]) for each in writes.get("enrol", ())]
    )
    happened = Counter(pair for call in calls for pair in happened_in(call))
    answered = Counter(pair for call in calls if clean(call) for pair in happened_in(call))
    if more := told - happened:
        yield f"reported, and did not happen in TalentLMS: {dict(more)}"
    if whole and (less := answered - told):
        yield f"happened in TalentLMS, and is not reported: {dict(less)}"


def happened_in(call: Call) -> Iterator[tuple[str, str]]:
    """What a call changed: the address that signed up, or user and course."""
    if call["action"] == "usersignup" and call["users"]:
        yield "sign-up", call["given"]["email"]
    if call["action"] == "addusertocourse":
        yield from ((user, course) for user, course in call["enrolments"])


def clean(call: Call) -> bool:
    """Whether the answer arrived as the portal gave it."""
    try:
        body = json.loads(call["body"])
    except (ValueError, RecursionError):
        return False
    if call["status"] != 200:
        return False
    one = body[0] if isinstance(body, list) and body else body
    wanted = "id" if call["action"] == "usersignup" else "user_id"
    whole = isinstance(one, dict) and isinstance(one.get(wanted), str | int)
    return whole and isinstance(body, dict) == (call["action"] == "usersignup")
