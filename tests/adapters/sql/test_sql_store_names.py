"""Every column with somebody's name or number is one that a support bundle hides."""

from __future__ import annotations

from sqlalchemy import Text

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.store_names import CLIENTS, COURSES, PEOPLE, StoreNames

OF_PEOPLE = {"who", "client_name", "confirmed_by", "created_by", "assigned_to"}


def test_all_of_a_client_and_every_text_of_a_course_is_named() -> None:
    of_clients = [each.name for each in schema.clients.columns if each.computed is None]
    of_courses = [each.name for each in schema.courses.columns if isinstance(each.type, Text)]
    assert [[*CLIENTS], [*COURSES]] == [of_clients, of_courses]


def test_each_column_with_the_name_of_a_person_is_named() -> None:
    assert set(PEOPLE) == {
        (table.name, column)
        for table in schema.metadata.tables.values()
        for column in OF_PEOPLE & set(table.columns.keys())
    }


def test_names_are_complete_and_none_at_first() -> None:
    names = StoreNames()
    assert names == StoreNames((), (), (), (), [], (), True)
    assert names.people is not StoreNames().people
