"""The built documentation, as `nox -s docs` leaves it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs"
SITE = DOCS / "_build" / "html"
KINDS = ("administrator", "tutorial", "how-to", "reference", "explanation", "decisions")
LARGE = ("api",)
"""Pages that axe-core needs many seconds for. Their elements are those of the other pages."""


def built() -> Path:
    """Build what changed since the last build, and return the folder of the pages."""
    build = (sys.executable, "-m", "sphinx", "-n", "-q", "-b", "html")
    subprocess.run([*build, str(DOCS), str(SITE)], check=True, timeout=600)
    return SITE


def pages_of(kind: str, most: int) -> list[str]:
    """Up to so many pages of a kind, from the first to the last, by their names without ending."""
    names = sorted(each.stem for each in (DOCS / kind).glob("*.md") if each.stem not in LARGE)
    step = max(1, len(names) // most)
    return [f"{kind}/{name}" for name in names[::step][:most]]
