"""Plans in files: written for a person to approve, and read again to be applied."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from talent_powerpro.errors import SettingsFault
from talent_powerpro.plain_files import check_plain, full_disk, read_plain
from talent_powerpro.private_files import private
from talent_powerpro.records.plan import Plan

MOST = 200_000_000
"""The most bytes of a plan file: some 100,000 records."""
AGAIN = "Make the plan again: `talent-powerpro plan --out FILE`."


def write_plan(plan: Plan, file: Path, *, rto: str = "") -> None:
    """Write *plan* to a file that only its owner may read. An existing one is replaced.

    *rto* is the RTO's name, which `read_plan` compares. Raises `SettingsFault` where the file
    cannot be written.
    """
    text = evolve(plan, rto=rto).to_json()
    try:
        check_plain(file)
        with open(file, "wb", opener=private) as opened:
            opened.write(f"{text}\n".encode())
    except OSError as error:
        if full_disk(error):
            file.unlink(missing_ok=True)  # Half a plan.
        raise SettingsFault(
            f"--out: {file} cannot be written ({error.strerror}). Choose another file."
        ) from error


def read_plan(file: Path, *, rto: str = "", portal: str = "") -> Plan:
    """Read the plan that `write_plan` wrote.

    Raises `SettingsFault` for a file that is no plan, of another schema, or made for another RTO
    than *rto* or for another portal. A blank *portal* is not compared.
    """
    plan = Plan.from_json(_text(file))
    if plan.rto != rto:
        raise SettingsFault(
            f"The plan in {file} is for {_named(plan.rto)}, but the settings are of {_named(rto)}.",
            remedy=f"Apply it with that RTO's settings. {AGAIN}",
        )
    check_portal(plan, portal)
    return plan


def check_portal(plan: Plan, portal: str) -> None:
    """Raise `SettingsFault` for a plan of another portal. A blank name is not compared."""
    if plan.portal and portal and plan.portal != portal:
        raise SettingsFault(
            f"The plan is for the portal {plan.portal}, but the settings name {portal}.",
            remedy=f"Apply it with the settings of its portal. {AGAIN}",
        )


def _text(file: Path) -> str:
    try:
        content = read_plain(file, most=MOST)
    except FileNotFoundError as error:
        raise SettingsFault(f"There is no file {file}.", remedy=AGAIN) from error
    except OSError as error:
        raise SettingsFault(f"{file} cannot be read: {error.strerror}.", remedy=AGAIN) from error
    if len(content) > MOST:
        raise SettingsFault(f"{file} is larger than any plan ({MOST:,} bytes).", remedy=AGAIN)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SettingsFault(f"{file} is not a plan: it is no UTF-8 text.", remedy=AGAIN) from error


def _named(rto: str) -> str:
    return f"the RTO {rto}" if rto else "an RTO without a name"
