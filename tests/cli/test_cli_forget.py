"""`forget` deletes everything about one client, once a person has confirmed it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner, Result

from support.cli.handed_on import edit
from support.cli.rto import Rto, rto
from support.sql.guide_rows import dump
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.forgetting import traces_of
from talent_powerpro.cli.app import app
from talent_powerpro.cli.pages.forgotten import ROWS
from talent_powerpro.model import ClientCode
from talent_powerpro.records.shadow_memory import ShadowMemory
from talent_powerpro.services.shadow_files import read_memory, write_memory

JOANA = "2021000017"
AGAIN = (
    "The next import adds the client again if the files still have the client. Remove the "
    "client from the exporting system first."
)


@pytest.fixture
def joana(tmp_path: Path) -> Rto:
    return rto(tmp_path).imported()


def there(of: Rto) -> bool:
    return JOANA.encode() in of.store.read_bytes()


def typed(of: Rto, answer: str, monkeypatch: pytest.MonkeyPatch, *more: str) -> Result:
    """The command on a terminal, where a person types *answer*."""
    runner = CliRunner()
    words = ["forget", JOANA, "--settings", str(of.settings_file), *more]
    monkeypatch.setattr(
        "talent_powerpro.cli.commands.forget.can_ask", lambda *, as_json: not as_json
    )
    return runner.invoke(app, words, input=answer)


def test_without_a_terminal_it_refuses_and_names_yes(
    joana: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = joana.command("forget", JOANA)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == (
        "error: forget deletes permanently, and there is no terminal on which to confirm it.\n"
        "Check the client's code, then add --yes.\n"
    )
    for_a_program = typed(joana, "y\n", monkeypatch, "--json")
    assert for_a_program.exit_code == 2
    assert json.loads(for_a_program.stdout)["error"]["remedy"] == (
        "Check the client's code, then add --yes."
    )
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


def test_the_memory_of_shadow_forgets_the_client_and_nobody_else(joana: Rto) -> None:
    file, lens = joana.folder / "shadow.json", ClientCode("2021000019")
    memory = ShadowMemory(secondary_ids={ClientCode(JOANA): "7", lens: "9"})
    write_memory(memory, file)
    assert joana.command("forget", JOANA, "--yes").exit_code == 0
    assert read_memory(file) == evolve(memory, secondary_ids={lens: "9"})


def test_deleted_rows_are_named_in_words_and_not_by_their_table(joana: Rto) -> None:
    with SqlPowerPro(f"sqlite:///{joana.store.as_posix()}") as store:
        person = store.person(ClientCode(JOANA))
        assert person is not None
        with store._store.reading() as connection:
            tables = {table.name for table, _ in traces_of(connection, person).rows}
    assert (tables | {"sync_log", "runs"}) - ROWS.keys() == set()


def test_json_has_what_was_deleted_and_what_it_means(joana: Rto) -> None:
    kept = joana.folder / "powerpro.schema-4.2026-01-01.db"
    kept.write_bytes(b"old")
    done = joana.command("forget", JOANA, "--yes", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {
        "schema": 2,
        "forgotten": {
            "client_code": JOANA,
            "deleted": {"clients": 1, "enrolments": 1, "units": 3, "imported_rows": 5},
            "kept_evidence": 0,
            "consequences": ["Enrolment 1001 in ICT30120-A will not be provisioned.", AGAIN],
        },
        "files_to_check": [str(kept)],
    }
    assert joana.command("forget", JOANA, "--json").exit_code == 2


@pytest.mark.parametrize("answer", ["n\n", "y\n"])
def test_on_a_terminal_it_shows_what_would_go_and_asks(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    joana = rto(tmp_path, url).imported()
    assert joana.command("run", "--date", "02/06/2022").exit_code == 0
    edit(
        joana,
        f"UPDATE enrolments SET client_code = '{JOANA}', withdrawal_date = '2022-06-03' "
        "WHERE id = '1002'",
    )
    in_perth_the_day_of_the_withdrawal = datetime(2022, 6, 2, 23, tzinfo=UTC)
    monkeypatch.setattr(
        "talent_powerpro.cli.commands.forget.now_utc", lambda: in_perth_the_day_of_the_withdrawal
    )
    done = typed(joana, answer, monkeypatch)
    rows = (
        "9 imported rows, 11 sync log lines, 1 journal record, 1 last look, 1 remembered look, "
        "1 last attempt, 1 verified link, 1 contact log, 6 unit rows, 2 enrolments, 1 client.\n"
    )
    stays = f"""\
Results of enrolment 1001 in ICT30120-A will not be fetched any more.
Talent User 7 stays in TalentLMS. If the person must be forgotten there too, delete the user in \
TalentLMS: Users > the user > Delete.
{AGAIN}
"""
    shown = f"This would delete of client {JOANA}: {rows}{stays}Delete this for good? [y/N]: "
    ended = {
        "n\n": "Nothing was deleted.\n",
        "y\n": f"Deleted of client {JOANA}: {rows}{stays}"
        "Back-ups, exports, plan files and saved reports are not searched.\n",
    }
    assert (done.exit_code, done.output) == (0, shown + answer + ended[answer])
    assert there(joana) == (answer == "n\n")


def test_an_unknown_client_exits_2_with_the_nearest_code(joana: Rto) -> None:
    refused = joana.command("forget", f"{JOANA}1", "--yes")
    assert refused.exit_code == 2
    assert f"Did you mean {JOANA}?" in refused.stderr


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
