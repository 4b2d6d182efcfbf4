"""The page of `undo`: what goes back, what somebody has changed since, what stays in TalentLMS."""

from __future__ import annotations

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.screen import Screen
from talent_powerpro.rules.undo import Fate
from talent_powerpro.services.undo import Undo, UndoneRecord
from talent_powerpro.views.writes import in_words


def show_undo(screen: Screen, undo: Undo, *, done: bool) -> None:
    """Print an undo, planned or *done*."""
    back = [record for record in undo.records if record.back]
    if back:
        screen.heading("Undone in PowerPro" if done else "To be undone in PowerPro")
    for record in back:
        screen.line(_who(record))
        for write in record.back:
            screen.line(in_words(write), indent=4)
    left = [record for record in undo.records if record.left]
    if left:
        screen.heading("Left as it is: a person's edit wins")
    for record in left:
        screen.line(_who(record))
        for each in record.left:
            screen.line(each.message, indent=4)
    _show_talent(screen, undo)
    screen.line()
    screen.line(_end(undo, done=done))


def _show_talent(screen: Screen, undo: Undo) -> None:
    staying = [
        (record, [each.write for each in record.writes if each.fate is Fate.STAYS])
        for record in undo.records
    ]
    if undo.in_talent:
        screen.heading("Not undone: TalentLMS stays as it is")
    for record, writes in staying:
        if writes:
            screen.line(_who(record))
            for write in writes:
                screen.line(in_words(write), indent=4)


def _who(record: UndoneRecord) -> str:
    if not record.client_code:
        return f"{record.stage}: enrolment {record.enrolment_id}"
    return (
        f"{record.stage}: {record.client_name} ({record.client_code}), {record.course_code}, "
        f"enrolment {record.enrolment_id}"
    )


def _end(undo: Undo, *, done: bool) -> str:
    if not undo.undone:
        return f"Nothing to do: PowerPro has nothing of run {undo.of_run} that could be undone."
    writes = count(undo.undone, "write")
    if not done:
        return f"{writes} to undo. Nothing was written."
    return f"{writes} undone. These records are held until you release them: talent-powerpro holds"
