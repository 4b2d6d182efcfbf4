"""Mistakes of the environment end with 2 and their name, or do not matter. Never as our own fault.

Each row starts the real command with one thing wrong.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from support.cli.rto import SECRETS, Rto, command, process, rto

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="it is otherwise on Windows")
PORTAL = "https://powerpro.talentlms.com"
CALLED = "from talent_powerpro.cli import main; main()"
CALM = {"no_proxy": "", "SSL_CERT_FILE": "", "SSL_CERT_DIR": "", "SSLKEYLOGFILE": "", **SECRETS}
"""Without this machine's own."""


# --- what is wrong is named ---------------------------------------------------------

WRONG: tuple[tuple[Mapping[str, str], str], ...] = (
    ({"https_proxy": "nonsense://proxy"}, "https_proxy: nonsense://proxy is not the address of"),
    ({"https_proxy": "http://proxy:99999"}, "_proxy: http://proxy:99999 is not the address of"),
    (
        {"https_proxy": "", "all_proxy": "http://u:S3cret@proxy:x"},
        "all_proxy: http://***@proxy:*** is not",
    ),
    ({"https_proxy": "proxy", "no_proxy": "http://["}, "no_proxy: 'http://[' is not a host"),
    ({"SSL_CERT_FILE": "nowhere.pem"}, "SSL_CERT_FILE: the file nowhere.pem cannot be read"),
    ({"SSL_CERT_FILE": "."}, "SSL_CERT_FILE: the file . cannot be read"),
    ({"SSL_CERT_FILE": "talent-powerpro.toml"}, "SSL_CERT_FILE: the file talent-powerpro.toml has"),
    ({"SSL_CERT_DIR": "nowhere"}, "SSL_CERT_DIR: nowhere is not a folder"),
    ({"SSLKEYLOGFILE": "nowhere/keys"}, "SSLKEYLOGFILE: the file nowhere/keys cannot be written"),
    ({"TALENTLMS_API_KEY": "two S3cret"}, "TALENTLMS_API_KEY: TalentLMS API key (not shown)"),
    ({"TALENTLMS_NEW_USER_PASSWORD": "S3cret"}, "TALENTLMS_NEW_USER_PASSWORD: the password (not"),
)


@pytest.mark.parametrize(("env", "told"), WRONG)
def test_a_wrong_variable_ends_a_run_with_2_and_its_name(
    tmp_path: Path, env: Mapping[str, str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rto(tmp_path, PORTAL)
    monkeypatch.chdir(tmp_path)
    ran = command("run", env={**CALM, **env})
    assert (ran.exit_code, ran.stdout) == (2, ""), ran.stderr
    assert told in ran.stderr
    assert "S3cret" not in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_a_keyring_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    rto(tmp_path, PORTAL, talentlms="keyring = true")
    env = {**dict.fromkeys(SECRETS, ""), "PYTHON_KEYRING_BACKEND": "nowhere.Keyring"}
    ran = process("plan", env=env, cwd=tmp_path)
    assert ran.returncode == 2
    assert (
        "the keyring 'nowhere.Keyring' cannot be used (ModuleNotFoundError). Correct the variable "
        "PYTHON_KEYRING_BACKEND" in ran.stderr.decode()
    )


# --- what does not matter -----------------------------------------------------------

HARMLESS: tuple[Mapping[str, str], ...] = (
    {
        "TZ": "Nowhere/Land",
        "LC_ALL": "xx_YY.nonsense",
        "LANG": "nonsense",
        "HOME": "/nonexistent",
        "USERPROFILE": "/nonexistent",
        "LOGNAME": "",
        "USER": "",
        "TMPDIR": "/nonexistent",
        "TEMP": "/nonexistent",
        "TMP": "/nonexistent",
        "COLUMNS": "0",
        "LINES": "-1",
        "NO_COLOR": "1",
        "TERM": "nonsense",
        "HTTP_PROXY": "socks4://[",
        "HTTPS_PROXY": "nonsense://",
        "NO_PROXY": "http://[",
        "SSL_CERT_FILE": "/nonexistent",
        "SSL_CERT_DIR": "/nonexistent",
        "SSLKEYLOGFILE": "/no/no",
    },
    {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "COLUMNS": "abc",
        "LINES": "abc",
        "FORCE_COLOR": "abc",
        "TERM": "",
        "PYTHONIOENCODING": "ascii",
    },
)
"""For a portal on this machine: over plain HTTP, without proxy."""


@pytest.fixture
def joana(tmp_path: Path, url: str) -> Rto:
    return rto(tmp_path, url).imported()


@pytest.mark.parametrize("env", HARMLESS, ids=range(len(HARMLESS)))
def test_other_oddities_of_the_environment_do_not_matter(
    joana: Rto, env: Mapping[str, str]
) -> None:
    where = ("--settings", str(joana.settings_file))
    ran = process("run", "--date", "02/06/2022", *where, env={**SECRETS, **env})
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"JOANA GOMEZ" in ran.stdout


# --- time zones ---------------------------------------------------------------------


def test_a_machine_without_time_zones_is_told_what_to_install() -> None:
    hidden = "import sys; sys.modules['tzdata'] = None; "
    ran = subprocess.run(
        [sys.executable, "-c", hidden + CALLED, "--help"],
        env={**os.environ, "PYTHONTZPATH": "/nonexistent"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert ran.returncode == 2
    assert ran.stderr == (
        "talent-powerpro: this machine has no time zones, or the environment variable "
        "PYTHONTZPATH hides them. Install them with: pip install tzdata\n"
    )


# --- standard streams ---------------------------------------------------------------


def with_streams(redirected: str, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command, started by a shell with redirected streams."""
    source = f'exec "$0" -c "$1" {" ".join(words)} {redirected}'
    return subprocess.run(
        ["/bin/sh", "-c", source, sys.executable, CALLED],
        cwd=cwd,
        env={**os.environ, **SECRETS},
        capture_output=True,
        check=False,
        text=True,
    )


@POSIX
def test_a_run_whose_report_nobody_could_read_is_not_started(joana: Rto) -> None:
    ran = with_streams(">&-", "run", "--date", "02/06/2022", cwd=joana.folder)
    assert ran.returncode == 2
    assert ran.stderr.startswith("Standard output is closed, so nobody would read the report.")
    assert joana.command("plan", "--date", "02/06/2022", "--exit-code").exit_code == 7


@POSIX
@pytest.mark.parametrize(
    ("redirected", "words", "code"),
    [
        (">&- 2>&-", ("holds",), 2),
        ("<&- 2>&-", ("holds",), 0),
        ("2>&-", ("nonsense",), 2),
    ],
)
def test_closed_streams_change_no_exit_code(
    joana: Rto, redirected: str, words: tuple[str, ...], code: int
) -> None:
    assert with_streams(redirected, *words, cwd=joana.folder).returncode == code


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
@pytest.mark.parametrize("words", [("--help",), ("run", "--date", "02/06/2022")])
def test_output_on_a_full_disk_is_named(joana: Rto, words: tuple[str, ...]) -> None:
    ran = with_streams(">/dev/full", *words, cwd=joana.folder)
    assert ran.returncode == 3
    assert ran.stderr.startswith("The disk is full (No space left on device).")
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
def test_a_message_that_cannot_be_written_changes_no_exit_code(tmp_path: Path) -> None:
    assert with_streams("2>/dev/full", "nonsense", cwd=tmp_path).returncode == 2
