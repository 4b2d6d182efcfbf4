"""A purge deletes by age, and spares what later runs need."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from attrs import evolve, field, mutable

from talent_powerpro.adapters.memory.state import memory_state
from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId
from talent_powerpro.ports.retention import Cut
from talent_powerpro.ports.state import AgentState, Holds
from talent_powerpro.records.holds import StandingHold
from talent_powerpro.rules.lost_writes import RUN, STAGE
from talent_powerpro.services.retention import DaysKept, purge

NOW = datetime(2022, 6, 2, 7, tzinfo=UTC)
DAYS = DaysKept(sync_log=365, journal=20, evidence=2557, missed=30)


@mutable
class Store:
    state: AgentState = field(factory=memory_state)
    cuts: list[Cut] = field(factory=list)

    def purge(self, cut: Cut, *, is_idle: Callable[[Sequence[str]], bool]) -> Mapping[str, int]:
        assert is_idle([])
        self.cuts.append(cut)
        return {"journal": 1}


def cut(store: Store) -> Cut:
    assert purge(store, DAYS, NOW, is_idle=lambda _: True) == {"journal": 1}
    return store.cuts[-1]


def test_each_kind_has_its_own_days() -> None:
    found = cut(Store())
    assert found == Cut(
        sync_log=NOW - timedelta(days=365),
        idle_runs=NOW - timedelta(days=7),
        journal=NOW - timedelta(days=20),
        looks=NOW - timedelta(days=31),
        evidence=NOW - timedelta(days=2557),
    )


def test_last_looks_stay_as_long_as_the_journal_if_that_is_longer() -> None:
    store = Store()
    purge(store, evolve(DAYS, journal=730), NOW, is_idle=lambda _: True)
    assert store.cuts[-1].looks == NOW - timedelta(days=730)


def test_the_runs_of_a_current_hold_about_lost_runs_are_spared() -> None:
    store = Store()
    holds = store.state.holds
    assert holds is not None
    lost = StandingHold(
        STAGE,
        EnrolmentId(""),
        ClientCode(""),
        "",
        CourseCode(""),
        "run-missing",
        "PowerPro has nothing of it.",
        facts=(f"{RUN}b", f"{RUN}a", "enrolment 1001"),
    )
    holds.ended(EnrolmentId(""), STAGE, [lost])
    other = evolve(lost, stage="results", enrolment_id=EnrolmentId("1001"), facts=(f"{RUN}other",))
    holds.ended(EnrolmentId("1001"), "results", [other])
    assert cut(store).keep_runs == ("b", "a")


def test_a_store_without_holds_has_none_about_lost_runs() -> None:
    nothing: Holds | None = None
    assert cut(Store(evolve(memory_state(), holds=nothing))).keep_runs == ()
