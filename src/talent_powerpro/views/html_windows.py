"""PowerPro's windows as HTML fragments, for a host that shows its windows in HTML.

Each function returns one element with the class ``tpp``, and escapes every value. The host adds
`stylesheet` once to its page and, for search boxes and double-clicks, `script`. Without the script
everything can be read, and a result's window opens by its button.

The names of classes and of form fields that docs/how-to/show-the-windows.md lists are stable. All
functions raise `SettingsFault` where Jinja2, the extra ``html``, is not installed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, tzinfo
from hashlib import sha256

from attrs import evolve, frozen

from talent_powerpro.model import ContactLog, Enrolment, UnitResult, UnitRowId
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.records.journal import SyncLogLine
from talent_powerpro.services.export_dates import EnrolledClient
from talent_powerpro.services.export_preview import ExportPreview
from talent_powerpro.views.contact_log import contact_log_fields, listed_time
from talent_powerpro.views.html_templates import filled, part, source
from talent_powerpro.views.origin import origin_fields, outcome_fields
from talent_powerpro.views.tab import fetched_units, talent_tab, unit_outcome

WINDOWS = "windows.html"
NOTHING: Mapping[str, str] = {}


def stylesheet() -> str:
    """The style sheet of all fragments, light and dark.

    It follows the reader's system. An element with ``data-tpp-theme="light"`` or ``"dark"`` around
    the fragments decides otherwise.
    """
    return filled("theme.css") + source("windows.css")


def script() -> str:
    """The script of all fragments: search boxes, double-clicks, Select All and Clear All.

    It needs no other library, loads nothing and works for fragments that are inserted later. A
    press on "Close" dispatches the event ``tpp-close``, which bubbles.
    """
    return source("script.js")


@frozen
class _Window:
    """What opens on a double-click on a result."""

    id: str
    fields: tuple[tuple[str, str], ...]
    origin: tuple[tuple[str, str], ...]


def tab_html(
    enrolment: Enrolment,
    zone: tzinfo,
    *,
    written: Mapping[UnitRowId, UnitResult] | None = None,
    evidence: Collection[ResultEvidence] = (),
    level: int = 2,
) -> str:
    """Return the Talent LMS tab of an enrolment, with times in the RTO's zone.

    A fetched result has the guide's tooltip, and a double-click or its button opens the window
    "Unit/Module Client Outcome". *written* is as for `talent_tab`, *evidence* as for
    `unit_outcome`. *level* is the level of the fragment's heading, at most 4.
    """
    tab = talent_tab(enrolment, zone, written)
    # A digest, because an id of PowerPro's may have characters that an id in HTML cannot have.
    id = "tpp-tab-" + sha256(enrolment.id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    windows = []
    for number, unit in enumerate(fetched_units(enrolment, written), 1):
        found = unit_outcome(enrolment.client, unit, evidence)
        origin = origin_fields(found.evidence, zone) if found.evidence else ()
        windows.append(_Window(f"{id}-{number}", outcome_fields(found), origin))
    return part(WINDOWS, "tab", tab, windows, id, level)


@frozen
class _Entry:
    """A contact log in its list, and in the window that opens on a double-click."""

    id: str
    when: str
    log: ContactLog
    fields: tuple[tuple[str, str], ...]


def contact_log_html(
    logs: Iterable[ContactLog], zone: tzinfo, *, id: str = "tpp-contact-log", level: int = 2
) -> str:
    """Return contact logs in the given order, with their search box and entry windows.

    *id* begins all ids inside: give another one for a second fragment on the same page. *level* is
    the level of the fragment's heading, at most 5.
    """
    entries = [
        _Entry(
            f"{id}-{number}",
            listed_time(log.contact_date.astimezone(zone)),
            log,
            contact_log_fields(log, zone),
        )
        for number, log in enumerate(logs, 1)
    ]
    return part(WINDOWS, "contact_log", entries, id, level)


@frozen
class ShownLine:
    """A line of the sync log in its three columns."""

    day: str
    time: str
    message: str


def shown_lines(lines: Iterable[SyncLogLine]) -> tuple[ShownLine, ...]:
    """The lines as PowerPro shows them. Their times stay in the zones that they have."""
    return tuple(
        ShownLine(f"{each.at:%d/%m/%Y}", f"{each.at:%H:%M:%S}", each.message) for each in lines
    )


def sync_log_html(
    lines: Iterable[SyncLogLine], zone: tzinfo, *, id: str = "tpp-sync-log", level: int = 2
) -> str:
    """Return lines of the E-Learning Sync Log in the given order, with their search box.

    *id* and *level* as for `contact_log_html`.
    """
    local = (evolve(each, at=each.at.astimezone(zone)) for each in lines)
    return part(WINDOWS, "sync_log", shown_lines(local), id, level)


def set_export_html(
    course_code: str,
    enrolled: Sequence[EnrolledClient],
    *,
    chosen: Collection[str] = (),
    on: date | None = None,
    action: str = "",
    hidden: Mapping[str, str] = NOTHING,
    preview: ExportPreview | None = None,
    id: str = "tpp-set-export",
    level: int = 2,
) -> str:
    """Return the bulk screen "Bulk set Talent LMS export/Date" as a form.

    It is posted to *action*; blank: to the page's own address. Its fields are ``course_code``,
    ``client`` (the code of each ticked client), ``export`` (``yes``; missing: the boxes are to be
    unticked) and ``date`` (yyyy-mm-dd). *hidden* are further ones, such as a token against forged
    requests. *chosen* and *on* are what is ticked and dated already, *preview* what the host wants
    to say about them. *id* and *level* as for `contact_log_html`.
    """
    values = (course_code, enrolled, chosen, on, action, hidden, preview, id, level)
    return part(WINDOWS, "set_export", *values)
