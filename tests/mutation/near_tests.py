"""The tests on which a mutant is tried: those that reach it, the nearest first."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterable

from attrs import field, frozen

from mutation.changes import Change
from mutation.modules import all_modules
from mutation.reached_lines import SOURCE, Reach, ReachedLines


def lines_by_name() -> dict[str, dict[str, set[int]]]:
    """Where the program uses each name: lines, by module."""
    found: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for module in all_modules():
        for node in ast.walk(ast.parse((SOURCE / module).read_text(encoding="utf-8"))):
            match node:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    found[name][module].add(node.lineno)
                case ast.keyword(arg=str(name)):
                    found[name][module].add(node.lineno)
    return found


@frozen
class NearTests:
    """Finds tests. *seconds* are the CPU seconds of those that may be run."""

    reached: ReachedLines
    seconds: dict[str, float]
    _uses: dict[str, dict[str, set[int]]] = field(factory=lines_by_name)
    _reach: dict[str, Reach] = field(factory=dict)

    def of(self, module: str, change: Change) -> list[str]:
        """All tests that reach a change: the nearest first, and of each file its fastest first."""
        reaching = self._at(module, change.lines)
        for name in change.uses:
            for where, lines in self._uses.get(name, {}).items():
                reaching |= self._at(where, lines)
        if change.at_import:
            # A test may use a table itself, so the module's own tests are among them.
            near = 1 if reaching else 2
            reaching |= {test for test in self.seconds if distance(module, test) < near}
        known = sorted(
            (test for test in reaching if test in self.seconds),
            key=lambda test: (self.seconds[test], test),
        )
        return sorted(_by_turns(known), key=lambda test: distance(module, test))

    def _at(self, module: str, lines: Iterable[int]) -> set[str]:
        if module not in self._reach:
            self._reach[module] = self.reached.reach(module)
        return self._reach[module].of(lines)

    def within(self, cap: float, tests: Iterable[str]) -> list[str]:
        """The first of *tests* that together take less than *cap* seconds, and one at least."""
        found: list[str] = []
        total = 0.0
        for test in tests:
            total += self.seconds[test]
            if found and total > cap:
                break
            found.append(test)
        return found


def _by_turns(tests: Iterable[str]) -> list[str]:
    """One test of each file, then a second one of each: those of one file are often alike."""
    turns: Counter[str] = Counter()
    found = []
    for test in tests:
        file = test.partition("::")[0]
        found.append((turns[file], test))
        turns[file] += 1
    return [test for _, test in sorted(found, key=lambda each: each[0])]


def distance(module: str, test: str) -> int:
    """How far a test stands from a module: 0 is the module's own test file."""
    *rooms, name = module.removesuffix(".py").split("/")
    folder, _, file = test.partition("::")[0].removeprefix("tests/").rpartition("/")
    stem = file.removeprefix("test_").removesuffix(".py")
    if stem == name or (rooms and stem == f"{rooms[-1]}_{name}"):
        return 0
    if name in stem or stem in name:
        return 1
    return 2 if folder == "/".join(rooms) else 3
