"""Cassettes equal what the sandbox answers today; recording of a live portal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.record_cassettes import main, sandbox_for
from support.talentlms.portal_answers import KEY, PASSWORD
from support.talentlms.tape import CALLS, FOLDER, READS, leaks
from talent_powerpro.sandbox import FaultKind, Sandbox, serve


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """A sandbox that stands in for a live portal."""
    monkeypatch.setenv("TALENTLMS_API_KEY", KEY)
    monkeypatch.setenv("TALENTLMS_NEW_USER_PASSWORD", PASSWORD)
    return sandbox_for("users")


@pytest.fixture
def portal(sandbox: Sandbox) -> Iterator[str]:
    with serve(sandbox) as url:
        yield url


def names(folder: Path) -> set[str]:
    return {path.stem for path in folder.iterdir()}


def test_the_command_records_the_sandbox_into_the_folder_with_the_same_answers_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("support.record_cassettes.FOLDER", tmp_path / "cassettes")
    main([])
    assert names(tmp_path / "cassettes") == set(CALLS)
    for path in (tmp_path / "cassettes").iterdir():
        kept = (FOLDER / path.name).read_text(encoding="utf-8")
        assert path.read_text(encoding="utf-8") == kept, "run: nox -s cassettes"
    assert "users.yaml: 4 answers, replayed the same\n" in capsys.readouterr().out


def test_a_recording_of_a_real_portal_only_reads(
    portal: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    main(["--portal", portal, "--into", str(tmp_path / "mine")])
    assert names(tmp_path / "mine") == set(READS)
    assert {call.method for call in sandbox.calls} == {"GET"}
    text = (tmp_path / "mine" / "users.yaml").read_text(encoding="utf-8")
    assert text.startswith("# Recorded from a live portal on ")
    assert "127.0.0.1" not in text
    assert leaks(text, (KEY, PASSWORD)) == ()


def test_writes_are_recorded_on_request(
    portal: str, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = {action: CALLS[action] for action in ("siteinfo", "usersignup")}
    monkeypatch.setattr("support.record_cassettes.CALLS", some)
    main(["--portal", portal, "--into", str(tmp_path), "--writes", "--new-email", "new@pm.me"])
    assert names(tmp_path) == set(some)
    assert sandbox.users["7"].email == "new@pm.me"


def test_a_cassette_with_a_secret_is_deleted_again(
    portal: str, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("support.record_cassettes.READS", {"siteinfo": READS["siteinfo"]})
    sandbox.fault("siteinfo", FaultKind.ERROR_BODY, message=f"{KEY} is not enough")
    with pytest.raises(SystemExit, match=r"siteinfo\.yaml: held secret 1, as it is") as raised:
        main(["--portal", portal, "--into", str(tmp_path)])
    assert KEY not in str(raised.value)
    assert names(tmp_path) == set()


def test_nothing_is_asked_without_a_key(
    portal: str, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TALENTLMS_NEW_USER_PASSWORD")
    with pytest.raises(SystemExit, match="TALENTLMS_NEW_USER_PASSWORD for --writes"):
        main(["--portal", portal, "--into", str(tmp_path), "--writes"])
    monkeypatch.delenv("TALENTLMS_API_KEY")
    with pytest.raises(SystemExit, match="Set TALENTLMS_API_KEY"):
        main(["--portal", portal, "--into", str(tmp_path)])
    assert sandbox.calls == ()
