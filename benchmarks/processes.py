"""Starting the processes of a benchmark: the portal, and the agent that is measured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import asdict

from benchmarks.portal import PortalSize

ROOT = Path(__file__).parents[1]
OWN = ROOT / "src"
PROXIES = ("http_proxy", "https_proxy", "all_proxy")


def environment(source: Path) -> dict[str, str]:
    """The environment of a process that imports the package from *source*."""
    rest = {name: value for name, value in os.environ.items() if name.lower() not in PROXIES}
    folders = (source, ROOT, ROOT / "tests")
    return {
        **rest,
        "PYTHONPATH": os.pathsep.join(map(str, folders)),
        "PYTHONPYCACHEPREFIX": "",
        "PYTHONDONTWRITEBYTECODE": "",
    }


def answer_of(module: str, told: object, source: Path = OWN) -> Any:
    """Run a module of ours with a value as JSON on its input; return the value it prints."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        input=json.dumps(told),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=environment(source),
        cwd=ROOT,
    )
    return json.loads(done.stdout)


@contextmanager
def portal(size: PortalSize) -> Iterator[str]:
    """A portal in a process of its own; yields its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.portal"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(OWN),
        cwd=ROOT,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(asdict(size)) + "\n")
        process.stdin.flush()
        yield process.stdout.readline().strip()
        process.stdin.close()
