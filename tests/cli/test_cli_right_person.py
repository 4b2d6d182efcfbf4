"""Whose Talent user is linked: results of a former one, and strangers as one block.

Each case of a wrong person (issue 10, 1) is in `tests/field/test_people.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from support.cli.college import DAY, College, report_of, statuses, students
from support.cli.handed_on import edit
from support.cli.rto import KEY, Rto
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.model import TalentCourseId, TalentUserId
from talent_powerpro.sandbox import PortalUser, serve

BEN = {"C1": ("Ben", "Jones", "126")}


def edited(world: Rto, name: str, change: Callable[[list[str]], list[str]]) -> None:
    """Change the lines of a file of PowerPro's, and import it."""
    file = world.folder / "files" / f"{name}.csv"
    rows = change(file.read_text(encoding="utf-8").splitlines())
    file.write_text("\n".join([*rows, ""]), encoding="utf-8")
    imported = world.command("import", str(file.parent))
    assert imported.exit_code == 0, imported.output


def type_id(world: Rto, code: str, secondary_id: str) -> None:
    """Type a Secondary ID for the client in PowerPro."""
    edit(world, f"UPDATE clients SET secondary_id = '{secondary_id}' WHERE code = '{code}'")


def run(world: Rto) -> Any:
    return world.command("run", "--date", DAY, "--json")


def enrol(url: str, user_id: str, course_id: str) -> None:
    """Enrol a Talent user, as a person does in TalentLMS."""
    with TalentLMS(url, KEY) as talent:
        talent.enrol(TalentUserId(user_id), TalentCourseId(course_id))


def test_a_corrected_link_names_the_results_of_closed_enrolments_too(tmp_path: Path) -> None:
    portal = College("126", "127")
    for user_id, address in (("7", "c1@pm.example"), ("8", "ben@home.example")):
        portal.users[user_id] = PortalUser(user_id, f"u{user_id}", "Ben", "Jones", address)
    policy = 'competent_outcomes = { PP126 = "20 - Competent", PP127 = "20 - Competent" }'
    due = BEN | {"C2": ("Ann", "Lee", "127")}
    with serve(portal) as url:
        world = students(tmp_path, url, due, policy=policy)
        edited(world, "enrolments", lambda rows: [*rows, f"EX,C1,PP127,Confirmed,Yes,{DAY}"])
        edited(world, "units", lambda rows: [*rows, "EX,ICTWEB304,Build,Unit,,,,"])
        run(world)
        portal.complete("7", "126", "1261")
        assert statuses(run(world), "results") == {"C1": "written"}
        edit(world, "UPDATE enrolments SET booking_status = 'Cancelled' WHERE id = 'EC1'")
        run(world)
        enrol(url, "8", "127")
        type_id(world, "C1", "8")
        planned = world.command("plan", "--date", DAY)
        result = run(world)
    former = [
        remark["message"]
        for record in report_of(result)["records"]
        for remark in record["remarks"]
        if remark["reason"] == "results-of-former-user"
    ]
    assert len(former) == 1
    assert "ICTWEB304 of enrolment EC1 (20 - Competent" in former[0]
    assert "ICTWEB304 of enrolment EC1 (20 - Competent" in " ".join(planned.output.split())


def test_clients_who_fail_the_look_are_one_block_by_name_released_together(
    tmp_path: Path,
) -> None:
    portal = College("126")
    portal.users["8"] = PortalUser("8", "len", "Len", "Caster", "len@pm.example")
    portal.users["9"] = PortalUser("9", "mary", "Mary", "Smith", "mary@pm.example")
    with serve(portal) as url:
        policy = 'profile = "careful"\ncompetent_outcomes = { PP126 = "20 - Competent" }'
        world = students(tmp_path, url, BEN | {"C2": ("Ann", "Lee", "126")}, policy=policy)
        assert statuses(run(world)) == {"C1": "provisioned", "C2": "provisioned"}
        for code, user_id in (("C1", "8"), ("C2", "9")):
            enrol(url, user_id, "126")
            type_id(world, code, user_id)
        (block,) = report_of(run(world))["blocks"]
        shown = world.command("run", "--date", DAY).output
        planned = world.command("plan", "--date", DAY).output
        listed = world.command("holds").output
        ids = [each["id"] for each in block["named"]]
        released = world.command("release", *ids, "--why", "They are the same people")
        assert released.exit_code == 0, released.output
        assert run(world).exit_code == 0
    assert [each["client_code"] for each in block["named"]] == ["C1", "C2"]
    assert "Len Caster" not in block["cause"]["message"]
    assert "Len Caster" in block["named"][0]["detail"]
    for page in (shown, planned, listed):
        assert f"talent-powerpro release {' '.join(ids)} --why" in " ".join(page.split())
        assert "2 enrolments" in page
        assert "Len Caster" in page
