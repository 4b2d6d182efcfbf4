"""The guide's RTO after the guide's own story."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from support.cli.rto import Rto, rto
from support.patience import PATIENCE
from talent_powerpro.sandbox import Sandbox, guide_portal, serve


def work(folder: Path, url: str) -> Rto:
    """The RTO after a run that provisioned and one that fetched a result."""
    joana = rto(folder, url).imported()
    assert joana.command("run", "--date", "02/06/2022").exit_code == 0
    complete(url, "ICTWEB304")
    assert joana.command("run").exit_code == 0
    return joana


@contextmanager
def worked_once(folder: Path) -> Iterator[Rto]:
    """The same with a portal that stays, for copies that change nothing in it."""
    with serve(Sandbox(guide_portal())) as url:
        yield work(folder, url)


def copy_of(made: Rto, folder: Path) -> Rto:
    """The same settings and store in another folder, for the same portal."""
    return Rto(Path(shutil.copytree(made.folder, folder)))


def complete(url: str, unit: str) -> None:
    """Joana completes a unit on 13/06/2022."""
    form = {"user_id": "7", "course_id": "126", "unit": unit, "at": "2022-06-13T10:30:00+08:00"}
    sent = httpx.post(f"{url}/sandbox/complete", auth=("any", ""), data=form, timeout=PATIENCE)
    sent.raise_for_status()
