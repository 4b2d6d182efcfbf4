"""A wrong Talent Group Key: said before, said once, and repaired (case S3)."""

from __future__ import annotations

from pathlib import Path

from support.cli.college import DAY, College, report_of, statuses, students
from talent_powerpro.sandbox import serve

NOAH = {"C1": ("Noah", "Brown", "126")}
REMEDY = "Course > E-Learning (Talent LMS) tab > Talent Group Key"


def test_guide_provisions_without_the_group_and_the_plan_says_so(tmp_path: Path) -> None:
    portal = College("126", groups=["FRUIT"])
    with serve(portal) as url:
        world = students(tmp_path, url, NOAH, group="NOSUCHKEY")
        plan = world.command("plan", "--date", DAY, "--json")
        shown = " ".join(world.command("plan", "--date", DAY).stdout.split())
        assert "Noah Brown (C1) is not in Talent Group NOSUCHKEY of PP126" in shown
        (planned,) = report_of(plan)["records"]
        assert planned["status"] == "provisioned"
        (remark,) = planned["remarks"]
        assert remark["reason"] == "group-missing"
        assert "not in Talent Group NOSUCHKEY" in remark["message"]
        assert "add_to_group" not in [each["action"] for each in planned["writes"]]

        run = world.command("run", "--date", DAY)
        assert run.exit_code == 1
        assert REMEDY in " ".join(run.stdout.split())
        said = " ".join(world.command("contact-log").stdout.split())
        assert "Noah Brown not added to Talent Group NOSUCHKEY: TalentLMS has no group" in said

        again = world.command("run", "--json")
        assert (again.exit_code, statuses(again)) == (0, {"C1": "failed"})
        assert world.command("run", "--strict").exit_code == 1

        files = tmp_path / "files" / "courses.csv"
        files.write_text(files.read_text("utf-8").replace("NOSUCHKEY", "FRUIT"), "utf-8")
        assert world.command("import", str(files.parent)).exit_code == 0
        repaired = world.command("run", "--json")
        assert (repaired.exit_code, statuses(repaired)) == (0, {"C1": "written"})
        assert len(portal.memberships) == 1
        said = " ".join(world.command("contact-log").stdout.split())
        assert "Contact Type Added to Talent Group" in said
        assert "Description Noah Brown added to Talent Group FRUIT ..." in said
        assert "not added to Talent Group NOSUCHKEY" in said
        assert statuses(world.command("run", "--json")) == {}


def test_a_key_in_another_case_is_sent_as_the_portal_spells_it(tmp_path: Path) -> None:
    portal = College("126", groups=["FRUIT"])
    with serve(portal) as url:
        world = students(tmp_path, url, NOAH, group="fruit", policy='profile = "careful"')
        run = world.command("run", "--date", DAY, "--json")
    assert (run.exit_code, statuses(run)) == (0, {"C1": "provisioned"})
    assert len(portal.memberships) == 1
