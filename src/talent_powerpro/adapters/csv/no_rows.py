"""Records of an import file that are no rows: damaged ones, footers, and those too long."""

from __future__ import annotations

import re

from talent_powerpro.adapters.csv.columns import Table
from talent_powerpro.adapters.csv.faults import ImportFault
from talent_powerpro.adapters.csv.header import Header
from talent_powerpro.adapters.csv.records import Broken, CsvRecord

# What reports print below their rows, such as: Total: 12 records; (12 rows affected); Page 1 of 3.
_FOOTER = re.compile(
    r"\W*(?:(?:grand|sub)?[ -]?totals?\b|(?:number|count) of\b|count:|end of\b|page \d|printed\b"
    r"|generated\b|\d+ (?:records?|rows?)\b)",
    re.IGNORECASE,
)


def broken(table: Table, record: Broken) -> ImportFault:
    """The fault of a record that cannot be split into cells."""
    return ImportFault(
        file=table.file,
        line=record.line,
        value=record.text,
        problem="begins with a quotation mark that is not closed before the next cell",
        remedy='Write a quotation mark inside a quoted cell twice (""), or export the file again.',
    )


def footer(table: Table, record: CsvRecord) -> ImportFault | None:
    """The fault of a record that looks like a report's footer; ``None`` for any other record."""
    filled = list(filter(None, record.cells))
    if len(filled) > 2 or not _FOOTER.match(filled[0]):
        return None
    return ImportFault(
        file=table.file,
        line=record.line,
        value=filled[0],
        problem="looks like the last line of a report",
        remedy="Delete the line, or export the file without totals.",
    )


def too_long(table: Table, header: Header, record: CsvRecord) -> ImportFault | None:
    """The fault of a record with a filled cell beyond the header; ``None`` for any other."""
    if len(record.cells) <= len(header.titles):
        return None
    beyond = [cell for cell in record.cells[len(header.titles) :] if cell]
    if not beyond:
        return None
    # An unquoted comma may have moved the cells to the right.
    return ImportFault(
        file=table.file,
        line=record.line,
        value=beyond[0],
        problem=f"is in a cell beyond the header, which has {len(header.titles)} columns",
        remedy="Put quotation marks around any cell that contains the separator, such as a comma.",
    )
