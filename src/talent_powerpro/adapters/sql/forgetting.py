"""Deletion of what the store has about one client."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from attrs import evolve, frozen
from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    false,
    func,
    or_,
    select,
    update,
)

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.ownerless import DIGEST
from talent_powerpro.adapters.sql.unreadable import rows_of
from talent_powerpro.pieces import pieces
from talent_powerpro.ports.forgetting import Person
from talent_powerpro.records.record import StageName

Rows: TypeAlias = tuple[Table, ColumnElement[bool]]
"""A table, and the condition of the rows to delete."""

NAMED = "This line named a client who was forgotten."
"""The text in place of a sync log line of another client, or of a run."""

LONG = 6
"""Characters from which on a client code is taken for one wherever it is in a text."""


@frozen
class Traces:
    """What the store has about a person."""

    rows: tuple[Rows, ...]
    """In the order in which foreign keys allow to delete them."""
    lines: tuple[int, ...]
    """Sync log lines that are not the person's own and name the person: their sequences."""
    runs: tuple[int, ...]
    """Runs whose message names the person: their sequences."""
    limited: Mapping[int, list[str]]
    """By sequence, runs for this person or whose reason names the person: their other targets."""

    def count(self, connection: Connection) -> dict[str, int]:
        """The number of rows by table. Tables without such a row are left out."""
        counts: dict[str, int] = {}
        for table, theirs in self.rows:
            query = select(func.count()).select_from(table).where(theirs)
            counts[table.name] = counts.get(table.name, 0) + connection.execute(query).scalar_one()
        counts["sync_log"] += len(self.lines)
        counts["runs"] = len({*self.runs, *self.limited})
        return {name: number for name, number in counts.items() if number}

    def delete(self, connection: Connection) -> None:
        for table, theirs in self.rows:
            connection.execute(delete(table).where(theirs))
        for table, named, text in (
            (schema.sync_log, self.lines, NAMED),
            (schema.runs, self.runs, ""),
        ):
            for some in pieces(named):
                renamed = update(table).where(table.c.sequence.in_(some))
                connection.execute(renamed.values(message=text))
        for number, targets in self.limited.items():
            theirs = schema.runs.c.sequence == number
            connection.execute(
                update(schema.runs).where(theirs).values(targets=targets, although_not_today="")
            )


def traces_of(connection: Connection, person: Person) -> Traces:
    """Find what the store has about *person*. Reads, and deletes nothing."""
    code, clients = person.client.code, schema.clients.c
    ids = _texts(connection, schema.enrolments.c.id, schema.enrolments.c.client_code == code)
    ids = tuple(dict.fromkeys((*ids, *(each.id for each in person.enrolments))))
    units = _texts(connection, schema.units.c.id, _one_of(schema.units.c.enrolment_id, ids))
    units = tuple(dict.fromkeys((*units, *person.unit_ids)))
    logs = _texts(
        connection, schema.contact_logs.c.id, _one_of(schema.contact_logs.c.enrolment_id, ids)
    )
    columns = (clients.email, clients.given_names, clients.surname)
    others = connection.execute(select(*columns).where(clients.code != code)).all()
    kept = kept_traces_of(connection, person, others, ids, units)
    imported = schema.imported_rows.c
    rows: list[Rows] = [
        (schema.imported_rows, and_(imported.kind == kind, _one_of(imported.row, keys)))
        for kind, keys in (
            ("client", (code,)),
            ("enrolment", ids),
            ("unit", units),
            ("contact log", logs),
        )
    ]
    rows += kept.rows
    rows += [
        (table, _one_of(table.c.enrolment_id, ids)) for table in (schema.contact_logs, schema.units)
    ]
    rows.append((schema.enrolments, schema.enrolments.c.client_code == code))
    rows.append((schema.clients, schema.clients.c.code == code))
    return evolve(kept, rows=tuple(rows))


def kept_traces_of(
    connection: Connection,
    person: Person,
    others: Collection[Any],
    ids: Sequence[str],
    units: Sequence[str],
) -> Traces:
    """Find what the agent's state has about *person*, with those enrolments and units.

    *others* are clients, or rows, with the e-mails and names of other people.
    """
    code = person.client.code
    says = _mentions(person, others)
    about = func.substr(schema.told_topics.c.topic, DIGEST + 1)
    rows: list[Rows] = [
        (schema.told_topics, _one_of(about, ids)),
        (schema.written_results, _one_of(schema.written_results.c.unit_id, units)),
        (schema.sync_log, schema.sync_log.c.client_code == code),
    ]
    rows += [
        (table, _one_of(table.c.enrolment_id, ids))
        for table in (
            *(schema.journal, schema.due_marks, schema.pending_memberships, schema.last_looks),
            *(schema.looks, schema.waits, schema.suspensions, schema.engagement),
        )
    ]
    of_stages = schema.tries.c.kind.in_(StageName)
    rows.append((schema.tries, and_(of_stages, _one_of(schema.tries.c.id, ids))))
    for table in (
        *(schema.standing_holds, schema.hold_answers),
        *(schema.standing_failures, schema.dismissals),
    ):
        others = _naming(connection, table, says, ids)
        theirs = or_(_one_of(table.c.enrolment_id, ids), _one_of(table.c.sequence, others))
        rows.append((table, theirs))
    rows += [
        (table, table.c.client_code == code)
        for table in (schema.verified_links, schema.written_users, schema.ids_set_aside)
    ]
    lines = select(schema.sync_log.c.sequence, schema.sync_log.c.message)
    return Traces(
        tuple(rows),
        _saying(connection, lines.where(schema.sync_log.c.client_code != code), says),
        _saying(connection, select(schema.runs.c.sequence, schema.runs.c.message), says),
        _limited(connection, says, {f"client {code}", *(f"enrolment {each}" for each in ids)}),
    )


def _limited(
    connection: Connection, says: re.Pattern[str], theirs: Collection[str]
) -> Mapping[int, list[str]]:
    """The runs that a person's name or reason is kept with, each with its targets without it."""
    table = schema.runs.c
    query = select(table.sequence, table.targets, table.although_not_today)
    found = {}
    for cells, _ in rows_of(connection, query):
        targets = list(map(str, cells["targets"] or ()))
        if set(theirs).intersection(targets) or says.search(str(cells["although_not_today"])):
            # A target stays in place of theirs: the run was not one for everybody.
            found[cells["sequence"]] = ["" if each in theirs else each for each in targets]
    return found


def _texts(connection: Connection, column: Any, where: ColumnElement[bool]) -> tuple[str, ...]:
    return tuple(connection.execute(select(column).where(where)).scalars())


def _one_of(column: Any, values: Iterable[object]) -> ColumnElement[bool]:
    """Condition: the column has one of *values*, however many there are."""
    found: ColumnElement[bool] = or_(false(), *(column.in_(some) for some in pieces(values)))
    return found


def _mentions(person: Person, others: Collection[Any]) -> re.Pattern[str]:
    """A pattern for texts about others that name this person.

    Name and e-mail count only where no other client has the same.
    """
    client = person.client
    code = re.escape(client.code)
    words = [rf"\({code}\)", rf"(?:\bclient|PP Client:) {code}(?![\w-])"]
    # A short code, such as 126, may be anything else in a text.
    if len(client.code) >= LONG:
        words.append(rf"(?<![\w-]){code}(?![\w-])")
    email, name = client.email.strip().casefold(), client.name.casefold()
    if email and all(str(each.email).strip().casefold() != email for each in others):
        words.append(rf"(?<![\w.+-]){re.escape(client.email.strip())}(?![\w-])")
    names = {f"{each.given_names} {each.surname}".strip().casefold() for each in others}
    # A single word, such as May, is in many texts that are not about this person.
    if " " in name and name not in names:
        words.append(rf"(?<!\w){re.escape(client.name)}(?!\w)")
    return re.compile("|".join(words), re.IGNORECASE)


def _naming(
    connection: Connection, table: Table, says: re.Pattern[str], ids: Sequence[str]
) -> tuple[int, ...]:
    """Holds or answers that name the person or one of the enrolments: their sequences."""
    facts = {f"enrolment {each}" for each in ids}  # Of a hold about lost runs.
    texts = [each for each in (table.c.message, table.c.get("remedy")) if each is not None]
    texts += [table.c.why] if "why" in table.c else []
    facts_of = [table.c.facts] if "facts" in table.c else []
    query = select(table.c.sequence, *facts_of, *texts)
    return tuple(
        cells["sequence"]
        for cells, _ in rows_of(connection, query)
        if facts.intersection(map(str, cells.get("facts") or ()))
        or any(says.search(str(cells[each.name])) for each in texts)
    )


def _saying(connection: Connection, query: Any, says: re.Pattern[str]) -> tuple[int, ...]:
    return tuple(
        cells["sequence"]
        for cells, _ in rows_of(connection, query)
        if says.search(str(cells["message"]))
    )
