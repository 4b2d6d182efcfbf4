"""Fault x step: the status of a record that meets the fault, and its state after the next run.

The real agent runs with the real client over the sandbox, in process.
``nox -s fault_table`` writes the tables of docs/reference/faults.md again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen, mutable

from support.sandboxed import client_over
from support.the_guide import (
    COMPETENT,
    COURSE_126,
    JOANA,
    LEN,
    PERTH,
    STAMP,
    Clock,
    booking,
    enrolment,
    provisioned,
    unit,
)
from talent_powerpro import Agent, Record, RunReport
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import MemoryJournal, MemorySyncLog
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.model import Client, Enrolment, Unit
from talent_powerpro.ports.state import AgentState
from talent_powerpro.records.record import NEEDS_ATTENTION, RecordStatus
from talent_powerpro.sandbox import (
    FaultKind,
    Portal,
    PortalEnrolment,
    PortalProgress,
    PortalUser,
    Sandbox,
    guide_portal,
)

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "faults.md"
BEGIN, END = "<!-- generated: nox -s fault_table -->", "<!-- end of what is generated -->"
REST_OF_THE_RUN = 10_000

# --- the faults -------------------------------------------------------------------


@frozen
class Fault:
    """One row of the table."""

    name: str
    kind: FaultKind
    options: Mapping[str, Any] = field(factory=dict)


def statuses() -> Iterator[Fault]:
    """Each status as JSON and as HTML; 429 also with a short and a long `Retry-After`."""
    for status in (408, 429, 403, 500, 503):
        for asked_for in (None, 7, 3600) if status == 429 else (None,):
            options = {"status": status, "retry_after": asked_for or ""}
            words = f", `Retry-After: {asked_for}`" if asked_for else ""
            error = {"type": "api_error", **options}
            yield Fault(f"{status}, JSON `api_error`{words}", FaultKind.ERROR_BODY, error)
            yield Fault(f"{status}, HTML{words}", FaultKind.HTML_PAGE, options)


FAULTS = (
    Fault("time-out before the effect", FaultKind.HANG, {"effect": False}),
    Fault("time-out after the effect", FaultKind.HANG),
    Fault("reset before the effect", FaultKind.RESET),
    Fault("reset after the effect", FaultKind.RESET, {"effect": True}),
    Fault("no answer before the effect", FaultKind.LOST, {"effect": False}),
    Fault("no answer after the effect", FaultKind.LOST),
    *statuses(),
    Fault("504, HTML, after the effect", FaultKind.HTML_PAGE, {"status": 504, "effect": True}),
    Fault("HTML 200", FaultKind.HTML_PAGE, {"status": 200}),
    Fault("HTML 200, after the effect", FaultKind.HTML_PAGE, {"status": 200, "effect": True}),
    Fault("HTML 401", FaultKind.HTML_401),
    Fault("HTML 404", FaultKind.HTML_404),
    Fault("HTML 502", FaultKind.HTML_502),
    Fault("HTML 503", FaultKind.HTML_503),
    Fault("200 with an error", FaultKind.ERROR_BODY),
    Fault("redirect to another host", FaultKind.REDIRECT),
    Fault("body cut off", FaultKind.CUT_OFF),
    Fault("body truncated", FaultKind.TRUNCATED_JSON),
    Fault("empty body", FaultKind.EMPTY_BODY),
    Fault("`null`", FaultKind.NULL_BODY),
    Fault("ids as objects", FaultKind.IDS_AS_OBJECTS),
    Fault("lists for objects", FaultKind.LISTS_FOR_OBJECTS),
    Fault("wrong charset", FaultKind.WRONG_CHARSET),
    Fault("nested too deep", FaultKind.DEEP_BODY),
    Fault("body that drips for minutes", FaultKind.DRIP, {"seconds": 5}),
    Fault("huge body", FaultKind.HUGE_BODY),
    Fault("endless body", FaultKind.ENDLESS_BODY),
    Fault("compression bomb", FaultKind.GZIP_BOMB),
)

# --- the steps --------------------------------------------------------------------

JOANA_IN_TALENT = PortalUser(7, "joana.g", "Joana", "Gomez", "jg11@pm.me")
"""Her login is not her e-mail, so only the e-mail prevents a second user."""
BEFORE = datetime(2022, 6, 1, 23, 30, tzinfo=PERTH)
LATER = datetime(2022, 6, 3, 23, 30, tzinfo=PERTH)
"""When units are finished: shortly before midnight in Perth, still afternoon in UTC."""


def known(portal: Portal) -> Portal:
    """Joana is in TalentLMS already."""
    return evolve(portal, users=(*portal.users, JOANA_IN_TALENT), next_user_id=8)


def learning(portal: Portal) -> Portal:
    """Joana is also in her course and group, with one unit finished."""
    finished = PortalProgress(1001, "Completed", BEFORE)
    (group,) = portal.groups
    return evolve(
        known(portal),
        enrolments=(PortalEnrolment(7, 126, enrolled=BEFORE, progress=(finished,)),),
        groups=(evolve(group, members=(7,)),),
    )


def joana_by_id() -> Enrolment:
    return enrolment(client=evolve(JOANA, secondary_id="7"))


def joana_provisioned() -> Enrolment:
    return provisioned(unit("ICTWEB304"), unit("ICTWEB305"))


@frozen
class Step:
    """One column: the call that meets the fault, and the starting point of the story."""

    name: str
    action: str
    portal: Callable[[Portal], Portal]
    joana: Callable[[], Enrolment]
    stage: str = "provisioning"

    @property
    def joana_exists(self) -> bool:
        return self.portal is not as_it_is


def as_it_is(portal: Portal) -> Portal:
    """TalentLMS has no user but its owner."""
    return portal


STEPS = (
    Step("find by id", "users", known, joana_by_id),
    Step("find by e-mail", "users", known, enrolment),
    Step("course", "courses", as_it_is, enrolment),
    Step("create", "usersignup", as_it_is, enrolment),
    Step("enrol", "addusertocourse", as_it_is, enrolment),
    Step("group", "addusertogroup", as_it_is, enrolment),
    Step("progress", "getuserstatusincourse", learning, joana_provisioned, "results"),
)

# --- one story --------------------------------------------------------------------


@mutable
class Story:
    """Joana's enrolment and then Len's, which is due; TalentLMS has no user for Len."""

    step: Step
    client: Callable[[Sandbox], AbstractContextManager[TalentLMS]] = client_over
    """How the agent reaches the sandbox."""
    clock: Clock = field(factory=Clock)
    sandbox: Sandbox = field(init=False)
    powerpro: MemoryPowerPro = field(init=False)
    journal: MemoryJournal = field(factory=MemoryJournal)

    def __attrs_post_init__(self) -> None:
        self.sandbox = Sandbox(self.step.portal(guide_portal()), clock=self.clock)
        self.powerpro = MemoryPowerPro([self.step.joana(), enrolment("1002", LEN)])

    def run(self) -> RunReport:
        """Run a new agent, which knows only what the journal kept."""
        with self.client(self.sandbox) as talent:
            return Agent(
                self.powerpro,
                talent,
                timezone=PERTH,
                state=AgentState(journal=self.journal, sync_log=MemorySyncLog()),
                clock=self.clock,
                width=1,  # A client over a socket tells late answers apart by their order.
            ).run()

    def enrolment(self, number: str) -> Enrolment:
        found = self.powerpro.enrolment(booking(number))
        assert found is not None
        return found

    def users_of(self, client: Client) -> list[PortalUser]:
        """The Talent users who may be the client."""
        return [
            user
            for user in self.sandbox.users.values()
            if user.last_name.casefold() == client.surname.casefold()
        ]

    def learners_finish(self, code: str, at: datetime) -> None:
        for client in (JOANA, LEN):
            for user in self.users_of(client):
                self.sandbox.complete(user.id, 126, code, at)


@frozen
class Cell:
    """The end of Joana's record, and the faults found afterwards."""

    outcome: str
    broken: tuple[str, ...]


def cell(story: Story, fault: Fault, *, times: int) -> Cell:
    """Play the run that meets the fault, a clean run a day later, and one after units are
    finished."""
    step = story.step
    story.sandbox.fault(step.action, fault.kind, times=times, **fault.options)
    report = story.run()
    broken = [*while_it_lasts(story), *too_many_sign_ups(story)]
    story.sandbox.clear_faults()
    story.clock.pass_days()
    broken += not_clean(story.run())
    broken += not_provisioned(story)
    if not broken:
        story.learners_finish("ICTWEB305", LATER)
        story.clock.pass_days()
        broken += not_clean(story.run())
        broken += wrong_results(story)
    return Cell(ending(report, step), tuple(broken))


def ending(report: RunReport, step: Step) -> str:
    """The reason why the run stopped, else the end of the record."""
    if report.stopped:
        return f"stopped: {report.stopped.reason}"
    (record,) = (r for r in report.of(step.stage) if r.enrolment_id == "1001")
    pending = any(remark.reason == "group-refused" for remark in record.remarks)
    return ending_of_record(record) + (", group pending" if pending else "")


def ending_of_record(record: Record) -> str:
    reason = record.reason if record.status in (RecordStatus.FAILED, RecordStatus.HELD) else ""
    return f"{record.status}: {reason}" if reason else record.status.value


# --- the laws ---------------------------------------------------------------------


def while_it_lasts(story: Story) -> Iterator[str]:
    """Faults that are not allowed even after the run that met the fault."""
    for number, client in (("1001", JOANA), ("1002", LEN)):
        users = story.users_of(client)
        if len(users) > 1:
            yield f"{client.given_names} is {len(users)} Talent users"
        in_course = any((user.id, COURSE_126) in story.sandbox.enrolments for user in users)
        if story.enrolment(number).provisioning_log and not in_course:
            yield f"{client.given_names} has a contact log without a Talent enrolment"
    yield from wrong_units(story, finished={"ICTWEB304": BEFORE.date()})


def too_many_sign_ups(story: Story) -> Iterator[str]:
    """Sign-ups in one run beyond one for each student who has no Talent user."""
    asked = story.sandbox.calls.count(("POST", "usersignup"))
    wanted = 1 if story.step.joana_exists else 2
    if asked > wanted:
        yield f"{asked} sign-ups"


def not_clean(report: RunReport) -> Iterator[str]:
    """Faults in the report of a run without failing calls."""
    if report.stopped:
        yield f"a clean run stopped: {report.stopped.message}"
    for record in report.records:
        if record.status in NEEDS_ATTENTION | {RecordStatus.NOT_REACHED}:
            yield f"{record.client_name} {record.status} in a clean run: {record.message}"


def not_provisioned(story: Story) -> Iterator[str]:
    """One Talent user each, linked, enrolled, in the group, with one contact log."""
    yield from while_it_lasts(story)
    sandbox = story.sandbox
    for number, client in (("1001", JOANA), ("1002", LEN)):
        users, there = story.users_of(client), story.enrolment(number)
        logs = [log for log in there.contact_logs if log.marks_provisioned]
        wanted = {
            "no Talent user": len(users) == 1,
            "another secondary id": [user.id for user in users] == [there.client.secondary_id],
            "no Talent enrolment": all((u.id, COURSE_126) in sandbox.enrolments for u in users),
            "no group": all((u.id, "1") in sandbox.memberships for u in users),
            f"{len(logs)} contact logs": len(logs) == 1,
        }
        yield from (f"{client.given_names}: {fault}" for fault, met in wanted.items() if not met)
    if len(sandbox.users) != len({"owner", "Joana", "Len"}):
        yield f"{len(sandbox.users)} Talent users"
    if story.step is STEPS[-1]:
        yield from unwritten(story, "1001", {"ICTWEB304": BEFORE.date()})


def wrong_results(story: Story) -> Iterator[str]:
    """Results other than the unit both have finished and Joana's earlier one."""
    yield from unwritten(story, "1001", {"ICTWEB305": LATER.date()})
    yield from unwritten(story, "1002", {"ICTWEB305": LATER.date()})
    finished = {"ICTWEB304": BEFORE.date(), "ICTWEB305": LATER.date()}
    yield from wrong_units(story, finished=finished)


def wrong_units(story: Story, *, finished: Mapping[str, date]) -> Iterator[str]:
    """Units with a result that is wrong."""
    for number in ("1001", "1002"):
        for each in story.enrolment(number).units:
            if each.outcome and not is_right(each, finished.get(each.code)):
                yield f"{number}: {each.code} is {each.outcome} of {each.outcome_date}"


def unwritten(story: Story, number: str, finished: Mapping[str, date]) -> Iterator[str]:
    for each in story.enrolment(number).units:
        if each.code in finished and not is_right(each, finished[each.code]):
            yield f"{number}: {each.code} is not written"


def is_right(each: Unit, day: date | None) -> bool:
    return (each.outcome, each.outcome_date, each.short_comment) == (COMPETENT, day, STAMP)


# --- the page ---------------------------------------------------------------------

Column = Mapping[str, Cell]
"""Cells by the fault's name."""

AFTERWARDS, REPAIRED = "the next run", "repaired"

TABLES = {"Met once": 1, "Met for the rest of the run": REST_OF_THE_RUN}


def column(step: Step, times: int, faults: Sequence[Fault] = FAULTS) -> Column:
    return {fault.name: cell(Story(step), fault, times=times) for fault in faults}


def table(columns: Mapping[str, Column]) -> str:
    """A table of Markdown: a row for each fault, a column for each step, then what the next run
    came to."""
    head = ("fault", *columns, AFTERWARDS)
    lines = [head, ("---",) * len(head)]
    for fault in FAULTS:
        cells = [column[fault.name] for column in columns.values()]
        repaired = not any(cell.broken for cell in cells)
        outcomes = (cell.outcome for cell in cells)
        lines.append((fault.name, *outcomes, REPAIRED if repaired else "not repaired"))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def outcomes_on_the_page() -> dict[str, dict[str, dict[str, str]]]:
    """By table, step and fault."""
    text = PAGE.read_text(encoding="utf-8")
    block = text.partition(BEGIN)[2].partition(END)[0]
    found: dict[str, dict[str, dict[str, str]]] = {}
    for part in block.split("\n## ")[1:]:
        title, *lines = part.splitlines()
        head, _, *rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
        found[title] = {
            step: {row[0]: row[place] for row in rows} for place, step in enumerate(head) if place
        }
    return found


def generated() -> str:
    """What stands between the page's two marks."""
    tables = (
        f"## {title}\n\n{table({step.name: column(step, times) for step in STEPS})}\n\n"
        for title, times in TABLES.items()
    )
    return "\n\n" + "".join(tables)


def write_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    page = head + BEGIN + generated() + END + rest.partition(END)[2]
    PAGE.write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_page()
    sys.stdout.write(f"{PAGE} is written\n")
