"""The schema of the stores that exist, and ``docs/reference/schema.md``, which agrees with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Table, UniqueConstraint, create_engine, inspect
from sqlalchemy.schema import CreateTable

from support.sql.guide_rows import make
from talent_powerpro.adapters.sql import SCHEMA, ColumnFact, columns, schema
from talent_powerpro.adapters.sql.columns import ShortText
from talent_powerpro.adapters.sql.schema.identity import kept_table
from talent_powerpro.adapters.sql.table_names import OwnName

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "schema.md"


def documented() -> tuple[ColumnFact, ...]:
    found, table = [], ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"## `(\w+)`", line):
            table = heading[1]
        elif row := re.match(r"\| `(\w+)` \| ([^|]+) \|", line):
            found.append(ColumnFact(table, row[1], row[2]))
    return tuple(found)


def test_the_page_has_every_column_with_its_type_in_the_schemas_order() -> None:
    assert documented() == columns()


def test_the_page_names_the_schema_number() -> None:
    assert f"Schema number {SCHEMA}." in PAGE.read_text(encoding="utf-8")


def test_every_row_of_the_page_has_as_many_cells_as_its_heading() -> None:
    width = 0
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| column |"):
            width = line.count("|")
        assert not line.startswith("| ") or line.count("|") == width, line


def test_a_store_has_these_columns_and_no_others(tmp_path: Path) -> None:
    path = tmp_path / "powerpro.db"
    make(path).close()
    engine = create_engine(f"sqlite:///{path}")
    found = inspect(engine)
    there = {
        (table, column["name"])
        for table in found.get_table_names()
        for column in found.get_columns(table)
    }
    engine.dispose()
    assert there == {(each.table, each.name) for each in columns()}


# --- keys -------------------------------------------------------------------------

KEYS = """
store: application
migrations: version_num
courses: code
clients: code
  ix_clients_email_plain on email_plain
  ix_clients_secondary_number on secondary_number
  short secondary_number, email_plain
enrolments: sequence
  unique id
  client_code of clients.code
  course_code of courses.code
  ix_enrolments_closed_on on ClosedOn
  ix_enrolments_scope on course_code, ScopeEnds
  short id, client_code, course_code
units: sequence
  unique id
  enrolment_id of enrolments.id
  ix_units_lines on enrolment_id, UnitLine
  short id, enrolment_id
contact_logs: sequence
  unique enrolment_id, contact_date, contact_type
  unique id
  enrolment_id of enrolments.id
  ix_contact_logs_contact_type_plain on contact_type_plain
  short id, enrolment_id, contact_type, contact_type_plain
imported_rows: kind, row
exported_files: fingerprint
sync_log: sequence
journal: sequence
  unique run_id, stage, enrolment_id
  short run_id, stage, enrolment_id
runs: sequence
  unique run_id
  short run_id
due_marks: sequence
  unique enrolment_id
  short enrolment_id
written_results: unit_id
result_evidence: sequence
  unique run_id, unit_id
  short unit_id, run_id
pending_memberships: sequence
  unique enrolment_id
  short enrolment_id
told_topics: topic
standing_holds: sequence
hold_answers: sequence
verified_links: client_code
portal: name
ids_set_aside: sequence
  unique client_code, user_id, portal
  short client_code, user_id, portal
tries: kind, id
last_looks: enrolment_id
  ix_last_looks_state on a state, enrolment_id
looks: enrolment_id
suspensions: enrolment_id
written_users: client_code
engagement: enrolment_id, unit_id
waits: sequence
  unique stage, enrolment_id
  short stage, enrolment_id
standing_failures: sequence
  unique stage, enrolment_id
  short stage, enrolment_id
dismissals: sequence
  unique list, enrolment_id, item
  short list, enrolment_id, item
moved: sequence
"""
"""Each table's primary key; what is unique, what refers to another table, what has an index, and
what else is a short text. A change needs a migration."""


def keys_of(table: Table) -> Iterator[str]:
    yield f"{table.name}: {', '.join(each.name for each in table.primary_key)}"
    unique = (each for each in table.constraints if isinstance(each, UniqueConstraint))
    yield from sorted(f"  unique {', '.join(each.columns.keys())}" for each in unique)
    yield from sorted(
        f"  {each.parent.name} of {each.target_fullname}" for each in table.foreign_keys
    )
    for index in sorted(table.indexes, key=lambda each: str(each.name)):
        yield f"  {index.name} on {', '.join(map(named, index.expressions))}"
    short = [each for each in table.columns if type(each.type) is ShortText]
    if names := [each.name for each in short if not each.primary_key]:
        yield f"  short {', '.join(names)}"


def named(indexed: object) -> str:
    if indexed is schema.last_look_state:
        return "a state"
    return str(getattr(indexed, "name", type(indexed).__name__))


def test_keys_references_and_indexes_are_those_of_the_stores_that_exist() -> None:
    found = [line for table in schema.metadata.tables.values() for line in keys_of(table)]
    assert found == KEYS.strip().splitlines()


def test_every_constraint_has_a_name_by_which_a_migration_finds_it() -> None:
    made = " ".join(str(CreateTable(schema.units)).split())
    for each in (
        "CONSTRAINT pk_units PRIMARY KEY (sequence)",
        "CONSTRAINT fk_units_enrolment_id FOREIGN KEY(enrolment_id) REFERENCES enrolments (id)",
        "CONSTRAINT uq_units_id UNIQUE (id)",
        "CONSTRAINT ck_units_type CHECK (type IN ('Unit', 'Module'))",
    ):
        assert each in made


def test_a_table_of_the_agents_state_has_a_name_that_hosts_can_change() -> None:
    table = kept_table("a_table_of_the_tests", *())
    schema.metadata.remove(table)
    assert isinstance(table.name, OwnName)
    assert table.metadata is schema.metadata
    assert (schema.SCHEMA, schema.REVISION) == (5, "schema_5")
    assert schema.APPLICATION == "talent-powerpro"


def test_rows_of_powerpro_and_their_imports_are_no_state() -> None:
    of_powerpro = {"clients", "contact_logs", "courses", "enrolments", "units"}
    of_files = {"exported_files", "imported_rows", "moved"}
    left_out = set(schema.metadata.tables) - {each.name for each in schema.STATE}
    assert left_out == of_powerpro | of_files
