"""Laws of the schedule, over fleets at work with a clock of their own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from attrs import evolve, field, frozen, mutable
from hypothesis import given
from hypothesis import strategies as st

from talent_powerpro.fleet.scheduling import Timing, chosen, due_at

START = datetime(2026, 3, 2, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HANGS = 10**6


@frozen
class Kind:
    """An RTO of a fleet that is played."""

    every: int
    takes: int
    """Seconds of each run; `HANGS`: it never ends."""
    paused: bool = False


@mutable
class Play:
    """A fleet that is played, second by second."""

    kinds: list[Kind]
    slots: int
    timings: dict[str, Timing] = field(init=False)
    running: dict[str, tuple[datetime, datetime]] = field(factory=dict)
    """By RTO: when its run began, and when it will end."""
    runs: list[tuple[str, datetime, datetime]] = field(factory=list)
    """RTO, the tick that it was for, and when the run began."""

    def __attrs_post_init__(self) -> None:
        self.timings = {
            f"rto{n}": Timing(
                rto=f"rto{n}",
                every=timedelta(seconds=kind.every),
                since=START,
                paused=kind.paused,
            )
            for n, kind in enumerate(self.kinds)
        }

    def play(self, seconds: int) -> None:
        for second in range(seconds):
            self._step(START + second * SECOND)

    def _step(self, now: datetime) -> None:
        for rto, (_, ends) in [*self.running.items()]:
            if ends <= now:
                del self.running[rto]
                self.timings[rto] = evolve(
                    self.timings[rto], active=False, last_tried=now, last_ended=now
                )
        for each in chosen(self.timings.values(), now, self.slots - len(self.running)):
            assert each.rto not in self.running
            self.runs.append((each.rto, due_at(each), now))
            takes = self.kinds[int(each.rto.removeprefix("rto"))].takes
            self.running[each.rto] = (now, now + takes * SECOND)
            self.timings[each.rto] = evolve(each, active=True)
        assert len(self.running) <= self.slots

    def waits(self, rto: str) -> list[timedelta]:
        return [began - due for name, due, began in self.runs if name == rto]


healthy = st.builds(Kind, every=st.integers(10, 120), takes=st.integers(1, 5))


@given(st.lists(st.builds(Kind, st.integers(10, 120), st.integers(1, 200), st.booleans())))
def test_paused_rtos_never_run_and_none_runs_twice_at_once(kinds: list[Kind]) -> None:
    play = Play(kinds, slots=3)
    play.play(300)
    assert not any(kinds[int(rto.removeprefix("rto"))].paused for rto, *_ in play.runs)


@given(st.lists(healthy, min_size=1, max_size=8), st.integers(0, 3))
def test_rtos_that_hang_take_one_slot_each_and_the_others_wait_a_bounded_time(
    kinds: list[Kind], hanging: int
) -> None:
    play = Play([*[Kind(10, HANGS)] * hanging, *kinds], slots=hanging + 1)
    play.play(600)
    for number in range(hanging):
        assert len(play.waits(f"rto{number}")) == 1
    # In the one slot left, each waits for one run of each of the others at most. A second more
    # for each passes between two looks at the schedule.
    longest = sum(kind.takes + 1 for kind in kinds) * SECOND
    for number in range(hanging, hanging + len(kinds)):
        assert max(play.waits(f"rto{number}")) <= longest


@given(healthy, st.lists(st.builds(Kind, every=st.just(10), takes=st.integers(10, 40))))
def test_rtos_whose_runs_take_longer_than_their_interval_do_not_starve_another(
    quiet: Kind, noisy: list[Kind]
) -> None:
    play = Play([quiet, *noisy], slots=1)
    play.play(900)
    longest = sum(kind.takes + 1 for kind in (quiet, *noisy)) * SECOND
    assert max(play.waits("rto0")) <= longest
    assert len(play.waits("rto0")) >= 900 // (longest.seconds + quiet.every + 1)


@given(st.lists(healthy, min_size=1, max_size=6))
def test_every_rto_runs_once_an_interval_where_the_slots_suffice(kinds: list[Kind]) -> None:
    play = Play(kinds, slots=len(kinds))
    play.play(600)
    for number, kind in enumerate(kinds):
        waits = play.waits(f"rto{number}")
        assert max(waits) <= 1 * SECOND
        # Two runs of one tick there are none, and none is left out: the first is extra.
        ticks = [due for name, due, _ in play.runs if name == f"rto{number}"][1:]
        apart = {later - earlier for earlier, later in pairwise(ticks)}
        assert apart <= {timedelta(seconds=kind.every)}


@given(st.integers(10, 60), st.integers(61, 400))
def test_ticks_that_pass_during_a_run_are_not_made_up_for(every: int, takes: int) -> None:
    play = Play([Kind(every, takes)], slots=1)
    play.play(1200)
    for (_, _, began), (_, due, _) in pairwise(play.runs):
        assert due >= began + takes * SECOND
