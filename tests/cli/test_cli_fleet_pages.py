"""The whole pages of `fleet status` and `fleet run`."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from support.cli.printed import printed
from support.fleet.states import HOUR, KEY, MINUTE, NOW, fleet, rto, run
from talent_powerpro.cli.pages.fleet import show_overview
from talent_powerpro.cli.pages.fleet_run import show_run
from talent_powerpro.fleet.overview import overview_of

SECOND = timedelta(seconds=1)


def test_the_next_run_and_what_several_share_are_said_as_people_say_it() -> None:
    state = fleet(
        rto("a", paused=NOW - HOUR),
        *(rto(each) for each in "bcd"),
        rto("e", last=run(needs_person={"held": 1234})),
        *(rto(f"k{n}", last=run(exit=3, message=KEY)) for n in range(6)),
        *(rto(f"p{n}", last=run(exit=3, message="Port.", remedy="Open it.")) for n in range(5)),
    )
    due = {"b": NOW - SECOND, "c": NOW, "d": NOW + SECOND, "e": NOW + 3 * MINUTE}
    found = overview_of(state)
    rtos = [evolve(each, next_due=due.get(each.rto)) for each in found.rtos]
    page = printed(lambda on: show_overview(on, evolve(found, rtos=tuple(rtos)), late_only=False))
    assert (
        page
        == """\
RTO  State    Late by  Last run   Next run  Did                     Needs a person
k0   stopped           3 min ago  paused    10 provisioned, 1 held
k1   stopped           3 min ago  paused    10 provisioned, 1 held
k2   stopped           3 min ago  paused    10 provisioned, 1 held
k3   stopped           3 min ago  paused    10 provisioned, 1 held
k4   stopped           3 min ago  paused    10 provisioned, 1 held
k5   stopped           3 min ago  paused    10 provisioned, 1 held
p0   stopped           3 min ago  paused    10 provisioned, 1 held
p1   stopped           3 min ago  paused    10 provisioned, 1 held
p2   stopped           3 min ago  paused    10 provisioned, 1 held
p3   stopped           3 min ago  paused    10 provisioned, 1 held
p4   stopped           3 min ago  paused    10 provisioned, 1 held
a    paused            3 min ago  paused    10 provisioned, 1 held
e    on time           3 min ago  in 3 min  10 provisioned, 1 held  1,234
b    on time           3 min ago  due now   10 provisioned, 1 held
c    on time           3 min ago  due now   10 provisioned, 1 held
d    on time           3 min ago  in 1 s    10 provisioned, 1 held

What stops them
---------------
k0, k1, k2, k3, k4 and 1 other
  The API key is wrong.
p0, p1, p2, p3, p4
  Port.
  Open it.

16 RTOs: 11 stopped, 1 paused, 4 on time.
0 late. Entries wait for a person at 1 RTO. 1 worker with 8 slots.
"""
    )


def test_where_none_is_late_a_list_of_the_late_is_the_summary_alone() -> None:
    none = printed(lambda on: show_overview(on, overview_of(fleet(rto("a"))), late_only=True))
    assert (
        none
        == """\
1 RTO: 1 on time.
0 late. Entries wait for a person at 0 RTOs. 1 worker with 8 slots.
"""
    )


def test_an_empty_fleet_and_a_large_one_are_summed_up() -> None:
    empty = printed(lambda on: show_overview(on, overview_of(fleet(workers=())), late_only=False))
    assert (
        empty
        == """\
The fleet has no RTO yet.
0 late. Entries wait for a person at 0 RTOs. 0 workers with 0 slots.
"""
    )
    tired = [rto(f"r{n}", last=run(ended=NOW - HOUR)) for n in range(1200)]
    large = printed(lambda on: show_overview(on, overview_of(fleet(*tired)), late_only=False))
    assert large[-len(BUSY) :] == BUSY


BUSY = """
1,200 RTOs: 1,200 late.
1,200 late. Entries wait for a person at 0 RTOs. 1 worker with 8 slots.
"""


def test_a_run_that_ended_well_has_neither_a_fault_nor_people_who_wait() -> None:
    page = printed(lambda on: show_run(on, run(counts={})))
    assert (
        page
        == """\
fine: run 20260602T145556-0a0a0a ended with exit code 0.
"""
    )
    not_begun = printed(
        lambda on: show_run(on, run(run_id="", exit=4, counts={}, message="Locked."))
    )
    assert (
        not_begun
        == """\
fine: run not begun ended with exit code 4.
Locked.
"""
    )
