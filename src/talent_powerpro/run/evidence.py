"""Keeps the evidence of a run's results: what each result rests on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import evolve

from talent_powerpro.flows.results import Fetched
from talent_powerpro.model import EnrolmentId
from talent_powerpro.ports.state import EvidenceStore
from talent_powerpro.run.tasks import Ending
from talent_powerpro.run.versions import package_version


def keep_evidence(
    store: EvidenceStore,
    run_id: str,
    at: datetime,
    endings: Mapping[EnrolmentId, Ending | None],
) -> None:
    """Store what the results of these endings rest on, with the run, the time and the version.

    Called before the writes, and again with what was written. An ending without results removes
    the evidence that its enrolment has from this run.
    """
    store.keep(
        run_id,
        {
            enrolment_id: [
                evolve(each.evidence, run_id=run_id, at=at, version=package_version())
                for each in (ending.written if isinstance(ending, Fetched) else ())
                if each.evidence
            ]
            for enrolment_id, ending in endings.items()
        },
    )
