"""The command ``talent-powerpro tab``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.pages.enrolment import show_tab, show_units
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.cli.unreadable import say_left_out, say_unreadable
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Enrolment, UnitResult, UnitRowId, same_text
from talent_powerpro.services.finding import find_enrolment
from talent_powerpro.views.tab import UnitOutcome, talent_tab, unit_outcome

if TYPE_CHECKING:
    from talent_powerpro.adapters.sql import SqlPowerPro


@click.command()
@click.argument("wanted", metavar="ENROLMENT")
@click.option(
    "--unit", "code", metavar="CODE", help="Show the result of this unit or module instead."
)
@settings_option
@json_option
def tab(wanted: str, code: str | None, settings_file: Path, as_json: bool) -> Exit:
    """Show the Talent LMS tab of an enrolment.

    ENROLMENT is an enrolment id, or the code, e-mail or name of its client. With --unit, shows the
    window that opens on a double-click on a unit result, with the origin of the result.

    \b
    Examples:
      talent-powerpro tab 1001
      talent-powerpro tab gomez
      talent-powerpro tab 1001 --unit ICTWEB305
    """
    opened = open_settings(settings_file)
    zone = opened.settings.rto.timezone
    with opened.store() as store:
        enrolment = find_enrolment(wanted, store)
        written = store.journal.last_results([unit.id for unit in enrolment.units])
        if code is not None:
            outcomes = unit_outcomes(store, enrolment, code, written)
            show_values(units=outcomes) if as_json else show_units(screen(), outcomes, zone)
            return max(say_left_out(store), say_unreadable(enrolment.unreadable))
    found = talent_tab(enrolment, zone, written)
    if as_json:
        show_values(tab=found)
    else:
        show_tab(screen(), found)
    return say_unreadable(enrolment.unreadable)


def unit_outcomes(
    store: SqlPowerPro,
    enrolment: Enrolment,
    code: str,
    written: Mapping[UnitRowId, UnitResult],
) -> tuple[UnitOutcome, ...]:
    """The results of the rows with that code. Raises `SettingsFault` if there is none.

    There are several where a unit was taken again, or a module has the same code.
    """
    rows = [unit for unit in enrolment.units if same_text(unit.code, code)]
    if not rows:
        raise SettingsFault(
            f"--unit: enrolment {enrolment.id} has no unit or module {code!r}.",
            remedy=f"Choose from {', '.join(unit.code for unit in enrolment.units) or 'none'}.",
        )
    evidence = store.evidence.of_units([unit.id for unit in rows])
    return tuple(
        unit_outcome(enrolment.client, unit, evidence, written.get(unit.id)) for unit in rows
    )
