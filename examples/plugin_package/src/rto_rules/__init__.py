"""One RTO's own rules: a module is a plugin, its marked functions are the hooks.

Each function takes those of its hook's arguments that it needs. ``None`` means "no opinion".
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from talent_powerpro.model import Client, Enrolment, TalentUnit
from talent_powerpro.plugins.hooks import hookimpl
from talent_powerpro.records.due import Day
from talent_powerpro.records.record import Record
from talent_powerpro.records.report import RunReport
from talent_powerpro.rules.conditions import Condition

log = logging.getLogger("rto_rules")

OWN_NAMES = {"white card": "CPCWHS1001", "first aid": "HLTAID011"}
"""What our Talent units are called, where their first word is no code."""


def is_not_a_trial(enrolment: Enrolment, _: Day) -> str | None:
    """Why the condition does not hold; ``None``: it does."""
    return "the client is a trial student" if enrolment.client.code.startswith("TRIAL") else None


# --- deciding: one that raises fails that record alone --------------------------------


@hookimpl
def conditions() -> Iterable[Condition]:
    where = "Client > Main > Code/ID"
    return [Condition("not-a-trial", "The client is no trial student", is_not_a_trial, where)]


@hookimpl
def talent_login(client: Client) -> str:
    return f"student{client.code}"


@hookimpl
def unit_code(talent_unit: TalentUnit) -> str | None:
    return OWN_NAMES.get(talent_unit.name.strip().casefold())


# --- watching: told after the performance, and cannot spoil it ------------------------


@hookimpl
def held(record: Record) -> None:
    log.warning("%s waits for a person: %s", record.client_name, record.message)


@hookimpl
def run_finished(report: RunReport) -> None:
    log.info("run %s wrote %d times", report.run_id, report.wrote)
