"""Three RTOs for a fleet, each with a simulated TalentLMS, in the folder ``fleet-example``.

Makes the folder with all settings, imports the guide's students into each RTO, sets their export
dates to today, and serves the three portals until Ctrl+C. See README.md in this folder.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Event

from talent_powerpro.sandbox import Sandbox, guide_portal, serve

FOLDER = Path("fleet-example")
STUDENTS = Path(__file__).parents[1]
RTOS = {"perth": "Australia/Perth", "sydney": "Australia/Sydney", "auckland": "Pacific/Auckland"}


def command(*words: str | Path) -> None:
    """Run ``talent-powerpro`` with these words."""
    program = (sys.executable, "-m", "talent_powerpro")
    subprocess.run([*program, *map(str, words)], check=True, stdout=subprocess.DEVNULL)


def make_rto(name: str, zone: str, url: str) -> None:
    """One RTO with its settings, secrets and store, and with students who are due today."""
    folder = FOLDER / "rtos" / name
    command("init", folder, "--name", f"{name.title()} College", "--url", url, "--timezone", zone)
    (folder / "talentlms-key.txt").write_text("a" * 30, encoding="utf-8")
    (folder / "new-user-password.txt").write_text("Welcome2Talent", encoding="utf-8")
    settings = folder / "talent-powerpro.toml"
    text = settings.read_text(encoding="utf-8").replace('# every = "10m"', 'every = "10s"')
    settings.write_text(text, encoding="utf-8")
    command("import", STUDENTS, "--settings", settings)
    due = ("--all", "--date", "today", "--settings", settings)
    command("set-export", "ICT30120-A", *due)


def main() -> None:
    if len(sys.argv) != 2 or FOLDER.exists():
        sys.exit(
            "Usage: python portals.py postgresql://USER@127.0.0.1/DATABASE\n"
            f"It makes the folder {FOLDER}, which must not exist."
        )
    with ExitStack() as portals:
        for name, zone in RTOS.items():
            url = portals.enter_context(serve(Sandbox(guide_portal())))
            make_rto(name, zone, url)
            print(f"{name}: {url}", flush=True)
        fleet = FOLDER / "fleet.toml"
        fleet.write_text(f'[fleet]\ndatabase = "{sys.argv[1]}"\n', encoding="utf-8")
        print(f"Now run: talent-powerpro fleet worker --fleet {fleet}", flush=True)
        with suppress(KeyboardInterrupt):
            Event().wait()


if __name__ == "__main__":
    main()
