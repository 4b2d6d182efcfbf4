"""A store whose rows went back, while the journal stayed: one hold, and all of it again."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from support.cli.college import DAY, College, report_of, statuses, students
from talent_powerpro.sandbox import serve

TWO = {"C1": ("Noah", "Brown", "126"), "C2": ("Mia", "Jones", "126")}


def test_a_lost_run_is_one_hold_and_a_release_does_it_again(tmp_path: Path) -> None:
    with serve(College("126")) as url:
        world = students(tmp_path, url, TWO)
        assert world.command("run", "--date", DAY).exit_code == 0
        with closing(sqlite3.connect(world.store)) as store, store:
            store.execute("DELETE FROM contact_logs")
            store.execute("UPDATE clients SET secondary_id = ''")

        held = world.command("run", "--date", DAY)
        assert held.exit_code == 1
        said = " ".join(held.stdout.split())
        assert "PowerPro has nothing of what the run of " in said
        assert "contact log: 2, Secondary ID: 2; enrolments: 2" in said
        again = world.command("run", "--date", DAY, "--json")
        assert (again.exit_code, set(statuses(again).values())) == (0, {"held"})
        assert report_of(again)["held_run"]["new"] is False

        listed = world.command("holds")
        assert listed.stdout.count("run-missing") == 1
        assert "run: earlier runs as a whole" in listed.stdout
        (hold,) = json.loads(world.command("holds", "--json").stdout)["holds"]
        assert len(hold["id"]) >= 8
        assert world.command("release", hold["id"], "--why", "rolled back").exit_code == 0
        assert "earlier runs, run-missing" in world.command("holds").stdout

        done = world.command("run", "--date", DAY, "--json")
        assert (done.exit_code, statuses(done)) == (0, dict.fromkeys(TWO, "provisioned"))
        assert "No records are held." in world.command("holds").stdout
        assert "Held: PowerPro has nothing of what" in world.command("sync-log").stdout
