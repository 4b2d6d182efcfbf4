"""An RTO in a folder, and commands run on it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen
from click.testing import CliRunner, Result

from support.cli.json_checked import check_printed
from talent_powerpro.cli.app import app
from talent_powerpro.private_files import make_private_file

GUIDE = Path(__file__).parents[3] / "examples"
KEY = "aKeyThatNobodyIsToSee+0/123456"
PASSWORD = "Pre&set=Pass word 1"
SECRETS = {"TALENTLMS_API_KEY": KEY, "TALENTLMS_NEW_USER_PASSWORD": PASSWORD}

SETTINGS = """\
[rto]
timezone = "Australia/Perth"
[talentlms]
url = "{url}"
{talentlms}
[policy]
{policy}
"""


@frozen
class Rto:
    """A folder with settings. Commands are run on them, with the secrets in the environment."""

    folder: Path

    @property
    def settings_file(self) -> Path:
        return self.folder / "talent-powerpro.toml"

    @property
    def store(self) -> Path:
        return self.folder / "powerpro.db"

    def command(self, name: str, *words: str, env: Mapping[str, str] = SECRETS) -> Result:
        return command(name, *words, "--settings", str(self.settings_file), env=env)

    def imported(self, folder: Path = GUIDE) -> Rto:
        """The same, with the guide's files imported: once in this process, then from a copy.

        The import took half of the time of many a test.
        """
        usual = folder == GUIDE and "store =" not in self.settings_file.read_text("utf-8")
        if usual and _guides_store and not self.store.exists():
            make_private_file(self.store)
            self.store.write_bytes(_guides_store[0])
            return self
        assert self.command("import", str(folder)).exit_code == 0
        if usual and not _guides_store:
            _guides_store.append(self.store.read_bytes())
        return self


_guides_store: list[bytes] = []


def rto(
    folder: Path,
    url: str = "https://powerpro.talentlms.com",
    *,
    talentlms: str = "",
    policy: str = "",
) -> Rto:
    """An RTO that has only settings so far."""
    made = Rto(folder)
    text = SETTINGS.format(url=url, talentlms=talentlms, policy=policy)
    made.settings_file.write_text(text, encoding="utf-8")
    return made


def command(*words: str, env: Mapping[str, str] = SECRETS) -> Result:
    """Run the command in this process, without the machine's own secrets.

    What it prints as JSON has to be as published.
    """
    cleared = dict.fromkeys(SECRETS)
    done = CliRunner().invoke(app, words, env={**cleared, **env}, prog_name="talent-powerpro")
    check_printed(words, done.stdout)
    return done


def process(
    *words: str, env: Mapping[str, str] = SECRETS, cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own, its output in pipes."""
    return subprocess.run(
        [sys.executable, "-c", "from talent_powerpro.cli import main; main()", *words],
        env={**os.environ, **env},
        cwd=cwd,
        capture_output=True,
        check=False,
    )


def with_settings(of: Rto, lines: str) -> Rto:
    """The same RTO, with these lines at the end of its settings."""
    with of.settings_file.open("a", encoding="utf-8") as settings:
        settings.write(lines)
    return of
