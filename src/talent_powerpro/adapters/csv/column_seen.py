"""One column of an import file, as an explanation sees it: its words, dates and shapes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from attrs import Factory, define, frozen

from talent_powerpro.adapters.csv.cells import (
    MONTH_FIRST,
    CellError,
    day,
    form_of,
    unit_type,
    yes_no,
)
from talent_powerpro.adapters.csv.columns import Column
from talent_powerpro.adapters.csv.formulas import restored
from talent_powerpro.adapters.csv.sheet import REMEMBERED, value_of
from talent_powerpro.model import plain

SAMPLES = 3
"""Values of a column that are shown."""
MOST_WORDS = 30
"""Different words, or cells that are not understood, that are counted one by one in a column.
Words that are mapped are counted beyond it."""
LONGEST_SHAPE = 30

_WORDS = frozenset(("booking_status", "outcome", "contact_type"))
"""The fields of texts that are words: each is counted."""


@frozen
class WordSeen:
    """A word of a column, and the number of rows that have it."""

    word: str
    ours: str
    """What it stands for in the settings; the word itself where it is not mapped."""
    rows: int
    mapped: bool = False


@frozen
class NotUnderstood:
    """A cell that no value could be made of, and the rows that have it."""

    cell: str
    """As it is in the file, or its shape."""
    rows: int
    line: int
    """Of the first of them."""
    problem: str


@frozen(kw_only=True)
class ExplainedColumn:
    """One heading of a file."""

    heading: str
    title: str
    """The title of our column; blank: the heading is not used."""
    origin: str
    """What maps the heading: a table of the settings or a profile; blank: it is our own title."""
    filled: int
    """The rows with a cell that is not blank."""
    samples: tuple[str, ...]
    """The first different cells, or their shapes."""
    left_out: bool
    """Whether the settings say that the column is not kept."""
    words: tuple[WordSeen, ...]
    """For a column of words: each word, the most frequent first."""
    other_words: int
    """The rows with a word beyond `MOST_WORDS`."""
    dates: Mapping[str, int]
    """For dates: the number of rows by form, such as ``dd/mm/yyyy``."""
    month_first: int
    """The rows whose date makes sense only with the month first, so it is not understood."""
    not_understood: tuple[NotUnderstood, ...]


@define(kw_only=True)
class ColumnSeen:
    """What was seen in one column so far."""

    heading: str
    column: Column | None
    """``None``: its cells are not read."""
    title: str
    origin: str
    left_out: bool
    is_open: bool
    filled: int = 0
    samples: list[str] = Factory(list)
    words: Counter[str] = Factory(Counter)
    spelt: dict[str, str] = Factory(dict)
    """Each word as it was first spelt, by the word for comparing."""
    other_words: int = 0
    dates: Counter[str] = Factory(Counter)
    month_first: int = 0
    wrong: dict[str, tuple[int, int, str]] = Factory(dict)
    """By cell or shape: how many, the first line, and the problem."""
    problem: Callable[[str], str] = lambda _: ""

    def __attrs_post_init__(self) -> None:
        if column := self.column:
            self.problem = lru_cache(REMEMBERED)(lambda cell: _problem(column, cell))

    def see(self, cell: str, line: int) -> None:
        self.filled += bool(cell)
        if self.left_out:
            return
        cell = restored(cell)
        if len(self.samples) < SAMPLES and cell and self._shown(cell) not in self.samples:
            self.samples.append(self._shown(cell))
        if self.column:
            self._read(self.column, cell, line)

    def _read(self, column: Column, cell: str, line: int) -> None:
        if problem := self.problem(cell):
            self._note_wrong(cell, line, problem)
        elif cell and _has_dates(column) and plain(cell) not in column.words:
            self.dates[form_of(cell)] += 1
        mapped = plain(cell) in column.words
        if mapped or (cell and self.is_open and _has_words(column)):
            self._note_word(cell, mapped=mapped)

    def _note_word(self, cell: str, *, mapped: bool) -> None:
        word = plain(cell)
        if not mapped and word not in self.words and len(self.words) >= MOST_WORDS:
            self.other_words += 1
            return
        self.spelt.setdefault(word, cell)
        self.words[word] += 1

    def _note_wrong(self, cell: str, line: int, problem: str) -> None:
        self.month_first += form_of(cell) == MONTH_FIRST
        shown = self._shown(cell)
        if shown in self.wrong or len(self.wrong) < MOST_WORDS:
            count, first, _ = self.wrong.get(shown, (0, line, problem))
            self.wrong[shown] = (count + 1, first, problem)

    def _shown(self, cell: str) -> str:
        return cell if self.is_open else shape(cell)

    def explained(self) -> ExplainedColumn:
        return ExplainedColumn(
            heading=self.heading,
            title=self.title,
            origin=self.origin,
            filled=self.filled,
            samples=tuple(self.samples),
            left_out=self.left_out,
            words=tuple(self._words()),
            other_words=self.other_words,
            dates=dict(self.dates.most_common()),
            month_first=self.month_first,
            not_understood=tuple(
                NotUnderstood(cell, count, line, problem)
                for cell, (count, line, problem) in self.wrong.items()
            ),
        )

    def _words(self) -> Iterator[WordSeen]:
        known = self.column.words if self.column else {}
        for word, count in self.words.most_common():
            spelt = self._shown(self.spelt[word])
            yield WordSeen(spelt, known.get(word, spelt), count, word in known)
        for word, spelt in (self.column.spelt if self.column else {}).items():
            if word in known and word not in self.words:
                yield WordSeen(spelt, known[word], 0, mapped=True)


def _has_words(column: Column) -> bool:
    if _has_dates(column):
        return False
    return bool(column.words) or column.field in _WORDS or column.read in (yes_no, unit_type)


def _has_dates(column: Column) -> bool:
    return column.read is day or column.field == "contact_date"


def _problem(column: Column, cell: str) -> str:
    """Why no value can be made of the cell; blank: one can."""
    try:
        value_of(column, cell)
    except CellError as bad:
        return bad.problem
    return ""


def shape(cell: str) -> str:
    """The cell with each letter as ``A`` or ``a`` and each digit as ``9``, and no more of it.

    >>> shape("jg11@pm.me")
    'aa99@aa.aa'
    """
    shaped = "".join(map(_shape_of, cell[:LONGEST_SHAPE]))
    return shaped if len(cell) <= LONGEST_SHAPE else f"{shaped}..."


def _shape_of(char: str) -> str:
    if char.isnumeric():
        return "9"
    if char.isascii() and not char.isalpha():
        return char
    return "A" if char.isupper() else "a"
