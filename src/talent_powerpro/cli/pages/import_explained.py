"""The page of `import --explain`: each file, column by column, before anything is stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.screen import Screen
from talent_powerpro.model import outcome_code, same_text

if TYPE_CHECKING:
    from talent_powerpro.adapters.csv.column_seen import ExplainedColumn, WordSeen
    from talent_powerpro.adapters.csv.explained import ExplainedFile, Explanation

_ENCODINGS = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def show_explained(screen: Screen, folder: Path, explanation: Explanation) -> None:
    """Print each file with its columns, then the faults of the settings and the verdict."""
    for each in explanation.files:
        _show_file(screen, each)
    if explanation.settings:
        screen.heading("Settings")
        for fault in explanation.settings:
            screen.line(str(fault))
    screen.heading("What an import would do")
    screen.line(verdict(folder, explanation))


def verdict(folder: Path, explanation: Explanation) -> str:
    """Whether an import would accept the files, and what to do."""
    if explanation.faults:
        return (
            f"It would report {count(explanation.faults, 'fault')} and store nothing. List them "
            f"with `talent-powerpro import {_typed(folder)}`. Nothing was stored now."
        )
    return "It would accept these files. Nothing was stored now."


def _typed(folder: Path) -> str:
    """The folder as a shell takes it. Double quotes, because cmd.exe knows no single ones."""
    return f'"{folder}"' if " " in str(folder) else str(folder)


def _show_file(screen: Screen, file: ExplainedFile) -> None:
    screen.heading(file.file)
    if not file.found:
        screen.line("There is no such file. It is optional.")
    for fault in file.faults:
        screen.line(str(fault))
    if not file.columns:
        return
    screen.line(
        f"{count(file.rows, 'row')}; {_ENCODINGS[file.encoding]}, with "
        f"{_DELIMITERS[file.delimiter]} between cells."
    )
    if file.is_own:
        screen.line(
            "It has the headings that `export` writes, and is read by them, without the headings "
            "of the settings."
        )
    screen.table(
        ("Heading", "Read as", "Because of", "Filled", "Such as"),
        [
            (each.heading, _read_as(each), each.origin, str(each.filled), ", ".join(each.samples))
            for each in file.columns
        ],
    )
    if file.lacking:
        screen.line(f"Not in the file: {', '.join(file.lacking)}.")
    for each in file.columns:
        for sentence in (*_seen(each), *hints(each)):
            screen.line(sentence)


def _read_as(column: ExplainedColumn) -> str:
    if column.left_out:
        return f"{column.title}, left out"
    return column.title or "not used"


def _seen(column: ExplainedColumn) -> Iterator[str]:
    """Sentences on the words, dates and cells of a column."""
    if column.words:
        other = (
            f", and {count(column.other_words, 'row')} with others" if column.other_words else ""
        )
        yield f"{column.title} words: {', '.join(map(_word, column.words))}{other}."
    if column.dates:
        forms = ", ".join(f"{form} in {count(rows, 'row')}" for form, rows in column.dates.items())
        yield f"{column.title} dates: {forms}."
    for wrong in column.not_understood:
        cell = f'"{wrong.cell}"' if wrong.cell else "a cell that"
        yield (
            f"{column.title} not understood: {cell} {wrong.problem}, in "
            f"{count(wrong.rows, 'row')}, first on line {wrong.line}."
        )


def _word(seen: WordSeen) -> str:
    meaning = f" = {seen.ours or 'blank'}" if seen.mapped else ""
    return f"{seen.word or 'blank'}{meaning} ({seen.rows})"


def hints(column: ExplainedColumn) -> Iterator[str]:
    """Sentences on what a person should look at in a column that was understood."""
    if column.month_first:
        yield (
            f"{column.title}: {count(column.month_first, 'date')} can only be read with the month "
            "first. If the system writes all dates so, the others would be read wrongly. Export "
            "the file with the day first."
        )
    words = [each.ours for each in column.words]
    if same_text(column.title, "Booking Status") and words and not any(map(_confirmed, words)):
        yield (
            "Booking Status: no row is Confirmed, so no enrolment would be provisioned. Map "
            "your system's word with [import.values] in the settings."
        )
    if same_text(column.title, "Outcome") and (without := list(filter(_has_no_code, words))):
        yield (
            f"Outcome: {', '.join(without)} {'has' if len(without) == 1 else 'have'} no outcome "
            "code, such as 20. Map your system's words with [import.values] in the settings."
        )


def _confirmed(status: str) -> bool:
    return same_text(status, "Confirmed")


def _has_no_code(outcome: str) -> bool:
    return bool(outcome) and not outcome_code(outcome)[:1].isdigit()
