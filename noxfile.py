"""The chores of this project: ``nox -l`` lists them, ``nox -s tests`` runs one.

With uv at hand the environments are made by it, otherwise by venv. All versions come from
``constraints.txt``, save in ``lowest``, which asks for the oldest ones we promise.
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
]

PYPROJECT = nox.project.load_toml("pyproject.toml")
EVERYTHING = ("-e", ".[all]")


def install(session: nox.Session, *what: str, groups: tuple[str, ...] = ()) -> None:
    """Install *what* and the dependency groups named, at the versions we tried."""
    wanted = nox.project.dependency_groups(PYPROJECT, *groups)
    session.install("-c", "constraints.txt", *what, *wanted)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests on all cores, and show the branches that none of them reached."""
    install(session, *EVERYTHING, groups=("test",))
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", "-n", "auto", *session.posargs)
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report")


@nox.session
def branches(session: nox.Session) -> None:
    """Check that example tests alone, without generated ones, reach each branch of the core."""
    install(session, *EVERYTHING, groups=("test",))
    session.run("coverage", "erase")
    examples = [str(each) for each in sorted(Path("tests").glob("test_*.py"))]
    marked = ("-n", "auto", "-m", "not hypothesis", "-q", *session.posargs)
    session.run("coverage", "run", "-m", "pytest", *marked, *examples, "tests/adapters/memory")
    session.run("coverage", "combine", "--quiet")
    rooms = ("model", "records", "ports", "rules", "flows", "plugins", "run", "services", "views")
    inside = [f"src/talent_powerpro/{room}/*.py" for room in (*rooms, "adapters/memory")]
    core = ",".join(("src/talent_powerpro/agent.py", "src/talent_powerpro/errors.py", *inside))
    session.run("coverage", "report", f"--include={core}", "--fail-under=100")


@nox.session
def laws_nightly(session: nox.Session) -> None:
    """Try each law with 10,000 examples instead of 300. It takes hours, so no test may time out."""
    install(session, *EVERYTHING, groups=("test",))
    many = ("--hypothesis-profile=laws_nightly", "--timeout=0")
    session.run("pytest", "-n", "auto", *many, *session.posargs, "tests/laws")


@nox.session
def httpx2(session: nox.Session) -> None:
    """Run the TalentLMS adapter's tests with httpx2 in place of httpx."""
    install(session, "-e", ".[all,httpx2]", groups=("test",))
    library = {"TALENTLMS_TESTS_HTTP_LIBRARY": "httpx2"}
    session.run("pytest", "tests/adapters/talentlms", *session.posargs, env=library)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Fuzz what reads bytes: ten minutes the wire decoder, two each the bodies and the files.

    ``-- -max_total_time=60``: other seconds for the decoder, a fifth of it for the others.
    ``-- --keep``: fuzz nothing, but take what the last time found into the corpus.
    """
    install(session, *EVERYTHING, groups=("fuzz",))
    named = "-max_total_time="
    seconds = next((int(o.removeprefix(named)) for o in session.posargs if named in o), 600)
    options = [option for option in session.posargs if named not in option]
    for target, share in (("answers", 1.0), ("bodies", 0.2), ("files", 0.2)):
        limit = f"{named}{max(1, round(seconds * share))}"
        session.run("python", "tests/fuzz/run.py", target, limit, *options)


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of everything, strictly."""
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
    """Run the example tests with the oldest versions of our dependencies that we promise.

    Laws over generated values and killed processes say nothing more of a dependency's age, and
    take as long again.
    """
    session.install("-c", "constraints.txt", "uv")
    oldest = ("uv", "pip", "install", "-q", "--resolution", "lowest-direct")
    session.run(*oldest, *EVERYTHING, *nox.project.dependency_groups(PYPROJECT, "test"))
    left_out = ("-m", "not hypothesis", "--ignore", "tests/reliability")
    session.run("pytest", "-n", "auto", *left_out, *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Change the rules and the wire in many small ways, and see whether a test fails each time.

    It takes a quarter of an hour on one core, so CI goes without it. Arguments are mutants to try
    again, such as ``talent_powerpro.rules.policy.*``. See
    docs/explanation/the-tests-are-tested.md.
    """
    install(session, *EVERYTHING, groups=("mutation",))
    if not session.posargs:
        shutil.rmtree("mutants", ignore_errors=True)
    session.run("mutmut", "run", "--max-children", "1", *session.posargs)
    session.run("python", "tests/mutation_scores.py")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation into docs/_build/html; a warning is a fault."""
    install(session, *EVERYTHING, groups=("docs",))
    build = ("sphinx-build", "-W", "--keep-going", "-n", "-E", "-q", "-b", "html")
    session.run(*build, "docs", "docs/_build/html")


@nox.session
def examples(session: nox.Session) -> None:
    """Run every example, each in an empty folder."""
    install(session, *EVERYTHING)
    scripts = sorted(Path("examples").resolve().glob("*.py"))
    if not scripts:
        session.error("examples/ holds no example")
    for script in scripts:
        folder = Path(session.create_tmp()).resolve() / script.stem
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        with session.chdir(folder):
            session.run("python", str(script))


@nox.session
def kills(session: nox.Session) -> None:
    """Kill the command at any call and start it again; -- --number 300 --seed 1 --write.

    With ``--write`` the figures go into docs/explanation/reliability.md. For the night.
    """
    measure(session, "reliability.kills")


@nox.session
def soak(session: nox.Session) -> None:
    """Play a month of failing calls; -- --days 30 --runs 6 --enrolments 10000 --seed 1 --write.

    With ``--write`` the figures go into docs/explanation/reliability.md. For the night.
    """
    measure(session, "reliability.soak")


@nox.session
def memory(session: nox.Session) -> None:
    """Measure the memory of runs over idle enrolments; -- --profile shows which code holds it.

    Fails where 10,000 enrolments take more than 1.3 times what 1,000 take.
    """
    measure(session, "benchmarks.memory")


def measure(session: nox.Session, module: str) -> None:
    """Run a module of the tests that measures something."""
    install(session, *EVERYTHING, groups=("test",))
    session.run("python", "-m", module, *session.posargs, env={"PYTHONPATH": "tests"})


@nox.session
def constraints(session: nox.Session) -> None:
    """Write constraints.txt anew: the newest versions that pyproject.toml allows."""
    session.install("uv")
    groups = [word for name in PYPROJECT["dependency-groups"] for word in ("--group", name)]
    versions_only = ("--no-header", "--no-annotate", "--no-emit-index-url")
    everywhere = ("--universal", "--upgrade", "--all-extras")
    target = ("--quiet", "--output-file", "constraints.txt", "pyproject.toml")
    session.run("uv", "pip", "compile", *everywhere, *versions_only, *groups, *target)
