"""Import files as exporting systems and spreadsheets really write them, by the command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from support.cli.rto import Rto, rto
from support.csv.import_files import SMALL, write

MISSPELT = "E-mail Address".replace("dd", "d")
Imported = Callable[..., tuple[Rto, Result]]


@pytest.fixture
def imported(tmp_path: Path) -> Imported:
    """Imports the small set with changed files, by the command."""

    def run(**files: str | bytes) -> tuple[Rto, Result]:
        folder = tmp_path / "files"
        folder.mkdir()
        write(folder, {f"{name}.csv": content for name, content in files.items()})
        new = rto(tmp_path)
        return new, new.command("import", str(folder))

    return run


def clients(*lines: str) -> str:
    return SMALL["clients.csv"] + "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize(
    ("cell", "shown", "write"),
    [
        ("7.0", "7.0", "Write 7."),
        ('"1,234"', "1,234", "Write 1234."),
        ('"1,234.00"', "1,234.00", "Write 1234."),
        ('="7"', '="7"', "Write 7."),
        ("7\N{ZERO WIDTH SPACE}", "7\\u200b", "Write 7."),
        ("1 234", "1 234", "Write 1234."),
        ("'7", "'7", "Write 7."),
        ("1.234", "1.234", "Write the digits of the Talent user id alone."),
    ],
)
def test_1_4_a_secondary_id_that_a_spreadsheet_changed_is_refused(
    imported: Imported, cell: str, shown: str, write: str
) -> None:
    new, done = imported(clients=clients(f"8,PANTHER,PINK,,,{cell},,,pink@pm.me"))
    assert done.exit_code == 2
    assert done.stderr.startswith(
        f'error: clients.csv, line 3, Secondary ID: "{shown}" is a number with'
    )
    assert f"{write} In a spreadsheet, format the column as Text" in done.stderr
    assert not new.store.exists()


@pytest.mark.parametrize("text", ["30/12/1899", "01/01/1900", "01/01/1753", "1899-12-30 00:00:00"])
def test_5_a_date_that_stands_for_no_date_is_blank_and_reported(
    imported: Imported, text: str
) -> None:
    header, line, _ = SMALL["enrolments.csv"].split("\n")
    rows = f"{header},Withdrawal Date\n{line},{text}\n{line.replace('1001', '1002', 1)},{text}\n"
    new, done = imported(enrolments=rows)
    assert done.exit_code == 0
    assert done.stderr == (
        f"Warning: enrolments.csv: Withdrawal Date {text} stands for no date and was read as "
        "blank in 2 rows.\n"
    )
    listed = new.command("set-export", "ICT30120-A", "--all", "--date", "02/06/2032").stdout
    assert "withdrawn" not in listed


@pytest.mark.parametrize("text", ["16-May-2022", "16.05.2022", "20220516", "16 May 2022"])
def test_5_an_unambiguous_date_is_read(imported: Imported, text: str) -> None:
    units = SMALL["units.csv"].replace("16/05/2022", text)
    units = units.replace(",,,\n", ",20 - Competency achieved/pass,20.05.2022,[Talent")
    new, done = imported(units=units + " Integration Agent]\n")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "16/05/2022" in new.command("tab", "1001").stdout


@pytest.mark.parametrize(
    ("before", "warning"),
    [
        ("\ufeff\ufeff", "clients.csv: invisible characters at its beginning were ignored."),
        ("\u200b", "clients.csv: invisible characters at its beginning were ignored."),
        ("sep=,\n", 'clients.csv: the line "sep=," before the header was ignored.'),
    ],
)
def test_5_what_stands_before_the_header_is_read_past_with_a_warning(
    imported: Imported, before: str, warning: str
) -> None:
    _, done = imported(clients=before + SMALL["clients.csv"])
    assert (done.exit_code, done.stderr) == (0, f"Warning: {warning}\n")


def test_5_a_title_line_is_refused_with_what_to_do(imported: Imported) -> None:
    _, done = imported(clients="Client list; Perth campus\n" + SMALL["clients.csv"])
    assert done.exit_code == 2
    assert done.stderr.splitlines()[0] == (
        'error: clients.csv, line 1: "Client list; Perth campus" is above the line with the '
        "column headings. Delete the lines above the headings, or export the file without a title."
    )


def test_5_a_missing_column_hides_no_other_fault_and_names_its_near_miss(
    imported: Imported,
) -> None:
    _, done = imported(
        clients=SMALL["clients.csv"]
        .replace(",Email", f",{MISSPELT}")
        .replace("12/12/2000", "31/02/2000"),
        enrolments=SMALL["enrolments.csv"] + "1002,0021000018,ICT30120-A,Confirmed,Yes,\n",
    )
    assert done.exit_code == 2
    assert done.stderr.splitlines()[:3] == [
        f'error: clients.csv, line 1, Email is missing. Rename the column "{MISSPELT}" to Email, '
        "if that is the one, or map it with [import.columns] in the settings.",
        'clients.csv, line 2, Date of Birth: "31/02/2000" is not a date. Write dd/mm/yyyy, day '
        "first, such as 16/05/2022, or yyyy-mm-dd.",
        'enrolments.csv, line 3, Client Code: "0021000018" is not in clients.csv. Add the client '
        "to clients.csv, or correct the code. Leading zeros and capitals must match.",
    ]


def test_5_a_footer_row_is_refused(imported: Imported) -> None:
    _, done = imported(clients=clients("Total: 1 record(s)"))
    assert done.exit_code == 2
    assert done.stderr.startswith(
        'error: clients.csv, line 3: "Total: 1 record(s)" looks like the last line of a report. '
    )


@pytest.mark.parametrize(
    "email", ['"""a@x.example"""', "mailto:a@x.example", "a@x.example.", "a@x..example"]
)
def test_5_an_address_with_other_characters_is_malformed(imported: Imported, email: str) -> None:
    new, done = imported(clients=SMALL["clients.csv"].replace("jg11@pm.me", email))
    assert done.exit_code == 0
    listed = new.command("set-export", "ICT30120-A", "--all", "--date", "02/06/2032").stdout
    assert email.replace('"""', '"') in listed
    assert "is not valid" in listed


def test_5_blank_cells_beyond_the_header_are_read_past(imported: Imported) -> None:
    _, done = imported(clients=SMALL["clients.csv"].replace("@pm.me\n", "@pm.me,,,\n"))
    assert (done.exit_code, done.stderr) == (0, "")


def test_5_a_filled_cell_beyond_the_header_is_refused_by_name(imported: Imported) -> None:
    _, done = imported(clients=SMALL["clients.csv"].replace("@pm.me\n", "@pm.me,,red\n"))
    assert done.exit_code == 2
    assert done.stderr.startswith(
        'error: clients.csv, line 2: "red" is in a cell beyond the header'
    )
