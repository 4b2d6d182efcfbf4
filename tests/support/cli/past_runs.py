"""Runs of before in an RTO's store, without the runs themselves."""

from __future__ import annotations

import json
from datetime import datetime

from attrs import frozen

from support.cli.rto import Rto
from support.sql.guide_rows import by_hand


@frozen
class Enrolled:
    """A student whom a run has enrolled."""

    enrolment_id: str
    client_code: str
    first_name: str
    last_name: str
    email: str
    old_id: str
    user_id: str

    @property
    def writes(self) -> str:
        """What the run wrote for them, as the journal has it."""
        description = (
            f"Enrolled in Talent Course: 126 {self.first_name} {self.last_name} added to Talent "
            "Group 77eD6LXHH ..."
        )
        user = {
            "client_code": self.client_code,
            "login": self.email,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "email": self.email,
            "custom_fields": [],
            "action": "create_user",
        }
        secondary_id = {
            "client_code": self.client_code,
            "old": self.old_id,
            "new": self.user_id,
            "action": "set_secondary_id",
        }
        enrol = {"user_id": self.user_id, "course_id": "126", "action": "enrol"}
        group = {"user_id": self.user_id, "group_key": "77eD6LXHH", "action": "add_to_group"}
        log = {
            "enrolment_id": self.enrolment_id,
            "description": description,
            "action": "add_contact_log",
        }
        return json.dumps([user, secondary_id, enrol, group, log])


JOANA = Enrolled("1001", "2021000017", "Joana", "Gomez", "jg11@pm.me", "DPC000129", "7")
PINK = Enrolled("1002", "2021000018", "Pink", "Panther", "pink.panther@example.com", "", "8")


def ran(world: Rto, run_id: str, at: datetime, *enrolled: Enrolled) -> None:
    """Put a run at *at* (in UTC) into the store, with its entries in the journal."""
    moment = f"{at:%Y-%m-%d %H:%M:%S.%f}"
    counts = json.dumps({"provisioning": {"provisioned": len(enrolled)} if enrolled else {}})
    with by_hand(world.store) as hand:
        hand.execute(
            "INSERT INTO runs (run_id, started, stages, ended, counts, wrote, stopped, message,"
            " targets, although_not_today) VALUES (?, ?, ?, ?, ?, ?, '', '', '[]', '')",
            (run_id, moment, '["provisioning", "results"]', moment, counts, 5 * len(enrolled)),
        )
        hand.executemany(
            "INSERT INTO journal (run_id, stage, enrolment_id, begun_at, writes, status, made)"
            " VALUES (?, 'provisioning', ?, ?, ?, 'provisioned', ?)",
            [(run_id, each.enrolment_id, moment, each.writes, each.writes) for each in enrolled],
        )
