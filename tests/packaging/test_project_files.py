"""The project's files agree with each other and name no machine."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

ELSEWHERE = (
    re.compile(r"/(?<![\w.:/~}>-]/)(?:home|root|Users|opt|tmp|work|mnt)/\w"),
    re.compile(r"[A-Z]:\\{1,2}Users\\"),
    re.compile(
        r"pypi\.(?:org|python\.org)|pythonhosted\.org|registry\.npmjs|--(?:extra-)?index-url\b[ =]"
    ),
)
"""Paths of one machine, and hosts that packages are fetched from."""

NOT_OURS = {".git", ".nox", "__pycache__", "build", "dist", "_build"}


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def files() -> Iterator[Path]:
    """The project's files: what git knows or would add; without git, all that lie here."""
    if (ROOT / ".git").exists():
        ask = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(ask, cwd=ROOT, capture_output=True, check=True).stdout
        yield from (ROOT / name for name in sorted(set(names.decode().split("\0"))) if name)
    else:
        yield from (
            path
            for path in sorted(ROOT.rglob("*"))
            if not any(part in NOT_OURS or part.startswith(".venv") for part in path.parts)
        )


def elsewhere(text: str) -> list[str]:
    """What a text says of one machine or a registry."""
    return [found[0] for pattern in ELSEWHERE for found in pattern.finditer(text)]


def test_no_file_names_a_machine_s_paths_or_a_registry_s_host() -> None:
    """But this one, which has examples of both."""
    named: dict[str, list[str]] = {}
    for path in filter(Path.is_file, files()):
        content = path.read_bytes()
        if b"\0" in content or path == Path(__file__):
            continue
        if found := elsewhere(content.decode("utf-8", "replace")):
            named[path.relative_to(ROOT).as_posix()] = found
    assert named == {}


@pytest.mark.parametrize(
    "line",
    [
        "open('/home/someone/powerpro.db')",
        "--find-links /opt/wheels",
        r"C:\Users\someone",
        "https://files.pythonhosted.org/packages",
        "--index-url https://packages.example",
    ],
)
def test_a_line_that_names_a_machine_or_a_registry_is_found(line: str) -> None:
    assert elsewhere(line)


@pytest.mark.parametrize(
    "line", ["https://powerpro.talentlms.com/users/7", "docs/work/plan", "sqlite:///powerpro.db"]
)
def test_an_address_within_a_portal_or_the_project_is_no_machine_s_path(line: str) -> None:
    assert not elsewhere(line)


@pytest.mark.parametrize("name", ["demo", "tests"])
def test_the_readme_s_command_is_one_line_that_uses_files_that_are_here(name: str) -> None:
    script = ROOT / ".ci" / "readme_command.py"
    answer = subprocess.run(
        [sys.executable, script, name], capture_output=True, text=True, check=True
    )
    (command,) = answer.stdout.splitlines()
    named = re.findall(r"-[cr] (\S+\.txt)", command)
    assert "constraints.txt" in named
    assert [file for file in named if not (ROOT / file).is_file()] == []


def test_a_command_that_the_readme_does_not_have_is_a_fault() -> None:
    script = ROOT / ".ci" / "readme_command.py"
    answer = subprocess.run(
        [sys.executable, script, "deploy"], capture_output=True, text=True, check=False
    )
    assert answer.returncode != 0
    assert "marked 'ci: deploy'" in answer.stderr


def test_the_requirements_of_the_tests_are_those_of_the_group() -> None:
    said = [line for line in text("tests/requirements.txt").splitlines() if line[:1] not in "#"]
    assert said == PYPROJECT["dependency-groups"]["test"]


def test_the_constraints_hold_versions_and_nothing_else() -> None:
    pin = re.compile(r"[a-z0-9.-]+==[0-9][\w.!+]*( ; [\w .*<>='()!]+)?")
    assert [line for line in text("constraints.txt").splitlines() if not pin.fullmatch(line)] == []


def test_the_constraints_name_every_library_we_ask_for() -> None:
    project, groups = PYPROJECT["project"], PYPROJECT["dependency-groups"]
    lists = (project["dependencies"], *project["optional-dependencies"].values(), *groups.values())
    asked = [need for needs in lists for need in needs if isinstance(need, str)]
    names = {re.split(r"[<>=;\[ ]", need)[0] for need in asked} - {project["name"]}
    pinned = {line.split("==")[0] for line in text("constraints.txt").splitlines()}
    assert names - pinned == set()


def test_the_changelog_has_an_entry_for_this_version() -> None:
    version = re.escape(PYPROJECT["project"]["version"])
    assert re.search(rf"^## {version}\b", text("CHANGELOG.md"), re.MULTILINE)


def test_no_module_docstring_begins_with_a_question_word() -> None:
    """It says what the module is, so that a reader need not answer a question first."""
    asking = re.compile(r'"""(What|Which|When|Who|Whose|Where|Whether|Why|How)\b')
    modules = sorted((ROOT / "src").rglob("*.py"))
    assert [path.name for path in modules if asking.match(path.read_text(encoding="utf-8"))] == []
