"""The modules to mutate, and how a change gets into the functions that exist."""

from __future__ import annotations

import gc
import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from functools import cache
from types import CodeType, FunctionType

import talent_powerpro
from mutation.reached_lines import SOURCE

ROOMS = (
    *("run", "services", "adapters", "config", "fleet", "agent.py", "flows", "rules", "views"),
    *("plugins", "records", "model", "cli", "errors.py", "plain_files.py", "private_files.py"),
    *("pieces.py", "counting.py"),
)
"""Where mutants are made, in that order. A room that is not there has none."""
FIRST = (
    *("run/recovery.py", "run/rehears*.py", "run/brakes.py", "run/stage.py", "run/lost_runs.py"),
    *("adapters/sql/journal.py", "adapters/talentlms/responses.py", "services/*", "config/*"),
)
"""Modules in which a mistake does most harm."""
CACHED = type(cache(len))
LEFT_OUT = ("adapters/sql/migrations/*",)


def all_modules() -> list[str]:
    return sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))


def wanted(patterns: Sequence[str]) -> list[str]:
    """The modules to mutate: those where a mistake does most harm first."""

    def place(module: str) -> tuple[int, int]:
        first = next((at for at, each in enumerate(FIRST) if fnmatch(module, each)), len(FIRST))
        return first, ROOMS.index(module.partition("/")[0])

    found = [
        module
        for module in all_modules()
        if module.partition("/")[0] in ROOMS
        and not any(fnmatch(module, each) for each in LEFT_OUT)
        and (not patterns or any(fnmatch(module, each) for each in patterns))
    ]
    return sorted(found, key=place)


def import_everything() -> None:
    for each in pkgutil.walk_packages(talent_powerpro.__path__, "talent_powerpro."):
        if not each.name.endswith("__main__") and ".migrations." not in each.name:
            importlib.import_module(each.name)


def functions_by_file() -> dict[str, list[FunctionType]]:
    """All functions of the program that exist, those inside decorators and classes too."""
    found: dict[str, list[FunctionType]] = defaultdict(list)
    for each in gc.get_objects():
        if type(each) is FunctionType and each.__code__.co_filename.startswith(str(SOURCE)):
            found[each.__code__.co_filename].append(each)
    return found


def caches_by_file() -> dict[str, list[Callable[[], None]]]:
    """What clears each cache of the program's functions."""
    found: dict[str, list[Callable[[], None]]] = defaultdict(list)
    for each in gc.get_objects():
        if type(each) is CACHED and (code := getattr(each.__wrapped__, "__code__", None)):
            found[code.co_filename].append(each.cache_clear)
    return found


def replacing(
    functions: Sequence[FunctionType], caches: Sequence[Callable[[], None]], code: CodeType
) -> Callable[[], None] | None:
    """What puts a changed module's *code* into its *functions*; none where that cannot be done.

    *caches* are cleared: what they hold was found while tests were collected.
    """
    new = {_place(each): each for each in _codes_in(code)}
    pairs = _changed(functions, new)
    if any(len(now.co_freevars) != len(function.__code__.co_freevars) for function, now in pairs):
        return None

    def replace() -> None:
        for function, now in pairs:
            function.__code__ = now
        for clear in caches:
            clear()

    return replace


def _changed(
    functions: Sequence[FunctionType], new: Mapping[tuple[str, int], CodeType]
) -> list[tuple[FunctionType, CodeType]]:
    found = []
    for function in functions:
        now = new.get(_place(function.__code__))
        if now is not None and now != function.__code__:
            found.append((function, now))
    return found


def _place(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def _codes_in(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes_in(each)
