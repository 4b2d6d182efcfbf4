"""The lists that people work through, as PowerPro and the agent's memory have them now.

No call is made to TalentLMS: what it would be asked for is known from the last runs. A row that a
person dismissed stays off its list, and off the lists and counts of runs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from attrs import evolve, frozen

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Enrolment, EnrolmentId, day_text
from talent_powerpro.pieces import pieces
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.state import AgentState
from talent_powerpro.records.due import Day
from talent_powerpro.records.look import Look
from talent_powerpro.records.report import Listed, listed
from talent_powerpro.records.report import Lists as Found
from talent_powerpro.records.work_lists import Dismissal, ListName
from talent_powerpro.rules.not_started import not_started
from talent_powerpro.rules.policy_values import OnWithdrawal
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.selection import select
from talent_powerpro.rules.worth_asking import row_of
from talent_powerpro.run.agent_state import required
from talent_powerpro.run.suspension_work import WithdrawalReader
from talent_powerpro.run.unmatched import dismissal_key
from talent_powerpro.run.watched import Watched, watched

UNMATCHED_REMEDY = (
    "Begin the Talent unit's name with the unit's code in PowerPro, or name the code in "
    "`[policy.unit_aliases]`."
)


@frozen
class ListRow:
    """A row of a list."""

    list: ListName | None
    """The list that a dismissal is about; ``None``: the row cannot be dismissed."""
    enrolment_id: str
    client_code: str
    client_name: str
    course_code: str
    reasons: tuple[str, ...]
    """What there is to do about it, a sentence each."""
    where: tuple[str, ...] = ()
    """The menu path, or an instruction, for each reason."""
    since: date | None = None
    """The day from which its age counts; ``None``: unknown."""
    days: int | None = None
    """Its age in days; ``None``: unknown."""
    items: tuple[str, ...] = ()
    """What its dismissal is bound to."""


@frozen
class WorkListReader:
    """Reads the lists of one RTO on one day."""

    powerpro: PowerProRepository
    state: AgentState
    """With all its parts."""
    rules: Rules
    """Without dismissed rows: they are read here."""
    day: Day

    def rows(self, name: ListName) -> tuple[ListRow, ...]:
        """Return the rows of a list that nobody dismissed, the oldest first."""
        found = {
            ListName.MISSED: self.missed,
            ListName.CLOSED: self.closed,
            ListName.UNMATCHED: self.unmatched,
            ListName.NOT_STARTED: self.not_started,
            ListName.WITHDRAWN: self.withdrawn,
        }[name]()
        return tuple(sorted(found, key=lambda row: (row.since or date.max, row.client_name)))

    def missed(self) -> Iterator[ListRow]:
        """Yield the enrolments whose export date has passed unused, in no order."""
        for each in self._selected().missed:
            yield self._row(ListName.MISSED, each)

    def no_export_date(self) -> tuple[ListRow, ...]:
        """Return the enrolments with a ticked export box and no export date."""
        return tuple(self._row(None, each) for each in self._selected().no_export_date)

    def closed(self) -> Iterator[ListRow]:
        """Yield closed enrolments with completions that have no result."""
        for each in self._watched():
            if each.listed:
                yield self._row(ListName.CLOSED, each.listed)

    def unmatched(self) -> Iterator[ListRow]:
        """Yield completed Talent units that no row of the enrolment answers to."""
        rules = self._rules
        for enrolment, look in self._looks():
            for unit in look.unmatched:
                key = dismissal_key(enrolment.id, unit)
                if key in rules.dismissed:
                    continue
                on = f" on {day_text(unit.completed)}" if unit.completed else ""
                said = f"{unit.name} was completed in TalentLMS{on}, and no unit has its code."
                yield self._made(
                    ListName.UNMATCHED,
                    enrolment,
                    (said,),
                    (UNMATCHED_REMEDY,),
                    since=unit.completed,
                    items=(key[2],),
                )

    def not_started(self) -> Iterator[ListRow]:
        """Yield the enrolments whose students have completed nothing since provisioning."""
        rules = self._rules
        for enrolment, look in self._looks():
            if entry := not_started(enrolment, look.percentage, self.day.today, rules):
                yield self._row(ListName.NOT_STARTED, entry)

    def withdrawn(self) -> Iterator[ListRow]:
        """Yield withdrawn enrolments whose students may still be in their Talent courses.

        Nothing unless the policy's ``on_withdrawal`` is ``report``.
        """
        rules = self._rules
        if rules.policy.on_withdrawal != OnWithdrawal.REPORT:
            return
        looks = required(self.state.last_looks)
        for entry in WithdrawalReader(self.powerpro, looks, rules, self.day).listed():
            yield self._row(ListName.WITHDRAWN, entry)

    # --- what they are made of ----------------------------------------------------

    @property
    def _rules(self) -> Rules:
        return with_dismissals(self.rules, self.state)

    def _selected(self) -> Found:
        candidates = self.powerpro.enrolments_to_provision(self.rules.narrowed_by)
        marks = required(self.state.journal).due_marks()
        return select(candidates, self._rules, self.day, marks).lists

    def _watched(self) -> Iterator[Watched]:
        every = self.powerpro.provisioned_enrolments()
        return watched(every, required(self.state.last_looks), self._rules, self.day)

    def _looks(self) -> Iterator[tuple[Enrolment, Look]]:
        """The enrolments in scope with the last look at each, if it is of the same person."""
        looks = required(self.state.looks)
        rest = (each.enrolment for each in self._watched() if each.in_scope)
        for some in pieces(rest):
            known = looks.looked_at([each.id for each in some])
            for each in some:
                look, row = known.get(each.id), row_of(each, "")
                if look and row and (look.user_id, look.course_id) == (row.user_id, row.course_id):
                    yield each, look

    def _row(self, name: ListName | None, entry: Listed) -> ListRow:
        return ListRow(
            name,
            entry.enrolment_id,
            entry.client_code,
            entry.client_name,
            entry.course_code,
            entry.reasons,
            entry.where,
            entry.since,
            (self.day.today - entry.since).days if entry.since else None,
            entry.items,
        )

    def _made(
        self,
        name: ListName,
        enrolment: Enrolment,
        reasons: tuple[str, ...],
        where: tuple[str, ...],
        *,
        since: date | None,
        items: tuple[str, ...],
    ) -> ListRow:
        entry = listed(enrolment, reasons, where)
        return self._row(name, evolve(entry, since=since, items=items))


def with_dismissals(rules: Rules, state: AgentState) -> Rules:
    """Return the rules with the rows that people dismissed."""
    dismissals = required(state.lists).dismissals()
    return evolve(rules, dismissed=frozenset(each.key for each in dismissals))


def dismiss(
    name: ListName,
    enrolment_ids: Collection[str],
    lists: WorkListReader,
    *,
    who: str,
    why: str,
    now: datetime,
) -> tuple[ListRow, ...]:
    """Take the rows of these enrolments off a list, and return them.

    No run lists or counts them again, until their facts change. Raises `SettingsFault`, with all
    faults, for an enrolment that is not on the list, and for a blank *who* or *why*; nothing is
    dismissed then.
    """
    rows = [row for row in lists.rows(name) if row.enrolment_id in enrolment_ids]
    there = {row.enrolment_id for row in rows}
    faults = [
        *(
            f"The {what} is blank. Give one with {option}. It is recorded."
            for what, option, text in (
                ("name", "--who NAME", who),
                ("reason", "--why REASON", why),
            )
            if not text.strip()
        ),
        *(
            f"Enrolment {each} is not on the list {name}. Show it with `talent-powerpro {name}`."
            for each in enrolment_ids
            if each not in there
        ),
    ]
    if faults:
        raise SettingsFault(faults)
    required(lists.state.lists).dismiss(
        [
            Dismissal(
                name,
                EnrolmentId(row.enrolment_id),
                item,
                reason,
                who.strip(),
                why.strip(),
                now,
            )
            for row in rows
            for item, reason in zip(row.items, row.reasons, strict=True)
        ]
    )
    return tuple(rows)


def dismissed(name: ListName, lists: WorkListReader) -> tuple[Dismissal, ...]:
    """Return the rows that people took off a list, oldest first."""
    every = required(lists.state.lists).dismissals()
    return tuple(each for each in every if each.list == name)


def list_again(
    name: ListName, enrolment_ids: Collection[str], lists: WorkListReader
) -> tuple[Dismissal, ...]:
    """Forget the dismissals of these enrolments' rows, and return them."""
    found = [each for each in dismissed(name, lists) if each.enrolment_id in enrolment_ids]
    required(lists.state.lists).list_again([each.key for each in found])
    return tuple(found)
