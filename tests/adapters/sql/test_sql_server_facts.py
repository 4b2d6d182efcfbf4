"""What a support bundle says of a store on a database server, and whom it must hide."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from attrs import asdict, frozen
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from support.sql.dialect_stores import SERVERS, a_database
from support.sql.guide_rows import (
    BOOKING,
    CONTACT,
    JOANA,
    STORY,
    a_set,
    client,
    contact_log,
    course,
)
from talent_powerpro.adapters.sql import SqlPowerPro, schema
from talent_powerpro.adapters.sql.dialects import dialect_called
from talent_powerpro.adapters.sql.store_names import StoreNames

pytestmark = pytest.mark.servers
OWN, OTHER = "Own RTO", "Other RTO"
OF_COURSE = {
    "code": "ICT30120",
    "name": "Certificate III - Information Technology",
    "talent_course_id": "126",
    "talent_group_key": "77eD6LXHH",
}
OF_JOANA = {
    "code": JOANA,
    "surname": "GOMEZ",
    "given_names": "JOANA",
    "preferred_name": "",
    "usi": "",
    "secondary_id": "DPC000129",
    "date_of_birth": "2000-12-12",
    "mobile": "",
    "email": "jg11@pm.me",
}


@frozen
class OnServer:
    """A database with two RTOs."""

    dialect: str
    url: str

    def names(self, rto: str = OWN) -> StoreNames:
        return dialect_called(self.dialect).names(self.url, rto=rto, busy_seconds=1)

    def facts(self, rto: str = OWN) -> dict[str, Any]:
        return dialect_called(self.dialect).facts(self.url, rto=rto, busy_seconds=1)

    def execute(self, statement: str) -> None:
        with create_engine(self.url, poolclass=NullPool).begin() as connection:
            connection.exec_driver_sql(statement)


@pytest.fixture(scope="module", params=SERVERS)
def there(request: pytest.FixtureRequest) -> Iterator[OnServer]:
    with a_database(request.param, f"powerpro_facts_{os.getpid()}") as url:
        with SqlPowerPro.create(url, rto=OTHER) as other:
            other.take_in(a_set(course("OTHER"), client("C9", surname="NOBODY")))
        with SqlPowerPro.create(url, rto=OWN) as own:
            own.take_in(a_set(*STORY, contact_log(assigned_to="PP-AB")))
        yield OnServer(request.param, url)


def test_the_names_are_those_of_the_rto_alone(there: OnServer) -> None:
    names = asdict(there.names())
    assert {**names, "people": set(names["people"]), "unit_codes": set(names["unit_codes"])} == {
        "clients": [OF_JOANA],
        "courses": [OF_COURSE],
        "enrolments": [BOOKING],
        "unit_codes": {"ICTWEB304", "ICTWEB305"},
        "people": {"JOANA GOMEZ", "PP-CA", "PP-AB"},
        "runs": [],
        "is_complete": True,
    }
    assert len(names["people"]) == 3


def test_without_the_store_nobody_says_that_the_names_are_complete(there: OnServer) -> None:
    assert there.names("Nowhere") == StoreNames(is_complete=False)
    assert list(there.facts("Nowhere")) == ["fault"]
    assert there.facts("Nowhere")["fault"].startswith("PowerProUnusable: ")


def test_the_facts_count_the_rtos_rows_and_name_the_servers_version(there: OnServer) -> None:
    rows = {"courses": 1, "clients": 1, "enrolments": 1, "units": 2, "contact_logs": 1}
    own = schema.metadata.tables.keys() - {"store", "migrations"}
    facts = there.facts()
    dialect, *version = facts.pop("server")
    assert (dialect, len(version) > 1) == (there.dialect, True)
    assert facts == {
        "rtos": 2,
        "schema": schema.SCHEMA,
        "schema_of_this_version": schema.SCHEMA,
        "last_holder_of_the_run_lock": "",
        "tables": dict.fromkeys(own, 0) | rows | {"imported_rows": 6},
    }


def test_who_held_the_lock_last_is_told_for_the_rto(there: OnServer) -> None:
    assert there.facts()["last_holder_of_the_run_lock"] == ""
    lock = dialect_called(there.dialect).run_lock(there.url, rto=OWN, clock=lambda: CONTACT)
    with lock.hold("run"):
        assert there.facts()["last_holder_of_the_run_lock"] != ""
        assert there.facts(OTHER)["last_holder_of_the_run_lock"] == ""
    there.execute("UPDATE run_locks SET holder = ''")
