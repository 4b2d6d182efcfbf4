"""Holds the run lock of a store until standard input ends: ``URL RTO``. Run as a program."""

from __future__ import annotations

import sys

from sqlalchemy import make_url

from talent_powerpro.adapters.sql.dialects import DRIVERS, dialect_called
from talent_powerpro.adapters.sql.transactions import now_utc


def main(url: str, rto: str) -> None:
    # The tests' own options of an address are none that people may write.
    dialect = dialect_called(DRIVERS[make_url(url).drivername])
    with dialect.run_lock(url, rto=rto, clock=now_utc).hold("import"):
        sys.stdout.write("held\n")
        sys.stdout.flush()
        sys.stdin.read()
    sys.stdout.write("ended\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
