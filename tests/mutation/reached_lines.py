"""The lines of the program that each test reaches, and the CPU seconds that it takes.

They are measured once and kept in a file, with the modules as they were then. A test file is
measured again when it has changed. Where a module has, its lines are looked for where they are now:
to measure all tests that reached it takes as long as half of the suite.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import traceback
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import coverage
import pytest
from _pytest.runner import runtestprotocol
from attrs import field, frozen
from coverage.numbits import numbits_to_nums

from mutation.forked_tests import cpu_seconds, end_group, memory_folder, quiet_and_bounded, waited
from mutation.moved_lines import moved

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/talent_powerpro"
SLOWEST = 900.0
"""Seconds that a file's tests may take while they are measured."""
TABLES = """
create table if not exists files (name text primary key, hash text);
create table if not exists tests (
    id integer primary key, name text unique, file text, seconds real, passed int);
create table if not exists reached (test int, module text, hash text, lines blob);
create table if not exists sources (hash text primary key, text text);
create index if not exists by_module on reached (module);
create index if not exists by_test on reached (test);
"""
NOTHING = """
create table context (id, context); create table file (id, path);
create table line_bits (file_id, context_id, numbits);
"""
"""What is measured where no line of the program is reached."""


def hash_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:16]


@frozen
class Reach:
    """The tests that reach the lines of one module."""

    by_line: dict[int, list[str]] = field(repr=False)

    def of(self, lines: Iterable[int]) -> set[str]:
        return {test for line in lines for test in self.by_line.get(line, ())}

    def lines_of(self) -> Counter[str]:
        """How many of the module's lines each test reaches."""
        return Counter(test for tests in self.by_line.values() for test in tests)


@frozen
class ReachedLines:
    """What is kept, in the file of that name."""

    path: Path
    _names: dict[int, str] = field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        with closing(self._open()) as kept:
            kept.executescript(TABLES)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path)

    def stale(self, files: Iterable[str]) -> list[str]:
        """Test files that are not measured as they are now."""
        with closing(self._open()) as kept:
            known = dict(kept.execute("select name, hash from files"))
        return [file for file in files if known.get(file) != hash_of(ROOT / file)]

    def seconds(self) -> dict[str, float]:
        """The CPU seconds of each test that passes in a fork."""
        with closing(self._open()) as kept:
            return dict(kept.execute("select name, seconds from tests where passed"))

    def failing(self) -> list[str]:
        with closing(self._open()) as kept:
            return [name for (name,) in kept.execute("select name from tests where not passed")]

    def sizes(self) -> dict[str, int]:
        """How many lines of the program each test reaches."""
        found: Counter[str] = Counter()
        with closing(self._open()) as kept:
            rows = kept.execute("select name, lines from reached join tests on tests.id = test")
            for name, lines in rows:
                found[name] += int.from_bytes(lines, "little").bit_count()
        return found

    def reach(self, module: str) -> Reach:
        by_line: dict[int, list[str]] = defaultdict(list)
        now = (SOURCE / module).read_text(encoding="utf-8")
        with closing(self._open()) as kept:
            rows = kept.execute(
                "select text, lines, group_concat(test) from reached"
                " join tests on tests.id = test join sources on sources.hash = reached.hash"
                " where passed and module = ? group by text, lines",
                (module,),
            )
            names = self._names
            if not names:
                names.update(kept.execute("select id, name from tests"))
            for was, lines, ids in rows:
                reached: Iterable[int] = numbits_to_nums(lines)
                tests = [names[int(each)] for each in ids.split(",")]
                for line in reached if was == now else moved(reached, was, now):
                    by_line[line] += tests
        return Reach(by_line)

    def keep_sources(self, hashes: Mapping[str, str]) -> None:
        """Keep the modules as they are, by their hashes, for the lines that are measured now."""
        with closing(self._open()) as kept, kept:
            for module, now in hashes.items():
                source = (SOURCE / module).read_text(encoding="utf-8")
                kept.execute("insert or ignore into sources values (?, ?)", (now, source))

    def measure(self, file: str, items: Sequence[pytest.Item], hashes: Mapping[str, str]) -> None:
        """Run a file's tests in a fork, and keep what they reach. *hashes* are those of modules."""
        with tempfile.TemporaryDirectory(prefix="mutants-", dir=memory_folder()) as folder:
            child = os.fork()
            if child == 0:
                self._measured(Path(folder), file, items, hashes)
            status = waited(child, SLOWEST)
            end_group(child)
            wrong = Path(folder, "wrong.txt")
            told = wrong.read_text(encoding="utf-8") if wrong.exists() else f"status {status}"
        if status != 0:
            raise SystemExit(f"error: the tests of {file} could not be measured: {told}")

    def _measured(
        self, folder: Path, file: str, items: Sequence[pytest.Item], hashes: Mapping[str, str]
    ) -> None:
        ended = 1
        try:
            quiet_and_bounded()
            tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
            items[0].config._tmp_path_factory._basetemp = folder  # type: ignore[attr-defined]
            data = str(folder / "data.reached")
            measuring = coverage.Coverage(
                data_file=data, config_file=False, include=[f"{SOURCE}/*"], messages=False
            )
            measuring.start()
            told = []
            for item, following in zip(items, (*items[1:], None), strict=True):
                measuring.switch_context(item.nodeid)
                began = cpu_seconds()
                reports = runtestprotocol(item, log=False, nextitem=following)
                passed = not any(report.failed for report in reports)
                told.append((item.nodeid, file, cpu_seconds() - began, passed))
            measuring.stop()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # tests of a table alone reach no line
                measuring.save()
            self._keep(file, told, data, hashes)
            ended = 0
        except BaseException:
            (folder / "wrong.txt").write_text(traceback.format_exc(), encoding="utf-8")
        finally:
            os._exit(ended)

    def _keep(
        self,
        file: str,
        told: Iterable[tuple[str, str, float, bool]],
        data: str,
        hashes: Mapping[str, str],
    ) -> None:
        with closing(self._open()) as kept, kept:
            of_file = "(select id from tests where file = ?)"
            kept.execute(f"delete from reached where test in {of_file}", (file,))
            kept.execute("delete from tests where file = ?", (file,))
            kept.executemany(
                "insert into tests (name, file, seconds, passed) values (?, ?, ?, ?)", told
            )
            ids = dict(kept.execute("select name, id from tests where file = ?", (file,)))
            with closing(sqlite3.connect(data)) as measured:
                if not measured.execute("select name from sqlite_master").fetchall():
                    measured.executescript(NOTHING)
                rows = measured.execute(
                    "select context.context, file.path, numbits from line_bits"
                    " join context on context.id = context_id join file on file.id = file_id"
                )
                for context, path, lines in rows:
                    if context in ids:
                        module = Path(path).relative_to(SOURCE).as_posix()
                        row = (ids[context], module, hashes[module], lines)
                        kept.execute("insert into reached values (?, ?, ?, ?)", row)
            kept.execute("insert or replace into files values (?, ?)", (file, hash_of(ROOT / file)))
