"""The preview of setting export dates: who will be enrolled on that day, and who will not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, tzinfo

from attrs import frozen

from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import Record, RecordStatus, StageName
from talent_powerpro.services.export_dates import EnrolledClient, ExportChange


@frozen
class WillNot:
    """A chosen client who will not be enrolled on that day."""

    client: EnrolledClient
    reasons: tuple[str, ...]
    """Each reason with what to do."""


@frozen
class ToKnow:
    """A finding about a client who will be enrolled."""

    client: EnrolledClient
    message: str


@frozen
class ExportPreview:
    """What a run on the export date would do with the chosen clients."""

    on: date
    today: date
    """The RTO's local date."""
    timezone: str
    """The RTO's time zone, such as ``Australia/Perth``."""
    will: tuple[EnrolledClient, ...]
    will_not: tuple[WillNot, ...]
    to_know: tuple[ToKnow, ...] = ()
    not_asked: str = ""
    """The reason why TalentLMS was not asked; blank: it was, and the plan is a rehearsal."""

    @property
    def sentence(self) -> str:
        """Such as "1 will be enrolled, 9 will not", with the day and the zone."""
        return (
            f"{len(self.will)} will be enrolled, {len(self.will_not)} will not. "
            f"Today is {self.today:%d/%m/%Y} in {self.timezone}."
        )


def preview_of(
    changes: Iterable[ExportChange],
    on: date,
    *,
    today: date,
    zone: tzinfo,
    plan: Plan | None = None,
    not_asked: str = "",
) -> ExportPreview:
    """Return the preview of *changes*.

    *plan* is that of a run on that day, as if they were made. Without one, the conditions in
    PowerPro decide alone, and *not_asked* says why.
    """
    records = _records(plan)
    will: list[EnrolledClient] = []
    will_not: list[WillNot] = []
    to_know: list[ToKnow] = []
    for change in changes:
        record = records.get(change.client.enrolment_id)
        reasons = change.warnings or _reasons(change, record, plan)
        if reasons:
            will_not.append(WillNot(change.client, reasons))
            continue
        will.append(change.client)
        remarks = record.remarks if record else ()
        to_know += (ToKnow(change.client, each.message) for each in remarks)
    return ExportPreview(
        on, today, str(zone), tuple(will), tuple(will_not), tuple(to_know), not_asked
    )


def _records(plan: Plan | None) -> Mapping[EnrolmentId, Record]:
    records = plan.records if plan else ()
    return {each.enrolment_id: each for each in records if each.stage is StageName.PROVISIONING}


def _reasons(change: ExportChange, record: Record | None, plan: Plan | None) -> tuple[str, ...]:
    """Why a client who meets every condition is still not enrolled, as far as the plan knows."""
    if plan is None or (record and record.status is RecordStatus.PROVISIONED):
        return ()
    if record:
        return (f"{record.message} {record.remedy}".strip(),)
    if plan.stopped:
        return (f"{plan.stopped.message} {plan.stopped.remedy}".strip(),)
    return (f"A run on {change.export_date:%d/%m/%Y} would leave the enrolment as it is.",)
