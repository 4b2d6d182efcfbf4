"""The benchmark's command.

python -m benchmarks                          measure all cases, print the table
python -m benchmarks idle new --scale 0.1     some cases, at a tenth of their size
python -m benchmarks --save                   update the figures and the page of the docs
python -m benchmarks --source ../old/src      measure another version of the package
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.cases import CASES
from benchmarks.figures import BEFORE, OURS, measure_all
from benchmarks.page import table, write_page
from benchmarks.processes import OWN


def main() -> None:
    options = _options()
    if options.list:
        print("\n".join(f"{name}: {_said(name)}" for name in CASES))
        return
    another = options.source != OWN
    with TemporaryDirectory() as folder:
        kept = (BEFORE if another else OURS) if options.save else Path(folder) / "figures.json"
        done = {}
        if not options.page:
            done = measure_all(
                options.cases or CASES,
                kept,
                source=options.source,
                scale=options.scale,
                repeats=options.repeats,
                literal=not another,
                tell=lambda text: print(text, file=sys.stderr, flush=True),
            )
    if options.save or options.page:
        write_page()
    if done:
        print(table({}, done) if another else table(done, {}))


def _said(name: str) -> str:
    rows = "; ".join(row.title for row in CASES[name].rows)
    return rows or "the plot of calls against enrolments"


def _options() -> argparse.Namespace:
    summary = __doc__ or ""
    options = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=summary,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    options.add_argument("--list", action="store_true", help="list the cases with their rows")
    options.add_argument("--scale", type=float, default=1.0, help="share of the full sizes")
    options.add_argument("--repeats", type=int, default=3, help="at most so many repeats of a case")
    options.add_argument("--save", action="store_true", help="keep the figures, write the page")
    options.add_argument("--page", action="store_true", help="only write the page again")
    options.add_argument(
        "--source", type=Path, default=OWN, help="folder to import another version from"
    )
    found = options.parse_args()
    if unknown := set(found.cases) - set(CASES):
        options.error(f"no such case: {', '.join(sorted(unknown))}; choose from {', '.join(CASES)}")
    found.source = found.source.resolve()
    return found


if __name__ == "__main__":
    main()
