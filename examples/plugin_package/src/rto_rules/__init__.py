"""A plugin with one RTO's own rules: each function marked `hookimpl` implements a hook.

A function takes only the arguments of its hook that it needs. ``None`` means "no opinion".
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
"""Unit codes of Talent units whose name does not begin with a code, by name."""


def is_not_a_trial(enrolment: Enrolment, _: Day) -> str | None:
    """Return why the condition is not met; ``None`` if it is."""
    return "the client is a trial student" if enrolment.client.code.startswith("TRIAL") else None


# --- deciding: an exception fails that record alone -----------------------------------


@hookimpl
def conditions() -> Iterable[Condition]:
    where = "Client > Main > Code/ID"
    return [Condition("not-a-trial", "The client is not a trial student", is_not_a_trial, where)]


@hookimpl
def talent_login(client: Client) -> str:
    return f"student{client.code}"


@hookimpl
def unit_code(talent_unit: TalentUnit) -> str | None:
    return OWN_NAMES.get(talent_unit.name.strip().casefold())


# --- watching: called after the performance; an exception changes nothing ---------------


@hookimpl
def held(record: Record) -> None:
    log.warning("%s needs a decision: %s", record.client_name, record.message)


@hookimpl
def run_finished(report: RunReport) -> None:
    log.info("run %s made %d writes", report.run_id, report.wrote)
