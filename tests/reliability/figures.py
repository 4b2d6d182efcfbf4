"""The figures of ``docs/explanation/reliability.md``: written by what measured them."""

from __future__ import annotations

import subprocess
from pathlib import Path

from attrs import frozen

from reliability.findings import Findings

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "explanation" / "reliability.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
COLUMNS = (
    "what was tried",
    "faults tried",
    "users duplicated",
    "students lost",
    "results wrong",
    "otherwise different",
    "seed",
    "commit",
    "took",
    "again with",
)


def commit() -> str:
    """The commit that lies here; with a plus where code or tests were changed since."""
    asked = ("git", "rev-parse", "--short=10", "HEAD")
    head = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    changed = ("git", "status", "--porcelain", "--", "src", "tests")
    dirty = subprocess.run(changed, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return head.strip() + ("+" if dirty else "")


@frozen
class Figure:
    """One row: what was tried, and what it came to."""

    what: str
    """In a word or two: there is one row of it."""
    how: str
    tried: int
    findings: Findings
    seed: int
    seconds: float
    command: str
    commit: str
    """Which code was tried; a plus: it was changed since that commit."""

    @property
    def row(self) -> str:
        found = self.findings
        cells = (
            f"{self.what}: {self.how}",
            f"{self.tried:,}",
            f"{found.users_duplicated:,}",
            f"{found.students_lost:,}",
            f"{found.results_wrong:,}",
            f"{found.otherwise_different:,}",
            str(self.seed),
            self.commit,
            duration(self.seconds),
            f"`{self.command}`",
        )
        return f"| {' | '.join(cells)} |"


def duration(seconds: float) -> str:
    """Such as ``7 min 12 s``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def rows(page: Path = PAGE) -> list[list[str]]:
    """The page's figures, cell by cell, without their headings."""
    table = page.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0].strip().splitlines()
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in table[2:]]


def write(figure: Figure, page: Path = PAGE) -> None:
    """Put the figure's row into the page, in place of an earlier one of that name."""
    before, marked = page.read_text(encoding="utf-8").split(BEGIN)
    table, after = marked.split(END)
    kept = [line for line in table.strip().splitlines()[2:] if not is_of(figure.what, line)]
    head = (f"| {' | '.join(COLUMNS)} |", "|" + " --- |" * len(COLUMNS))
    lines = "\n".join((*head, *kept, figure.row))
    page.write_text(f"{before}{BEGIN}\n\n{lines}\n\n{END}{after}", encoding="utf-8", newline="\n")


def is_of(what: str, line: str) -> bool:
    return line.startswith(f"| {what}: ")
