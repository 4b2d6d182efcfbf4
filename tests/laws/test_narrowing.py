"""Law. A run over a repository that leaves out closed enrolments ends as one that reads them all.

The same calls are made, and the same is reported and remembered.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from support.edits import Later, histories
from support.laws.examples import LAW, POLICIES, WIDTHS
from support.playing import Played
from support.worlds import World, worlds
from talent_powerpro import Plan, Policy, RunReport
from talent_powerpro.rules.saving import NO_SAVING, Saving

SAVING = st.sampled_from((NO_SAVING, Saving(), Saving(sweep=timedelta(hours=1))))


def told(report: RunReport) -> object:
    """What a report says, in any order."""
    return (
        {(each.stage, each.enrolment_id): each.status for each in report.records},
        report.unchanged,
        set(report.lists.closed_before_results),
        report.lists.unmatched,
        report.lists.other_items,
    )


def planned(plan: Plan) -> object:
    """A plan with its records in one order. Talent courses go by turns, which may differ."""
    records = sorted(plan.records, key=lambda each: (each.stage, each.enrolment_id))
    return evolve(plan, records=tuple(records))


@LAW
@given(
    width=WIDTHS,
    policy=POLICIES,
    saving=SAVING,
    world=worlds(),
    history=histories(),
)
def test_leaving_out_closed_enrolments_changes_no_call_and_no_end(
    width: int, policy: Policy, saving: Saving, world: World, history: tuple[Later, ...]
) -> None:
    both = [
        Played(world, width=width, policy=policy, saving=saving, narrows=narrows)
        for narrows in (True, False)
    ]
    narrow, whole = both
    for later in (Later(0, ()), *history, Later(24, ())):
        for each in both:
            each.wait(later)
        assert planned(narrow.agent.plan()) == planned(whole.agent.plan())
        reports = [each.agent.run() for each in both]
        assert told(reports[0]) == told(reports[1])
        assert Counter(narrow.talent.calls) == Counter(whole.talent.calls)
        assert narrow.end_state() == whole.end_state()
        assert vars(narrow.looks) == vars(whole.looks)
        assert vars(narrow.asked) == vars(whole.asked)
