"""Nox sessions of this project: ``nox -l`` lists them, ``nox -s tests`` runs one.

Environments are made with uv if it is installed, otherwise with venv. All versions come from
``constraints.txt``, except in ``lowest``, which installs the oldest versions we support.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2025.5"
nox.options.default_venv_backend = "uv|venv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = [
    "tests",
    "branches",
    "httpx2",
    "types",
    "lint",
    "imports",
    "bare",
    "docs",
    "examples",
    "browser",
]

CORE = ("model", "records", "ports", "rules", "flows", "run", "services")
"""Rooms of pure logic. They use attrs and cattrs alone, as the rooms around them do."""

PYPROJECT = nox.project.load_toml("pyproject.toml")
EVERYTHING = ("-e", ".[all]")


def install(session: nox.Session, *what: str, groups: tuple[str, ...] = ()) -> None:
    """Install *what* and the named dependency groups, at the versions in constraints.txt."""
    wanted = nox.project.dependency_groups(PYPROJECT, *groups)
    session.install("-c", "constraints.txt", *what, *wanted)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests on all cores, and list the branches they missed."""
    install(session, *EVERYTHING, groups=("test",))
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", "-n", "auto", *session.posargs)
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report")


@nox.session
def branches(session: nox.Session) -> None:
    """Check that example tests, without generated data, reach every branch of the core."""
    install(session, *EVERYTHING, groups=("test",))
    session.run("coverage", "erase")
    tested = (*CORE, "plugins", "views", "adapters/memory")
    examples = [str(each) for each in sorted(Path("tests").glob("test_*.py"))]
    examples += [f"tests/{room}" for room in tested]
    # Contract suites that test dictionaries.
    suites = (
        "powerpro.py::TestMemoryPowerPro",
        "talent_optional.py::TestMemoryTellsOfGroups",
        *(
            f"memories.py::TestMemory{each}"
            for each in ("Suspensions", "GroupContactLogs", "WorkLists")
        ),
        "memories.py::TestMemoryUndoesProvisioning",
    )
    examples += [f"tests/testing/test_contract_{each}" for each in suites]
    marked = ("-n", "auto", "-m", "not hypothesis", "-q", *session.posargs)
    session.run("coverage", "run", "-m", "pytest", *marked, *examples)
    session.run("coverage", "combine", "--quiet")
    inside = [f"src/talent_powerpro/{room}/*.py" for room in tested]
    core = ",".join(("src/talent_powerpro/agent.py", "src/talent_powerpro/errors.py", *inside))
    session.run("coverage", "report", f"--include={core}", "--fail-under=100")


@nox.session
def laws_nightly(session: nox.Session) -> None:
    """Try 10,000 examples of each law instead of 25; -- --minutes 60 --write.

    It goes on where it was ended. ``--write`` updates the sentence in
    docs/explanation/reliability.md. Takes six hours of one core, and uses all of them.
    """
    measure(session, "reliability.laws")


@nox.session
def nightly(session: nox.Session) -> None:
    """Run the long tests, those marked ``nightly``. They have no timeout."""
    install(session, *EVERYTHING, groups=("test",))
    night = ("--nightly", "-m", "nightly", "--timeout=0")
    session.run("pytest", "-n", "auto", *night, *session.posargs)


@nox.session
def httpx2(session: nox.Session) -> None:
    """Run the example tests of the TalentLMS adapter with httpx2 in place of httpx."""
    install(session, "-e", ".[all,httpx2]", groups=("test",))
    library = {"TALENTLMS_TESTS_HTTP_LIBRARY": "httpx2"}
    examples = ("-m", "not hypothesis", "tests/adapters/talentlms")
    session.run("pytest", *examples, *session.posargs, env=library)


@nox.session
def browser(session: nox.Session) -> None:
    """Open the HTML pages and the documentation in Chromium: widths, keyboard, search, axe-core.

    What changed in the documentation since the session `docs` is built first.

    Chromium and its driver are the machine's own, found by ``CHROMIUM`` and ``CHROMEDRIVER`` or on
    the path. In Debian they are ``chromium`` and ``chromium-driver``.
    """
    install(session, *EVERYTHING, groups=("browser",))
    session.run("pytest", "--browser", "tests/browser", *session.posargs)


@nox.session
def screenshots(session: nox.Session) -> None:
    """Take the pictures of the HTML pages that the documentation shows, in Chromium."""
    install(session, *EVERYTHING, groups=("browser",))
    environment = {"PYTHONPATH": "tests"}
    session.run("python", "-m", "support.browser.screenshots", *session.posargs, env=environment)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Fuzz the code that reads bytes, each target ten minutes; -- --seconds 600 --write.

    ``--targets answers``: these alone. ``--keep``: do not fuzz; add the inputs that the last run
    found to the corpus. ``--write`` updates the figures in docs/explanation/reliability.md.
    """
    install(session, *EVERYTHING, groups=("fuzz",))
    session.run("python", "-m", "fuzz.session", *session.posargs, env={"PYTHONPATH": "tests"})


@nox.session
def servers(session: nox.Session) -> None:
    """Run the tests that need database servers; fails where these do not answer.

    Their addresses are those of tests/support/sql/dialect_stores.py, or ``TEST_POSTGRESQL_URL`` and
    ``TEST_MARIADB_URL``. The user must be allowed to make databases and schemas; those that the
    tests make are removed again.
    """
    install(session, "-e", ".[all,postgresql,mariadb,fleet]", groups=("test",))
    rooms = ("testing", "adapters/sql", "fleet", "cli", "reliability")
    tested = (f"tests/{each}" for each in rooms)
    session.run("pytest", "-n", "auto", "--servers", "-m", "servers", *tested, *session.posargs)


@nox.session
def types(session: nox.Session) -> None:
    """Check all types with mypy in strict mode."""
    install(session, *EVERYTHING, groups=("types",))
    session.run("mypy", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, layout, spelling and declared dependencies."""
    install(session, *EVERYTHING, groups=("lint",))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("codespell")
    session.run("deptry", "src")


@nox.session
def imports(session: nox.Session) -> None:
    """Check that imports point inward, and that the core needs no extra."""
    install(session, "-e", ".", groups=("imports",))
    session.run("lint-imports")


@nox.session
def bare(session: nox.Session) -> None:
    """Build the wheel, install it alone in a new environment, and use it there."""
    install(session, groups=("build",))
    there = Path(session.create_tmp()).resolve()
    shutil.rmtree(there / "dist", ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(there / "dist"))
    session.run("python", "-m", "venv", "--clear", str(there / "alone"))
    python = there / "alone" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wheels = [str(wheel) for wheel in (there / "dist").glob("*.whl")]
    pip = (str(python), "-m", "pip", "install", "-q", "-c", "constraints.txt")
    session.run(*pip, *wheels, external=True)
    session.run(str(python), "-I", "tests/packaging/bare_wheel.py", external=True)


@nox.session
def lowest(session: nox.Session) -> None:
    """Run the example tests with the oldest supported versions of our dependencies.

    They are those of the rooms that use libraries, and those that go through each command, its
    screens and its processes. The rest finds nothing more about old dependencies. Of the simulator
    these are the files that it reads and saves, and the client's calls to it. Each command is
    played on it.
    """
    session.install("-c", "constraints.txt", "uv")
    oldest = ("uv", "pip", "install", "-q", "--resolution", "lowest-direct")
    session.run(*oldest, *EVERYTHING, *nox.project.dependency_groups(PYPROJECT, "test"))
    rooms = [f"tests/{each}" for each in ("adapters", "fleet", "plugins", "views")]
    simulator = ("sandbox_portal_file", "sandbox_save", "client_meets_faults")
    rooms += [f"tests/sandbox/test_{each}.py" for each in simulator]
    pages = ("fleet*", "keyring", "monitor", "pages", "process", "screen", "secrets", "story")
    commands = [
        str(file) for each in pages for file in Path("tests/cli").glob(f"test_cli_{each}.py")
    ]
    tested = ("-m", "not hypothesis", *rooms, *commands)
    session.run("pytest", "-n", "auto", *tested, *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Test the tests: change the program, and check that a test fails; -- --budget-minutes 60.

    Goes on where it was ended. ``--modules`` names modules such as ``'config/*'``, ``--help`` has
    all options. At the end the page docs/explanation/the-tests-are-tested.md is written again; the
    session fails where a module is below 95 percent. All modules take hours.
    """
    install(session, *EVERYTHING, groups=("test",))
    # The program is read from this folder, so that no other copy of it is meant.
    here = {"PYTHONPATH": os.pathsep.join(("src", "tests", "."))}
    session.run("python", "-m", "mutation", *session.posargs, env=here)
    session.run("python", "-m", "mutation.scores", "--write", env=here)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation into docs/_build/html; warnings are errors."""
    install(session, *EVERYTHING, groups=("docs",))
    build = ("sphinx-build", "-W", "--keep-going", "-n", "-E", "-q", "-b", "html")
    session.run(*build, "docs", "docs/_build/html")


@nox.session
def examples(session: nox.Session) -> None:
    """Run every example, each in an empty folder of its own, and test those with a framework."""
    install(session, *EVERYTHING, groups=("examples",))
    scripts = sorted(Path("examples").resolve().glob("*.py"))
    if not scripts:
        session.error("examples/ has no Python files")
    for script in scripts:
        folder = Path(session.create_tmp()).resolve() / script.stem
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        with session.chdir(folder):
            session.run("python", str(script))
    session.run("pytest", "-q", "tests/docs/test_framework_examples.py", *session.posargs)


@nox.session
def kills(session: nox.Session) -> None:
    """Kill the command at random calls and start it again; -- --number 300 --seed 1 --write.

    ``--write`` updates the figures in docs/explanation/reliability.md. Runs overnight.
    """
    measure(session, "reliability.kills")


@nox.session
def soak(session: nox.Session) -> None:
    """Play a month of failing calls; -- --days 30 --runs 6 --enrolments 10000 --seed 1 --write.

    ``--write`` updates the figures in docs/explanation/reliability.md. Runs overnight.
    """
    measure(session, "reliability.soak")


@nox.session
def worlds(session: nox.Session) -> None:
    """Play random worlds of trouble; -- --number 200 --seed 1 --log worlds.log --write.

    ``--log`` resumes an interrupted session. ``--write`` updates the figures in
    docs/explanation/reliability.md. Runs overnight.
    """
    measure(session, "reliability.worlds")


@nox.session
def oracle(session: nox.Session) -> None:
    """Compare runs with the guide's own loops; -- --number 2000 --seed 1 --log oracle.log --write.

    The memory of looks is on, off, stale and lost. ``--log`` resumes an interrupted session.
    ``--write`` updates the figures in docs/explanation/reliability.md. Runs overnight.
    """
    measure(session, "reliability.oracle")


@nox.session
def fleet(session: nox.Session) -> None:
    """Kill and pause the workers of a fleet; -- --rtos 200 --seed 1 --write.

    ``--write`` updates the figures in docs/explanation/reliability.md. Needs the programs of
    PostgreSQL on this machine, and no server. Takes some minutes.
    """
    measure(session, "reliability.fleet", extras="all,fleet")


@nox.session
def counts(session: nox.Session) -> None:
    """Count test functions and generated cases, each apart; -- --write.

    ``--write`` updates the counts in docs/explanation/reliability.md.
    """
    measure(session, "reliability.counts")


@nox.session
def memory(session: nox.Session) -> None:
    """Measure the memory of runs over idle enrolments; -- --profile shows which code uses it.

    Fails if 10,000 enrolments take more than 1.3 times the memory of 1,000.
    """
    measure(session, "benchmarks.memory")


@nox.session
def benchmark(session: nox.Session) -> None:
    """Measure calls, time, CPU and memory beside the literal guide; -- idle new --scale 0.1.

    ``--save`` updates the figures and plots of docs/explanation/performance.md. ``--help`` has
    all options.
    """
    measure(session, "benchmarks", extras="all,fleet")


def measure(session: nox.Session, module: str, extras: str = "all") -> None:
    """Run a measuring module of this folder or of the tests folder."""
    install(session, "-e", f".[{extras}]", groups=("test",))
    session.run("python", "-m", module, *session.posargs, env={"PYTHONPATH": "tests"})


@nox.session
def cassettes(session: nox.Session) -> None:
    """Record the TalentLMS adapter's cassettes; -- --help says how to record a live portal."""
    measure(session, "support.record_cassettes")


@nox.session
def fault_table(session: nox.Session) -> None:
    """Write the tables of docs/reference/faults.md."""
    measure(session, "support.fault_table")


@nox.session
def generated(session: nox.Session) -> None:
    """Write the pages, files and drawings that are made from the code."""
    drawn = ("json_schemas", "annotated_settings", "architecture_drawing")
    for module in (*drawn, "reasons_page", "help_page", "sql.server_schema", "sql.server_messages"):
        measure(session, f"support.{module}")


@nox.session
def constraints(session: nox.Session) -> None:
    """Update constraints.txt to the newest versions that pyproject.toml allows."""
    session.install("uv")
    groups = [word for name in PYPROJECT["dependency-groups"] for word in ("--group", name)]
    versions_only = ("--no-header", "--no-annotate", "--no-emit-index-url")
    everywhere = ("--universal", "--upgrade", "--all-extras")
    target = ("--quiet", "--output-file", "constraints.txt", "pyproject.toml")
    session.run("uv", "pip", "compile", *everywhere, *versions_only, *groups, *target)
