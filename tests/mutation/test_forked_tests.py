"""What a mutant may not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from mutation.forked_tests import sparing_devices


def test_a_mutant_changes_files_but_no_device(tmp_path: Path) -> None:
    asked: list[object] = []
    change = sparing_devices(lambda *given: asked.append(given))
    change(str(tmp_path), 0o600)
    with open("/dev/null", "rb") as null:
        for given in ((Path("/dev/null"), 0o600), (str(tmp_path), "/dev/null"), (null.fileno(),)):
            with pytest.raises(PermissionError):
                change(*given)
    assert asked == [(str(tmp_path), 0o600)]
