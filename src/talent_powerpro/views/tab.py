"""The Talent LMS tab of an enrolment, and the result of one unit, as values for a host to show.

Guide, "The Talent LMS Enrolment tab" and "Result fetching scope".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, tzinfo

from attrs import frozen

from talent_powerpro.model import (
    ACHIEVED,
    STAMP,
    Client,
    Enrolment,
    Unit,
    UnitResult,
    UnitRowId,
    outcome_code,
)
from talent_powerpro.records.evidence import ResultEvidence


@frozen
class ProvisionHistory:
    """One provisioning of the enrolment, as its contact log records it."""

    summary: str
    """Such as ``Enrolment exported to Talent LMS on 02/06/2022 14:59``, in the RTO's zone."""
    additional_information: str


@frozen
class FetchedResult:
    """One line of "Results fetched from Talent LMS"."""

    code: str
    name: str
    start_date: date | None
    outcome: str
    outcome_date: date | None


@frozen
class TalentTab:
    """The contents of an enrolment's Talent LMS tab."""

    enrolment_id: str
    client_name: str
    course_name: str
    export: bool
    export_date: date | None
    history: tuple[ProvisionHistory, ...]
    """Oldest first, with what was undone; empty where the enrolment was never provisioned."""
    results: tuple[FetchedResult, ...]
    """The units whose results are still the agent's, in PowerPro's order."""
    fetched: str
    """Such as ``2 out of 3``: units with a fetched result, of all the enrolment's units."""
    tooltip: str = STAMP
    """Shown when the mouse hovers over a fetched result."""


def talent_tab(
    enrolment: Enrolment, zone: tzinfo, written: Mapping[UnitRowId, UnitResult] | None = None
) -> TalentTab:
    """Return the tab of one enrolment, with times in the RTO's zone.

    *written* is what the agent last wrote to each unit (`RunJournal.last_results`). A result that
    a person has changed since is not shown as fetched, although it still has the agent's stamp.
    """
    results = tuple(
        FetchedResult(unit.code, unit.name, unit.start_date, unit.outcome, unit.outcome_date)
        for unit in fetched_units(enrolment, written)
    )
    return TalentTab(
        enrolment_id=enrolment.id,
        client_name=enrolment.client.name,
        course_name=enrolment.course.name,
        export=enrolment.export,
        export_date=enrolment.export_date,
        history=tuple(
            ProvisionHistory(
                f"{log.contact_type} on {log.contact_date.astimezone(zone):%d/%m/%Y %H:%M}",
                log.description,
            )
            for log in enrolment.contact_logs
            if log.marks_provisioned or log.tells_of_undo
        ),
        results=results,
        fetched=f"{len(results)} out of {len(enrolment.units)}",
    )


def fetched_units(
    enrolment: Enrolment, written: Mapping[UnitRowId, UnitResult] | None
) -> tuple[Unit, ...]:
    """The units whose results are still the agent's, in PowerPro's order."""
    last = written or {}
    return tuple(each for each in enrolment.units if is_still_fetched(each, last.get(each.id)))


def is_still_fetched(unit: Unit, last: UnitResult | None) -> bool:
    """True if the unit's result is the agent's: outcome, date and stamp.

    *last* is what the agent last wrote there; ``None`` if it does not remember the unit.
    """
    if not unit.fetched_by_agent or unit.outcome_date is None:
        return False
    code = outcome_code(unit.outcome)
    # Another agent may have stamped the unit, or the journal is lost. A person who replaces a
    # result seldom removes the stamp, but then the outcome is no longer an achieved one.
    if last is None:
        return code in ACHIEVED
    return (code, unit.outcome_date) == (outcome_code(last.outcome), last.outcome_date)


@frozen
class UnitOutcome:
    """One unit's result as the "Unit/Module Client Outcome" window shows it."""

    client_name: str
    unit: str
    """Code and name, such as ``ICTWEB305 - Produce digital images for the web``."""
    start_date: date | None
    outcome: str
    outcome_date: date | None
    short_comment: str
    fetched_by_agent: bool
    evidence: ResultEvidence | None = None
    """What the result rests on; ``None`` if it is not the agent's, or nothing was kept."""


def unit_outcome(
    client: Client,
    unit: Unit,
    evidence: Iterable[ResultEvidence] = (),
    last: UnitResult | None = None,
) -> UnitOutcome:
    """Return the window's values for one unit of a client's enrolment.

    *evidence* is what was kept of the unit, oldest first (`EvidenceStore.of_units`). *last* is
    what the agent last wrote to it (`RunJournal.last_results`).
    """
    return UnitOutcome(
        client_name=client.name,
        unit=f"{unit.code} - {unit.name}" if unit.name else unit.code,
        start_date=unit.start_date,
        outcome=unit.outcome,
        outcome_date=unit.outcome_date,
        short_comment=unit.short_comment,
        fetched_by_agent=is_still_fetched(unit, last),
        evidence=_of_present_result(unit, evidence),
    )


def _of_present_result(unit: Unit, evidence: Iterable[ResultEvidence]) -> ResultEvidence | None:
    """The newest evidence of the result that the unit has now."""
    # A result that a person has changed since does not rest on what the agent once wrote.
    now = (unit.id, outcome_code(unit.outcome), unit.outcome_date)
    found = [e for e in evidence if (e.unit_id, outcome_code(e.outcome), e.outcome_date) == now]
    return found[-1] if found and unit.fetched_by_agent else None
