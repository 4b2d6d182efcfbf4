"""Missed students: exit code 1 until a run that reached its end has reported them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result

from support.cli.rto import SECRETS, Rto
from support.field.situations import (
    PROFILES,
    Playing,
    Right,
    Row,
    Student,
    started,
)
from support.nightly import one_in
from support.sql.stressed import Stress
from talent_powerpro.cli.app import app
from talent_powerpro.cli.exits import Exit
from talent_powerpro.sandbox import Request, Response

BEN = Student("C1", "Ben", "Jones")
MIA = Student("C2", "Mia", "White", due="01/06/2022")
"""Her export date has passed."""


@pytest.fixture
def mia(tmp_path: Path) -> Iterator[Playing]:
    row = Row("a missed student", Right(), students=(BEN, MIA))
    with started(row, "guide", tmp_path) as playing:
        yield playing


def code(ran: Result) -> Exit:
    return Exit(ran.exit_code)


def news(ran: Result) -> list[bool]:
    return [each["new"] for each in json.loads(ran.stdout)["lists"]["missed"]]


def test_a_missed_student_is_exit_1_once_and_each_time_under_strict(mia: Playing) -> None:
    first = mia.world.command("run")
    assert code(first) is Exit.ATTENTION
    assert "EC2 Mia White (C2), ICT1" in first.stdout
    assert code(mia.world.command("run")) is Exit.DONE
    for _ in range(2):
        assert code(mia.world.command("run", "--strict")) is Exit.ATTENTION


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_what_looks_without_a_full_run_uses_up_no_news(
    mia: Playing, options: tuple[str, ...]
) -> None:
    assert code(mia.world.command("plan", "--exit-code", *options)) is Exit.CHANGES
    assert code(mia.world.command("run", "--dry-run", *options)) is Exit.DONE
    assert code(mia.world.command("run", "--only", "results", *options)) is Exit.DONE
    assert code(mia.world.command("run", "--only", "provisioning", *options)) is Exit.ATTENTION


def refusing_the_key(request: Request, portal: Callable[[], Response]) -> Response:
    error = {"error": {"type": "invalid_request_error", "message": "Invalid API key"}}
    return Response(401, {"Content-Type": "application/json"}, json.dumps(error).encode())


def test_a_run_that_talentlms_stops_leaves_its_news_to_the_next_run(mia: Playing) -> None:
    mia.portal.answering = refusing_the_key
    for _ in range(2):
        stopped = mia.world.command("run", "--json")
        assert (code(stopped), news(stopped)) == (Exit.UNUSABLE, [True])
    mia.portal.answering = None
    assert code(mia.world.command("run")) is Exit.ATTENTION
    assert code(mia.world.command("run")) is Exit.DONE


def test_a_run_that_a_brake_stops_leaves_its_news_to_the_next_run(tmp_path: Path) -> None:
    row = Row("a brake", Right(), students=(BEN, MIA), policy="users_created = 0")
    with started(row, "guide", tmp_path) as playing:
        for _ in range(2):
            stopped = playing.world.command("run", "--json")
            assert (code(stopped), news(stopped)) == (Exit.BRAKE, [True])
        released = playing.world.command("run", "--release", "users_created", "--json")
        assert (code(released), news(released)) == (Exit.ATTENTION, [True])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Only Linux has a device that is full")
def test_a_report_that_could_not_be_printed_is_new_again(
    mia: Playing, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("run", "--json", "--settings", str(mia.world.settings_file))
    with Path("/dev/full").open("w") as full, monkeypatch.context() as patched:
        for name, secret in SECRETS.items():
            patched.setenv(name, secret)
        patched.setattr("sys.stdout", full)
        with pytest.raises(SystemExit) as unprinted:
            app(words)
    assert unprinted.value.code == Exit.UNUSABLE
    assert capsys.readouterr().err.startswith("The disk is full (")
    for ended, new in ((Exit.ATTENTION, True), (Exit.DONE, False)):
        ran = mia.world.command("run", "--json")
        assert (code(ran), news(ran)) == (ended, [new])


# --- a full disk on the due day ---------------------------------------------------


def full_from(number: int) -> Stress:
    """Every statement that writes fails from this one on, as on a full disk."""
    stress = Stress()
    writes: list[int] = []

    def fails(asked: int) -> bool:
        if stress.asked[asked].startswith(("INSERT", "UPDATE", "DELETE")):
            writes.append(asked)
            return len(writes) > number
        return False

    stress.fails = fails
    return stress


def provisioned(world: Rto) -> set[str]:
    ran = world.command("contact-log", "--json")
    return {each["enrolment_id"] for each in json.loads(ran.stdout)["contact_logs"]}


@one_in(10)
@pytest.mark.parametrize("profile", PROFILES)
def test_a_full_disk_on_the_due_day_loses_no_student(
    profile: str, tmp_path: Path, one_in: int
) -> None:
    """The next day each student is provisioned, or missed with exit code 1."""
    everyone = {BEN.enrolment_id, "EC2"}
    seen = set()
    for number in range(0, 200, one_in):
        folder = tmp_path / str(number)
        folder.mkdir()
        row = Row("a full disk", Right(), students=(BEN, Student("C2", "Mia", "White")))
        with started(row, profile, folder) as playing:
            stress = full_from(number)
            with stress.on():
                full = playing.world.command("run")
            if code(full) is Exit.DONE:
                break
            assert code(full) is Exit.UNUSABLE
            assert "the disk is full" in full.output
            playing.portal.now += timedelta(days=1)
            after = playing.world.command("run", "--json")
            missed = {each["enrolment_id"] for each in json.loads(after.stdout)["lists"]["missed"]}
            assert code(after) is (Exit.ATTENTION if missed else Exit.DONE)
            assert provisioned(playing.world) == everyone - missed
            assert len(playing.portal.users) == len(everyone - missed)
            strict = playing.world.command("run", "--strict")
            assert code(strict) is (Exit.ATTENTION if missed else Exit.DONE)
            seen.add(bool(missed))
    assert seen == ({True, False} if profile == "guide" else {False})
