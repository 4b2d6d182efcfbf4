"""`forget` deletes everything about one client, once a person has confirmed it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from support.cli.rto import Rto, rto
from support.sql.guide_rows import dump
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.dialects.sqlite_lock import FileRunLock
from talent_powerpro.adapters.sql.forgetting import traces_of
from talent_powerpro.cli.app import app
from talent_powerpro.cli.commands.forget import copies_beside
from talent_powerpro.cli.pages.forgotten import ROWS
from talent_powerpro.model import ClientCode

JOANA = "2021000017"


@pytest.fixture
def joana(tmp_path: Path) -> Rto:
    return rto(tmp_path).imported()


def there(of: Rto) -> bool:
    return JOANA.encode() in of.store.read_bytes()


def typed(of: Rto, answer: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    """The command on a terminal, where a person types *answer*."""
    runner = CliRunner()
    words = ["forget", JOANA, "--settings", str(of.settings_file)]
    monkeypatch.setattr("talent_powerpro.cli.commands.forget.can_ask", lambda **_: True)
    return runner.invoke(app, words, input=answer)


def test_without_a_terminal_it_refuses_and_names_yes(joana: Rto) -> None:
    refused = joana.command("forget", JOANA)
    assert refused.exit_code == 2
    assert "--yes" in refused.stderr
    assert there(joana)


def test_with_yes_nothing_is_left_but_other_clients(joana: Rto) -> None:
    kept = joana.folder / "powerpro.schema-4.2026-01-01.db"
    kept.write_bytes(b"old")
    done = joana.command("forget", f" {JOANA} ", "--yes")
    assert done.exit_code == 0
    assert f"Deleted of client {JOANA}: " in done.stdout
    assert "1 client" in done.stdout
    assert "The next import adds the client again" in done.stdout
    assert f"The file {kept} may still have data of the client." in done.stdout
    assert not there(joana)
    assert b"jg11@pm.me" not in joana.store.read_bytes()


def test_with_a_memory_of_shadow_that_cannot_be_read_nothing_is_deleted(joana: Rto) -> None:
    (joana.folder / "shadow.json").write_text("[]", encoding="utf-8")
    refused = joana.command("forget", JOANA, "--yes")
    assert refused.exit_code == 2
    assert "shadow.json: This is not a memory of `shadow`" in refused.stderr
    assert there(joana)


def test_copies_are_looked_for_beside_the_file_itself_with_their_logs(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    names = ("powerpro.replaced.2026-11-27.db", "powerpro.replaced.2026-11-27.db-wal")
    for name in (*names, "powerpro.db.new", "powerpro.db", "powerpro.db.lock", "powerpro.db-wal"):
        (real / name).touch()
    link = tmp_path / "powerpro.db"
    link.symlink_to(real / "powerpro.db")
    assert copies_beside(link) == tuple(
        sorted(real.resolve() / name for name in (*names, "powerpro.db.new"))
    )


def test_deleted_rows_are_named_in_words_and_not_by_their_table(joana: Rto) -> None:
    with SqlPowerPro(f"sqlite:///{joana.store.as_posix()}") as store:
        person = store.person(ClientCode(JOANA))
        assert person is not None
        with store._store.reading() as connection:
            tables = {table.name for table, _ in traces_of(connection, person).rows}
    assert (tables | {"sync_log", "runs"}) - ROWS.keys() == set()


def test_json_has_what_was_deleted_and_what_it_means(joana: Rto) -> None:
    said = json.loads(joana.command("forget", JOANA, "--yes", "--json").stdout)
    assert said["forgotten"]["deleted"]["clients"] == 1
    assert said["forgotten"]["client_code"] == JOANA
    assert said["forgotten"]["kept_evidence"] == 0
    assert said["files_to_check"] == []
    assert joana.command("forget", JOANA, "--json").exit_code == 2


@pytest.mark.parametrize("answer", ["n\n", "y\n"])
def test_on_a_terminal_it_shows_what_would_go_and_asks(
    joana: Rto, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    done = typed(joana, answer, monkeypatch)
    assert done.exit_code == 0, done.output
    assert f"This would delete of client {JOANA}: " in done.stdout
    assert there(joana) == (answer == "n\n")
    assert ("Nothing was deleted." in done.stdout) == (answer == "n\n")


def test_an_unknown_client_exits_2_with_the_nearest_code(joana: Rto) -> None:
    refused = joana.command("forget", f"{JOANA}1", "--yes")
    assert refused.exit_code == 2
    assert f"Did you mean {JOANA}?" in refused.stderr


def test_during_a_run_it_exits_4(joana: Rto) -> None:
    with FileRunLock(joana.store).hold("run"):
        assert joana.command("forget", JOANA, "--yes").exit_code == 4
    assert there(joana)


def test_a_result_keeps_its_evidence_without_name_and_address(tmp_path: Path, url: str) -> None:
    joana = rto(tmp_path, url).imported()
    assert joana.command("run", "--date", "02/06/2022").exit_code in (0, 1)
    with_evidence = dump(joana.store)["result_evidence"]
    done = joana.command("forget", JOANA, "--yes")
    assert "Talent User 7 stays in TalentLMS." in done.stdout
    left = dump(joana.store)
    assert left["result_evidence"] == with_evidence
    assert {name for name, rows in left.items() if JOANA in repr(rows)} <= {"result_evidence"}
    assert "GOMEZ" not in repr(left).upper()
    again = joana.command("forget", JOANA, "--yes")
    assert again.exit_code == (0 if with_evidence else 2)
