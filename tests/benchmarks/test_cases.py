"""Cases measure what their rows show; runs are counted and timed by the same code for all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from benchmarks.agent_process import Job, Step, agent_of, measured
from benchmarks.bench import Bench, NotMeasured
from benchmarks.cases import CASES
from benchmarks.college import College
from benchmarks.figures import loaded, measure, saved
from benchmarks.literal import literal_of
from benchmarks.portal import CountingSandbox, PortalSize
from benchmarks.store import make_store
from talent_powerpro.sandbox import serve


class CannedBench(Bench):
    """A bench whose runs all have the same figures, and start no process."""

    @override
    def runs(self, college: College, steps: Sequence[Step] = (Step(),), **how: Any) -> Any:
        run = {"calls": 1000, "refused": 0, "written": 1, "seconds": 10.0, "cpu": 1.0}
        return [run] * len(steps)

    @override
    def idle(self, college: College, what: str) -> dict[str, float]:
        return {"cpu": 2.0, "peak": 80.0, "calls": 1}

    @override
    def fleet(self, college: College, rtos: int, **job: Any) -> dict[str, float]:
        return {"each": 0.5, "resident": 0.05, "cores": 0.1, "runs": 100, "peak": 300.0}


@pytest.mark.parametrize("name", CASES)
def test_a_case_measures_the_figures_of_its_rows(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    agent = case.measure(CannedBench(tmp_path))
    assert {row.figure for row in case.rows} <= set(agent)
    if case.literal:
        literal = case.measure(CannedBench(tmp_path, literal=True))
        assert {row.figure for row in case.rows if row.literal} <= set(literal)


def test_what_an_older_version_lacks_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(NotMeasured, match="no such setting"):
        CASES["group-at-signup"].measure(CannedBench(tmp_path, source=tmp_path))


def test_sizes_are_scaled_and_never_nothing(tmp_path: Path) -> None:
    bench = Bench(tmp_path, 0.01)
    assert (bench.n(2000), bench.n(60), bench.n(1)) == (20, 1, 1)


def test_a_measurement_has_each_repeat_beside_the_literal_guide(tmp_path: Path) -> None:
    told: list[str] = []
    bench = CannedBench(tmp_path, 0.5)
    found = measure("width", bench, repeats=2, literal=True, tell=told.append)
    assert found["agent"]["speed-up"] == [1.0, 1.0]
    assert found["literal"]["speed-up"] == [1.0]
    assert (found["scale"], found["limits"]["speed-up"]) == (0.5, 7.5)
    assert told == ["width: 1 of 2", "width: 2 of 2"]


def test_a_measurement_of_calls_is_not_repeated(tmp_path: Path) -> None:
    found = measure("idle", CannedBench(tmp_path), repeats=5, literal=False, tell=print)
    assert found["agent"] == {"calls": [1000]}
    assert "literal" not in found


def test_figures_are_kept_in_the_order_of_the_table(tmp_path: Path) -> None:
    file = tmp_path / "new" / "figures.json"
    assert loaded(file) == {}
    saved(file, {"width": {"scale": 1.0}, "idle": {"scale": 0.1}})
    assert list(loaded(file)) == ["idle", "width"]
    assert loaded(file)["idle"] == {"scale": 0.1}


COLLEGE = College(4, 2)


@pytest.mark.parametrize(("whose", "calls"), [("agent", [6, 3]), ("literal", [4, 4])])
def test_runs_are_counted_by_the_portal(whose: str, calls: list[int], tmp_path: Path) -> None:
    """The second run has the news of one student, and the literal guide asks for everybody."""
    store = tmp_path / "powerpro.db"
    make_store(COLLEGE, store)
    with serve(CountingSandbox(PortalSize(COLLEGE))) as url:
        job = Job(COLLEGE, str(store), url, agent=whose)
        with agent_of(job) if whose == "agent" else literal_of(job) as runs:
            figures = [measured(job, step, runs) for step in (Step(), Step(completed=1))]
    assert [each["calls"] for each in figures] == calls
    assert [each["written"] for each in figures] == [0, 1]
    assert {(each["refused"], each["stopped"]) for each in figures} == {(0, "")}


@pytest.mark.parametrize(("whose", "reason"), [("agent", "quota"), ("literal", "no-answer")])
def test_a_run_beyond_the_quota_says_why_it_stopped(
    whose: str, reason: str, tmp_path: Path
) -> None:
    """The literal guide runs into the portal's refusal."""
    make_store(COLLEGE, store := tmp_path / "powerpro.db")
    with serve(CountingSandbox(PortalSize(COLLEGE, per_hour=3))) as url:
        job = Job(COLLEGE, str(store), url, agent=whose)
        with agent_of(job) if whose == "agent" else literal_of(job) as runs:
            figures = [measured(job, Step(at=at), runs) for at in (0, 3700)]
    assert {each["stopped"] for each in figures} == {reason}
    assert all((each["refused"] > 0) == (whose == "literal") for each in figures)
    assert all(each["calls"] <= 3 for each in figures)
