"""The tests on which a mutant is tried: those that reach it, the nearest and cheapest first."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

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


FAR = 1000.0
"""What a test that does not reach the module costs, for each second that it takes, unless it is of
the module's own: that may compare a table, and so run no line."""
FARTHER = 3
"""How many times as much a test costs with each step away from the module."""


@frozen
class NearTests:
    """Finds tests. *seconds* are the CPU seconds of those that may be run."""

    reached: ReachedLines
    seconds: dict[str, float]
    _uses: dict[str, dict[str, set[int]]] = field(factory=lines_by_name)
    _reach: dict[str, Reach] = field(factory=dict)
    _sizes: Counter[str] = field(factory=Counter)
    _costs: dict[str, dict[str, float]] = field(factory=dict)

    def of(self, module: str, change: Change) -> list[str]:
        """All tests that reach a change, those first that are likely to notice it soon."""
        reaching, users = self._at(module, change.lines), {module}
        for name in change.uses:
            for where, lines in self._uses.get(name, {}).items():
                reaching |= self._at(where, lines)
                users.add(where)
        if change.at_import:
            # A test may use a table itself, or what others have made of it at import: so the own
            # tests of the module and of these are among them.
            near = 1 if reaching else 2
            reaching |= {
                test
                for test in self.seconds
                if distance(module, test) < near or any(not distance(of, test) for of in users)
            }
        cost, known = self._cost(module), {}
        for test in reaching & self.seconds.keys():
            away = distance(module, test)
            unreached = self.seconds[test] * (FAR if away else 1)
            known[test] = cost.get(test, unreached) * FARTHER**away
        return _by_turns(known)

    def _cost(self, module: str) -> Mapping[str, float]:
        """The seconds of each test for the part of them that is spent on the module, as far as
        the numbers of lines tell: a test of the module alone is likely to notice more."""
        if not self._sizes:
            self._sizes.update(self.reached.sizes())
        if module not in self._costs:
            self._costs[module] = {
                test: self.seconds[test] * self._sizes[test] / lines
                for test, lines in self._reached(module).lines_of().items()
                if test in self.seconds
            }
        return self._costs[module]

    def _at(self, module: str, lines: Iterable[int]) -> set[str]:
        return self._reached(module).of(lines)

    def _reached(self, module: str) -> Reach:
        if module not in self._reach:
            self._reach[module] = self.reached.reach(module)
        return self._reach[module]

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


def _by_turns(costs: Mapping[str, float]) -> list[str]:
    """The cheapest first. Those of one file are often alike, and still more the rows of one
    function, so each costs more than the last."""
    turns: Counter[str] = Counter()
    found = []
    for cost, test in sorted((cost, test) for test, cost in costs.items()):
        file, function = test.partition("::")[0], test.partition("[")[0]
        turns.update((file, function))
        found.append((cost * turns[file] * turns[function], test))
    return [test for _, test in sorted(found)]


def distance(module: str, test: str) -> int:
    """How far a test stands from a module: 0 is the module's own test file."""
    return distance_of_file(module, test.partition("::")[0])


@cache
def distance_of_file(module: str, test_file: str) -> int:
    *rooms, name = module.removesuffix(".py").split("/")
    folder, _, file = test_file.removeprefix("tests/").rpartition("/")
    stem = file.removeprefix("test_").removesuffix(".py")
    if stem == name or (rooms and stem == f"{rooms[-1]}_{name}"):
        return 0
    if rooms and stem == rooms[-1] and folder == "/".join(rooms[:-1]):
        return 0  # one test file for a whole small room
    if name in stem or stem in name:
        return 1
    # The contract suites are the adapters' own tests, too.
    own = folder == "/".join(rooms) or (folder == "testing" and rooms[:1] == ["adapters"])
    return 2 if own else 3
