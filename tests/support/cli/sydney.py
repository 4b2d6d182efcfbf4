"""An RTO with a name, where two students are due on one day."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from support.cli.handed_on import edit
from support.cli.rto import SECRETS, Rto, rto

DUE = ("--date", "02/06/2022")
SHORT: Mapping[str, str] = {**SECRETS, "TALENTLMS_API_KEY": "short"}
"""The secrets with a key that every command warns of."""
WARNED = (
    "The TalentLMS API key has 5 characters instead of the usual 30. The agent uses it as it is.\n"
)


def named_sydney(folder: Path, url: str, **settings: str) -> Rto:
    """The guide's RTO with a name, where enrolment 1002 of Pink Panther is due as well."""
    made = rto(folder, url, **settings).imported()
    text = made.settings_file.read_text("utf-8")
    made.settings_file.write_text(text.replace("[rto]", '[rto]\nname = "Sydney"'), "utf-8")
    edit(made, "UPDATE enrolments SET export = 1, export_date = '2022-06-02' WHERE id = '1002'")
    return made


def watched(made: Rto, address: str) -> Rto:
    """The same with a monitor."""
    text = made.settings_file.read_text("utf-8")
    made.settings_file.write_text(f'{text}\n[monitor]\nurl = "{address}"\n', "utf-8")
    made.settings_file.chmod(0o600)  # The address is a secret.
    return made
