"""The plan of a run: one rehearsal of all its stages, which writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from attrs import evolve, frozen

from talent_powerpro.errors import Interrupted, QuotaReached
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.due import Day
from talent_powerpro.records.links import links_of
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import Record, StageName
from talent_powerpro.records.report import Lists, Stopped, all_of
from talent_powerpro.run.context import check_portal
from talent_powerpro.run.driving import Driving
from talent_powerpro.run.group_courses import with_group_courses
from talent_powerpro.run.lost_runs import unanswered_lost_runs
from talent_powerpro.run.planned_looks import PlannedLinks, PlannedLooks
from talent_powerpro.run.rehearsing import Rehearsed, Rehearsing
from talent_powerpro.run.talent_cache import TalentCache
from talent_powerpro.run.tasks import COURSE, Batch
from talent_powerpro.run.work import StageWork

AFTER_RESULTS = frozenset({StageName.SUSPENSION})
"""The stages that depend on what the plan itself looks at."""


@frozen
class Planning:
    """Makes the plan of one run."""

    driving: Driving
    cache: TalentCache
    work: StageWork
    day: Day
    plan_of: Callable[..., Plan]
    """Makes the plan from what was found. It knows who asked for it, and when."""
    remembers: bool
    """Whether looks, links and tries are remembered in the context, so that the next plan makes
    fewer calls. Only for a context whose memory is not that of runs."""

    def plan(self, stages: Iterable[StageName]) -> Plan:
        """Return what a run would write now. Nothing is written or marked as reported.

        Where the quota of calls ends it, the plan says so and whom it lacks. Raises `RunFault`
        where a system cannot be used, and `Interrupted` once stopped.
        """
        context, stages = self.driving.context, tuple(stages)
        check_portal(context.portal, context.portal_binding)
        self.driving.lost, _ = unanswered_lost_runs(context)
        # One rehearsal for both stages: the second sees what the first would provision.
        looks, links = PlannedLooks(context.last_looks), PlannedLinks(context.links)
        rehearsal = evolve(context.rehearsal(self.cache), last_looks=looks)
        records: list[Record] = []
        unchanged: dict[StageName, int] = {}
        not_reached: dict[StageName, tuple[EnrolmentId, ...]] = {}
        lists: list[Lists] = []
        cut: QuotaReached | None = None
        for stage in stages:
            work = self.work
            if stage in AFTER_RESULTS:
                work = evolve(work, last_looks=looks, links=links)
            found = work.of(stage, rehearsal.for_record().powerpro)
            rehearsing = Rehearsing(self.driving, rehearsal, found, remember=looks.remember)
            if self.remembers:
                rehearsing.remember = context.last_looks.remember
                rehearsing.remembering = context.remembering(stage)
            kept = rehearsing.kept(self._tried(found.batches))
            links.remember_links(tuple(rehearsing.links.values()))
            links.remember_links([link for each in kept for link in links_of(each.events)])
            if self.remembers:
                self._remember(rehearsing, kept)
            policy = context.rules.policy
            records += (with_group_courses(each, self.cache, policy) for each in kept)
            unchanged[stage] = rehearsing.unchanged
            lists.append(with_found(found.lists, rehearsing))
            if rehearsing.cut:
                cut = rehearsing.cut
                for each in kept:
                    rehearsing.left.pop(each.task.enrolment.id)
                not_reached[stage] = rehearsing.not_reached(found.unread)
        if self.driving.is_stopping():
            raise Interrupted(
                "The plan was stopped before it was complete.", remedy="Make the plan again."
            )
        stopped = Stopped.by(cut) if cut else None
        unreadable = self.driving.unreadable.taken()
        return self.plan_of(
            stages=tuple(stages),
            today=self.day.today,
            records=tuple(records),
            unchanged=unchanged,
            not_reached=not_reached,
            stopped=stopped,
            unreadable=unreadable,
            lists=all_of(lists),
            export_day=None if self.day.export_day == self.day.today else self.day.export_day,
        )

    def _tried(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Yield the batches. Where plans are remembered, those cut off take turns."""
        for batch in batches:
            if self.remembers and batch.course:
                tries = self.driving.context.tries
                tries.mark(COURSE, [batch.course], self.driving.context.clock())
            yield batch

    def _remember(self, rehearsing: Rehearsing, kept: Iterable[Rehearsed]) -> None:
        if rehearsing.remembering:
            rehearsing.remembering.store()
        links = {link.client_code: link for each in kept for link in links_of(each.events)}
        self.driving.context.links.remember_links((rehearsing.links | links).values())


def with_found(lists: Lists, rehearsing: Rehearsing) -> Lists:
    """Return a stage's lists with what its rehearsal found for them."""
    return evolve(
        lists,
        unmatched=rehearsing.unmatched.entries(),
        other_items=len(rehearsing.unmatched.other_items),
    )
