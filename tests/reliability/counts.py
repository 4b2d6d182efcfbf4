"""How many tests there are, functions and generated cases apart: ``nox -s counts -- --write``.

pytest collects the tests twice in processes of its own, as with each change and as at night, and
this file is a plugin that counts what it found. Nothing is run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from attrs import asdict, frozen
from hypothesis import is_hypothesis_test, settings

from reliability.figures import PAGE, ROOT, commit, write_between

BEGIN, END = "<!-- counts: begin -->", "<!-- counts: end -->"
BY_DAY: tuple[str, ...] = ()
AT_NIGHT = ("--nightly", "--hypothesis-profile=laws_nightly")
COMMAND = "nox -s counts -- --write"
TO_FILE = "RELIABILITY_COUNTS_FILE"


@frozen
class Counts:
    """What pytest collected."""

    examples: int = 0
    """Test functions with examples of our own, each once."""
    cases: int = 0
    """What pytest makes of them: a parametrised function is a case for each of its rows."""
    laws: int = 0
    """Test functions whose data Hypothesis generates, and state machines, each once."""
    law_cases: int = 0
    """What pytest makes of the laws."""
    generated: int = 0
    """The most cases that Hypothesis generates: the limit of each case of a law, added up."""
    blocks: int = 0
    """Code blocks of the documentation, and examples in docstrings."""


def counted(items: Iterable[pytest.Item]) -> Counts:
    """Count the items of a collection."""
    examples: set[tuple[str, str]] = set()
    laws: set[tuple[str, str]] = set()
    cases = law_cases = generated = blocks = 0
    for item in items:
        if not isinstance(item, pytest.Function):
            blocks += 1
            continue
        name = (item.nodeid.partition("[")[0], item.originalname or item.name)
        if is_hypothesis_test(item.obj):
            laws.add(name)
            law_cases += 1
            generated += limit(item)
        else:
            examples.add(name)
            cases += 1
    return Counts(len(examples), cases, len(laws), law_cases, generated, blocks)


def limit(item: pytest.Function) -> int:
    """The number of examples after which Hypothesis stops."""
    chosen = getattr(item.cls, "settings", None) if item.cls else None
    own = getattr(item.obj, "_hypothesis_internal_use_settings", None)
    most: int = (chosen or own or settings()).max_examples
    return most


def pytest_collection_finish(session: pytest.Session) -> None:
    """Write the counts into the file that the environment names."""
    Path(os.environ[TO_FILE]).write_text(json.dumps(asdict(counted(session.items))), "utf-8")


def collected(*options: str, folder: Path = ROOT) -> Counts:
    """The counts of the tests in *folder*, collected in a process of their own."""
    with tempfile.TemporaryDirectory() as own:
        file = Path(own) / "counts.json"
        subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"),
                *("-p", "reliability.counts", *options),
            ],
            cwd=folder,
            env={**os.environ, TO_FILE: str(file), "PYTHONPATH": str(ROOT / "tests")},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return Counts(**json.loads(file.read_text("utf-8")))


# --- the page ---------------------------------------------------------------------


ROWS = (
    ("test functions with examples of our own", "examples"),
    ("cases of these: one for each row of a parametrised function", "cases"),
    ("laws: test functions and state machines whose data Hypothesis generates", "laws"),
    ("cases of the laws, before Hypothesis", "law_cases"),
    ("generated cases, at most: examples of each case of a law, added up", "generated"),
    ("code blocks of documentation and docstrings", "blocks"),
)


def table(day: Counts, night: Counts, at: str) -> str:
    """A table of Markdown, and the commit that was counted."""
    head = ("| what was counted | with each change | at night |", "| --- | --- | --- |")
    rows = (
        f"| {words} | {getattr(day, name):,} | {getattr(night, name):,} |" for words, name in ROWS
    )
    return "\n".join((*head, *rows, "", f"Counted at commit {at} by `{COMMAND}`."))


def write(text: str, page: Path = PAGE) -> None:
    """Write the table into the page, in the place of the previous one."""
    write_between(BEGIN, END, text, page)


def main() -> None:
    options = argparse.ArgumentParser(description="Count the tests, functions and cases apart.")
    options.add_argument("--write", action="store_true", help="into the reliability page")
    text = table(collected(*BY_DAY), collected(*AT_NIGHT), commit())
    if options.parse_args().write:
        write(text)
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
