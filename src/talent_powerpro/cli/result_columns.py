"""Columns of the list of results that `export --results` writes, in the order a person chooses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

import click

from talent_powerpro.config.setting_faults import meant
from talent_powerpro.model import day_text, outcome_code

if TYPE_CHECKING:
    from talent_powerpro.adapters.sql.export_results import WrittenResult

Cell: TypeAlias = Callable[["WrittenResult"], str]

COLUMNS: Mapping[str, tuple[str, Cell]] = {
    "client-code": ("Client Code", lambda each: each.client_code),
    "name": ("Name", lambda each: each.name),
    "unit-code": ("Unit Code", lambda each: each.unit_code),
    "outcome": ("Outcome", lambda each: each.outcome),
    "date": ("Outcome Date", lambda each: day_text(each.outcome_date)),
    "outcome-code": ("Outcome Code", lambda each: outcome_code(each.outcome)),
    "surname": ("Surname", lambda each: each.surname),
    "given-names": ("Given Names", lambda each: each.given_names),
    "unit-name": ("Unit Name", lambda each: each.unit_name),
    "course-code": ("Course Code", lambda each: each.course_code),
    "enrolment": ("Enrolment ID", lambda each: each.enrolment_id),
}
"""By name: the heading, and the cell of a result. A date is dd/mm/yyyy."""
USUAL = "client-code,name,unit-code,outcome,date"

Chosen: TypeAlias = tuple[tuple[str, Cell], ...]
"""A heading and its cell, for each column."""


def columns(text: str) -> Chosen:
    """The columns of a list such as ``unit-code,date=Finished``, each with its own heading.

    Raises `click.BadParameter` with all faults.
    """
    parts = [part.partition("=") for part in text.split(",")]
    names = [name.strip().casefold() for name, _, _ in parts]
    faults = [
        f"{name!r} is no column{meant(name, COLUMNS)}" for name in names if name not in COLUMNS
    ]
    faults += [f"{name!r} is there twice" for name in COLUMNS if names.count(name) > 1]
    if faults:
        raise click.BadParameter(f"{'; '.join(faults)}. Choose from {', '.join(COLUMNS)}.")
    return tuple(
        (heading.strip() or COLUMNS[name][0], COLUMNS[name][1])
        for name, (_, _, heading) in zip(names, parts, strict=True)
    )
