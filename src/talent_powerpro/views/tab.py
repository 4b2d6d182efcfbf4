"""The Talent LMS tab of an enrolment, and the result of one unit, as values for a host to show.

Guide, "The Talent LMS Enrolment tab" and "Result fetching scope".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, tzinfo

from attrs import frozen

from talent_powerpro.model import STAMP, Client, Enrolment, Unit, outcome_code
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
    """Oldest first; empty where the enrolment is not provisioned."""
    results: tuple[FetchedResult, ...]
    """The units whose results have the agent's stamp, in PowerPro's order."""
    fetched: str
    """Such as ``2 out of 3``: units with a fetched result, of all the enrolment's units."""
    tooltip: str = STAMP
    """Shown when the mouse hovers over a fetched result."""


def talent_tab(enrolment: Enrolment, zone: tzinfo) -> TalentTab:
    """Return the tab of one enrolment, with times in the RTO's zone."""
    results = tuple(
        FetchedResult(unit.code, unit.name, unit.start_date, unit.outcome, unit.outcome_date)
        for unit in enrolment.units
        if unit.fetched_by_agent
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
            if log.marks_provisioned
        ),
        results=results,
        fetched=f"{len(results)} out of {len(enrolment.units)}",
    )


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
    client: Client, unit: Unit, evidence: Iterable[ResultEvidence] = ()
) -> UnitOutcome:
    """Return the window's values for one unit of a client's enrolment.

    *evidence* is what was kept of the unit, oldest first (`EvidenceStore.of_units`).
    """
    return UnitOutcome(
        client_name=client.name,
        unit=f"{unit.code} - {unit.name}" if unit.name else unit.code,
        start_date=unit.start_date,
        outcome=unit.outcome,
        outcome_date=unit.outcome_date,
        short_comment=unit.short_comment,
        fetched_by_agent=unit.fetched_by_agent,
        evidence=_of_present_result(unit, evidence),
    )


def _of_present_result(unit: Unit, evidence: Iterable[ResultEvidence]) -> ResultEvidence | None:
    """The newest evidence of the result that the unit has now."""
    # A result that a person has changed since does not rest on what the agent once wrote.
    now = (unit.id, outcome_code(unit.outcome), unit.outcome_date)
    found = [e for e in evidence if (e.unit_id, outcome_code(e.outcome), e.outcome_date) == now]
    return found[-1] if found and unit.fetched_by_agent else None
