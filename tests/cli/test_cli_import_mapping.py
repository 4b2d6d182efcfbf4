"""`[import.columns]`, `[import.values]`, `[import.files]`, profiles, and `import --explain`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.cli.rto import GUIDE, rto, with_settings
from talent_powerpro.adapters.csv import FileMapping, ImportMapping
from talent_powerpro.config.settings import read_sheet

MAPPED = """
[import]
profile = "wisenet"
[import.columns]
"Student No" = "Code"
[import.values]
"Booking Status" = { CONF = "Confirmed" }
[import.files.enrolments.columns]
"Student No" = "Client Code"
[import.files.enrolments.values]
"Talent LMS Export" = { J = "Yes" }
"""


def faults_of(folder: Path, lines: str) -> tuple[str, ...]:
    return read_sheet(with_settings(rto(folder), lines).settings_file).faults


def others_files(at: Path) -> Path:
    """The guide's files as another system might write them."""
    at.mkdir()
    texts = {each.name: each.read_text(encoding="utf-8") for each in GUIDE.glob("*.csv")}
    clients, enrolments = texts["clients.csv"], texts["enrolments.csv"]
    clients = clients.replace("Code,", "Student No,").replace("Given Names", "First Name")
    enrolments = enrolments.replace("Client Code", "Student No").replace("Confirmed", "conf")
    texts |= {"clients.csv": clients, "enrolments.csv": enrolments.replace("Yes", "j")}
    for name, text in texts.items():
        (at / name).write_text(text, encoding="utf-8")
    return at


def test_files_of_another_system_are_imported_as_the_guides_own(tmp_path: Path) -> None:
    world = with_settings(rto(tmp_path), MAPPED)
    done = world.command("import", str(others_files(tmp_path / "files")))
    assert (done.exit_code, done.stderr) == (0, "")
    (tmp_path / "guide").mkdir()
    guides = rto(tmp_path / "guide").imported()
    shown = [each.command("tab", "1001", "--json").stdout for each in (world, guides)]
    assert shown[0] == shown[1]
    listed = world.command("set-export", "ICT30120-A").stdout
    assert listed == guides.command("set-export", "ICT30120-A").stdout


def test_an_export_is_imported_back_under_a_mapping(tmp_path: Path) -> None:
    world = with_settings(rto(tmp_path), MAPPED)
    assert world.command("import", str(others_files(tmp_path / "files"))).exit_code == 0
    set_ = ("set-export", "ICT30120-A", "--client", "2021000018", "--date", "02/06/2022")
    assert world.command(*set_).exit_code == 0
    out = tmp_path / "out"
    assert world.command("export", str(out)).exit_code == 0
    # As a spreadsheet saves it: the store does not recognise its bytes.
    saved = out / "enrolments.csv"
    saved.write_bytes(saved.read_bytes().replace(b"\r\n", b"\n"))
    back = world.command("import", str(out))
    assert back.exit_code == 0
    assert "enrolments.csv: has the headings that `export` writes" in back.stderr
    assert "enrolment    0      0        " in back.stdout


# --- explain ----------------------------------------------------------------------


def test_explain_shows_all_and_stores_nothing(tmp_path: Path) -> None:
    world = with_settings(rto(tmp_path), MAPPED)
    files = others_files(tmp_path / "files")
    shown = world.command("import", str(files), "--explain")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert not world.store.exists()
    lines = shown.stdout.splitlines()
    for expected in (
        "3 rows; UTF-8, with commas between cells.",
        "Student No      Code            [import.columns]  3       9999999999",
        "First Name      Given Names     profile wisenet   3       AAAAA, AAAA, AAA",
        "Booking Status words: conf = Confirmed (3).",
        "Talent LMS Export words: No (2), j = Yes (1).",
        "Enrolment Date dates: dd/mm/yyyy in 3 rows.",
        "There is no such file. It is optional.",
        "It would accept these files. Nothing was stored now.",
    ):
        assert expected in lines
    assert "GOMEZ" not in shown.stdout


def test_explain_counts_faults_as_import_does_and_exits_2(tmp_path: Path) -> None:
    world = rto(tmp_path)
    files = others_files(tmp_path / "files")
    shown = world.command("import", str(files), "--explain", "--json")
    assert shown.exit_code == 2
    told = json.loads(shown.stdout)
    refused = json.loads(world.command("import", str(files), "--json").stdout)
    assert told["explanation"]["faults"] == len(refused["error"]["faults"])
    assert told["hints"] == [
        "Booking Status: no row is Confirmed, so no enrolment would be provisioned. Map your "
        "system's word with [import.values] in the settings."
    ]
    assert not world.store.exists()


# --- faults of the settings -------------------------------------------------------


def test_all_faults_of_the_mapping_are_reported_at_once(tmp_path: Path) -> None:
    lines = """
[import]
profile = "vetrak"
[import.columns]
"Student No" = "Cod"
"student  no" = ""
" " = "Code"
[import.values]
"Booking State" = { A = "B" }
"Talent LMS Export" = { J = "Yess", j = "Yes" }
"talent lms export" = { N = "No" }
[import.files.client]
[import.files.units.columns]
"Student No" = "Client Code"
[import.files.units.values]
"Start Date" = { x = "31/31/2000" }
"""
    assert faults_of(tmp_path, lines) == (
        '[import] profile: "vetrak" is not one of vettrak, axcelerate, wisenet. Did you mean '
        "vettrak?",
        '[import] columns: {"Student No": "Cod", "student  no": "", " ": "Code"} has faults: '
        '"Student No" = "Cod": "Cod" is no column there. Did you mean Code?; a heading is blank; '
        'the heading "student no" is there twice',
        '[import] values: {"Booking State": {"A": "B"}, "Talent LMS Export": {"J": "Ye... has '
        'faults: "Booking State" is no column there. Did you mean Booking Status?; Talent LMS '
        'Export: "J" = "Yess": is neither yes nor no. Write Yes or No, or leave it blank for No; '
        'Talent LMS Export: the word "j" is there twice; the column "talent lms export" is there '
        "twice",
        '[import] files: {"client": {}, "units": {"columns": {"Student No": "Client C... has '
        "faults: client is not one of courses, clients, enrolments, units, contact_logs. Did you "
        'mean clients?; units: "Student No" = "Client Code": "Client Code" is no column there. '
        'Did you mean Unit Code?; units: Start Date: "x" = "31/31/2000": is not a date. Write '
        "dd/mm/yyyy, day first, such as 16/05/2022, or yyyy-mm-dd",
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("[import]\ncolumns = 3", 'is not a table of texts. Write it as { "CODE" = "text" }'),
        (
            '[import.values]\n"Type" = "Unit"',
            'is not a table of tables. Write it as { "Column" = { CODE = "text" } }',
        ),
        ("[import]\nfiles = 3", "is not a table of tables with file and columns and values"),
        (
            "[import.files.clients]\nfile = '../units.csv'\n[import.files.units]\n"
            "file = 'Enrolments.CSV'",
            'clients: "../units.csv" is no name of a file. Write one without its folder; the file '
            '"enrolments.csv" is there twice',
        ),
        (
            "[import.files.units]\ncolumn = { A = 'B' }\nvalues = 3",
            "has faults: units.column is not a setting. Did you mean columns?; units.values is "
            'not a table of tables. Write it as { "Column" = { CODE = "text" } }',
        ),
    ],
)
def test_a_mapping_of_another_form_is_a_fault(tmp_path: Path, lines: str, expected: str) -> None:
    (fault,) = faults_of(tmp_path, f"\n{lines}\n")
    assert fault.endswith(expected)


@pytest.mark.parametrize("name", ["..", " . ", "in/units.csv", "in\\units.csv", "u\u0007.csv"])
def test_a_file_is_named_without_its_folder(tmp_path: Path, name: str) -> None:
    (fault,) = faults_of(tmp_path, f"\n[import.files.units]\nfile = {json.dumps(name)}\n")
    assert fault.endswith(f'"{name}" is no name of a file. Write one without its folder')


def test_a_mapping_without_faults_is_part_of_the_settings(tmp_path: Path) -> None:
    named = '[import.files.enrolments]\nfile = "X"\n[import.files.enrolments.columns]'
    lines = MAPPED.replace("[import.files.enrolments.columns]", named)
    sheet = read_sheet(with_settings(rto(tmp_path), lines).settings_file)
    assert sheet.settings().import_.mapping == ImportMapping(
        FileMapping({"Student No": "Code"}, {"Booking Status": {"CONF": "Confirmed"}}),
        {
            "enrolments": FileMapping(
                {"Student No": "Client Code"}, {"Talent LMS Export": {"J": "Yes"}}, "X"
            )
        },
        "wisenet",
    )
