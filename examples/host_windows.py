"""PowerPro's windows in a host's own page, and the bulk screen's form handled by the host.

The page goes to ``windows.html`` in the current folder: open it in a browser. PowerPro is in memory
here; a host passes its own repository and puts the fragments into its own templates.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from talent_powerpro import Policy
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.model import (
    Client,
    ClientCode,
    ContactLog,
    Course,
    CourseCode,
    Enrolment,
    EnrolmentId,
    Unit,
    UnitRowId,
)
from talent_powerpro.records.journal import SyncLogLine
from talent_powerpro.rules.rules import Rules
from talent_powerpro.services.export_dates import clear_exports, enrolled_clients, set_export
from talent_powerpro.views.html_windows import (
    contact_log_html,
    script,
    set_export_html,
    stylesheet,
    sync_log_html,
    tab_html,
)

PERTH = ZoneInfo("Australia/Perth")
JOANA, PINK = EnrolmentId("1001"), EnrolmentId("1002")
WEB = Course(CourseCode("ICT30120-A"), "Certificate III - Information Technology")
PROVISIONED_AT = datetime(2022, 6, 2, 6, 59, tzinfo=UTC)


def powerpro() -> MemoryPowerPro:
    """Return PowerPro after the guide's story: Joana is enrolled and has a result, Pink is not."""
    joana = Enrolment(
        JOANA,
        Client(ClientCode("2021000017"), "GOMEZ", "JOANA", secondary_id="7", email="jg11@pm.me"),
        WEB,
        booking_status="Confirmed",
        export=True,
        export_date=date(2022, 6, 2),
        contact_logs=(
            ContactLog(
                "JOANA GOMEZ",
                WEB.name,
                PROVISIONED_AT,
                description="Enrolled in Talent Course: 126 Joana Gomez added to Talent Group ...",
            ),
        ),
        units=(
            Unit(
                UnitRowId("1"),
                JOANA,
                "ICTWEB305",
                "Produce digital images for the web",
                start_date=date(2022, 5, 16),
                outcome="20 - Competency achieved/pass",
                outcome_date=date(2022, 6, 13),
                short_comment="[Talent Integration Agent]",
            ),
        ),
    )
    pink = Client(ClientCode("2021000018"), "PANTHER", "PINK", email="pink@pm.me")
    return MemoryPowerPro([joana, Enrolment(PINK, pink, WEB, booking_status="Confirmed")])


def page(store: MemoryPowerPro) -> str:
    """Return the host's page. A real host gives *written* and *evidence* from its journal too."""
    joana = store.enrolment(JOANA)
    assert joana is not None
    log = [SyncLogLine(PROVISIONED_AT, "Enrolled. Creating PowerPro Contact Log in PP.")]
    fragments = (
        tab_html(joana, PERTH),
        contact_log_html(joana.contact_logs, PERTH),
        sync_log_html(log, PERTH),
        set_export_html(
            WEB.code,
            enrolled_clients(WEB.code, store),
            action="/set-export",
            hidden={"token": "the host's own, against forged requests"},
        ),
    )
    return (
        f'<!doctype html><html lang="en-AU"><meta charset="utf-8"><title>PowerPro</title>'
        f'<meta name="viewport" content="width=device-width"><style>{stylesheet()}</style>'
        f"<main>{''.join(fragments)}</main><script>{script()}</script></html>"
    )


def applied(form: str, store: MemoryPowerPro, today: date) -> int:
    """Do what the posted bulk screen says, and return how many enrolments changed."""
    sent = parse_qs(form)
    course, clients = CourseCode(sent["course_code"][0]), sent.get("client", [])
    if "export" not in sent:
        return sum(each.changes for each in clear_exports(course, clients, store))
    on = date.fromisoformat(sent["date"][0])
    rules = Rules(Policy.guide(), PERTH)
    return sum(each.changes for each in set_export(course, clients, on, store, rules, today))


def main() -> None:
    """Write the page, then handle a press on "Apply" for Pink."""
    store = powerpro()
    Path("windows.html").write_text(page(store), encoding="utf-8")
    form = "course_code=ICT30120-A&client=2021000018&export=yes&date=2022-06-16&token=..."
    print("changed:", applied(form, store, date(2022, 6, 14)))
    pink = store.enrolment(PINK)
    assert pink is not None
    print("Pink's export date:", pink.export_date)


if __name__ == "__main__":
    main()
