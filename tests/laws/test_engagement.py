"""Law 19. Keeping engagement changes nothing else: no call, no result and no memory."""

from __future__ import annotations

from hypothesis import given

from support.edits import Later, histories
from support.laws.examples import LAW, POLICIES, WIDTHS
from support.playing import Played
from support.telling import telling
from support.worlds import World, worlds
from talent_powerpro import Policy

NOTHING_YET = Later(hours=0, edits=())


@LAW
@given(width=WIDTHS, world=worlds(), policy=POLICIES, history=histories())
def test_with_it_on_everything_else_ends_as_with_it_off(
    width: int, world: World, policy: Policy, history: tuple[Later, ...]
) -> None:
    off, on = (Played(world, width=width, policy=policy) for _ in range(2))
    on.keeps_engagement = True
    for later in (NOTHING_YET, *history):
        shown = []
        for each in (off, on):
            each.wait(later)
            report = each.run(above=telling)
            assert report is not None
            records = [(r.stage, r.enrolment_id, r.status, r.reason) for r in report.records]
            shown.append((records, sorted(map(repr, each.talent.calls)), each.state()))
        assert shown[0] == shown[1]
    everybody = [each.id for each in on.powerpro.enrolments]
    assert list(off.engagement.engagement_of(everybody)) == []
