"""Writer of the measured figures in ``docs/explanation/reliability.md``."""

from __future__ import annotations

import subprocess
import sys
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
    """The current commit, with a plus if code or tests have changed since."""
    asked = ("git", "rev-parse", "--short=10", "HEAD")
    head = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    changed = ("git", "status", "--porcelain", "--", "src", "tests")
    dirty = subprocess.run(changed, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return head.strip() + ("+" if dirty else "")


@frozen
class Figure:
    """One row: a measurement and its result."""

    what: str
    """A short name. The table has one row for each."""
    how: str
    tried: int
    findings: Findings
    seed: int
    seconds: float
    command: str
    commit: str
    """The commit that was measured; with a plus if the code has changed since."""

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
    """Write the figure's row into the page. It replaces a row of the same name."""
    table = page.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]
    kept = [line for line in table.strip().splitlines()[2:] if not is_of(figure.what, line)]
    head = (f"| {' | '.join(COLUMNS)} |", "|" + " --- |" * len(COLUMNS))
    write_between(BEGIN, END, "\n".join((*head, *kept, figure.row)), page)


def write_between(begin: str, end: str, text: str, page: Path = PAGE) -> None:
    """Write the text into the page, in the place of what is between two marks."""
    before, marked = page.read_text(encoding="utf-8").split(begin)
    _, after = marked.split(end)
    made = f"{before}{begin}\n\n{text}\n\n{end}{after}"
    page.write_text(made, encoding="utf-8", newline="\n")


def is_of(what: str, line: str) -> bool:
    return line.startswith(f"| {what}: ")


def print_now(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
