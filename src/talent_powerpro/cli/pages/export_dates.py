"""Export dates of a course's clients, as on the guide's bulk screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from talent_powerpro.cli.screen import Screen
from talent_powerpro.model import day_text
from talent_powerpro.services.export_dates import EnrolledClient, ExportChange
from talent_powerpro.services.export_preview import ExportPreview

HOW_TO_CHOOSE = (
    "Nothing was set. To set a date, choose clients with --client CODE or --all, and give --date. "
    "To untick their boxes, give --clear."
)


def show_enrolled(screen: Screen, course: str, enrolled: Sequence[EnrolledClient]) -> None:
    """Print the clients of a course as on the guide's "Bulk setting the provision date"."""
    screen.heading(f"Enrolled clients of {course}")
    screen.table(
        ("Confirmed", "Client Name", "Code", "Enrolment ID", "Current Export date"),
        [(*_who(client), _shown(client.export, client.export_date)) for client in enrolled],
    )
    screen.line(HOW_TO_CHOOSE if enrolled else "No clients are enrolled.")


def show_changes(
    screen: Screen,
    course: str,
    enrolled: Sequence[EnrolledClient],
    changes: Sequence[ExportChange],
    *,
    done: str = "set",
    is_made: bool = True,
) -> None:
    """Print the dates before and after, then why some clients will not be provisioned.

    *done* is what was done, as the count of unchanged enrolments names it. *is_made*: it was done,
    and is not only a preview.
    """
    made = {change.client.enrolment_id: change for change in changes}
    screen.heading(f"Talent LMS export/Date of {course}")
    screen.table(
        ("Confirmed", "Client Name", "Code", "Enrolment ID", "Before", "After"),
        [
            (
                *_who(client),
                _shown(client.export, client.export_date),
                _after(made.get(client.enrolment_id)),
            )
            for client in enrolled
        ],
    )
    _show_warnings(screen, changes)
    changed = sum(change.changes for change in changes)
    left_out = sum(change.left_out for change in changes)
    already = len(changes) - changed - left_out
    counts = f"{changed} {'changed' if is_made else 'would change'}, {already} already {done}"
    screen.line(f"{counts}, {left_out} left out." if left_out else f"{counts}.")
    if not is_made:
        screen.line("Nothing was set.")


def _show_warnings(screen: Screen, changes: Sequence[ExportChange]) -> None:
    """Print each set of warnings once, with the clients who have it."""
    warned: dict[tuple[str, ...], list[EnrolledClient]] = {}
    for change in changes:
        if change.warnings:
            warned.setdefault(change.warnings, []).append(change.client)
    if warned:
        screen.heading("Warnings")
    for warnings, clients in warned.items():
        screen.line(_listed(clients))
        for warning in warnings:
            screen.line(warning, indent=4)


def show_preview(screen: Screen, preview: ExportPreview, changes: Sequence[ExportChange]) -> None:
    """Print how many will be enrolled, then who, then what only TalentLMS's answers showed.

    What PowerPro alone shows are the warnings of the *changes*; see `show_changes`.
    """
    screen.line(preview.sentence)
    if preview.not_asked and preview.will:
        screen.line(f"TalentLMS was not asked. {preview.not_asked}")
    warned = {each.client.enrolment_id for each in changes if each.warnings}
    for client in preview.will:
        _show_found(screen, "will be enrolled", client, ())
    for each in preview.will_not:
        if each.client.enrolment_id not in warned:
            _show_found(screen, "will not be enrolled", each.client, each.reasons)
    notes: dict[str, list[EnrolledClient]] = {}
    for note in preview.to_know:
        notes.setdefault(note.message, []).append(note.client)
    for message, clients in notes.items():
        screen.line(f"remark: {_listed(clients)}")
        screen.line(message, indent=4)


def _show_found(screen: Screen, what: str, client: EnrolledClient, texts: Sequence[str]) -> None:
    screen.line(f"{what}: {_listed([client])}")
    for text in texts:
        screen.line(text, indent=4)


def _listed(clients: Sequence[EnrolledClient]) -> str:
    """The clients by name, with their number where there are several."""
    names = [f"{each.enrolment_id} {each.name} ({each.client_code})" for each in clients]
    many = f"{len(names)} clients: " if len(names) > 1 else ""
    return f"{many}{'; '.join(names)}"


def _who(client: EnrolledClient) -> tuple[str, ...]:
    return _box(client.confirmed), client.name, client.client_code, client.enrolment_id


def _after(change: ExportChange | None) -> str:
    return "not chosen" if change is None else _shown(change.export, change.export_date)


def _shown(export: bool, export_date: date | None) -> str:
    return f"{_box(export)} {day_text(export_date)}".rstrip()


def _box(ticked: bool) -> str:
    return "[x]" if ticked else "[ ]"
