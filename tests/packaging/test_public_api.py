"""Public names are frozen. A change of the snapshot must be intended."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
CONTRIBUTING = HERE.parents[1] / "CONTRIBUTING.md"

MEND = (
    "A public name changed. If you meant that, follow CONTRIBUTING.md > Public names and "
    "deprecation, then: python tests/packaging/public_names.py > tests/packaging/public_api.txt"
)


def public_names() -> list[str]:
    """The names as the script prints them, in a process without other imports."""
    answer = subprocess.run(
        [sys.executable, HERE / "public_names.py"], capture_output=True, text=True, check=True
    )
    return answer.stdout.splitlines()


def test_the_public_names_are_those_of_the_snapshot() -> None:
    frozen = (HERE / "public_api.txt").read_text(encoding="utf-8").splitlines()
    assert public_names() == frozen, MEND


def test_contributing_says_how_a_public_name_is_removed() -> None:
    said = CONTRIBUTING.read_text(encoding="utf-8")
    assert "## Public names and deprecation" in said
    assert "tests/packaging/public_api.txt" in said
