"""Checks what commands print with ``--json`` against the published schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match

from support.json_documents import PUBLISHED
from support.json_schemas import FOLDER


@cache
def validator(name: str) -> Draft202012Validator:
    """Of one published file, as it is committed."""
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker())


def check_printed(words: Sequence[str], printed: str) -> None:
    """Fail where the command *words* printed a document that its schema does not allow."""
    if "--json" not in words:
        return
    for document in documents(printed):
        fault = best_match(validator(name_of(words, document)).iter_errors(document))
        if fault:
            place = "/".join(map(str, fault.absolute_path))
            raise AssertionError(f"{' '.join(words)} printed at {place!r}: {fault.message}")


def name_of(words: Sequence[str], document: dict[str, Any]) -> str:
    """The name of the schema for a document that the command printed."""
    if "error" in document:
        return "error"
    command = "run --dry-run" if words[0] == "run" and "--dry-run" in words else words[0]
    command = " ".join(words[:2]) if command == "fleet" else command
    return next(name for name, each in PUBLISHED.items() if command in each.commands)


def documents(printed: str) -> Iterator[dict[str, Any]]:
    """The documents in a text. Without one, or with anything between them, it raises."""
    decoder, at = json.JSONDecoder(), 0
    text = printed.strip()
    while at < len(text):
        document, at = decoder.raw_decode(text, at)
        if not isinstance(document, dict):
            raise ValueError(f"not a document: {document!r}")
        yield document
        at += len(text[at:]) - len(text[at:].lstrip())
