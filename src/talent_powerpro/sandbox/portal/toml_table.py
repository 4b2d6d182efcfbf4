"""Reading a TOML table by name and type, gathering faults instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

E = TypeVar("E", bound=StrEnum)
V = TypeVar("V")


class Table:
    """One table. Each question returns the value, or a stand-in after noting the fault.

    *place* is where the table stands (``users[2]``, counted from one; ``""`` at the top);
    *faults* is shared by all tables of a file.
    """

    def __init__(self, values: Mapping[str, object], place: str, faults: list[str]) -> None:
        self._values = values
        self._place = place
        self._faults = faults
        self._asked: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str, default: str | None = None) -> str:
        """Without a default it has to be there."""
        value = self._value(name, str, "a text in quotation marks", default)
        if value is None and name not in self._values:
            self._fault(name, "is missing; add it")
        return value or ""

    def secret(self, name: str) -> str | None:
        """A text that no fault shows; ``None`` when it is not there."""
        self._asked.add(name)
        value = self._values.get(name)
        if value is None or isinstance(value, str):
            return value
        self._fault(name, "is not a text in quotation marks; write it so")
        return None

    def number(self, name: str, default: int) -> int:
        return self._value(name, int, "a whole number", default)

    def flag(self, name: str, default: bool) -> bool:
        return self._value(name, bool, "true or false", default)

    def id(self, name: str) -> str:
        """A number or its digits as a text; ``""`` when it is not there."""
        value = self._value(name, (int, str), "a number", "")
        return str(value)

    def ids(self, name: str) -> tuple[str, ...]:
        """Numbers, or their digits as texts."""
        values = self._value(name, list, "a list of numbers", [])
        return tuple(str(value) for value in values)

    def choice(self, name: str, default: E) -> E:
        """One of the default's own kind."""
        choices = [choice.value for choice in type(default)]
        text = self._value(name, str, "one of " + ", ".join(choices), default.value)
        if text in choices:
            return type(default)(text)
        self._fault(name, f"{text!r} is not known; take one of {', '.join(choices)}")
        return default

    def moment(self, name: str, zone: tzinfo) -> datetime | None:
        """A date and time, in *zone* when it has no offset; ``None`` when it is not there."""
        value = self._value(name, datetime, "a date and time such as 2022-05-16T09:00:00", None)
        return value.replace(tzinfo=zone) if value and value.tzinfo is None else value

    def needed_moment(self, name: str, zone: tzinfo) -> datetime:
        """The same, and it has to be there."""
        if name not in self._values:
            self._fault(name, "is missing; add it")
        return self.moment(name, zone) or datetime.min.replace(tzinfo=zone)

    def texts(self, name: str) -> dict[str, str]:
        """A table of nothing but texts, under any names."""
        table = self.table(name)
        return {key: table.text(key) for key in table._values}

    def numbers(self, name: str) -> dict[str, int]:
        """A table of nothing but whole numbers, under any names."""
        table = self.table(name)
        return {key: table.number(key, 0) for key in table._values}

    def table(self, name: str) -> Table:
        """A table within; an empty one when it is not there."""
        return self._within(self._value(name, dict, f"a table [{name}]", {}), name)

    def tables(self, name: str) -> list[Table]:
        """A list of tables within."""
        rows = self._value(name, list, f"a list of tables [[{name}]]", [])
        return [self._entry(row, f"{name}[{n}]") for n, row in enumerate(rows, start=1)]

    def end(self) -> None:
        """Everything was asked for: what is left is unknown, and perhaps misspelt."""
        for name in self._values.keys() - self._asked:
            near = get_close_matches(name, self._asked, n=1, cutoff=0.75)
            remedy = f"did you mean {near[0]}?" if near else f"there are {self._known()}"
            self._fault(name, f"is not known here; {remedy}")

    def _known(self) -> str:
        return ", ".join(sorted(self._asked))

    def _within(self, values: Mapping[str, object], name: str) -> Table:
        return Table(values, self._field(name), self._faults)

    def _entry(self, row: object, name: str) -> Table:
        if isinstance(row, dict):
            return self._within(row, name)
        self._fault(name, f"{row!r} is not a table; write {{ name = value, ... }}")
        return self._within({}, name)

    def _value(self, name: str, kind: type[V] | tuple[type[V], ...], wanted: str, default: V) -> V:
        self._asked.add(name)
        value = self._values.get(name, default)
        if value is default:
            return default
        # In Python, true and false are whole numbers too; here they are not.
        if isinstance(value, kind) and isinstance(value, bool) == (kind is bool):
            return value
        self._fault(name, f"{value!r} is not {wanted}; write it so")
        return default

    def _field(self, name: str) -> str:
        return f"{self._place}.{name}" if self._place else name

    def _fault(self, name: str, what: str) -> None:
        self._faults.append(f"{self._field(name)}: {what}")
