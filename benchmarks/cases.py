"""The cases of the benchmark: what each measures, and the most that we want to see.

Sizes are those of the full benchmark; `Bench.n` scales them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import frozen

from benchmarks.agent_process import Step
from benchmarks.bench import Bench, NotMeasured
from benchmarks.college import College

Figures = dict[str, float]


@frozen
class Row:
    """One row of the table: a figure of a case, with its limit."""

    title: str
    figure: str
    limit: Callable[[Bench], float]
    unit: str = "calls"
    """``calls``, ``times``, ``MB``, ``cores``, ``results`` or ``refusals``."""
    literal: bool = True
    """Whether the figure means anything for the guide's own loops."""


@frozen
class Case:
    """A measurement, with one row or some."""

    measure: Callable[[Bench], Figures]
    rows: tuple[Row, ...] = ()
    literal: bool = True
    """Whether the guide's own loops are measured too."""
    repeats: int = 3
    """At most. Calls are the same each time, so what takes long and counts calls is done once."""


# --- results ----------------------------------------------------------------------


def college_of_60(bench: Bench) -> College:
    return College(bench.n(2_000), bench.n(60))


def idle(bench: Bench) -> Figures:
    (warm,) = bench.runs(college_of_60(bench), warm=True)
    return {"calls": warm["calls"]}


def moved(bench: Bench) -> Figures:
    (warm,) = bench.runs(college_of_60(bench), [Step(completed=bench.n(100))], warm=True)
    return {"calls": warm["calls"], "written": warm["written"]}


def large(bench: Bench) -> Figures:
    college = College(bench.n(20_000), bench.n(300))
    (warm,) = bench.runs(college, [Step(completed=bench.n(100))], warm=True)
    return {"calls": warm["calls"], "written": warm["written"]}


RUNS_A_DAY = 144
BETWEEN_RUNS = 600.0


def day(bench: Bench) -> Figures:
    """A day at ten-minute runs. Who remembers nothing makes the same calls in each run."""
    college = college_of_60(bench)
    if not bench.saves:
        (each,) = bench.runs(college)
        calls = [each["calls"]] * RUNS_A_DAY
    else:
        steps = [Step(at=number * BETWEEN_RUNS) for number in range(RUNS_A_DAY)]
        calls = [each["calls"] for each in bench.runs(college, steps)]
    return {"cold": calls[0], "day": sum(calls)}


def links(bench: Bench) -> Figures:
    college = College(bench.n(2_000), bench.n(60), strangers=bench.n(3_000), verified=False)
    (cold,) = bench.runs(college)
    return {"calls": cold["calls"]}


# --- provisioning -----------------------------------------------------------------


def due(bench: Bench, students: int, *, known: bool, enrolled: bool = False) -> College:
    """Students who are due in one course with a group, in a portal of ten times as many users."""
    return College(
        bench.n(students),
        strangers=bench.n(10 * students) - (bench.n(students) if known else 0),
        provisioned=False,
        known=known,
        enrolled=enrolled,
        group=True,
    )


def new_students(bench: Bench) -> Figures:
    (run,) = bench.runs(due(bench, 500, known=False))
    return {"calls": run["calls"]}


def group_at_signup(bench: Bench) -> Figures:
    if not (bench.saves or bench.literal):
        raise NotMeasured("no such setting")
    saving = {} if bench.literal else {"group_at_signup": True}
    (run,) = bench.runs(due(bench, 500, known=False), saving=saving)
    return {"calls": run["calls"]}


def second_course(bench: Bench) -> Figures:
    (run,) = bench.runs(due(bench, 500, known=True), [Step(only="provisioning")])
    return {"calls": run["calls"]}


def after_crash(bench: Bench) -> Figures:
    college = due(bench, 500, known=True, enrolled=True)
    (run,) = bench.runs(college, [Step(only="provisioning")])
    return {"calls": run["calls"]}


# --- limits of calls ----------------------------------------------------------------

AN_HOUR_LATER = 3_700.0


def quota(bench: Bench) -> Figures:
    """Runs with a fresh quota each. Figures are the results written in the first three."""
    college = College(bench.n(400), bench.n(8))
    portal = {"per_hour": bench.n(150), "completed": bench.n(50)}
    steps = [Step(at=number * AN_HOUR_LATER) for number in range(3)]
    runs = bench.runs(college, steps, portal_size=portal)
    return {"written": sum(each["written"] for each in runs)}


def refusals(bench: Bench) -> Figures:
    """Answers of a portal that refuses calls beyond a limit, in five seconds and in an hour."""
    (fast,) = bench.runs(
        due(bench, 300, known=False),
        portal_size={"per_5_seconds": 200},
        keeps_pace=True,
    )
    (long,) = bench.runs(
        College(bench.n(1_000), bench.n(10)), portal_size={"per_hour": bench.n(400)}
    )
    return {"in 5 seconds": fast["refused"], "in an hour": long["refused"]}


# --- time ---------------------------------------------------------------------------

SLOW, QUICK = 0.25, 0.1
"""Seconds of latency."""
WIDTHS = (1, 2, 4, 8, 16)
PACE, WINDOW = 190, 5
"""The agent starts so many calls in so many seconds."""


def width(bench: Bench) -> Figures:
    """Provisioning of new students, with more and more connections. The guide has one."""
    figures: Figures = {}
    for connections in (1,) if bench.literal else WIDTHS:
        (run,) = bench.runs(
            due(bench, 100, known=False),
            portal_size={"latency": SLOW},
            width=connections,
            keeps_pace=True,
        )
        figures |= {f"seconds@{connections}": run["seconds"], "calls": run["calls"]}
    if bench.literal:
        return {**figures, "speed-up": 1.0}
    eight = figures["seconds@8"]
    return {
        **figures,
        "speed-up": figures["seconds@1"] / eight,
        "bound": eight / (figures["calls"] * SLOW / 8),
    }


def pace(bench: Bench) -> Figures:
    (run,) = bench.runs(
        due(bench, 500, known=False),
        portal_size={"latency": QUICK, "per_5_seconds": 200},
        keeps_pace=True,
    )
    least = max(WINDOW * ((run["calls"] - 1) // PACE), run["calls"] * QUICK / 8)
    return {"seconds": run["seconds"], "calls": run["calls"], "bound": run["seconds"] / least}


# --- CPU and memory -----------------------------------------------------------------

IN_A_COURSE = 200
IN_ONE_COURSE = (1_000, 10_000)
SIZES = (10_000, 30_000, 100_000)


def idle_stage(bench: Bench) -> Figures:
    """An idle results stage over ever more enrolments of 10 units."""
    sizes = [bench.n(size) for size in SIZES]
    figures: Figures = {}
    for size in sizes:
        college = College(size, -(-size // IN_A_COURSE), units=10)
        stage, read = bench.idle(college, "run"), bench.idle(college, "read")
        figures |= {
            f"cpu@{size}": stage["cpu"],
            f"read@{size}": read["cpu"],
            f"peak@{size}": stage["peak"],
        }
    small, large = sizes[0], sizes[-1]
    return {
        **figures,
        "cpu": figures[f"cpu@{large}"] / figures[f"read@{large}"],
        "growth": figures[f"peak@{large}"] / figures[f"peak@{small}"],
        "peak": figures[f"peak@{large}"],
    }


def one_course(bench: Bench) -> Figures:
    """The same stage where all are in one Talent course, so that a course has to be narrow too."""
    few, many = (bench.idle(College(bench.n(size), units=10), "run") for size in IN_ONE_COURSE)
    return {"growth": many["peak"] / few["peak"]}


def fleet(bench: Bench) -> Figures:
    """Idle RTOs of 300 enrolments in courses of 33, each once in ten minutes, in one worker."""
    rtos = bench.n(1_000)
    figures = bench.fleet(
        College(300, 9),
        rtos,
        every="10m",
        seconds=300.0 if bench.scale >= 1 else 60.0,
        keep_open=100,
    )
    return {**figures, "share": figures["resident"] / figures["each"]}


# --- curves -------------------------------------------------------------------------

ENROLMENTS = (250, 500, 1_000, 2_000)


def calls_by_size(bench: Bench) -> Figures:
    """Calls of a first run and of an idle one, over ever more enrolments in courses of 33."""
    figures: Figures = {}
    for size in map(bench.n, ENROLMENTS):
        college = College(size, -(-size // 33))
        first, again = bench.runs(college, [Step(), Step()])
        figures |= {f"first@{size}": first["calls"], f"idle@{size}": again["calls"]}
    return figures


# --- the table ----------------------------------------------------------------------

IDLE = "Results of 2,000 enrolments in 60 courses, nothing new"
NEW = "500 new students in one course and group, portal of 5,000 users, both stages"

CASES: Mapping[str, Case] = {
    "idle": Case(idle, (Row(IDLE, "calls", lambda bench: bench.n(60)),), repeats=1),
    "moved": Case(
        moved,
        (
            Row(
                "The same, 100 students completed a unit",
                "calls",
                lambda bench: bench.n(60) + bench.n(100),
            ),
        ),
        repeats=1,
    ),
    "large": Case(
        large,
        (
            Row(
                "20,000 enrolments in 300 courses, 100 students completed a unit",
                "calls",
                lambda bench: bench.n(300) + bench.n(100),
            ),
        ),
        repeats=1,
    ),
    "day": Case(
        day,
        (
            Row("The first case without a memory", "cold", lambda bench: bench.n(2_060)),
            Row(
                "The same, and the day that begins with it, a run every ten minutes",
                "day",
                lambda bench: RUNS_A_DAY * bench.n(60) + bench.n(2_000),
            ),
        ),
        repeats=1,
    ),
    "links": Case(
        links,
        (
            Row(
                "2,000 links that another agent made, portal of 5,000 users",
                "calls",
                lambda bench: bench.n(2_060) + 1,
            ),
        ),
        repeats=1,
    ),
    "new": Case(
        new_students,
        (Row(NEW, "calls", lambda bench: 3 * bench.n(500) + 6),),
        repeats=1,
    ),
    "group-at-signup": Case(
        group_at_signup,
        (
            Row(
                "The same with `group_at_signup`",
                "calls",
                lambda bench: 2 * bench.n(500) + 6,
            ),
        ),
        repeats=1,
    ),
    "second-course": Case(
        second_course,
        (
            Row(
                "500 known students into a second course with its group",
                "calls",
                lambda bench: 2 * bench.n(500) + 4,
            ),
        ),
        repeats=1,
    ),
    "crash": Case(
        after_crash,
        (
            Row(
                "Provisioning after a crash just before 500 contact logs",
                "calls",
                lambda _: 4,
            ),
        ),
        repeats=1,
    ),
    "quota": Case(
        quota,
        (
            Row(
                "400 in scope, 50 with a completed unit, a fresh quota of 150 for each run: "
                "results written in three runs",
                "written",
                lambda bench: bench.n(50),
                "results",
            ),
        ),
        repeats=1,
    ),
    "width": Case(
        width,
        (
            Row(
                "Time of 100 new students at 250 ms, 8 connections against 1",
                "speed-up",
                lambda _: 7.5,
                "times faster",
            ),
            Row(
                "The same, 8 connections against calls x latency / 8",
                "bound",
                lambda _: 1.12,
                "times",
                literal=False,
            ),
        ),
    ),
    "pace": Case(
        pace,
        (
            Row(
                "Time of 500 new students at 100 ms, 8 connections, against "
                "5 s x floor((calls - 1) / 190)",
                "bound",
                lambda _: 1.03,
                "times",
            ),
        ),
        literal=False,
    ),
    "idle-stage": Case(
        idle_stage,
        (
            Row(
                "CPU of an idle results stage, 100,000 enrolments of 10 units, against reading "
                "all rows through sqlite3",
                "cpu",
                lambda _: 1.0,
                "times",
            ),
            Row(
                "Peak memory of the process, 100,000 against 10,000 idle enrolments, in courses "
                "of 200",
                "growth",
                lambda _: 1.1,
                "times",
            ),
            Row("Peak memory with 100,000", "peak", lambda _: 100.0, "MB"),
        ),
        literal=False,
    ),
    "one-course": Case(
        one_course,
        (
            Row(
                "Peak memory, 10,000 against 1,000 idle enrolments, all in one Talent course",
                "growth",
                lambda _: 1.1,
                "times",
            ),
        ),
        literal=False,
        repeats=1,
    ),
    "fleet": Case(
        fleet,
        (
            Row(
                "CPU of an idle run, 300 enrolments with rosters, in a fleet's worker against a "
                "process for each run",
                "share",
                lambda _: 0.12,
                "times",
            ),
            Row(
                "CPU of a worker with 1,000 such RTOs, a run every ten minutes",
                "cores",
                lambda bench: 0.15 * bench.scale,
                "cores",
            ),
            Row("Its peak memory", "peak", lambda _: 2_000.0, "MB"),
        ),
        literal=False,
        repeats=1,
    ),
    "refusals": Case(
        refusals,
        (
            Row(
                "Calls refused by a portal that enforces 200 calls in five seconds",
                "in 5 seconds",
                lambda _: 0,
                "refusals",
            ),
            Row(
                "Calls refused by a portal that enforces its calls per hour",
                "in an hour",
                lambda _: 0,
                "refusals",
            ),
        ),
        literal=False,
    ),
    "calls-by-size": Case(calls_by_size, repeats=1),
}
"""By name, in the order of the table."""
