"""The page of what a store on a server says, made from the code.

``nox -s generated`` writes docs/reference/server-messages.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from talent_powerpro.adapters.sql.dialects import mariadb, postgresql, server_faults
from talent_powerpro.adapters.sql.dialects.server_faults import Meaning
from talent_powerpro.errors import RunFault

FILE = Path(__file__).parents[3] / "docs" / "reference" / "server-messages.md"
HEAD = """\
# What a store on a server says

Look up a message about a store [on a database server](../how-to/keep-the-store-on-a-server.md).

## Errors of the server

A message begins with the name of the database and ends with the server's own number for the error,
of which the manuals of
[PostgreSQL](https://www.postgresql.org/docs/current/errcodes-appendix.html) and
[MariaDB](https://mariadb.com/kb/en/mariadb-error-codes/) say more. What the server itself said is
not shown, because it may have personal data. A number of PostgreSQL with two or three characters
stands for all that begin with it and are not in another row.

| the database ... | what you can do | PostgreSQL | MariaDB |
| --- | --- | --- | --- |
"""
MIDDLE = """
A connection to PostgreSQL that was not made has no number. These words of the server tell what it
is, the first of them that it said:

| said | the database ... |
| --- | --- |
"""
LAST = """
## Other messages

NAME is that of the database, and PRODUCT the server's.

| message | what you can do |
| --- | --- |
"""
_FAULTS: tuple[Callable[[], RunFault], ...] = (
    lambda: server_faults.missing("NAME"),
    lambda: server_faults.no_such_rto("NAME", "North College"),
    lambda: server_faults.unnamed("NAME"),
    lambda: server_faults.long_name("x" * 300),
    lambda: server_faults.not_ours("NAME", "TABLE"),
    lambda: server_faults.too_old("NAME", 4, 5),
    lambda: server_faults.old_server("NAME", "10.4", "10.5"),
    lambda: server_faults.another_product("NAME"),
    lambda: server_faults.busy("NAME"),
    lambda: server_faults.lock_lost("NAME"),
    lambda: server_faults.in_a_transaction("NAME"),
    lambda: server_faults.unfit("NAME", server_faults.COMMITS_EACH, server_faults.USE_TRANSACTIONS),
    lambda: server_faults.no_driver("PRODUCT", "EXTRA"),
    lambda: server_faults.no_connection("PRODUCT", FileNotFoundError(2, "No such file")),
    lambda: server_faults.no_connection("PRODUCT", ValueError("secret")),
    lambda: server_faults.files_only("PRODUCT", "backup", "pg_dump"),
)


def page() -> str:
    return "".join((HEAD, *_meanings(), MIDDLE, *_said(), LAST, *_others()))


def _meanings() -> Iterator[str]:
    for each in Meaning:
        what, remedy = each.value
        numbers = (_numbers(of._MEANINGS, each) for of in (postgresql, mariadb))
        yield _row(what, remedy, *numbers)


def _numbers(of_server: Mapping[str, Meaning] | Mapping[int, Meaning], wanted: Meaning) -> str:
    codes = (str(code) for code, means in of_server.items() if code and means is wanted)
    return ", ".join(sorted(codes))


def numbers_on_page(product: str) -> dict[str, Meaning]:
    """The meaning of each number of the server, as the page has it."""
    meanings = {each.value[0]: each for each in Meaning}
    lines = FILE.read_text(encoding="utf-8").splitlines()
    head = lines.index(HEAD.splitlines()[-2])
    place = _cells(lines[head]).index(product)
    rows = map(_cells, lines[head + 2 : head + 2 + len(meanings)])
    return {
        number: meanings[cells[0]]
        for cells in rows
        for number in cells[place].split(", ")
        if number
    }


def _cells(line: str) -> list[str]:
    return [each.strip() for each in line.strip("|").split("|")]


def _said() -> Iterator[str]:
    for words, means in postgresql._SAID.items():
        yield _row(f"`{words}`" if words else "anything else", means.value[0])


def _others() -> Iterator[str]:
    for fault in (each() for each in _FAULTS):
        yield _row(fault.message, fault.remedy)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def write() -> None:
    FILE.write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
