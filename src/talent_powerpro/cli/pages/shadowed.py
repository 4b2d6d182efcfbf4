"""The page of `shadow`: how both agents compare, with the rule of each difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.screen import Screen
from talent_powerpro.records.shadow import Compared, Shadowed, ShadowKind, counts

HEADINGS: Mapping[ShadowKind, str] = {
    ShadowKind.ONLY_THEIRS: "Only the other agent wrote it",
    ShadowKind.ONLY_OURS: "Only this agent would have written it",
    ShadowKind.OTHER_VALUE: "Both write it, but not the same",
    ShadowKind.UNSTAMPED: "Changed without a stamp: by a person, or by an agent that sets none",
    ShadowKind.NOT_YET: "Not yet: this agent would write it, and the other one has a day for it",
}
NAMES: Mapping[ShadowKind, str] = {
    ShadowKind.SAME: "the same",
    ShadowKind.ONLY_THEIRS: "only theirs",
    ShadowKind.ONLY_OURS: "only ours",
    ShadowKind.OTHER_VALUE: "another value",
    ShadowKind.UNSTAMPED: "without a stamp",
    ShadowKind.NOT_YET: "not yet",
}


def show_shadowed(screen: Screen, found: Shadowed) -> None:
    """Print the counts, then each place by name, with both values and the rule."""
    screen.heading(f"Shadow of {found.today:%d/%m/%Y}, since {found.since:%d/%m/%Y}")
    if found.is_first:
        screen.line(
            "This is the first rehearsal. What the other agent wrote before it is not compared."
        )
    screen.table(("", "Now", "In all"), _counts(found))
    for kind, heading in HEADINGS.items():
        _show(screen, heading, found.of(kind))
    if found.not_judged:
        screen.heading("Could not be compared this time")
        for sentence in found.not_judged:
            screen.line(sentence)
    screen.line()
    screen.line(_summary(found))
    if found.stopped:
        screen.line(f"The rehearsal is not complete: {found.stopped.message}")
        screen.line(found.stopped.remedy)


def _counts(found: Shadowed) -> Iterable[tuple[str, str, str]]:
    now = counts(found.compared)
    now[ShadowKind.SAME] += found.same
    for kind, name in NAMES.items():
        in_all = "" if kind is ShadowKind.NOT_YET else str(found.totals.get(kind, 0))
        yield name, str(now[kind]), in_all


def _show(screen: Screen, heading: str, places: tuple[Compared, ...]) -> None:
    if places:
        screen.heading(heading)
    for each in places:
        unit = f", {each.unit_code}" if each.unit_code else ""
        since = f", since {each.since:%d/%m/%Y}" if each.since else ""
        screen.line(
            f"{each.stage}: {each.client_name} ({each.client_code}), {each.course_code}, "
            f"enrolment {each.enrolment_id}{unit}{since}"
        )
        for whose, value in (("theirs", each.theirs), ("ours", each.ours)):
            if value:
                screen.line(f"{whose}: {value}", indent=4)
        if each.rules:
            screen.line(f"{', '.join(each.rules)}: {each.message}", indent=4)
        if each.remedy:
            screen.line(f"-> {each.remedy}", indent=4)


def _summary(found: Shadowed) -> str:
    waiting = len(found.of(ShadowKind.NOT_YET))
    return (
        f"{count(len(found.differences), 'difference')}, {found.same} the same, {waiting} not yet. "
        "Nothing was written to PowerPro or TalentLMS."
    )
