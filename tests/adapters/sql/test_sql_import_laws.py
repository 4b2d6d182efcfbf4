"""Properties of import, run and repeated import: nothing is lost, for any data."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from support.laws.examples import law
from support.sql.guide_rows import (
    CONTACT,
    LOG,
    RESULT,
    client,
    contact_log,
    course,
    dump,
    enrolment,
    unit,
    url_of,
)
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.model import Enrolment, TalentUserId
from talent_powerpro.ports.import_set import Cell, ImportSet, Kind

laws = law(15, one_in=10)

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6)
DAYS = st.none() | st.dates(date(2020, 1, 1), date(2024, 1, 1))
STARTS = st.lists(st.sampled_from([None, date(2022, 5, 16), date(2023, 2, 1)]), unique=True)


@st.composite
def sets(draw: st.DrawFn) -> ImportSet:
    rows = [course(name=draw(TEXTS)), course("ICT40120", archived=draw(st.booleans()))]
    for n in range(draw(st.integers(1, 3))):
        whose, booking = f"C{n}", f"E{n}"
        rows.append(client(whose, surname=draw(TEXTS), secondary_id=draw(TEXTS), email=draw(TEXTS)))
        rows.append(
            enrolment(
                booking, client_code=whose, export=draw(st.booleans()), export_date=draw(DAYS)
            )
        )
        for code in draw(st.sets(st.sampled_from(["ICTWEB304", "ICTWEB305"]))):
            rows += [
                unit(code, booking, type=sort, start_date=start, outcome=draw(TEXTS))
                for sort in draw(st.sets(st.sampled_from(["Unit", "Module"])))
                for start in draw(STARTS)
            ]
        for hours in draw(st.sets(st.integers(0, 3))):
            sort = draw(st.sampled_from(["Telephone call", "Enrolment exported to Talent LMS"]))
            rows.append(contact_log(booking, CONTACT + timedelta(hours=hours), sort))
    return ImportSet(tuple(rows))


@frozen
class Opened:
    path: Path
    powerpro: SqlPowerPro


@contextmanager
def opened() -> Iterator[Opened]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "powerpro.db"
        with SqlPowerPro.create(url_of(path)) as powerpro:
            yield Opened(path, powerpro)


def work(powerpro: SqlPowerPro, random: Random) -> None:
    """Writes that an agent might make."""
    found: tuple[Enrolment, ...] = tuple(powerpro.enrolments_to_provision(()))
    for each in found:
        if random.random() < 0.5:
            powerpro.set_secondary_id(each.client, TalentUserId(str(random.randrange(9))))
        if random.random() < 0.5:
            later: datetime = CONTACT + timedelta(days=1)
            powerpro.add_contact_log(each, evolve(LOG, contact_date=later))
        for one in each.units:
            if random.random() < 0.5:
                powerpro.set_result(one, RESULT)


def shuffled(imported: ImportSet, random: Random) -> ImportSet:
    """The same rows in another order."""
    rows = list(imported.rows)
    random.shuffle(rows)
    return ImportSet(tuple(rows))


@laws
@given(sets(), st.integers())
def test_importing_again_changes_nothing_that_the_agent_wrote(
    imported: ImportSet, seed: int
) -> None:
    random = Random(seed)
    with opened() as world:
        world.powerpro.take_in(imported)
        work(world.powerpro, random)
        before = dump(world.path)
        report = world.powerpro.take_in(shuffled(imported, random))
        assert dump(world.path) == before
    assert sum(report.unchanged.values()) == len(imported.rows)
    assert report.absent == ()


@laws
@given(sets(), st.data())
def test_a_changed_cell_wins_and_no_other_cell_moves(
    imported: ImportSet, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(imported.rows) - 1))
    row = imported.rows[place]
    name, new = data.draw(st.sampled_from(CHANGES[row.kind]))
    changed = evolve(row, cells={**row.cells, name: new})
    rows = (*imported.rows[:place], changed, *imported.rows[place + 1 :])
    with opened() as world:
        world.powerpro.take_in(imported)
        work(world.powerpro, Random(place))
        before = dump(world.path, without=["imported_rows"])
        report = world.powerpro.take_in(ImportSet(rows))
        after = dump(world.path, without=["imported_rows"])
    moved = [
        (old, now)
        for table in before
        for was, is_now in zip(before[table], after[table], strict=True)
        for old, now in zip(was, is_now, strict=True)
        if old != now
    ]
    assert [now for _, now in moved] == [new]
    assert report.changed[row.kind] == 1


CHANGES: dict[Kind, list[tuple[str, Cell]]] = {
    Kind.COURSE: [("name", "changed by hand"), ("talent_group_key", "changed by hand")],
    # Neither is compared in a computed column, which would move with it.
    Kind.CLIENT: [("surname", "changed by hand"), ("mobile", "changed by hand")],
    Kind.ENROLMENT: [("booking_status", "changed by hand")],
    Kind.UNIT: [("outcome", "changed by hand"), ("short_comment", "changed by hand")],
    Kind.CONTACT_LOG: [("description", "changed by hand"), ("created_by", "changed by hand")],
}


@laws
@given(sets(), st.integers())
def test_the_order_of_a_sets_rows_makes_no_difference_to_what_is_known(
    imported: ImportSet, seed: int
) -> None:
    def known(rows: ImportSet) -> set[tuple[object, ...]]:
        with opened() as world:
            world.powerpro.take_in(rows)
            found: tuple[Enrolment, ...] = tuple(world.powerpro.enrolments_to_provision(()))
        return {
            (
                each.client,
                each.course,
                each.export_date,
                each.contact_logs,
                frozenset((one.code, one.type, one.start_date, one.outcome) for one in each.units),
            )
            for each in found
        }

    assert known(imported) == known(shuffled(imported, Random(seed)))
