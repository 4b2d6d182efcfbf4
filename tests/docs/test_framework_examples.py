"""The examples with Django and Celery print what they should. `nox -s examples` has both."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from support.patience import PATIENCE

EXAMPLES = Path(__file__).parents[2] / "examples"
PRINTED = {
    "django": (
        "django_view",
        [
            "signed out: 302",
            "run: {'writes': 5, 'records': {'provisioning': 'provisioned'}, 'stopped': ''}",
            "on the tab: True",
            "unknown: 404",
        ],
    ),
    "celery": (
        "celery_task",
        ["first run: {'writes': 5, 'waiting': 0}", "second run: {'writes': 0, 'waiting': 0}"],
    ),
}


@pytest.mark.parametrize("framework", PRINTED)
def test_an_example_with_a_framework_prints_its_story(framework: str, tmp_path: Path) -> None:
    if importlib.util.find_spec(framework) is None:
        pytest.skip(f"{framework} is installed by `nox -s examples` alone")
    name, expected = PRINTED[framework]
    ran = subprocess.run(
        [sys.executable, str(EXAMPLES / f"{name}.py")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert (ran.stdout.splitlines(), ran.stderr) == (expected, "")
