"""Holds the run lock of a store until standard input ends: ``URL RTO``. Run as a program."""

from __future__ import annotations

import sys

from talent_powerpro.adapters.sql.dialects import dialect_for
from talent_powerpro.adapters.sql.transactions import now_utc


def main(url: str, rto: str) -> None:
    with dialect_for(url).run_lock(url, rto=rto, clock=now_utc).hold("import"):
        sys.stdout.write("held\n")
        sys.stdout.flush()
        sys.stdin.read()
    sys.stdout.write("ended\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
