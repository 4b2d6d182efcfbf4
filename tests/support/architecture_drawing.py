"""The drawing of the rooms as SVG, made from the import contracts of pyproject.toml.

``nox -s generated`` writes docs/explanation/the-house.svg. A room stands above those that it may
import. The colours follow the reader's own choice of light or dark.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "explanation" / "the-house.svg"
PACKAGE = "talent_powerpro"

ROW, BOX, GAP, EDGE, WIDTH = 70, 52, 16, 20, 720

SAID = {
    "__main__": "python -m talent_powerpro",
    "cli": "the command",
    "fleet": "many RTOs from one place",
    "config": "settings, secrets, opening what they name",
    "testing": "contract suites for hosts",
    "agent": "puts a run together",
    "views": "sync log, Talent LMS tab, pages of HTML",
    "services": "actions beside a run",
    "run": "work, rehearsal, brakes, recovery",
    "plugins": "hooks of an RTO",
    "flows": "the guide's two algorithms",
    "rules": "pure decisions, policy",
    "adapters": "PowerPro's store, TalentLMS",
    "ports": "the protocols that a host implements",
    "records": "the values of a run: plans, reports, holds, journal",
    "model": "the facts of both systems",
    "sandbox": "the TalentLMS simulator",
    "private_files": "files that only their owner reads",
    "errors": "faults",
    "plain_files": "plain files only",
    "pieces": "limited sizes",
    "counting": "counted work",
}
"""What each room or module is for."""

STYLE = """
.ground { fill: #ffffff; stroke: #d4d8dd; }
text { font-family: system-ui, -apple-system, "Segoe UI", Arial, sans-serif; fill: #24292f; }
.name { font-size: 14px; font-weight: 600; text-anchor: middle; }
.said { font-size: 12px; fill: #4b535c; text-anchor: middle; }
.room { fill: #ddf4ff; stroke: #0969da; }
.outer { fill: #fff1e5; stroke: #bc4c00; }
.core { fill: #dafbe1; stroke: #1a7f37; }
.arrow { stroke: #57606a; stroke-width: 1.5; fill: none; }
.head { fill: #57606a; }
@media (prefers-color-scheme: dark) {
.ground { fill: #16191d; stroke: #3d444d; }
text { fill: #e6edf3; }
.said { fill: #b7c0ca; }
.room { fill: #12283f; stroke: #58a6ff; }
.outer { fill: #3a2412; stroke: #f0883e; }
.core { fill: #12301c; stroke: #56d364; }
.arrow { stroke: #9da7b3; }
.head { fill: #9da7b3; }
}
"""


def layers() -> list[list[str]]:
    """The rooms from the outer ring to the core, those of one layer together."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = pyproject["tool"]["importlinter"]["contracts"]
    (found,) = (each for each in contracts if each.get("containers") == [PACKAGE])
    return [[name.strip() for name in layer.split("|")] for layer in found["layers"]]


def core() -> Sequence[str]:
    """The rooms that import no extra, as nox checks them."""
    return ("run", "services", "flows", "rules", "ports", "records", "model")


def kind(room: str) -> str:
    """The room's class in the drawing."""
    if room in core():
        return "core"
    outer = ("__main__", "cli", "fleet", "config", "testing", "sandbox")
    return "outer" if room in outer else "room"


def drawing() -> str:
    rows = layers()
    height = EDGE * 2 + ROW * len(rows) - (ROW - BOX)
    said = "; ".join(" and ".join(row) for row in rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'aria-labelledby="title desc">',
        '<title id="title">The rooms of talent_powerpro, and what they may import</title>',
        f'<desc id="desc">From the top: {escape(said)}. A room imports only rooms below it.</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="ground" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="8"/>',
    ]
    for place, row in enumerate(rows):
        parts += _row(row, EDGE + place * ROW)
    for place, _ in enumerate(pairwise(rows)):
        parts += _arrow(EDGE + place * ROW + BOX)
    return "\n".join([*parts, "</svg>", ""])


def _row(rooms: Sequence[str], top: int) -> Iterator[str]:
    width = (WIDTH - 2 * EDGE - GAP * (len(rooms) - 1)) / len(rooms)
    for place, room in enumerate(rooms):
        left = EDGE + place * (width + GAP)
        middle = f'x="{left + width / 2:.1f}"'
        yield (
            f'<rect class="{kind(room)}" x="{left:.1f}" y="{top}" width="{width:.1f}" '
            f'height="{BOX}" rx="6"/>'
        )
        yield f'<text class="name" {middle} y="{top + 22}">{escape(room)}</text>'
        yield f'<text class="said" {middle} y="{top + 40}">{escape(SAID.get(room, ""))}</text>'


def _arrow(top: int) -> Iterator[str]:
    middle, end = WIDTH // 2, top + ROW - BOX - 2
    yield f'<path class="arrow" d="M{middle} {top + 2} V{end - 5}"/>'
    yield f'<path class="head" d="M{middle - 5} {end - 6} h10 l-5 6 z"/>'


def write() -> None:
    FILE.write_text(drawing(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
