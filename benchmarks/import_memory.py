"""Measures the memory of imports: ``python benchmarks/import_memory.py --enrolments 100000``.

Makes a folder of import files, imports it into a new store, imports it again, and exports. Each is
a child process of its own. Prints a table of the peak memory (resident set) and the processor
seconds of each, beside the size of the files.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

START = "from talent_powerpro.cli import main; main()"
SECRETS = {
    "TALENTLMS_API_KEY": "a" * 30,
    "TALENTLMS_NEW_USER_PASSWORD": "Pre&set=Pass word 1",
}
COURSES = 300
TITLES = {
    "courses.csv": "Course Code,Course Name,Archived,Export to Talent LMS,Talent Course ID,"
    "Talent Group Key",
    "clients.csv": "Code,Surname,Given Names,Preferred Name,USI,Secondary ID,Date of Birth,Mobile,"
    "Email",
    "enrolments.csv": "Enrolment ID,Client Code,Course Code,Booking Status,Enrolment Date,"
    "Expected Start Date,Expected End Date,Deferment Date,Extension Date,Withdrawal Date,"
    "Completion Date,Talent LMS Export,Talent LMS Export Date",
    "units.csv": "Enrolment ID,Unit Code,Unit Name,Type,Start Date,Outcome,Outcome Date,"
    "Short Comment",
}


def rows(name: str, enrolments: int, units: int) -> Iterator[str]:
    """The lines of the file *name*, without its header."""
    if name == "courses.csv":
        for n in range(COURSES):
            yield f"ICT{n:05}-A,Information Technology {n},No,Yes,{101 + n},key{n}"
        return
    for n in range(enrolments):
        code = f"2021{n:06}"
        if name == "clients.csv":
            yield (
                f"{code},SURNAME{n},GIVEN{n},,,{100_001 + n},{1 + n % 28:02}/12/{1960 + n % 40},"
                f"04{n:08},learner{n}@college.example"
            )
        elif name == "enrolments.csv":
            yield (
                f"{1_000_001 + n},{code},ICT{n % COURSES:05}-A,Confirmed,02/05/2022,16/05/2022,"
                f"16/12/2022,,,,,Yes,02/06/2022"
            )
        else:
            for unit in range(units):
                yield (
                    f"{1_000_001 + n},ICTWEB{304 + unit},Build simple web pages number {unit},Unit,"
                    f"{1 + (n + unit) % 28:02}/05/2022,70 - Continuing enrolment,,"
                )


def make_files(folder: Path, enrolments: int, units: int) -> int:
    """Write the import files into *folder*; return their size in bytes."""
    folder.mkdir()
    for name, title in TITLES.items():
        with open(folder / name, "w", encoding="utf-8", newline="") as file:
            file.write(f"{title}\r\n")
            file.writelines(f"{row}\r\n" for row in rows(name, enrolments, units))
    return sum(path.stat().st_size for path in folder.iterdir())


def measured(words: tuple[str, ...], folder: Path, environ: dict[str, str]) -> tuple[float, float]:
    """The peak memory in MB, and the processor seconds, of the command in a child process."""
    child = os.posix_spawn(
        sys.executable,
        (sys.executable, "-c", f"import os; os.chdir({str(folder)!r}); {START}", *words),
        environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{words[0]} ended with {os.waitstatus_to_exitcode(status)}")
    unit = 1 if sys.platform == "darwin" else 1024  # kilobytes, but for macOS
    return used.ru_maxrss * unit / 1e6, used.ru_utime + used.ru_stime


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--enrolments", type=int, default=10_000)
    words.add_argument("--units", type=int, default=10, help="of each enrolment")
    given = words.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        size = make_files(folder / "files", given.enrolments, given.units)
        environ = {**os.environ, **SECRETS}
        measured(("init", ".", "--timezone", "Australia/Perth"), folder, environ)
        print(f"{given.enrolments:,} enrolments of {given.units} units, {size / 1e6:.1f} MB\n")
        print(f"{'':16}{'peak MB':>9}{'CPU s':>9}")
        for title, command in {
            "first import": ("import", "files"),
            "the same again": ("import", "files"),
            "export": ("export", "exported"),
        }.items():
            memory, seconds = measured(command, folder, environ)
            print(f"{title:16}{memory:9.0f}{seconds:9.1f}", flush=True)


if __name__ == "__main__":
    main()
