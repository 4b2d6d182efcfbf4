"""Measures the start-up of commands: ``python benchmarks/start_up.py``.

Prints a table of processor seconds in user and system mode, beside a bare interpreter of the
same run, because machines differ and are busy. The least of all repeats counts. Bytecode is
compiled into a temporary folder first, as an installed package has it.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

REPEATS = 9
START = "from talent_powerpro.cli import main; main()"
SECRETS = {
    "TALENTLMS_API_KEY": "a" * 30,
    "TALENTLMS_NEW_USER_PASSWORD": "Pre&set=Pass word 1",
}
ANSWERS = (
    *("--name", "RTO"),
    *("--url", "https://powerpro.talentlms.com"),
    *("--timezone", "Australia/Perth"),
)
EXAMPLES = Path(__file__).parents[1] / "examples"

CASES: dict[str, tuple[tuple[str, ...], float]] = {
    "--help": (("--help",), 0.15),
    "tab": (("tab", "1001"), 0.4),
    "run, nothing to do": (("run", "--only", "provisioning"), 0.45),
}
"""By name: the words, and the seconds above a bare interpreter that are the aim."""


def seconds(words: Sequence[str], folder: Path, environ: dict[str, str]) -> float:
    """The least processor seconds of a child process, of `REPEATS`."""
    measured = []
    for _ in range(REPEATS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, *words], cwd=folder, env=environ, capture_output=True, check=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        measured.append(
            after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime  # both modes
        )
    return min(measured)


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        environ = {**os.environ, **SECRETS, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
        # Reading a file of certificate authorities takes a tenth of what a run takes.
        for variable in ("PYTHONDONTWRITEBYTECODE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
            environ.pop(variable, None)
        for prepared in (("init", ".", *ANSWERS), ("import", str(EXAMPLES))):
            subprocess.run(
                [sys.executable, "-c", START, *prepared],
                cwd=folder,
                env=environ,
                check=True,
                capture_output=True,
            )
        bare = seconds(("-c", "pass"), folder, environ)
        database = seconds(("-c", "import sqlalchemy"), folder, environ) - bare
        print(f"{'':24}{'seconds':>9}{'above bare':>12}{'aim':>7}")
        print(f"{'bare interpreter':24}{bare:9.3f}")
        print(f"{'import sqlalchemy':24}{bare + database:9.3f}{database:12.3f}")
        for case, (words, aim) in CASES.items():
            taken = seconds(("-c", START, *words), folder, environ)
            print(f"{case:24}{taken:9.3f}{taken - bare:12.3f}{aim:7.2f}")


if __name__ == "__main__":
    main()
