"""One stage of a run, in slices: each is rehearsed, agreed, braked, then performed."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator
from datetime import datetime, timedelta

from attrs import evolve, field, mutable

from talent_powerpro.errors import QuotaReached
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.holds import StandingHold
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import Record, StageName
from talent_powerpro.records.report import Lists, Unmatched
from talent_powerpro.records.work_lists import StandingFailure
from talent_powerpro.run import brakes
from talent_powerpro.run.driving import Driving
from talent_powerpro.run.news import (
    News,
    keep_failures,
    keep_holds,
    mark_closed,
    mark_new_lists,
)
from talent_powerpro.run.performing import Performing
from talent_powerpro.run.quota import CallBudget
from talent_powerpro.run.rehearsal import Rehearsal
from talent_powerpro.run.rehearsing import Rehearsed, Rehearsing
from talent_powerpro.run.slices import Slices
from talent_powerpro.run.talent_cache import TalentCache
from talent_powerpro.run.tasks import Batch, WorkFound
from talent_powerpro.run.unmatched import mark_new_unmatched


@mutable
class Stage:
    """One stage of one run, with the records that have ended so far. Used once."""

    name: StageName
    run_id: str
    started: datetime
    driving: Driving
    cache: TalentCache
    budget: CallBudget
    found: WorkFound
    news: News
    approved: Plan | None = None
    """The plan that a person approved; ``None``: everything may be written."""
    released: Collection[str] = ()
    """The brakes that are switched off."""
    share: float = 0
    """The share of the calls left that is set aside for the other stage."""
    lists: Lists = field(init=False)
    rehearsing: Rehearsing = field(init=False)
    performing: Performing = field(init=False)
    slices: Slices = field(init=False)
    whole: bool = False
    """Whether the stage looked at all its enrolments."""
    _places: dict[str, int] = field(factory=dict)
    """By enrolment, its place in the order in which tasks were found."""
    _late: list[Rehearsed] = field(factory=list)
    """Records that a share brake counts, and those after them in their lanes."""
    _late_persons: set[Hashable] = field(factory=set)
    _tally: brakes.Tally = field(factory=brakes.Tally)
    """The counts of all that was rehearsed, apart from unchanged tasks."""
    _in_a_day: brakes.Tally | None = None
    _unmatched: tuple[Unmatched, ...] = ()
    _failed_before: tuple[EnrolmentId, ...] = ()
    """The enrolments that failed in this stage before it began."""

    def __attrs_post_init__(self) -> None:
        context = self.driving.context
        # Those that a run with targets does not look at keep their holds and failures.
        standing = [each.enrolment_id for each in context.holds.standing() if self._is_mine(each)]
        self._failed_before = tuple(
            each.enrolment_id for each in context.lists.failures() if self._is_mine(each)
        )
        self.rehearsing = Rehearsing(
            self.driving,
            self._rehearsal(),
            self.found,
            watched=dict.fromkeys((*standing, *self._failed_before)),
            filter_closed=lambda closed: mark_closed(closed, self.news),
            remember=context.last_looks.remember,
            remembering=context.remembering(self.name),
            keeps_in=context.engagement,
        )
        both = self.driving, self.cache
        self.performing = Performing(self.name, self.run_id, *both, self.rehearsing)
        self.slices = Slices(
            self.name,
            self.found,
            self.budget,
            context.tries,
            self.started,
            splits=self.approved is None,
            share=self.share,
        )
        self.lists = mark_new_lists(self.found.lists, self.news)

    def _is_mine(self, each: StandingHold | StandingFailure) -> bool:
        only = self.found.only
        return each.stage == self.name and (only is None or each.enrolment_id in only)

    # --- the whole of it ----------------------------------------------------------

    def run(self) -> None:
        """Rehearse and perform one slice after the other.

        Raises `RunFault` where the run has to stop. Where the quota of calls ends the stage,
        nothing is raised: see `cut`.
        """
        for batches in self.slices:
            rehearsed = self._rehearsed(batches)
            if self.driving.is_stopping():
                return
            if self.rehearsing.cut:
                self.slices.stop(self.rehearsing.cut, self.rehearsing.left)
            now = self._now(rehearsed)
            # The order matters: brakes see the whole slice before its first write, and the journal
            # has it before the first write, so that a killed run can be recovered.
            self._check_brakes()
            if cut := self.performing.perform(now):
                self.slices.stop(cut, self.rehearsing.left)
        self.whole = not self.driving.is_stopping() and self.cut is None

    def go_on(self) -> None:
        """Go on where the quota ended the stage, with the calls that the other stage left over."""
        # What the quota cut off within a slice has to wait for the next run.
        if self.cut and self.share and not self.rehearsing.left:
            self.slices.go_on()
            self.run()

    @property
    def cut(self) -> QuotaReached | None:
        """The fault of a stage that the quota of calls ended; ``None``: it did not."""
        return self.slices.cut

    @property
    def records(self) -> list[Record]:
        """The ended records with something to report, in the order in which they were found."""
        ended = self.performing.ended.values()
        return sorted(ended, key=lambda each: self._places[each.enrolment_id])

    @property
    def unchanged(self) -> int:
        """The number of enrolments that were looked at and have nothing to report."""
        return self.rehearsing.unchanged + self.performing.unchanged

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
        return self.rehearsing.not_reached(self.slices.unread)

    def mark_unmatched(self) -> None:
        """Mark the unmatched Talent units that no earlier run listed."""
        self._unmatched = mark_new_unmatched(self.rehearsing.unmatched.entries(), self.news)

    def keep_holds(self) -> None:
        """Store holds and failures as they are after this stage, and what TalentLMS was asked."""
        if self.rehearsing.remembering:
            self.rehearsing.remembering.store()
        self.rehearsing.engagement.keep()
        keep_holds(
            self.name,
            self.records,
            self.driving.context.holds,
            held_before=self.rehearsing.watched,
            freed=self.rehearsing.freed,
            whole=self.whole,
            answers=self.driving.context.rules.answers,
        )
        keep_failures(
            self.name,
            self.records,
            self.driving.context.lists,
            failed_before=self._failed_before,
            freed=self.rehearsing.freed,
            whole=self.whole,
            now=self.driving.context.clock(),
        )

    # --- one slice, rehearsed and agreed ------------------------------------------

    def _rehearsed(self, batches: Iterator[Batch]) -> list[Rehearsed]:
        self.rehearsing.rehearsal = self._rehearsal()
        rehearsed = self.rehearsing.kept(batches, agreeing=self.approved is not None)
        first = len(self._places)
        self._places |= {each.record.enrolment_id: first + n for n, each in enumerate(rehearsed)}
        return rehearsed if self.approved is None else self._agreed(rehearsed, self.approved)

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

    def _rehearsal(self) -> Rehearsal:
        return self.driving.context.rehearsal(self.cache)

    # --- brakes -------------------------------------------------------------------

    def _now(self, rehearsed: list[Rehearsed]) -> list[Rehearsed]:
        """Return what this slice performs: in the last one, also what had to wait for it."""
        for each in rehearsed:
            self._tally += self._counts(each)
        if self.slices.ended:
            late, self._late, self.slices.owed = self._late, [], 0
            return [*rehearsed, *late]
        # Shares say nothing before the stage has been looked at as a whole.
        now = []
        for each in rehearsed:
            persons = set(each.task.persons)
            if self._is_of_a_share(each) or persons & self._late_persons:
                self._late.append(each)
                self._late_persons |= persons
                self.slices.owed += each.calls
            else:
                now.append(each)
        return now

    def _is_of_a_share(self, each: Rehearsed) -> bool:
        counts = self._counts(each)
        return bool(counts.known_users_missing or counts.outcomes_replaced)

    def _counts(self, each: Rehearsed) -> brakes.Tally:
        looked_up, writes = each.tally, each.record.writes
        if each.task.enrolment.id in self.rehearsing.watched:
            # An earlier run reported it, and a person has it. Ten of them are no sign of a wiped
            # portal, and must not stop the stage in each run until all are mended.
            looked_up = evolve(looked_up, known_users_missing=0)
        return looked_up + brakes.written(writes, self.driving.context.rules.policy)

    def _check_brakes(self) -> None:
        policy, tally = self.driving.context.rules.policy, self._tally
        if self._in_a_day is None and any(getattr(tally, each) for each in brakes.COUNTS):
            context = self.driving.context
            since = self.started - timedelta(days=1)
            self._in_a_day = brakes.written_since(context.journal, since, policy)
        before = brakes.Before(self.performing.wrote, self._in_a_day or brakes.Tally())
        checked = brakes.BRAKES if self.slices.ended else brakes.COUNTS
        counts = tally + self.rehearsing.unchanged_tally
        brakes.check(counts, policy, self.released, before, checked)
