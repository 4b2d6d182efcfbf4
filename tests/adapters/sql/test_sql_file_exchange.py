"""What an import and an export through the store's own methods are told and tell."""

from __future__ import annotations

from pathlib import Path

from support.sql.guide_rows import STORY, a_set, client, make


def test_an_import_tells_how_far_it_has_come(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with make(tmp_path / "powerpro.db") as powerpro:
        rows = (*STORY, client("NEW"))
        powerpro.take_in(a_set(*rows), progress=lambda done, of: told.append((done, of)))
    assert told == [(len(rows), len(rows))]
