"""Variables of the environment from which libpq takes what a store's address leaves out."""

from __future__ import annotations

import pytest

from talent_powerpro.adapters.sql.dialects import dialect_for
from talent_powerpro.errors import SettingsFault

ADDRESS = "postgresql+psycopg://powerpro@db/powerpro"
OURS = ("PGPORT", "PGSSLMODE", "PGSERVICE")


@pytest.fixture(autouse=True)
def _without_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in OURS:
        monkeypatch.delenv(each, raising=False)


@pytest.mark.parametrize(
    ("variable", "value", "fault"),
    [
        *(
            (
                "PGPORT",
                value,
                "The store's address leaves out the port, and the environment variable PGPORT has "
                "a value that cannot be used. Unset PGPORT, or set it to one of these: 1 to 65535.",
            )
            for value in ("secret", "0", "65536", "5432,x")
        ),
        (
            "PGSSLMODE",
            "secret",
            "The store's address leaves out sslmode, and the environment variable PGSSLMODE has a "
            "value that cannot be used. Unset PGSSLMODE, or set it to one of these: allow, "
            "disable, prefer, require, verify-ca, verify-full.",
        ),
    ],
)
def test_a_variable_that_spoils_the_connection_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, fault: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsFault) as caught:
        dialect_for(ADDRESS)
    assert caught.value.message == fault


@pytest.mark.parametrize(
    ("variables", "address"),
    [
        ({"PGPORT": "x"}, "postgresql+psycopg://powerpro@db:5432/powerpro"),
        ({"PGSSLMODE": "x"}, f"{ADDRESS}?sslmode=require"),
        ({"PGPORT": "x", "PGSSLMODE": "x"}, f"{ADDRESS}?service=powerpro"),
        ({"PGPORT": "x", "PGSERVICE": "powerpro"}, ADDRESS),
        ({"PGPORT": "", "PGSSLMODE": ""}, ADDRESS),
        ({"PGPORT": "1", "PGSSLMODE": "require"}, ADDRESS),
        ({"PGPORT": "65535,"}, ADDRESS),
        ({"PGPORT": "x", "PGSSLMODE": "x"}, "mariadb+pymysql://powerpro@db/powerpro"),
    ],
)
def test_a_variable_that_is_not_read_or_is_right_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], address: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert dialect_for(address).name == address.partition("+")[0]
