"""`export`: what the agent changed, for the RTO's own system."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from support.cli.handed_on import edit
from support.cli.rto import GUIDE, Rto, rto
from support.cli.worked import complete, work
from support.sql.guide_rows import dump

FILES = ["courses.csv", "clients.csv", "enrolments.csv", "units.csv", "contact_logs.csv"]


def rows(out: Path, file: str) -> list[dict[str, str]]:
    with (out / file).open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def told(ran: Any) -> Any:
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def exported(of: Rto, *words: str) -> Path:
    out = of.folder / "out"
    assert of.command("export", str(out), *words).exit_code == 0
    return out


def test_the_agents_changes_are_exported_with_the_rows_they_refer_to(worked: Rto) -> None:
    edit(worked, "UPDATE contact_logs SET contact_date = '2022-06-01 16:30:00.000000'")
    out = exported(worked)
    assert [row["Course Code"] for row in rows(out, "courses.csv")] == ["ICT30120-A"]
    (client,) = rows(out, "clients.csv")
    assert (client["Code"], client["Secondary ID"]) == ("2021000017", "7")
    assert [row["Enrolment ID"] for row in rows(out, "enrolments.csv")] == ["1001"]
    (unit,) = rows(out, "units.csv")
    assert (unit["Unit Code"], unit["Outcome Date"]) == ("ICTWEB304", "13/06/2022")
    assert unit["Short Comment"] == "[Talent Integration Agent]"
    (log,) = rows(out, "contact_logs.csv")
    assert log["Contact Type"] == "Enrolment exported to Talent LMS"
    assert (log["Created By"], log["Contact Date"]) == ("PP-TALENT", "02/06/2022 00:30:00")


def test_rows_and_changes_are_counted_by_file(worked: Rto) -> None:
    shown = worked.command("export", str(worked.folder / "out"))
    assert shown.stdout.splitlines()[2] == "clients.csv       1     1"
    assert f"\nWritten to {worked.folder / 'out'}. " in shown.stdout
    assert told(worked.command("export", str(worked.folder / "out2"), "--json")) == {
        "schema": 2,
        "folder": str(worked.folder / "out2"),
        "files": dict.fromkeys(FILES, 1),
        "changed": {"course": 0, "client": 1, "enrolment": 0, "unit": 1, "contact log": 1},
        "left_out": [],
    }


def test_without_changes_the_files_have_only_headers(tmp_path: Path) -> None:
    new = rto(tmp_path).imported()
    shown = new.command("export", str(tmp_path / "out"))
    assert "Nothing has changed since the last import" in shown.stdout
    assert {file: rows(tmp_path / "out", file) for file in FILES} == {file: [] for file in FILES}
    again = new.command("import", str(tmp_path / "out"))
    assert (again.exit_code, again.stderr) == (0, "")


def test_export_and_import_again_change_nothing(worked: Rto) -> None:
    before = dump(worked.store, without=["exported_files"])
    out = exported(worked)
    report = told(worked.command("import", str(out), "--json"))
    assert not any(report["added"].values())
    assert not any(report["changed"].values())
    assert sum(report["unchanged"].values()) == 5
    assert report["absent"] == []
    assert dump(worked.store, without=["exported_files"]) == before
    assert "The run wrote nothing." in worked.command("run").stdout


def test_importing_an_export_by_mistake_loses_nothing_the_agent_wrote(worked: Rto) -> None:
    """The exporting system still holds the old values, and its next files say so."""
    before = worked.command("tab", "1001", "--json").stdout
    worked.command("import", str(exported(worked)))
    report = told(worked.command("import", str(GUIDE), "--json"))
    assert not any(report["changed"].values())
    assert worked.command("tab", "1001", "--json").stdout == before


def test_importing_an_old_export_reverts_nothing(tmp_path: Path, url: str) -> None:
    joana = work(tmp_path, url)
    out = exported(joana)
    complete(url, "ICTWEB305")
    assert joana.command("run").exit_code == 0
    before = joana.command("tab", "1001", "--json").stdout
    told(joana.command("import", str(out), "--json"))
    assert joana.command("tab", "1001", "--json").stdout == before


def test_changes_that_the_rtos_system_took_over_are_not_exported_again(worked: Rto) -> None:
    out = exported(worked)
    for file in FILES:  # as another program writes them
        text = (out / file).read_text(encoding="utf-8-sig")
        (out / file).write_text(text.replace("Yes", "yes"), encoding="utf-16")
    assert worked.command("import", str(out)).exit_code == 0
    again = told(worked.command("export", str(worked.folder / "out2"), "--json"))
    assert not any(again["changed"].values())
    assert "The run wrote nothing." in worked.command("run").stdout


def test_a_persons_edit_in_an_exported_file_wins(worked: Rto) -> None:
    out = exported(worked)
    text = (out / "clients.csv").read_text(encoding="utf-8-sig")
    (out / "clients.csv").write_text(text.replace("GOMEZ", "GOMES"), encoding="utf-8")
    report = told(worked.command("import", str(out), "--json"))
    assert report["changed"]["client"] == 1
    assert "JOANA GOMES" in worked.command("tab", "1001").stdout


def test_another_store_can_import_an_export(worked: Rto, tmp_path: Path) -> None:
    other = rto(tmp_path)
    report = told(other.command("import", str(exported(worked)), "--json"))
    assert sum(report["added"].values()) == 5


def test_names_that_look_like_formulas_are_exported_as_text(worked: Rto) -> None:
    edit(worked, "UPDATE clients SET surname = '=cmd()', given_names = '@JOANA'")
    (client,) = rows(exported(worked), "clients.csv")
    assert (client["Surname"], client["Given Names"]) == ("'=cmd()", "'@JOANA")


# --- files that are there ---------------------------------------------------------


def test_existing_files_are_overwritten_only_with_force(worked: Rto) -> None:
    out = exported(worked)
    (out / "units.csv").write_text("mine", encoding="utf-8")
    refused = worked.command("export", str(out))
    assert refused.exit_code == 2
    there = "\n".join(f"{out / file} already exists" for file in FILES)
    assert refused.stderr == (
        f"error: {there}\n"
        "Nothing was written. Name another folder, or overwrite the files with --force.\n"
    )
    assert (out / "units.csv").read_text(encoding="utf-8") == "mine"
    exported(worked, "--force")
    assert len(rows(out, "units.csv")) == 1


def test_without_a_store_nothing_is_exported(tmp_path: Path) -> None:
    ran = rto(tmp_path).command("export", str(tmp_path / "out"))
    assert ran.exit_code == 3
    assert not (tmp_path / "out").exists()
