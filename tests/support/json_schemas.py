"""JSON Schemas of what the command prints with ``--json``, made from the classes themselves.

``nox -s generated`` writes docs/reference/json/ and the table of docs/reference/json-output.md.
Descriptions are the docstrings of the classes and of their fields.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import attrs

from support.json_documents import PUBLISHED, SPREAD, Published
from talent_powerpro.records.json import SCHEMA, optional

Schema = dict[str, Any]

DOCS = Path(__file__).parents[2] / "docs" / "reference"
FOLDER = DOCS / "json"
PAGE = DOCS / "json-output.md"
BEGIN, END = "<!-- generated: nox -s generated -->", "<!-- end of what is generated -->"

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    date: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"},
    # The pattern asks for an offset, which validators that ignore formats check as well.
    datetime: {
        "type": "string",
        "format": "date-time",
        "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$",
    },
}
ARRAYS = (list, tuple, frozenset)


# --- one schema -------------------------------------------------------------------


def schema_of(name: str) -> Schema:
    """The whole schema of one published file."""
    published = PUBLISHED[name]
    defined: dict[str, Schema] = {}
    documents = [_document(each, defined) for each in published.documents]
    whole: Schema = {
        "$schema": DIALECT,
        "$id": f"urn:talent-powerpro:json:{SCHEMA}:{name}",
        "title": f"talent-powerpro: {name}",
        "description": f"Printed by: {commands_of(published)}.",
    }
    whole |= documents[0] if len(documents) == 1 else {"anyOf": documents}
    return whole | ({"$defs": dict(sorted(defined.items()))} if defined else {})


def commands_of(published: Published) -> str:
    """The commands that print it, as text."""
    if published.commands == ("all",):
        return "every command with --json that ends in an error"
    return ", ".join(f"{each} --json" for each in published.commands)


def _document(kind: type, defined: dict[str, Schema]) -> Schema:
    made = _object(kind, defined)
    made["properties"] = {"schema": {"const": SCHEMA}} | made["properties"]
    made["properties"]["schema"] = {"const": SCHEMA}  # A report has its own field of that name.
    made["required"] = list(dict.fromkeys(("schema", *made["required"])))
    return made


def _object(kind: type, defined: dict[str, Schema]) -> Schema:
    """The object that a class is written as. No field but these is allowed."""
    made: Schema = {"type": "object", "properties": {}, "required": []}
    if said := _plain_text(kind.__doc__ if _has_own_text(kind) else ""):
        made["description"] = said
    texts = _field_texts(kind)
    for name, of, needed in _fields(kind):
        if get_origin(of) is Annotated and SPREAD in get_args(of):
            inner = _object(get_args(of)[0], defined)
            made["properties"] |= inner["properties"]
            made["required"] += inner["required"]
            continue
        value = _value(of, defined)
        if name in texts:
            value = {**value, "description": texts[name]}
        made["properties"][name] = value
        made["required"] += [name] if needed else []
    made["additionalProperties"] = False
    return made


def _fields(kind: type) -> Iterator[tuple[str, Any, bool]]:
    """Name, type and whether it is always there."""
    hints = get_type_hints(kind, include_extras=True)
    if is_typeddict(kind):
        for name, of in hints.items():
            needed = get_origin(of) is not NotRequired
            yield name, of if needed else get_args(of)[0], needed
        return
    left_out = {each.name for each in optional(kind)}
    for each in attrs.fields(kind):
        yield each.name, hints[each.name], each.name not in left_out


def _value(of: Any, defined: dict[str, Schema]) -> Schema:
    while hasattr(of, "__supertype__"):  # A NewType.
        of = of.__supertype__
    if of in PLAIN:
        return dict(PLAIN[of])
    origin, inner = get_origin(of), get_args(of)
    if origin is Literal:
        return {"enum": list(inner)}
    if origin in (Union, UnionType):
        return {"anyOf": [_value(each, defined) for each in inner]}
    if origin in ARRAYS:
        return _array(origin, inner, defined)
    if origin and issubclass(origin, Mapping):
        return _mapping(inner, defined)
    if isinstance(of, type) and (issubclass(of, Enum) or attrs.has(of) or is_typeddict(of)):
        return _reference(of, defined)
    raise TypeError(f"{of!r} has no JSON Schema yet: add it to tests/support/json_schemas.py")


def _array(origin: Any, inner: tuple[Any, ...], defined: dict[str, Schema]) -> Schema:
    if origin is not tuple or (len(inner) > 1 and inner[1] is Ellipsis):
        return {"type": "array", "items": _value(inner[0], defined)}
    items = [_value(each, defined) for each in inner]
    size = len(items)
    return {"type": "array", "prefixItems": items, "minItems": size, "maxItems": size}


def _mapping(inner: tuple[Any, ...], defined: dict[str, Schema]) -> Schema:
    key, value = inner
    made: Schema = {"type": "object", "additionalProperties": _value(value, defined)}
    if isinstance(key, type) and issubclass(key, Enum):
        made["propertyNames"] = _value(key, defined)
    return made


def _reference(of: type, defined: dict[str, Schema]) -> Schema:
    name = of.__name__
    if name not in defined:
        defined[name] = _enum(of) if issubclass(of, Enum) else _object(of, defined)
    return {"$ref": f"#/$defs/{name}"}


def _enum(of: type[Enum]) -> Schema:
    texts = _field_texts(of)
    said = [_plain_text(of.__doc__)]
    said += [f"{each.value}: {texts[each.name]}" for each in of if each.name in texts]
    return {"enum": [each.value for each in of], "description": "\n".join(said)}


# --- texts of the source ----------------------------------------------------------


@cache
def _classes(module: str) -> Mapping[str, ast.ClassDef]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {each.name: each for each in tree.body if isinstance(each, ast.ClassDef)}


def _written(kind: type) -> ast.ClassDef | None:
    """The class in its source; None for a class of Python's own."""
    if kind.__module__.partition(".")[0] not in ("talent_powerpro", "support"):
        return None
    return _classes(kind.__module__)[kind.__name__]


def _field_texts(kind: type) -> dict[str, str]:
    """The docstring below each field of a class, and of the classes it is derived from."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        body = written.body if (written := _written(base)) else []
        for field, below in pairwise(body):
            target = _target(field)
            if target and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
                found[target] = _plain_text(str(below.value.value))
    return found


def _target(field: ast.stmt) -> str:
    if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
        return field.target.id
    if isinstance(field, ast.Assign) and isinstance(field.targets[0], ast.Name):
        return field.targets[0].id
    return ""


def _has_own_text(kind: type) -> bool:
    # attrs and TypedDict give a class without a docstring one of their own.
    written = _written(kind)
    return written is not None and ast.get_docstring(written) is not None


def _plain_text(docstring: str | None) -> str:
    """A docstring's first paragraph, without the marks for code."""
    first = inspect.cleandoc(docstring or "").partition("\n\n")[0]
    words = re.sub(r"`+", "", " ".join(first.split()))
    # As JSON has them.
    return re.sub(r"^Aware\b", "With its offset from UTC", re.sub(r"\bNone\b", "null", words))


# --- the files and the page -------------------------------------------------------


def text_of(name: str) -> str:
    """The published file's text."""
    return json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n"


def table() -> str:
    """The page's table: a row for each file."""
    rows = ["| command | schema |", "| --- | --- |"]
    for name, published in PUBLISHED.items():
        every = published.commands == ("all",)
        commands = ", ".join(f"`{each}`" for each in published.commands)
        said = "an error of any command" if every else commands
        rows.append(f"| {said} | [{name}.schema.json](json/{name}.schema.json) |")
    return "\n".join(rows)


def page() -> str:
    """The page with its table as it has to be."""
    head, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return f"{head}{BEGIN}\n\n{table()}\n\n{END}{rest.partition(END)[2]}"


def write() -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.schema.json"):
        old.unlink()
    for name in PUBLISHED:
        file = FOLDER / f"{name}.schema.json"
        file.write_text(text_of(name), encoding="utf-8", newline="\n")
    PAGE.write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
