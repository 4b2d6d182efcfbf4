"""Every link of the pages leads somewhere: to a file, to a heading, or to a listed address.

Sphinx checks links between pages, but not those of the README, and no anchor that is missing in a
page of another format. Addresses elsewhere are listed here, because no test calls them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md"))]
LINK = re.compile(r"(?<!\\)\[(?:[^\]\[]|\[[^\]]*\])*\]\(\s*<?([^)\s>]+)>?\s*\)", re.DOTALL)
CODE = re.compile(r"^(```+|~~~+).*?^\1\s*$|`[^`\n]+`", re.DOTALL | re.MULTILINE)

ELSEWHERE = {
    "https://healthchecks.io",
    "https://mariadb.com/kb/en/mariadb-error-codes/",
    "https://semver.org",
    "https://www.postgresql.org/docs/current/errcodes-appendix.html",
}
"""Addresses outside the project that pages may link to."""


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def links(path: Path) -> Iterator[str]:
    yield from LINK.findall(CODE.sub(lambda found: "\n" * found[0].count("\n"), read(path)))


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as MyST and GitHub make them."""
    text = re.sub(r"^(```+).*?^\1\s*$", "", read(path), flags=re.DOTALL | re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).lower())
        .strip()
        .replace(" ", "-")
        for title in re.findall(r"^#{1,6} +(.+)$", text, re.MULTILINE)
    }


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_link_of_a_page_leads_somewhere(path: Path) -> None:
    broken = []
    for link in links(path):
        if "://" in link:
            if not any(link.startswith(known) for known in ELSEWHERE):
                broken.append(f"{link}: not listed in {Path(__file__).name}")
            continue
        name, _, anchor = unquote(link).partition("#")
        target = (path.parent / name).resolve() if name else path
        if not target.exists():
            broken.append(link)
        elif anchor and target.suffix == ".md" and anchor not in anchors(target):
            broken.append(f"{link}: no such heading")
    assert broken == []


@pytest.mark.parametrize("kind", ["how-to", "reference", "explanation"])
def test_each_page_is_named_on_the_first_page_of_its_kind(kind: str) -> None:
    first = ROOT / "docs" / kind / "index.md"
    named = {link.partition("#")[0] for link in links(first)}
    assert {page.name for page in first.parent.glob("*.md")} - named - {"index.md"} == set()


def test_no_address_is_listed_that_no_page_links_to() -> None:
    linked = {link for path in PAGES for link in links(path) if "://" in link}
    assert {known for known in ELSEWHERE if not any(e.startswith(known) for e in linked)} == set()
