"""`shadow`: the page, JSON, the memory in its file, and the exit codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from support.cli.handed_on import edit
from support.cli.rto import GUIDE, rto
from support.the_guide import DESCRIPTION, DONE, EXPORT_DATE, booking
from talent_powerpro.cli.exits import Exit, of_shadowed
from talent_powerpro.cli.pages.shadowed import HEADINGS, NAMES
from talent_powerpro.errors import FaultKind
from talent_powerpro.records.record import StageName
from talent_powerpro.records.report import Stopped
from talent_powerpro.records.shadow import Compared, Shadowed, ShadowKind
from talent_powerpro.sandbox import PortalEnrolment, PortalUser, Sandbox, guide_portal, serve


def place(kind: ShadowKind, **texts: Any) -> Compared:
    return Compared(
        kind,
        StageName.RESULTS,
        booking(),
        "2021000017",
        "JOANA GOMEZ",
        "ICT30120-A",
        since=EXPORT_DATE,
        **texts,
    )


def test_each_kind_of_place_has_a_heading_and_a_name() -> None:
    assert HEADINGS.keys() | {ShadowKind.SAME} == NAMES.keys() == set(ShadowKind)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, Exit.DONE),
        ({"not_judged": ("x",)}, Exit.ATTENTION),
        ({"compared": (place(ShadowKind.ONLY_OURS),), "not_judged": ("x",)}, Exit.CHANGES),
        ({"compared": (place(ShadowKind.UNSTAMPED), place(ShadowKind.NOT_YET))}, Exit.DONE),
        (
            {
                "compared": (place(ShadowKind.ONLY_OURS),),
                "stopped": Stopped(FaultKind.QUOTA, "quota", ""),
            },
            Exit.QUOTA,
        ),
    ],
)
def test_the_exit_code_tells_differences_where_asked(
    changes: dict[str, object], code: Exit
) -> None:
    found = Shadowed("run", EXPORT_DATE, EXPORT_DATE, False, **changes)  # type: ignore[arg-type]
    assert of_shadowed(found, says_differences=True) is code
    silent = Exit.ATTENTION if code is Exit.CHANGES else code
    assert of_shadowed(found, says_differences=False) is silent


def test_two_days_beside_another_agent(tmp_path: Path) -> None:
    """The other agent is played by a run of this one, and by a hand in the store."""
    sandbox = Sandbox(guide_portal())
    with serve(sandbox) as url:
        made = rto(tmp_path, url).imported()
        assert made.command("run", "--date", "02/06/2022").exit_code == 0
        sandbox.complete("7", "126", "ICTWEB304")
        store = made.store.read_bytes()
        first = made.command("shadow", "--exit-code")
        assert first.exit_code == 0
        assert "0 differences, 0 the same, 1 not yet." in first.stdout
        assert made.store.read_bytes() == store
        assert (tmp_path / "shadow.json").stat().st_mode & 0o777 == 0o600
        assert made.command("run").exit_code == 0
        edit(
            made,
            "UPDATE units SET outcome = '20 - Competent', "
            "short_comment = '[Talent Integration Agent]' "
            "WHERE enrolment_id = '1001' AND code = 'ICTWEB306'",
        )
        second = made.command("shadow", "--exit-code", "--json")
        assert second.exit_code == 7
        found = json.loads(second.stdout)
        assert found["schema"] == 2
        assert found["shadowed"]["same"] == 1
        (only,) = found["shadowed"]["compared"]
        assert (only["kind"], only["unit_code"], only["rules"]) == (
            "only-theirs",
            "ICTWEB306",
            ["not-completed"],
        )
        assert made.command("forget", "2021000017", "--yes").exit_code == 0
    assert "2021000017" not in (tmp_path / "shadow.json").read_text(encoding="utf-8")


def test_what_an_import_brings_is_compared(tmp_path: Path) -> None:
    """The other agent's writes come with the files of the exporting system."""
    sandbox = Sandbox(guide_portal())
    sandbox.users["7"] = PortalUser("7", "jg11@pm.me", "Joana", "Gomez", "jg11@pm.me")
    sandbox.enrolments["7", "126"] = PortalEnrolment("7", "126")
    with serve(sandbox) as url:
        made = rto(tmp_path, url).imported()
        assert made.command("shadow").exit_code == 0
        sandbox.complete("7", "126", "ICTWEB304", DONE)
        assert made.command("import", str(a_day_later(tmp_path / "files"))).exit_code == 0
        shown = made.command("shadow", "--exit-code")
    assert "1 difference, 2 the same, 0 not yet." in shown.stdout
    assert shown.exit_code == 7
    wanted = [
        "results: JOANA GOMEZ (2021000017), ICT30120-A, enrolment 1001, ICTWEB305",
        "    theirs: 20 - Competency achieved/pass, 13/06/2022",
        "    not-completed: The student has not completed it.",
    ]
    found = shown.stdout.splitlines()
    at = next(n for n, line in enumerate(found) if line.startswith(wanted[0]))
    assert found[at + 1 : at + 3] == wanted[1:]


def a_day_later(folder: Path) -> Path:
    """The guide's files after another agent provisioned Joana and wrote two results."""
    shutil.copytree(GUIDE, folder)
    clients = folder / "clients.csv"
    text = clients.read_text(encoding="utf-8")
    clients.write_text(text.replace("DPC000129", "7"), encoding="utf-8")
    units = folder / "units.csv"
    text = units.read_text(encoding="utf-8")
    result = "20 - Competency achieved/pass,13/06/2022,[Talent Integration Agent]"
    for code in ("ICTWEB304", "ICTWEB305"):
        (row,) = (each for each in text.splitlines() if each.startswith(f"1001,{code},"))
        text = text.replace(row, row.removesuffix(",,") + result)
    units.write_text(text, encoding="utf-8")
    (folder / "contact_logs.csv").write_text(
        "Enrolment ID,Contact Date,Contact Type,Description\n"
        f"1001,02/06/2022 14:59,Enrolment exported to Talent LMS,{DESCRIPTION}\n",
        encoding="utf-8",
    )
    return folder


def test_a_memory_that_is_none_is_refused_before_any_call(tmp_path: Path) -> None:
    made = rto(tmp_path, "http://127.0.0.1:9").imported()
    file = tmp_path / "notes.json"
    file.write_text("[]", encoding="utf-8")
    refused = made.command("shadow", "--memory", str(file))
    assert refused.exit_code == 2
    assert "not a memory of `shadow`" in refused.stderr
    assert file.read_text(encoding="utf-8") == "[]"


def test_the_memory_of_another_rto_is_refused_and_kept(tmp_path: Path, url: str) -> None:
    made = rto(tmp_path, url).imported()
    file = tmp_path / "beside.json"
    assert made.command("shadow", "--memory", str(file)).exit_code == 0
    assert not (tmp_path / "shadow.json").exists()
    before = file.read_bytes()
    text = made.settings_file.read_text(encoding="utf-8")
    named = text.replace("[rto]", '[rto]\nname = "North"', 1)
    made.settings_file.write_text(named, encoding="utf-8")
    refused = made.command("shadow", "--memory", str(file))
    assert (refused.exit_code, refused.stderr) == (
        2,
        f"error: --memory: {file} is of an RTO without a name, but the settings are of the RTO "
        "North.\nName another file with --memory, one for each RTO.\n",
    )
    assert file.read_bytes() == before


def test_a_memory_that_is_a_folder_is_refused_as_a_wrong_word(tmp_path: Path) -> None:
    refused = rto(tmp_path).command("shadow", "--memory", str(tmp_path))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.endswith(
        f"error: Invalid value for '--memory': File '{tmp_path}' is a directory.\n"
    )
