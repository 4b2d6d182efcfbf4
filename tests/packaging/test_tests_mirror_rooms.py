"""The tests' folders mirror the rooms, and each module of the core has a test file."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parents[1]
SOURCE = TESTS.parent / "src" / "talent_powerpro"
CORE = ("model", "records", "ports", "rules", "flows", "plugins", "run", "services", "views")
ALONE = ("agent.py", "errors.py", "private_files.py", "plain_files.py", "pieces.py", "counting.py")
"""Modules of the core outside any room."""

ROOMS = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}

PROGRAMS = {"benchmarks", "browser", "fuzz", "mutation", "packaging", "reliability"}
"""Folders with programs that `nox` runs, and their tests."""

OF_PORTS = ("test_shipped_stores.py", "test_optional.py")
"""Files with a row or a test for each of several ports."""

MODULES = [
    *(SOURCE / name for name in ALONE),
    *(path for room in CORE for path in sorted((SOURCE / room).glob("[!_]*.py"))),
]


def in_package(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def test_each_room_has_its_folder() -> None:
    folders = {path.name for path in TESTS.iterdir() if path.is_dir() and path.name[0] != "_"}
    assert folders - ROOMS == PROGRAMS | {"docs", "field", "laws", "support"}
    assert folders >= ROOMS


def has_tests(module: Path) -> bool:
    """Whether it has a file of its own, or is a port in a file of several: imported, or found."""
    room = TESTS / module.relative_to(SOURCE).parent
    path = room / f"test_{module.name}"
    if path.is_file():
        return "\ndef test_" in path.read_text(encoding="utf-8")
    text = "".join((TESTS / "ports" / name).read_text(encoding="utf-8") for name in OF_PORTS)
    named = (f"from talent_powerpro.ports.{module.stem} import ", f"{module.stem}_of(")
    return room.name == "ports" and any(each in text for each in named)


def test_each_module_of_the_core_has_its_test_file() -> None:
    assert MODULES
    assert [in_package(module) for module in MODULES if not has_tests(module)] == []


def test_helpers_are_in_the_folder_support() -> None:
    loose = [
        path.relative_to(TESTS).as_posix()
        for path in TESTS.rglob("*.py")
        if path.name != "conftest.py"
        and not path.name.startswith("test_")
        and path.relative_to(TESTS).parts[0] not in PROGRAMS | {"support"}
    ]
    assert loose == []
