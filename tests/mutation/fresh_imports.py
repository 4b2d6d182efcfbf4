"""Mutants of tables, defaults, options and decorators: the tests run in a fork that imports anew.

This process has imported libraries alone. Each fork puts one changed module in the place of the
program's own, imports the program and the tests, and runs them until one fails.

It reads a job in each line of its input, and answers each with a line.
"""

from __future__ import annotations

import ast
import gc
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import attrs
import pytest

from mutation.changes import changes
from mutation.forked_tests import (
    SLOWER,
    UNEXPLAINED,
    WAITED,
    Outcome,
    end_group,
    memory_folder,
    quiet_and_bounded,
    waited,
)
from mutation.reached_lines import ROOT, SOURCE

LIBRARIES = (
    *("_pytest.pytester", "alembic", "attrs", "cattrs", "click", "coverage", "filelock", "httpx"),
    *("hypothesis", "jinja2", "pluggy", "rich.console", "rich.table", "sqlalchemy", "sybil"),
    *("tenacity", "tomli_w", "vcr", "xdist.scheduler"),
)
# pytest warns of what it could not rewrite, because this process has imported it already.
IGNORED = ("-W", "ignore:Module already imported")
# Whether there are servers was decided as the tests were chosen.
PYTEST = ("-x", "-q", *UNEXPLAINED, "-p", "no:cacheprovider", "--servers", *IGNORED)
IMPORTING = 6.0
"""CPU seconds that importing the program and collecting tests may take."""


class Chosen:
    """Of all tests that a file has, runs those of the job, in its order."""

    def __init__(self, names: Sequence[str], progress: int) -> None:
        self._places = {name: at for at, name in enumerate(names)}
        self._progress = progress

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [item for item in items if item.nodeid in self._places]
        items[:] = sorted(chosen, key=lambda item: self._places[item.nodeid])

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        os.write(self._progress, b".")


def changed_code(module: Path, key: str) -> CodeType:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    change = next(each for each in changes(tree) if each.key == key)
    with change.made():
        return compile(ast.fix_missing_locations(tree), str(module), "exec")


def import_changed(module: Path, code: CodeType) -> None:
    """Import a module with other code than its file has."""
    usual = SourceFileLoader.get_code

    def get_code(loader: SourceFileLoader, fullname: str) -> CodeType | None:
        return code if loader.path == str(module) else usual(loader, fullname)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign,assignment]
    relative = module.relative_to(SOURCE.parent).with_suffix("")
    parts = [part for part in relative.parts if part != "__init__"]
    import_module(".".join(parts))


def tried(job: Mapping[str, Any]) -> Outcome:
    names, seconds = job["tests"], float(job["seconds"])
    folder = tempfile.mkdtemp(prefix="mutant-", dir=memory_folder())
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _run(SOURCE / job["module"], job["key"], names, seconds, folder, writing)
    os.close(writing)
    try:
        status = waited(child, WAITED + SLOWER * (seconds + IMPORTING))
        begun = os.read(reading, 8 * len(names) + 8).count(b".") if status is not None else 0
    finally:
        os.close(reading)
        end_group(child)
        shutil.rmtree(folder, ignore_errors=True)
    by = names[begun - 1] if begun else "the import"
    if status is None:
        return Outcome(True, True, by, begun)
    if os.WIFSIGNALED(status):
        return Outcome(True, os.WTERMSIG(status) == signal.SIGXCPU, by, begun)
    code = os.WEXITSTATUS(status)
    if code == pytest.ExitCode.NO_TESTS_COLLECTED:
        return Outcome(False, False, "", 0)
    return Outcome(code != 0, False, by if code else "", begun)


def _run(
    module: Path, key: str, names: Sequence[str], seconds: float, folder: str, progress: int
) -> None:
    ended = 1
    try:
        quiet_and_bounded()
        tempfile.tempdir = os.environ["TMPDIR"] = folder
        allowed = int(2 * IMPORTING + SLOWER * seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (allowed, allowed + 5))
        if key:  # blank: nothing is changed
            import_changed(module, changed_code(module, key))
        files = dict.fromkeys(name.partition("::")[0] for name in names)
        base = f"--basetemp={folder}/tests"
        plugins = [Chosen(names, progress)]
        ended = int(pytest.main([*PYTEST, base, *files], plugins=plugins))
    finally:
        os._exit(ended)


def main() -> None:
    os.chdir(ROOT)
    for library in LIBRARIES:
        import_module(library)
    # What is imported here is not to be collected in each fork again.
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        outcome = tried(json.loads(line))
        sys.stdout.write(json.dumps(attrs.asdict(outcome)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
