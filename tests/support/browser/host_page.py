"""A host's own page with the four windows, and the office's page at several times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from attrs import evolve

from support.fleet import states
from support.office import LAST, office, report_of
from support.poisoned import HOSTILE_MARKUP, LONG_WORD, poisoned
from support.the_guide import COURSE, PERTH, Rto, enrolment, rto, rules
from talent_powerpro.fleet.overview import overview_of
from talent_powerpro.fleet.overview_page import RtoPage, overview_page
from talent_powerpro.records.journal import SyncLogLine
from talent_powerpro.services.export_dates import enrolled_clients, planned_exports
from talent_powerpro.services.export_preview import preview_of
from talent_powerpro.services.office_report import OfficeReport
from talent_powerpro.views.html_report import office_page
from talent_powerpro.views.html_windows import (
    contact_log_html,
    script,
    set_export_html,
    stylesheet,
    sync_log_html,
    tab_html,
)

HOST = """\
<!doctype html>
<html lang="en-AU">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>PowerPro</title>
<style>
body {{ margin: 0; padding: 1rem; background: #d9dee4; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #0b0f13; }} h1 {{ color: #ffffff; }} }}
main {{ display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; max-width: 58rem;
  margin: 0 auto; }}
h1 {{ font: 600 1.25rem system-ui, sans-serif; margin: 0; }}
{style}
</style>
</head>
<body>
<main>
<h1>PowerPro</h1>
{windows}
</main>
<script>{script}</script>
</body>
</html>
"""

MIXED = "".join(HOSTILE_MARKUP) + "\u202eGOMEZ\u2066 \u0627\u0644\u0632\u0647\u0631\u0627\u0621 🎓"
"""Markup of all kinds, with marks and letters that turn the direction of writing."""
SET_ON = date(2022, 6, 16)


def windows(made: Rto, text: str = "") -> dict[str, str]:
    """The windows of Joana's enrolment, by name; with *text* in place of every text."""
    hostile: Callable[[object], object] = (lambda value: poisoned(value, text)) if text else _same
    joana = made.enrolment()
    units = [each.id for each in joana.units]
    written, evidence = made.journal.last_results(units), made.evidence.of_units(units)
    shown = joana
    if text:
        client, course = poisoned(joana.client, text), poisoned(joana.course, text)
        named = tuple(evolve(each, name=text) for each in joana.units)
        shown = evolve(joana, client=client, course=course, units=named)
    planned = planned_exports(COURSE.code, None, SET_ON, made.powerpro, rules(made.policy), LAST)
    changes = [change for _, change in planned if not change.left_out]
    why = "The preview looked at PowerPro alone."
    preview = preview_of(changes, SET_ON, today=LAST, zone=PERTH, not_asked=why)
    enrolled = enrolled_clients(COURSE.code, made.powerpro)
    lines = [line for line in made.log.lines if line.at.date() >= date(2022, 6, 9)][:24]
    return {
        "tab": tab_html(shown, PERTH, written=written, evidence=evidence),
        "contact-log": contact_log_html(
            [hostile(each) for each in joana.contact_logs],  # type: ignore[misc]
            PERTH,
        ),
        "sync-log": sync_log_html(
            [SyncLogLine(each.at, text or each.message) for each in lines], PERTH
        ),
        "set-export": set_export_html(
            text or COURSE.code,
            hostile(enrolled),  # type: ignore[arg-type]
            chosen=["2021000026"],
            on=SET_ON,
            preview=hostile(preview),  # type: ignore[arg-type]
        ),
    }


def _same(value: object) -> object:
    return value


def host_page(fragments: dict[str, str]) -> str:
    """A host's page with these windows."""
    return HOST.format(style=stylesheet(), script=script(), windows="".join(fragments.values()))


def short(report: OfficeReport) -> OfficeReport:
    """The report with a few of each, so that a page of long texts stays handy."""
    return evolve(
        report,
        enrolled=report.enrolled[:2],
        results=report.results[:2],
        days=report.days[-2:],
        sync_log=report.sync_log[:5],
    )


def fleet() -> str:
    """The page of a fleet with an RTO in each condition, and with one long name."""
    state = states.fleet(*states.MIXED.rtos, states.rto(LONG_WORD, faults=(LONG_WORD,)))
    found = {"fine": RtoPage(zone=PERTH, page="rtos/fine.html")}
    return overview_page(overview_of(state), found, states.NOW)


def pages() -> dict[str, str]:
    """Every page that is tried in the browser, by name."""
    made = office()
    report = report_of(made)
    return {
        "office": office_page(report),
        "office-month": office_page(report_of(made, days=30)),
        "office-empty": office_page(report_of(rto(enrolment()), rto="", days=1)),
        "office-markup": office_page(poisoned(short(report), MIXED)),
        "office-long": office_page(poisoned(short(report), LONG_WORD)),
        "fleet": fleet(),
        "windows": host_page(windows(made)),
        "windows-markup": host_page(windows(made, MIXED)),
        "windows-long": host_page(windows(made, LONG_WORD)),
    }
