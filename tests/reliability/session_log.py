"""The log of a long session: one line of JSON for each seed, so that it can be interrupted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeAlias

from reliability.figures import commit
from reliability.findings import Findings

Line: TypeAlias = dict[str, Any]
"""``counted`` and ``findings`` of one seed, its ``seconds``, and the ``commit``."""


class SessionLog:
    """The lines of this commit, in *file* as well. ``None``: they are kept in memory alone."""

    def __init__(self, file: Path | None) -> None:
        self.commit = commit()
        self._file = file
        text = file.read_text(encoding="utf-8") if file and file.exists() else ""
        known = map(json.loads, text.splitlines())
        self._lines: dict[int, Line] = {
            line["seed"]: line for line in known if line["commit"] == self.commit
        }

    def line(self, seed: int, play: Callable[[int], Line]) -> Line:
        """Return the line of *seed*; *play* makes it where the log has none."""
        if seed not in self._lines:
            self._lines[seed] = {"seed": seed, "commit": self.commit, **play(seed)}
            if self._file:
                with self._file.open("a", encoding="utf-8") as log:
                    log.write(json.dumps(self._lines[seed]) + "\n")
        return self._lines[seed]


def totals(lines: Iterable[Line]) -> tuple[Counter[str], Findings]:
    """What the lines counted and found, added up."""
    counted, found = Counter[str](), Findings()
    for line in lines:
        counted.update(line["counted"])
        harm = dict(line["findings"])
        found += Findings(**harm | {"texts": tuple(harm["texts"])})
    return counted, found
