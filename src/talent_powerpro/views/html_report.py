"""The office's report as one page of HTML that needs nothing beside itself.

Style and script are inside, and a content security policy with their digests lets nothing else run:
a name that holds markup is text. The only address outside is the portal's.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

from attrs import frozen

from talent_powerpro.errors import FaultKind
from talent_powerpro.records.journal import RunHeader
from talent_powerpro.records.work_lists import by_cause
from talent_powerpro.services.office_report import MOST_LINES, OfficeReport
from talent_powerpro.services.past_work import RunOnDay
from talent_powerpro.services.work_lists import ListRow
from talent_powerpro.views.html_chart import chart
from talent_powerpro.views.html_templates import filled, source
from talent_powerpro.views.html_windows import script, shown_lines, stylesheet
from talent_powerpro.views.remedies import ways_out
from talent_powerpro.views.run_words import purpose, stage_counts
from talent_powerpro.views.writes import in_words

OPEN_LOG = 60
"""The most lines of the sync log that are unfolded from the start."""


def office_page(report: OfficeReport) -> str:
    """Return the page for a person in the office. Equal reports give equal pages.

    Raises `SettingsFault` where Jinja2, the extra ``html``, is not installed.
    """
    style, code = stylesheet() + source("page.css"), script()
    first, last = report.days[0].on, report.days[-1].on
    return filled(
        "office.html",
        report=report,
        first=first,
        last=last,
        portal=report.portal if report.portal.startswith(("https://", "http://")) else "",
        style=style,
        script=code,
        policy=page_policy(style, code),
        enrolled=sum(not each.undone for each in report.enrolled),
        fetched=sum(not each.undone for each in report.results),
        chart=chart([(each.on, each.results) for each in report.days]),
        ending=_ending,
        purpose=purpose,
        stage_counts=stage_counts,
        in_words=in_words,
        writes_of=_writes_of,
        ways_out=ways_out,
        failed=by_cause(report.failed),
        parts=tuple(_parts(report)),
        log=shown_lines(report.sync_log),
        most_lines=MOST_LINES,
        log_is_open=len(report.sync_log) <= OPEN_LOG,
    )


def page_policy(style: str, code: str) -> str:
    """The content security policy: this style sheet, this script, and nothing else."""
    return (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(code)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@frozen
class Ending:
    """How a run ended, in a word for its badge, with what there is to say."""

    kind: str
    """``good``, ``warn`` or ``bad``."""
    word: str
    message: str = ""


def _ending(run: RunHeader) -> Ending:
    if run.ended is None:
        return Ending("warn", "not ended", "It is under way, or was killed.")
    if run.stopped:
        kind = "warn" if run.stopped in (FaultKind.QUOTA, FaultKind.INTERRUPTED) else "bad"
        return Ending(kind, "stopped", run.message or run.stopped)
    return Ending("good", "reached its end")


def _writes_of(run: RunOnDay) -> int:
    return sum(len(each.writes) for each in run.records)


@frozen
class Part:
    """A list of the page that people work through."""

    id: str
    title: str
    about: str
    rows: tuple[ListRow, ...]
    dismiss: str
    """The list's name for `dismiss`; blank: its rows cannot be dismissed."""


def _parts(report: OfficeReport) -> Iterable[Part]:
    found = (
        Part(
            "missed",
            "Missed",
            "The export date has passed, and every other condition is met. To enrol a student, "
            "set the export date anew.",
            report.missed,
            "missed",
        ),
        Part(
            "no-export-date",
            "No export date",
            "The export box is ticked, but there is no date, so the agent never enrols them.",
            report.no_export_date,
            "",
        ),
        Part(
            "unmatched",
            "Unmatched units",
            "The student completed these in TalentLMS, but no unit of the enrolment has the code, "
            "so there is no result.",
            report.unmatched,
            "unmatched",
        ),
        Part(
            "closed",
            "Completed before the enrolment was closed",
            "The unit was completed in time and has no result. Enter it by hand, if it is right.",
            report.closed,
            "closed",
        ),
        Part(
            "not-started",
            "Not started",
            "These students were enrolled some time ago and have completed nothing.",
            report.not_started,
            "not-started",
        ),
        Part(
            "withdrawn",
            "Withdrawn",
            "These students were withdrawn or cancelled, and may still be in their Talent course.",
            report.withdrawn,
            "withdrawn",
        ),
    )
    return (each for each in found if each.rows)
