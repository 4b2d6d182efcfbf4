"""Parsing of lines to records: delimiters, quotation marks, line ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO

import pytest

from talent_powerpro.adapters.csv.records import DELIMITERS, Broken, CsvRecord, beginning_of
from talent_powerpro.adapters.csv.records import delimiter_of as delimiter_in
from talent_powerpro.adapters.csv.records import records as records_of


def lines_of(text: str) -> Iterable[str]:
    return StringIO(text, newline=None)


def records(text: str, delimiter: str) -> Iterator[CsvRecord | Broken]:
    return records_of(lines_of(text), delimiter)


def delimiter_of(text: str, titles: set[str], candidates: str = DELIMITERS) -> str:
    return delimiter_in(lambda: lines_of(text), titles, candidates)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_record_has_the_number_of_its_first_physical_line(end: str) -> None:
    text = end.join(["a,b", "", '1,"two', 'lines"', " , ", "3,4"])
    assert list(records(text, ",")) == [
        CsvRecord(1, ("a", "b")),
        CsvRecord(3, ("1", "two\nlines")),
        CsvRecord(6, ("3", "4")),
    ]


def test_blanks_around_cells_and_quotation_marks_are_dropped() -> None:
    text = '\N{NO-BREAK SPACE}a ,  "b, c" ,"d "\n'
    assert list(records(text, ",")) == [CsvRecord(1, ("a", "b, c", "d"))]


def test_a_quotation_mark_inside_a_cell_stays() -> None:
    assert list(records('5" disk,"a ""b"""\n', ",")) == [CsvRecord(1, ('5" disk', 'a "b"'))]


def test_a_delimiter_at_the_end_of_the_file_begins_a_blank_cell() -> None:
    assert list(records("a,", ",")) == [CsvRecord(1, ("a", ""))]


def test_after_a_broken_record_reading_goes_on_with_the_next_line() -> None:
    text = '1,"JOANA "JO" GOMEZ"\n2,b\n3,"never closed\n4,d\n'
    assert list(records(text, ",")) == [
        Broken(1, '"JOANA "JO" GOMEZ"'),
        CsvRecord(2, ("2", "b")),
        Broken(3, '"never closed'),
        CsvRecord(4, ("4", "d")),
    ]


def test_lines_that_a_broken_record_made_us_look_at_are_read_in_their_order() -> None:
    text = f'1,"{"x" * 40}\n2,"two\nlines"\n3,"three\n\nlines"\n4,d\n'
    assert list(records(text, ",")) == [
        Broken(1, f'"{"x" * 40}'),
        CsvRecord(2, ("2", "two\nlines")),
        CsvRecord(4, ("3", "three\n\nlines")),
        CsvRecord(7, ("4", "d")),
    ]


def test_for_a_record_of_two_lines_not_the_whole_file_is_read() -> None:
    lines = iter([f'1,"{"x" * 40}\n', 'lines"\n', *["2,b\n"] * 1000])
    assert next(records_of(lines, ",")) == CsvRecord(1, ("1", f"{'x' * 40}\nlines"))
    assert len(list(lines)) > 980


def test_a_quotation_mark_open_at_the_end_of_the_file_breaks_its_record() -> None:
    assert list(records('a,b\n1,"cut o', ",")) == [CsvRecord(1, ("a", "b")), Broken(2, '"cut o')]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_that_finds_most_titles(delimiter: str) -> None:
    text = delimiter.join(["CODE", " given  names", "Fax; home, work"]) + "\n1\n"
    assert delimiter_of(text, {"code", "given names"}) == delimiter


def test_the_titles_may_be_below_other_lines() -> None:
    assert delimiter_of('Clients, all\n"cut" off\nCODE;Surname\n', {"code", "surname"}) == ";"


@pytest.mark.parametrize(("above", "delimiter"), [(19, ";"), (20, ",")])
def test_the_titles_are_looked_for_in_the_first_twenty_records(above: int, delimiter: str) -> None:
    assert delimiter_of("1,2\n" * above + "CODE;Surname\n", {"code", "surname"}) == delimiter


@pytest.mark.parametrize(
    ("before", "read", "delimiter", "warnings"),
    [
        ("", "", "", 0),
        ("\ufeff\ufeff", "", "", 1),
        ("\u200b\xad", "", "", 1),
        ("\xef\xbb\xbf", "", "", 1),
        ("sep=;\n", "\n", ";", 1),
        ("SEP=|\n", "\n", "|", 1),
        ('\ufeff"sep=;",,\n', "\n", ";", 2),
        ("sep=; ", "sep=; ", "", 0),
        ("separator\n", "separator\n", "", 0),
    ],
)
def test_what_stands_before_the_header_is_read_past(
    before: str, read: str, delimiter: str, warnings: int
) -> None:
    beginning = beginning_of(f"{before}Code,Name\n")
    assert (beginning.text, len(beginning.warnings)) == (f"{read}Code,Name\n", warnings)
    assert beginning.candidates == f"{delimiter}{DELIMITERS}"


def test_a_separator_line_adds_its_own_to_the_candidates() -> None:
    beginning = beginning_of("sep=|\nCode|Name\n")
    assert delimiter_of(beginning.text, {"code", "name"}, beginning.candidates) == "|"
    assert list(records(beginning.text, "|")) == [CsvRecord(2, ("Code", "Name"))]


def test_without_known_titles_the_delimiter_is_the_comma() -> None:
    assert delimiter_of("x;y\n", {"code"}) == ","
    assert delimiter_of("", {"code"}) == ","
    assert delimiter_of(";;\n", {"code"}) == ","
    assert delimiter_of('"x', {"code"}) == ","
    assert delimiter_of('"x",y\n', {"code"}) == ","
