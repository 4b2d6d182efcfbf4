"""The architecture page lists every module of every room, and no module that is gone."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "talent_powerpro"
PAGE = (ROOT / "docs" / "explanation" / "the-house.md").read_text(encoding="utf-8")
FILES = PAGE.partition("\n## The files\n")[2].partition("\n## ")[0]


def listed() -> set[str]:
    """The modules and folders that the page names, by their paths in the package."""
    names: set[str] = set()
    for part in re.split(r"^### ", FILES, flags=re.MULTILINE)[1:]:
        room, *lines = part.splitlines()
        for line in lines:
            if line.startswith("| `"):
                names |= {
                    f"{room}/{name}" for name in re.findall(r"`([^`]+)`", line.split(" | ")[0])
                }
    return names


def test_each_module_or_folder_that_the_page_names_exists() -> None:
    gone = [
        name
        for name in sorted(listed())
        if not (SOURCE / name if name.endswith("/") else SOURCE / f"{name}.py").exists()
    ]
    assert gone == []


def test_each_module_is_on_the_page_by_its_name_or_by_its_folder_s() -> None:
    named = listed()
    rooms = {name.partition("/")[0] for name in named}
    missing = [
        module
        for room in sorted(rooms)
        for path in (SOURCE / room).rglob("*.py")
        if path.name != "__init__.py"
        and (module := path.relative_to(SOURCE).with_suffix("").as_posix()) not in named
        and not any(module.startswith(name) for name in named if name.endswith("/"))
    ]
    assert missing == []


def test_each_room_has_its_part_of_the_page() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}
    assert {name.partition("/")[0] for name in listed()} == rooms


def test_each_law_names_a_test_that_exists() -> None:
    laws = re.findall(r"`(tests/[^`]+)`", PAGE)
    assert laws
    assert [path for path in laws if not (ROOT / path).exists()] == []
