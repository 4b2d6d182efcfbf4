"""One stage of a run: rehearsed, cut to an approved plan, braked, journaled, then performed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from attrs import evolve, field, mutable

from talent_powerpro.errors import RunFault
from talent_powerpro.flows.drivers import Ended, Sides
from talent_powerpro.flows.keeps import with_keeps
from talent_powerpro.flows.provisioning import Provisioned
from talent_powerpro.flows.results import Fetched
from talent_powerpro.flows.talent_group import MembershipSettled
from talent_powerpro.flows.vetoes import with_vetoes
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.journal import JournalEntry
from talent_powerpro.records.links import VerifiedLink, links_of
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import Record, StageName
from talent_powerpro.records.report import Lists, Unmatched
from talent_powerpro.records.step import Event, Flow
from talent_powerpro.run import brakes
from talent_powerpro.run.driving import Driving
from talent_powerpro.run.endings import record_of_ended
from talent_powerpro.run.evidence import keep_evidence
from talent_powerpro.run.news import News, keep_holds, mark_closed, mark_new_lists
from talent_powerpro.run.rehearsal import Rehearsal
from talent_powerpro.run.rehearsing import Rehearsed, Rehearsing
from talent_powerpro.run.talent_cache import TalentCache
from talent_powerpro.run.unmatched import mark_new_unmatched
from talent_powerpro.run.work import Ending, Task, WorkFound


@mutable
class Stage:
    """One stage of one run, with the records that have ended so far. Used once."""

    name: StageName
    run_id: str
    driving: Driving
    cache: TalentCache
    found: WorkFound
    news: News
    lists: Lists = field(init=False)
    rehearsing: Rehearsing = field(init=False)
    whole: bool = False
    """Whether the stage looked at all its enrolments."""
    _ended: dict[str, Record] = field(factory=dict)
    """By enrolment, the ended records with something to report."""
    _places: dict[str, int] = field(factory=dict)
    """By enrolment, its place in the order in which tasks were found."""
    _unchanged: int = 0
    _unmatched: tuple[Unmatched, ...] = ()

    def __attrs_post_init__(self) -> None:
        context = self.driving.context
        standing = (each for each in context.holds.standing() if each.stage == self.name)
        self.rehearsing = Rehearsing(
            self.driving,
            self._rehearsal(),
            self.found,
            watched=dict.fromkeys(each.enrolment_id for each in standing),
            filter_closed=lambda closed: mark_closed(closed, self.news),
            remember=context.last_looks.remember,
        )
        self.lists = mark_new_lists(self.found.lists, self.news)

    # --- the whole of it ----------------------------------------------------------

    def run(self, approved: Plan | None, released: Collection[str]) -> None:
        """Rehearse the stage to its end, then perform it.

        Raises `RunFault` where the run has to stop.
        """
        rehearsed = self.rehearsing.kept(agreeing=approved is not None)
        self._places = {each.record.enrolment_id: n for n, each in enumerate(rehearsed)}
        if approved is not None:
            rehearsed = self._agreed(rehearsed, approved)
        if self.driving.is_stopping():
            return
        # The order matters: brakes see the whole plan before the first write, and the journal has
        # it before the first write, so that a killed run can be recovered.
        self._check_brakes(rehearsed, released)
        performing = [each for each in rehearsed if each.needs_performance]
        # Before the first write, as the journal: a run killed after a write has its evidence too.
        self._keep_evidence({each.record.enrolment_id: each.value for each in performing})
        self._begin([each.record for each in performing])
        self._settle(each for each in rehearsed if not each.needs_performance)
        self._perform([each.task for each in performing])
        self.whole = not self.driving.is_stopping()

    @property
    def records(self) -> list[Record]:
        """The ended records with something to report, in the order in which they were found."""
        return sorted(self._ended.values(), key=lambda each: self._places[each.enrolment_id])

    @property
    def unchanged(self) -> int:
        """The number of enrolments that were looked at and have nothing to report."""
        return self.rehearsing.unchanged + self._unchanged

    @property
    def all_lists(self) -> Lists:
        """The lists beside the records, including closed enrolments found during the stage."""
        return evolve(
            self.lists,
            closed_before_results=tuple(self.rehearsing.closed),
            unmatched=self._unmatched,
            other_items=len(self.rehearsing.unmatched.other_items),
        )

    def not_reached(self) -> tuple[EnrolmentId, ...]:
        """The enrolments that the stage ended before, as far as PowerPro can name them."""
        return () if self.whole else self.rehearsing.not_reached()

    def mark_unmatched(self) -> None:
        """Mark the unmatched Talent units that no earlier run listed."""
        self._unmatched = mark_new_unmatched(self.rehearsing.unmatched.entries(), self.news)

    def keep_holds(self) -> None:
        """Store the holds as they are after this stage."""
        keep_holds(
            self.name,
            self.records,
            self.driving.context.holds,
            held_before=self.rehearsing.watched,
            freed=self.rehearsing.freed,
            whole=self.whole,
            answers=self.driving.context.rules.answers,
        )

    # --- agreed and braked --------------------------------------------------------

    def _agreed(self, rehearsed: list[Rehearsed], approved: Plan) -> list[Rehearsed]:
        """Return the rehearsed tasks; those not approved as they are have ended without writes."""
        left, ended = rehearsed, list[Rehearsed]()
        while True:
            agreed = Plan(self.news.today, tuple(each.record for each in left)).agreeing_with(
                approved
            )
            pairs = list(zip(left, agreed.records, strict=True))
            refused = [evolve(each, record=r, value=None) for each, r in pairs if r != each.record]
            ended += refused
            if not refused:
                return [*left, *ended]
            # One record may count on the Talent user that another would create. So the others are
            # rehearsed again without the refused ones, until nothing changes. The cache answers:
            # this costs hardly any calls.
            tasks = [each.task for each, record in pairs if record == each.record]
            left = self.rehearsing.again(tasks, self._rehearsal())

    def _check_brakes(self, rehearsed: Iterable[Rehearsed], released: Collection[str]) -> None:
        rehearsed = tuple(rehearsed)
        writes = [write for each in rehearsed for write in each.record.writes]
        tally = sum((each.tally for each in rehearsed), self.rehearsing.unchanged_tally)
        policy = self.driving.context.rules.policy
        brakes.check(tally + brakes.tally((), writes, policy), policy, released)

    def _rehearsal(self) -> Rehearsal:
        return self.driving.context.rehearsal(self.cache)

    # --- the journal and the performance ------------------------------------------

    def _begin(self, records: Sequence[Record]) -> None:
        """Store the plan with its old values in the journal, for recovery and history."""
        # The portal is remembered only now, with the first write: a mistyped address that no
        # portal answered must not count as the RTO's portal (decision 13).
        if records and self.driving.context.portal:
            self.driving.context.portal_binding.remember_portal(self.driving.context.portal)
        self.driving.context.journal.begin(
            [JournalEntry(self.run_id, self.name, r.enrolment_id, r.writes) for r in records]
        )

    def _settle(self, rehearsed: Iterable[Rehearsed]) -> None:
        """End the records that have nothing to perform."""
        links = self.rehearsing.links
        for each in rehearsed:
            links |= {link.client_code: link for link in links_of(each.events)}
            self._keep(each.record)
            self._notify(each.record, each.events, performed=False)
        self._remember_links(tuple(links.values()))

    def _perform(self, tasks: Sequence[Task]) -> None:
        """Run the same flows over the real pair. Raises `RunFault` where the run has to stop."""
        sides = self.driving.context.sides(self.cache)

        def start(task: Task) -> tuple[Flow[Ending], Sides]:
            # Plugins are not asked again; the writes they vetoed in the rehearsal are refused.
            vetoed = self.rehearsing.vetoed.get(task.enrolment.id, [])
            flow = with_vetoes(
                task.start(), lambda write: next((f for w, f in vetoed if w == write), None)
            )
            rules, enrolment_id = self.driving.context.rules, task.enrolment.id
            return with_keeps(flow, lambda hold: rules.keeps(enrolment_id, hold)), sides

        for ended in self.driving.ended([tasks], start, "performing", len(tasks)):
            record = record_of_ended(ended)
            self._keep(record)  # First: whatever fails from here on, the record was performed.
            with self.driving.stopping_at(ended.record):
                self._store(record, ended)

    def _store(self, record: Record, ended: Ended[Task, Ending]) -> None:
        # Before `end`: a run killed between the two leaves the record to `recover`.
        self._remember(ended)
        if not isinstance(ended.fault, RunFault):
            # A record that the run's fault cut off stays unfinished in the journal, so that the
            # next run finds the results it had already written (`recover`).
            self.driving.context.journal.end(
                self.run_id, self.name, record.enrolment_id, record.status, record.writes
            )
        self._notify(record, ended.events, performed=True)

    def _remember(self, ended: Ended[Task, Ending]) -> None:
        """Store what later runs need to know of this ending."""
        journal, enrolment_id = self.driving.context.journal, ended.record.enrolment.id
        self._remember_links(links_of(ended.events))
        # What the run's fault cut off is left to `recover`.
        if not isinstance(ended.fault, RunFault):
            self._keep_evidence({enrolment_id: ended.value})
        match ended.value:
            case Fetched(written=written):
                for each in written:
                    journal.remember_result(each.unit.id, each.result)
            case MembershipSettled():
                journal.clear_pending(enrolment_id)
            case Provisioned(group=group) if group is None or not group.refusal:
                journal.clear_pending(enrolment_id)

    def _keep_evidence(self, endings: Mapping[EnrolmentId, Ending | None]) -> None:
        if self.name is StageName.RESULTS:
            context = self.driving.context
            keep_evidence(context.evidence, self.run_id, context.clock(), endings)

    def _remember_links(self, links: Collection[VerifiedLink]) -> None:
        if links:
            self.driving.context.links.remember_links(links)

    def _keep(self, record: Record) -> None:
        self.rehearsing.left.pop(record.enrolment_id, None)
        if record.is_silent:
            self._unchanged += 1
        else:
            self._ended[record.enrolment_id] = record

    def _notify(self, record: Record, events: Sequence[Event], *, performed: bool) -> None:
        self.driving.context.listeners.notify(
            lambda each: each.record_ended(record, events, performed=performed)
        )
