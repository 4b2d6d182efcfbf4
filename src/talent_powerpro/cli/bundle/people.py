"""The enrolments that a bundle is about, as facts: what is set and what is met, not whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from talent_powerpro.model import Client, Enrolment, day_text
from talent_powerpro.model.usi import is_usi
from talent_powerpro.records.work_lists import ListName
from talent_powerpro.rules.explained_conditions import conditions_found
from talent_powerpro.services.holds import waiting
from talent_powerpro.services.work_lists import WorkListReader

if TYPE_CHECKING:
    from talent_powerpro.adapters.sql import SqlPowerPro


def concerned(reader: WorkListReader, store: SqlPowerPro) -> list[Enrolment]:
    """The enrolments that holds, failures, lists and due marks name, and those that are ticked."""
    ids = dict.fromkeys(
        (
            *(each.enrolment_id for each in waiting(store.holds)),
            *(each.enrolment_id for each in store.lists.failures()),
            *(row.enrolment_id for name in ListName for row in reader.rows(name)),
            *(row.enrolment_id for row in reader.no_export_date()),
            *(each.enrolment_id for each in store.journal.due_marks()),
        )
    )
    every = {str(each.id): each for each in store.every_enrolment()}
    named = [every[each] for each in ids if each in every]
    ticked = [each for each in every.values() if each.export and each.id not in ids]
    return [*named, *sorted(ticked, key=lambda each: bool(each.provisioning_log))]


def enrolment_facts(enrolment: Enrolment, reader: WorkListReader) -> Any:
    """One enrolment. The aliases come later."""
    log = enrolment.provisioning_log
    return {
        "enrolment": enrolment.id,
        "client": client_facts(enrolment.client),
        "course": enrolment.course.code,
        "talent_course_id": enrolment.course.talent_course_id,
        "talent_group_key": enrolment.course.talent_group_key,
        "dates": dict(_dates(enrolment)),
        "provisioned_on": log.contact_date.isoformat() if log else "",
        "conditions": [
            {"name": each.name, "value": each.value, "holds": each.holds, "reason": each.reason}
            for each in conditions_found(enrolment, reader.rules, reader.day)
        ],
        "units": [
            {
                "code": each.code,
                "type": str(each.type),
                "start": day_text(each.start_date),
                "outcome": each.outcome,
                "outcome_date": day_text(each.outcome_date),
                "fetched_by_agent": each.fetched_by_agent,
            }
            for each in enrolment.units
        ],
        "unreadable": list(enrolment.unreadable),
    }


def client_facts(client: Client) -> Any:
    """What of a client is there. Each value gets its alias; a blank stays blank."""
    return {
        "code": client.code,
        "name": client.name,
        "email": client.email,
        "email_has_one_at": client.email.count("@") == 1,
        "usi": "valid" if is_usi(client.usi) else "not valid" if client.usi.strip() else "blank",
        "secondary_id": client.secondary_id,
        "surname_is_blank": not client.surname.strip(),
        "given_names_are_blank": not client.given_names.strip(),
    }


def _dates(enrolment: Enrolment) -> Iterator[tuple[str, str]]:
    for name in (
        "export_date",
        "enrolment_date",
        "expected_start_date",
        "expected_end_date",
        "deferment_date",
        "extension_date",
        "withdrawal_date",
        "completion_date",
    ):
        if day := getattr(enrolment, name):
            yield name, day_text(day)
