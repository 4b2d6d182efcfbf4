"""The page that follows an enrolment through the code links to names that exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "one-enrolments-way.md"
LINK = re.compile(r"\[`([\w.]+)`\]\(([^)]+\.py)\)")
"""A name in code font, with the file that defines it."""


def parts_of(page: str) -> dict[str, list[str]]:
    """The numbered steps under each heading of the page."""
    parts: dict[str, list[str]] = {}
    for part in page.split("\n## ")[1:]:
        heading, _, body = part.partition("\n")
        parts[heading] = re.split(r"^\d+\. ", body, flags=re.MULTILINE)[1:]
    return parts


PARTS = parts_of(PAGE.read_text(encoding="utf-8"))
LINKS = sorted({link for steps in PARTS.values() for step in steps for link in LINK.findall(step)})


@cache
def names_in(file: Path) -> frozenset[str]:
    """The classes, functions and constants of a module, and the members of its classes."""
    return frozenset(names_of(ast.parse(file.read_text(encoding="utf-8")).body))


def names_of(body: list[ast.stmt], within: str = "") -> list[str]:
    names = []
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                names.append(within + name)
            case ast.ClassDef(name=name):
                names += [within + name, *names_of(node.body, f"{within}{name}.")]
            case ast.Assign(targets=targets):
                names += [within + each.id for each in targets if isinstance(each, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.append(within + name)
    return names


def test_the_page_follows_five_flows_of_six_to_ten_steps() -> None:
    assert len(PARTS) == 5
    assert [heading for heading, steps in PARTS.items() if not 6 <= len(steps) <= 10] == []


def test_each_step_links_to_the_code() -> None:
    steps = [(heading, step) for heading, steps in PARTS.items() for step in steps]
    assert [(heading, step) for heading, step in steps if not LINK.search(step)] == []


def test_each_linked_file_defines_the_name_beside_its_link() -> None:
    assert [(name, link) for name, link in LINKS if name not in names_in(PAGE.parent / link)] == []
