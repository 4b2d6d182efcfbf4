"""Custom fields: their definitions, in sign-ups, and in answers about users and courses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from talent_powerpro.sandbox.api.context import Answer, ApiContext
from talent_powerpro.sandbox.api_errors import MISSING_FIELD
from talent_powerpro.sandbox.http.arguments import Arguments
from talent_powerpro.sandbox.portal.choices import FieldType
from talent_powerpro.sandbox.portal.portal import CUSTOM_FIELD, PortalField


def getcustomregistrationfields(context: ApiContext) -> Answer:
    """The definitions of the portal's custom fields of users, in their order."""
    return _definitions(context.portal.custom_fields)


def getcustomcoursefields(context: ApiContext) -> Answer:
    """The definitions of the portal's custom fields of courses, in their order."""
    return _definitions(context.portal.course_fields)


def sent_fields(arguments: Arguments) -> dict[str, str]:
    """The custom fields that were sent, in the order of their numbers."""
    sent = {name: value for name, value in arguments.items() if CUSTOM_FIELD.fullmatch(name)}
    return dict(sorted(sent.items(), key=lambda field: int(field[0].rpartition("_")[2])))


def check_mandatory(context: ApiContext, sent: dict[str, str]) -> None:
    """Raise `ApiError` for a sign-up without a mandatory field.

    API fact (vendor's code): a single space counts as a value, since TalentLMS's plug-in sends it.
    """
    for row in context.portal.custom_fields:
        if row.mandatory and not sent.get(row.key):
            message = context.portal.quirks.missing_field_message.replace("{}", row.name)
            raise context.state.refusal(MISSING_FIELD, message)


def shown_fields(defined: Iterable[PortalField], given: Mapping[str, str]) -> dict[str, str]:
    """The custom fields of a user or course: the *defined* ones, and others that were given."""
    return {row.key: row.value_unless_given for row in defined} | dict(given)


def _definitions(defined: Iterable[PortalField]) -> list[dict[str, object]]:
    return [_definition(order, row) for order, row in enumerate(defined, start=1)]


def _definition(order: int, row: PortalField) -> dict[str, object]:
    return {
        "key": row.key,
        "type": row.type.value,
        "name": row.name,
        "mandatory": "yes" if row.mandatory else "no",
        "visible_on_reports": "yes",
        "dropdown_values": row.dropdown_values if row.type is FieldType.DROPDOWN else "",
        "checkbox_status": "on" if row.checkbox_status else "off",
        "selective_availability": "no",
        "branch": None,
        "main_domain_availability": "yes",
        "previous_key": "",
        "order": order,
    }
