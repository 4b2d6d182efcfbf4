"""Structure of the documentation pages."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
TOCTREE = re.compile(r"^```\{toctree\}\n(.*?)^```", re.MULTILINE | re.DOTALL)


def named_by(page: Path) -> set[Path]:
    """The pages that *page*'s tables of contents name, globs expanded."""
    entries = [
        line.strip()
        for table in TOCTREE.findall(page.read_text(encoding="utf-8"))
        for line in table.splitlines()
        if line.strip() and not line.startswith(":")
    ]
    return {found for entry in entries for found in page.parent.glob(f"{entry}.md")}


def reachable(start: Path) -> set[Path]:
    seen: set[Path] = set()
    waiting = [start]
    while waiting:
        page = waiting.pop()
        if page not in seen:
            seen.add(page)
            waiting.extend(named_by(page))
    return seen


def test_every_page_is_reached_from_the_index() -> None:
    pages = {page for page in DOCS.rglob("*.md") if "_build" not in page.parts}
    assert pages - reachable(DOCS / "index.md") == set()


def test_the_four_kinds_of_page_and_the_decisions_have_a_place() -> None:
    parts = {page.parent.name for page in named_by(DOCS / "index.md")}
    assert {"tutorial", "how-to", "reference", "explanation", "decisions"} <= parts


def test_each_picture_is_shown_by_a_page() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in (DOCS / "how-to").glob("*.md"))
    pictures = {path.name for path in (DOCS / "how-to" / "pictures").iterdir()}
    assert pictures
    assert {name for name in pictures if f"pictures/{name}" not in text} == set()


def test_each_decision_has_a_number_of_its_own() -> None:
    numbers = Counter(page.name[:4] for page in DECISIONS)
    assert [number for number, times in numbers.items() if times > 1] == []


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_says_context_decision_and_consequences(page: Path) -> None:
    headings = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == ["Context", "Decision", "Consequences"]
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+", page.stem)
