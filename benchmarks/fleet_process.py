"""A fleet of idle RTOs: the CPU and memory of its worker, and of a process for each run.

Each RTO is a copy of one college with a store of its own, and all have one portal, in a process
of its own. The worker runs them with a PostgreSQL of the benchmark's own, whose CPU time counts
for nobody. Reads a `FleetJob` as JSON.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import psycopg
from attrs import asdict, frozen

from benchmarks.college import ZONE, College
from benchmarks.idle_process import IdleJob
from benchmarks.portal import PortalSize
from benchmarks.processes import answer_of, portal
from support.fleet.postgresql import own_postgresql
from talent_powerpro.fleet.reading import read_fleet
from talent_powerpro.fleet.settings import FleetSettings, read_fleet_settings

COMMAND = (sys.executable, "-c", "from talent_powerpro.cli import main; main()")
STORE, SETTINGS = "powerpro.db", "talent-powerpro.toml"
ON_TIME = timedelta(seconds=10)
EACH = 5
"""Runs that are a process each."""

RTO = """\
[rto]
timezone = "{zone}"
[talentlms]
url = "{url}"
key_file = "key.txt"
password_file = "password.txt"
[schedule]
every = "{every}"
"""
FLEET = """\
[fleet]
database = "{database}"
slots = 4
keep_open = {keep_open}
"""


@frozen
class FleetJob:
    """A fleet, and how long its worker is watched once each RTO has run and none is late."""

    college: College
    folder: str
    rtos: int
    every: str
    seconds: float
    keep_open: int


def main() -> None:
    told = json.load(sys.stdin)
    job = FleetJob(College(**told.pop("college")), **told)
    with portal(PortalSize(job.college)) as url:
        model = Path(job.folder) / "model"
        make_model(job, model, url)
        each = cpu_of_processes(model)
        copy_all(job, model)
        figures = watch_worker(job)
    json.dump({"each": each, **figures}, sys.stdout)


def make_model(job: FleetJob, model: Path, url: str) -> None:
    """One RTO that has run once, so that its next run finds nothing new."""
    model.mkdir()
    store = IdleJob(job.college, str(model / STORE), "make")
    answer_of("benchmarks.idle_process", asdict(store))
    settings = RTO.format(zone=ZONE, url=url, every=job.every)
    for name, text in (
        (SETTINGS, settings),
        ("key.txt", "a" * 30),
        ("password.txt", "Pre&set=Pass word 1"),
    ):
        (model / name).touch(0o600)
        (model / name).write_text(text, encoding="utf-8")
    run_once(model)


def run_once(rto: Path) -> None:
    words = ("run", "--settings", str(rto / SETTINGS))
    subprocess.run((*COMMAND, *words), check=True, capture_output=True)


def cpu_of_processes(rto: Path) -> float:
    """The CPU seconds of a run that is a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(EACH):
        run_once(rto)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / EACH


def copy_all(job: FleetJob, model: Path) -> None:
    for number in range(job.rtos):
        shutil.copytree(model, Path(job.folder) / "rtos" / f"rto-{number:04}")


def watch_worker(job: FleetJob) -> dict[str, float]:
    """The CPU of a worker in cores and for each run, and its peak memory in MB."""
    fleet_file = Path(job.folder) / "fleet.toml"
    with own_postgresql() as server:
        text = FLEET.format(database=server.url, keep_open=job.keep_open)
        fleet_file.write_text(text, encoding="utf-8")
        words = (*COMMAND, "fleet", "worker", "--fleet", str(fleet_file))
        with (fleet_file.parent / "log").open("wb") as log:
            worker = subprocess.Popen(words, stdout=log, stderr=log)
        try:
            settings = read_fleet_settings(fleet_file)
            while runs_of(server.url, "exit = 0") < job.rtos or lateness(settings) > ON_TIME:
                assert worker.poll() is None, "the worker ended"
                time.sleep(2)
            cpu, runs, at = cpu_of(worker.pid), runs_of(server.url), time.monotonic()
            time.sleep(job.seconds)
            spent, done = cpu_of(worker.pid) - cpu, runs_of(server.url) - runs
            took = time.monotonic() - at
            assert runs_of(server.url, "exit <> 0") == 0, "not all runs were idle"
            peak = peak_of(worker.pid)
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait()
    return {"cores": spent / took, "resident": spent / done, "runs": done, "peak": peak}


def lateness(settings: FleetSettings) -> timedelta:
    """How late the latest RTO is. While many are, the worker runs them as fast as it can."""
    fleet = read_fleet(settings)
    return max(each.late_by(fleet.now) for each in fleet.rtos)


def runs_of(database: str, condition: str = "true") -> int:
    """The number of runs that ended."""
    try:
        with psycopg.connect(database) as connection:
            query = f"select count(*) from fleet_runs where ended is not null and {condition}"
            row = connection.execute(query.encode()).fetchone()
    except psycopg.errors.UndefinedTable:
        return 0  # The worker has just begun.
    return int(row[0]) if row else 0


def cpu_of(pid: int) -> float:
    """The CPU seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_of(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (peak,) = (line for line in lines if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024


if __name__ == "__main__":
    main()
