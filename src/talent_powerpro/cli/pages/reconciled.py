"""The page of `reconcile`: who differs between the two systems, by kind, and the same as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from attrs import asdict, fields

from talent_powerpro.adapters.csv.formulas import defused
from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.screen import Screen
from talent_powerpro.errors import SettingsFault
from talent_powerpro.private_files import private
from talent_powerpro.records.reconciled import Brought, Difference, DifferenceKind, Reconciled

HEADINGS: Mapping[DifferenceKind, str] = {
    DifferenceKind.ONLY_IN_TALENT: "In TalentLMS, and on no enrolment in PowerPro",
    DifferenceKind.NOT_IN_TALENT: "Provisioned by PowerPro, and not in TalentLMS",
    DifferenceKind.COMPLETED_IN_TALENT_ONLY: "Completed in TalentLMS, and not in PowerPro",
    DifferenceKind.COMPLETED_IN_POWERPRO_ONLY: "Completed in PowerPro, and not in TalentLMS",
    DifferenceKind.CLOSED_IN_POWERPRO: "In TalentLMS, and withdrawn or cancelled in PowerPro",
}


def show_reconciled(screen: Screen, found: Reconciled) -> None:
    """Print the differences by kind, each person with the course and what to do."""
    for kind, heading in HEADINGS.items():
        of_kind = [each for each in found.differences if each.kind is kind]
        if of_kind:
            screen.heading(heading)
        for each in of_kind:
            units = f": {', '.join(each.units)}" if each.units else ""
            screen.line(f"{_who(each)}, {each.course}{units}")
            screen.line(f"-> {each.remedy}", indent=4)
    _show_brought(screen, found.brought)
    if found.not_compared:
        screen.heading("Could not be compared")
        for sentence in found.not_compared:
            screen.line(sentence)
    if found.differences or found.brought or found.not_compared:
        screen.line()
    screen.line(
        f"{count(len(found.differences), 'difference')} between {count(found.people, 'learner')} "
        f"in {count(found.courses, 'Talent course')} and PowerPro."
    )


def _show_brought(screen: Screen, brought: Sequence[Brought]) -> None:
    if brought:
        screen.heading("Brought into another course by a Talent group")
    for each in brought:
        screen.line(
            f"Talent Group {each.group_key} of {', '.join(each.from_courses)}: "
            f"{count(each.learners, 'learner')} in Talent course {each.talent_course_id} "
            f"({each.talent_course}), {each.course}"
        )
        screen.line(f"-> {each.remedy}", indent=4)


def _who(each: Difference) -> str:
    if not each.client_code:
        return f"Talent user {each.talent_user_id}, {each.talent_user}"
    return f"{each.client_name} ({each.client_code}), enrolment {each.enrolment_id}"


def write_csv(file: Path, found: Reconciled) -> None:
    """Write one row for each difference. Replaces the file. Raises `SettingsFault`."""
    names = [each.name for each in fields(Difference)]
    try:
        with open(file, "w", encoding="utf-8-sig", newline="", opener=private) as written:
            writer = csv.writer(written)
            writer.writerow(names)
            writer.writerows(map(_cells, found.differences))
    except OSError as error:
        raise SettingsFault(
            f"csv: {file} cannot be written ({error.strerror}). Choose another file."
        ) from error


def _cells(each: Difference) -> Iterable[str]:
    values = asdict(each) | {"units": " ".join(each.units)}
    # A spreadsheet would run a name that begins as a formula.
    return (defused(str(value)) for value in values.values())
