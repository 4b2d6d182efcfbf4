"""The fields of a new Talent user that an RTO fills from client fields.

The policy's ``new_user_fields`` is a table from a Talent field to a client field. The settings file
has it as ``[new_user.fields]``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from attrs import fields

from talent_powerpro.model import Client, day_text, display_name

FIRST_NAME = "first_name"
"""The Talent field that may hold the preferred name. Everything else is a custom field."""

CLIENT_FIELDS = tuple(field.name for field in fields(Client))

# API fact (documented): a portal has up to 20 custom fields.
_CUSTOM_FIELD = re.compile(r"custom_field_(?:[1-9]|1[0-9]|20)")
_NAMES = ("given_names", "preferred_name")


def field_faults(table: Mapping[str, str]) -> list[str]:
    """A fault for each Talent field and each client field that does not exist."""
    faults = []
    for talent_field, client_field in table.items():
        where = f"new_user_fields[{talent_field}]"
        known = _NAMES if talent_field == FIRST_NAME else CLIENT_FIELDS
        if talent_field != FIRST_NAME and not _CUSTOM_FIELD.fullmatch(talent_field):
            faults.append(
                f"{where}: this is not a field of a new Talent user. Write custom_field_1 to "
                f"custom_field_20, or {FIRST_NAME}"
            )
        elif client_field not in known:
            faults.append(f"{where}: {client_field!r} is not one of {', '.join(known)}")
    return faults


def custom_fields(
    client: Client, table: Mapping[str, str], chosen: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    """The custom fields of a new Talent user, sorted by name, without blank ones.

    *chosen* are those of the RTO's plugins, which win. A date is sent as ``dd/mm/yyyy``.
    """
    filled = {
        talent_field: _text(getattr(client, client_field))
        for talent_field, client_field in table.items()
        if talent_field != FIRST_NAME
    }
    return tuple(sorted((name, text) for name, text in (filled | dict(chosen)).items() if text))


def sent_names(client: Client, names: tuple[str, str], table: Mapping[str, str]) -> tuple[str, str]:
    """First and last name to send. *names* are those that people see."""
    preferred = client.preferred_name.strip()
    if table.get(FIRST_NAME) != "preferred_name" or not preferred:
        return names
    # Capitals change only where the whole name is in capitals, as for the given names.
    first, _ = display_name((preferred, client.surname))
    return first, names[1]


def _text(value: str | date | None) -> str:
    return value.strip() if isinstance(value, str) else day_text(value)
