"""No test asserts seconds of a clock: they depend on the machine and on what else it does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
CLOCKS = {"time", "monotonic", "perf_counter", "process_time", "thread_time", "clock_gettime"}
CLOCKS |= {f"{name}_ns" for name in CLOCKS}
REPORTS = {
    "fuzz/session.py": "the page on reliability reports how long it took",
    "reliability/fleet.py": "the page on reliability reports how long it took",
    "reliability/kills.py": "the page on reliability reports how long it took",
    "reliability/oracle.py": "the page on reliability reports how long it took",
    "reliability/soak.py": "the page on reliability reports how long it took",
    "reliability/worlds/__main__.py": "the page on reliability reports how long it took",
}
"""Programs that read a clock for a report. They may not compare what they read."""

FILES = sorted(path.relative_to(TESTS).as_posix() for path in TESTS.rglob("*.py"))


def readings(tree: ast.AST) -> Iterator[ast.AST]:
    """Every use of a clock of the module `time`."""
    names = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "time"
        for name in node.names
        if name.name in CLOCKS
    }
    modules = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
        if name.name in ("time", "timeit")
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in names:
            yield node
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            is_clock = node.attr in CLOCKS or node.value.id == "timeit"
            if node.value.id in modules and is_clock:
                yield node


def compared(tree: ast.AST) -> Iterator[int]:
    """Lines that compare a clock's reading, or a value made from one in the same file."""
    tainted = {id(node) for node in readings(tree)}
    names: set[str] = set()

    def is_from_clock(node: ast.AST) -> bool:
        return any(
            id(each) in tainted or (isinstance(each, ast.Name) and each.id in names)
            for each in ast.walk(node)
        )

    grown = -1
    while grown != len(names):
        grown = len(names)
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and is_from_clock(node.value):
                names |= {
                    each.id
                    for target in node.targets
                    for name, value in pairs(target, node.value)
                    for each in ast.walk(name)
                    if isinstance(each, ast.Name) and is_from_clock(value)
                }
            if isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and (
                node.value and is_from_clock(node.value) and isinstance(node.target, ast.Name)
            ):
                names.add(node.target.id)
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare | ast.Assert) and is_from_clock(node):
            yield node.lineno


def pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Each name with its own value in ``a, b = 1, 2``; else the target with the value."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=False)
    else:
        yield target, value


def faults(file: str) -> Iterator[str]:
    text = (TESTS / file).read_text(encoding="utf-8")
    if "import time" in text or "from time" in text:
        tree = ast.parse(text)
        found = readings(tree) if file not in REPORTS else ()
        lines = compared(tree) if file in REPORTS else (getattr(n, "lineno", 0) for n in found)
        yield from (f"{file}:{line}" for line in lines)


def test_no_file_of_the_tests_reads_a_clock_or_compares_what_it_read() -> None:
    assert [fault for file in FILES for fault in faults(file)] == []


def test_each_listed_program_still_reads_a_clock() -> None:
    for file in REPORTS:
        assert list(readings(ast.parse((TESTS / file).read_text(encoding="utf-8")))), file


@pytest.mark.parametrize(
    "text",
    [
        "import time\nbegan = time.perf_counter()\nassert time.perf_counter() - began < 5",
        "from time import monotonic as now\na = now()\nb = now() - a\nassert b < 5",
        "import time as t\nassert t.time_ns() < 5",
        "import time\na, n = time.process_time(), 3\nif (b := a + n) > 5: raise ValueError",
    ],
)
def test_a_comparison_of_seconds_is_found(text: str) -> None:
    assert list(compared(ast.parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        "import time\ntime.sleep(0)\nassert 1 < 2",
        "import time\na, n = time.monotonic(), 3\nprint(time.monotonic() - a)\nassert n < 5",
        "monotonic = 3\nassert monotonic < 5",
    ],
)
def test_a_duration_that_is_only_reported_is_no_finding(text: str) -> None:
    assert not list(compared(ast.parse(text)))
