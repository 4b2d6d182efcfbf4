"""The JSON documents that the command prints: the top level of each, by the names of its values.

`support.json_schemas` makes the published schemas from these and from the classes they name.
A key of ``NotRequired`` is left out where it does not apply.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, NotRequired, TypedDict

from attrs import frozen

from talent_powerpro.adapters.csv.explained import Explanation as ImportExplanation
from talent_powerpro.adapters.csv.faults import ImportFault
from talent_powerpro.adapters.sql.backed_up import BackedUp, Restored
from talent_powerpro.adapters.sql.copy_store import Copied
from talent_powerpro.adapters.sql.migrated import Migrated
from talent_powerpro.adapters.sql.moved import Moved
from talent_powerpro.cli.bundle.making import Missing
from talent_powerpro.fleet.overview import Overview
from talent_powerpro.fleet.records import FleetRun
from talent_powerpro.model import ContactLog, EnrolmentId
from talent_powerpro.plugins.discovery import FoundPlugin
from talent_powerpro.ports.import_set import Kind
from talent_powerpro.records.blocks import Block
from talent_powerpro.records.check import Check
from talent_powerpro.records.holds import Answer, StandingHold
from talent_powerpro.records.journal import SetAside, SyncLogLine
from talent_powerpro.records.plan import Plan as PlanRecord
from talent_powerpro.records.reconciled import Reconciled as ReconciledRecord
from talent_powerpro.records.report import RunReport, Stopped
from talent_powerpro.records.shadow import Shadowed
from talent_powerpro.records.work_lists import Dismissal, ListName, StandingFailure
from talent_powerpro.services.budget import Budget as BudgetRecord
from talent_powerpro.services.engagement import EngagementRow
from talent_powerpro.services.explaining import Explanation
from talent_powerpro.services.export_dates import EnrolledClient, ExportChange
from talent_powerpro.services.export_preview import ExportPreview
from talent_powerpro.services.finding import Candidate
from talent_powerpro.services.forgetting import Forgetting
from talent_powerpro.services.history import PastRun
from talent_powerpro.services.office_report import OfficeReport
from talent_powerpro.services.schedules import ScheduleFile
from talent_powerpro.services.status import Status as StatusRecord
from talent_powerpro.services.undo import Undo as UndoRecord
from talent_powerpro.services.work_lists import ListRow
from talent_powerpro.views.tab import TalentTab, UnitOutcome

SPREAD: Final = "spread"
"""Marks a key whose value's own fields stand at the top level, in place of the key."""

# --- runs -------------------------------------------------------------------------


class RunDocument(TypedDict):
    """The report of a run."""

    report: Annotated[RunReport, SPREAD]
    blocks: list[Block]
    proxy: str


class NotStarted(TypedDict):
    """A run of `run --every` that could not begin."""

    stopped: Stopped


class PlanDocument(TypedDict):
    """What a run would write. The file of `plan --out` has the same form."""

    plan: Annotated[PlanRecord, SPREAD]
    blocks: list[Block]


class UndoDocument(TypedDict):
    undo: UndoRecord
    undone: int
    left: int
    in_talent: int


class ShadowDocument(TypedDict):
    shadowed: Shadowed


class BudgetDocument(TypedDict):
    budget: BudgetRecord


# --- an enrolment, the lists and holds --------------------------------------------


class ExplainDocument(TypedDict):
    explanation: Annotated[Explanation, SPREAD]


class IdentifiedHold(TypedDict):
    id: str
    hold: StandingHold


class IdentifiedRemark(TypedDict):
    id: str
    remark: StandingHold


class IdentifiedAnswer(TypedDict):
    id: str
    answer: Answer
    lapsed: bool


class HoldsDocument(TypedDict):
    holds: list[IdentifiedHold]
    remarks: list[IdentifiedRemark]
    blocks: list[Block]
    failed: list[StandingFailure]
    answers: list[IdentifiedAnswer]


class ReleaseDocument(TypedDict):
    released: list[IdentifiedHold]


class KeepDocument(TypedDict):
    kept: list[IdentifiedHold]


class ListDocument(TypedDict):
    list: ListName
    rows: list[ListRow]
    no_export_date: NotRequired[list[ListRow]]
    dismissed: NotRequired[list[Dismissal]]


class Dismissed(TypedDict):
    dismissed: list[ListRow]


class ListedAgain(TypedDict):
    """What `dismiss --again` prints."""

    listed_again: list[Dismissal]


class StatusDocument(TypedDict):
    status: StatusRecord
    alive: NotRequired[bool]


class HistoryDocument(TypedDict):
    runs: list[PastRun]


class TabDocument(TypedDict):
    tab: TalentTab


class UnitDocument(TypedDict):
    """What `tab --unit` prints."""

    units: list[UnitOutcome]


class LogOfEnrolment(TypedDict):
    enrolment_id: EnrolmentId
    log: ContactLog


class ContactLogDocument(TypedDict):
    contact_logs: list[LogOfEnrolment]


class SyncLogDocument(TypedDict):
    lines: list[SyncLogLine]


class EngagementDocument(TypedDict):
    engagement: list[EngagementRow]
    file: NotRequired[str]


class ReportDocument(TypedDict):
    file: str
    report: OfficeReport


class CheckDocument(TypedDict):
    check: Check


class ReconcileDocument(TypedDict):
    reconciled: ReconciledRecord


# --- files and export dates -------------------------------------------------------


class AbsentRow(TypedDict):
    kind: Kind
    key: tuple[str, ...]


class ImportDocument(TypedDict):
    added: Mapping[Kind, int]
    changed: Mapping[Kind, int]
    unchanged: Mapping[Kind, int]
    absent: list[AbsentRow]
    warnings: list[str]


class ImportExplained(TypedDict):
    """What `import --explain` prints."""

    explanation: ImportExplanation
    hints: list[str]


class ExportDocument(TypedDict):
    folder: str
    files: Mapping[str, int]
    changed: Mapping[Kind, int]
    left_out: list[str]


class ResultsDocument(TypedDict):
    """What `export --results` prints."""

    file: str
    results: int
    left_out: list[str]


class Enrolled(TypedDict):
    """What `set-export` prints where it was not given a date."""

    course_code: str
    course_name: str
    enrolled: list[EnrolledClient]


class ExportSet(Enrolled):
    """What `set-export` prints where it was given a date."""

    changes: list[ExportChange]
    preview: ExportPreview | None
    is_made: bool


class ClearExportDocument(TypedDict):
    changes: list[ExportChange]


# --- the store and its surroundings -----------------------------------------------


class InitDocument(TypedDict):
    folder: str
    parts: Mapping[str, str]


class BackupDocument(TypedDict):
    backed_up: BackedUp


class RestoreDocument(TypedDict):
    restored: Restored


class MigrateDocument(TypedDict):
    migrated: Migrated | None


class CopyStoreDocument(TypedDict):
    copied: Copied


class ReopenedDocument(TypedDict):
    """What `copy-store --reopen` prints."""

    reopened: Moved


class PurgeDocument(TypedDict):
    removed: Mapping[str, int]


class ForgetDocument(TypedDict):
    forgotten: Forgetting
    files_to_check: list[str]


class PortalDocument(TypedDict):
    portal: str
    remembered: str | None
    ids_set_aside: list[SetAside]


class PluginsDocument(TypedDict):
    used: bool
    plugins: list[FoundPlugin]


class ScheduleDocument(TypedDict):
    files: list[ScheduleFile]


class SupportBundleDocument(TypedDict):
    file: str
    size: int
    parts: list[str]
    not_made: list[Missing]


class FleetStatusDocument(TypedDict):
    fleet: Overview


class FleetReportDocument(TypedDict):
    file: str
    pages: int


class FleetRunDocument(TypedDict):
    run: FleetRun


class FleetAsked(TypedDict):
    """With ``--no-wait``."""

    rto: str
    asked: bool


class FleetPauseDocument(TypedDict):
    rto: str
    paused: bool
    changed: bool


class Error(TypedDict):
    """What ended the command."""

    exit_code: int
    reason: str
    message: str
    remedy: str
    faults: NotRequired[list[str | ImportFault]]
    candidates: NotRequired[list[Candidate]]


class ErrorDocument(TypedDict):
    error: Error


# --- by command -------------------------------------------------------------------


@frozen
class Published:
    """A published schema: the commands that print it, and its documents."""

    commands: tuple[str, ...]
    documents: tuple[type, ...]


def _one(command: str, *documents: type) -> Published:
    return Published((command,), documents)


LISTS = tuple(each.value for each in ListName)

PUBLISHED: Mapping[str, Published] = {
    "error": Published(("all",), (ErrorDocument,)),
    "run": Published(("run", "apply"), (RunDocument, NotStarted)),
    "plan": Published(("plan", "run --dry-run", "plan --out"), (PlanDocument,)),
    "list": Published(LISTS, (ListDocument,)),
    "backup": _one("backup", BackupDocument),
    "budget": _one("budget", BudgetDocument),
    "check": _one("check", CheckDocument),
    "clear-export": _one("clear-export", ClearExportDocument),
    "contact-log": _one("contact-log", ContactLogDocument),
    "copy-store": _one("copy-store", CopyStoreDocument, ReopenedDocument),
    "dismiss": _one("dismiss", Dismissed, ListedAgain),
    "engagement": _one("engagement", EngagementDocument),
    "explain": _one("explain", ExplainDocument),
    "export": _one("export", ExportDocument, ResultsDocument),
    "fleet-pause": Published(("fleet pause", "fleet resume"), (FleetPauseDocument,)),
    "fleet-report": _one("fleet report", FleetReportDocument),
    "fleet-run": _one("fleet run", FleetRunDocument, FleetAsked),
    "fleet-status": _one("fleet status", FleetStatusDocument),
    "forget": _one("forget", ForgetDocument),
    "history": _one("history", HistoryDocument),
    "holds": _one("holds", HoldsDocument),
    "import": _one("import", ImportDocument, ImportExplained),
    "init": _one("init", InitDocument),
    "keep": _one("keep", KeepDocument),
    "migrate": _one("migrate", MigrateDocument),
    "plugins": _one("plugins", PluginsDocument),
    "portal": _one("portal", PortalDocument),
    "purge": _one("purge", PurgeDocument),
    "reconcile": _one("reconcile", ReconcileDocument),
    "release": _one("release", ReleaseDocument),
    "report": _one("report", ReportDocument),
    "restore": _one("restore", RestoreDocument),
    "schedule": _one("schedule", ScheduleDocument),
    "set-export": _one("set-export", Enrolled, ExportSet),
    "shadow": _one("shadow", ShadowDocument),
    "status": _one("status", StatusDocument),
    "support-bundle": _one("support-bundle", SupportBundleDocument),
    "sync-log": _one("sync-log", SyncLogDocument),
    "tab": _one("tab", TabDocument, UnitDocument),
    "undo": _one("undo", UndoDocument),
}
"""By the name of its file."""
