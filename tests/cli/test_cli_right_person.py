"""The right person: whose Talent user is linked, and whose results come back (issue 10, 1)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.cli.college import DAY, College, report_of, statuses, students
from support.cli.rto import KEY, Rto
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.model import TalentCourseId, TalentUserId
from talent_powerpro.sandbox import PortalUser, UserStatus, serve

BEN = {"C1": ("Ben", "Jones", "126")}
ADDRESS = "c1@pm.example"
BOTH = pytest.mark.parametrize("profile", ["guide", "careful"])


def portal_with(*users: PortalUser) -> College:
    """A portal whose listed users are in course 126."""
    portal = College("126")
    for user in users:
        portal.users[user.id] = user
    return portal


def bens(tmp_path: Path, url: str, profile: str, secondary_id: str = "") -> Rto:
    """Ben Jones, who is due, in an RTO that has confirmed the course."""
    policy = f'profile = "{profile}"\ncompetent_outcomes = {{ PP126 = "20 - Competent" }}'
    world = students(tmp_path, url, BEN, policy=policy)
    return typed(world, secondary_id) if secondary_id else world


def typed(world: Rto, secondary_id: str, code: str = "C1") -> Rto:
    """The same RTO, with that Secondary ID typed for Ben, or another client, in PowerPro."""
    file = world.folder / "files" / "clients.csv"
    rows = [line.split(",") for line in file.read_text(encoding="utf-8").splitlines()]
    for cells in rows:
        if cells[0] == code:
            cells[5] = secondary_id
    file.write_text("\n".join([*map(",".join, rows), ""]), encoding="utf-8")
    imported = world.command("import", str(file.parent))
    assert imported.exit_code == 0, imported.output
    return world


def edited(world: Rto, name: str, change: Callable[[list[str]], list[str]]) -> None:
    """Change the lines of a file of PowerPro's, and import it."""
    file = world.folder / "files" / f"{name}.csv"
    rows = change(file.read_text(encoding="utf-8").splitlines())
    file.write_text("\n".join([*rows, ""]), encoding="utf-8")
    imported = world.command("import", str(file.parent))
    assert imported.exit_code == 0, imported.output


def run(world: Rto) -> Any:
    return world.command("run", "--date", DAY, "--json")


def records(result: Any, stage: str = "provisioning") -> list[Any]:
    return [each for each in report_of(result)["records"] if each["stage"] == stage]


def reasons(result: Any, stage: str = "provisioning") -> list[str]:
    """The reasons of the holds, else of the remarks."""
    return [
        each["reason"]
        for record in records(result, stage)
        for each in (record["holds"] or record["remarks"])
    ]


def enrol(url: str, user_id: str) -> None:
    """Enrol a Talent user in course 126, as a person does in TalentLMS."""
    with TalentLMS(url, KEY) as talent:
        talent.enrol(TalentUserId(user_id), TalentCourseId("126"))


def outcomes(world: Rto) -> str:
    """What the Talent LMS tab shows of the enrolment."""
    return world.command("tab", "EC1").output


@BOTH
@pytest.mark.parametrize("stored", ["", "5"])
def test_1_an_e_mail_of_another_person_links_nobody_and_gives_no_result(
    tmp_path: Path, profile: str, stored: str
) -> None:
    """Case P1; typing 5 into Ben's Secondary ID changes nothing of this."""
    portal = portal_with(PortalUser("5", "mary", "Mary", "Smith", ADDRESS))
    with serve(portal) as url:
        result = run(bens(tmp_path, url, profile, stored))
    assert (result.exit_code, statuses(result)) == (1, {"C1": "held"})
    assert reasons(result) == ["talent-user-of-another"]
    assert "Mary Smith" in records(result)[0]["message"]
    assert not portal.enrolments


@BOTH
@pytest.mark.parametrize("name", [("Ben", "Smith"), ("Benjamin", "Jones"), ("Ben", "Jones")])
def test_a_given_name_beside_the_e_mail_is_the_client_and_another_family_name_a_remark(
    tmp_path: Path, profile: str, name: tuple[str, str]
) -> None:
    with serve(portal_with(PortalUser("5", "ben", *name, ADDRESS))) as url:
        result = run(bens(tmp_path, url, profile))
    assert statuses(result) == {"C1": "provisioned"}
    assert ("talent-user-differs" in reasons(result)) == (name[1] == "Smith")


@BOTH
def test_a_family_name_only_is_remarked_on_link_and_result_or_held(
    tmp_path: Path, profile: str
) -> None:
    portal = portal_with(PortalUser("5", "mary", "Mary", "Jones", ADDRESS))
    with serve(portal) as url:
        world = bens(tmp_path, url, profile)
        first = run(world)
        if profile == "careful":
            assert (statuses(first), reasons(first)) == ({"C1": "held"}, ["family-name-only"])
            return
        assert "family-name-only" in reasons(first)
        portal.complete("5", "126", "1261")
        second = run(world)
    assert statuses(second, "results") == {"C1": "written"}
    assert "family-name-only" in reasons(second, "results")


@BOTH
def test_2_a_secondary_id_retyped_to_a_strangers_brings_no_results(
    tmp_path: Path, profile: str
) -> None:
    """Case P2."""
    portal = portal_with(PortalUser("8", "len", "Len", "Caster", "len@pm.example"))
    with serve(portal) as url:
        world = bens(tmp_path, url, profile)
        assert statuses(run(world)) == {"C1": "provisioned"}
        enrol(url, "8")
        portal.complete("8", "126", "1261")
        result = run(typed(world, "8"))
    assert statuses(result, "results") == {"C1": "held"}
    assert "Talent User 8 is Len Caster" in records(result, "results")[0]["message"]
    assert "20 - Competent" not in outcomes(world)


@BOTH
def test_2_a_corrected_link_names_the_results_that_stand_from_the_former_user(
    tmp_path: Path, profile: str
) -> None:
    portal = portal_with(
        PortalUser("7", "old", "Ben", "Jones", ADDRESS),
        PortalUser("8", "ben", "Ben", "Jones", "ben@home.example"),
    )
    with serve(portal) as url:
        world = bens(tmp_path, url, profile)
        run(world)
        portal.complete("7", "126", "1261")
        assert statuses(run(world), "results") == {"C1": "written"}
        enrol(url, "8")
        result = run(typed(world, "8"))
    assert "results-of-former-user" in reasons(result, "results")
    (record,) = records(result, "results")
    former = [each for each in record["remarks"] if each["reason"] == "results-of-former-user"]
    assert "Ben Jones (C1) was corrected from 7 to 8" in former[0]["message"]
    assert "ICTWEB304" in former[0]["message"]


@BOTH
def test_a_corrected_link_names_the_results_of_closed_enrolments_too(
    tmp_path: Path, profile: str
) -> None:
    portal = College("126", "127")
    for user_id, address in (("7", ADDRESS), ("8", "ben@home.example")):
        portal.users[user_id] = PortalUser(user_id, f"u{user_id}", "Ben", "Jones", address)
    policy = (
        f'profile = "{profile}"\n'
        'competent_outcomes = { PP126 = "20 - Competent", PP127 = "20 - Competent" }'
    )
    due = BEN | {"C2": ("Ann", "Lee", "127")}
    with serve(portal) as url:
        world = students(tmp_path, url, due, policy=policy)
        edited(world, "enrolments", lambda rows: [*rows, f"EX,C1,PP127,Confirmed,Yes,{DAY}"])
        edited(world, "units", lambda rows: [*rows, "EX,ICTWEB304,Build,Unit,,,,"])
        run(world)
        portal.complete("7", "126", "1261")
        assert statuses(run(world), "results") == {"C1": "written"}
        edited(
            world,
            "enrolments",
            lambda rows: [
                row.replace("EC1,C1,PP126,Confirmed", "EC1,C1,PP126,Cancelled") for row in rows
            ],
        )
        run(world)
        with TalentLMS(url, KEY) as talent:
            talent.enrol(TalentUserId("8"), TalentCourseId("127"))
        typed(world, "8")
        planned = world.command("plan", "--date", DAY)
        result = run(world)
    former = [
        remark["message"]
        for record in records(result, "results")
        for remark in record["remarks"]
        if remark["reason"] == "results-of-former-user"
    ]
    assert len(former) == 1
    assert "ICTWEB304 of enrolment EC1 (20 - Competent" in former[0]
    assert "ICTWEB304 of enrolment EC1 (20 - Competent" in " ".join(planned.output.split())


def test_clients_who_fail_the_look_are_one_block_by_name_released_together(
    tmp_path: Path,
) -> None:
    portal = portal_with(
        PortalUser("8", "len", "Len", "Caster", "len@pm.example"),
        PortalUser("9", "mary", "Mary", "Smith", "mary@pm.example"),
    )
    with serve(portal) as url:
        policy = 'profile = "careful"\ncompetent_outcomes = { PP126 = "20 - Competent" }'
        world = students(tmp_path, url, BEN | {"C2": ("Ann", "Lee", "126")}, policy=policy)
        assert statuses(run(world)) == {"C1": "provisioned", "C2": "provisioned"}
        for code, user_id in (("C1", "8"), ("C2", "9")):
            enrol(url, user_id)
            typed(world, user_id, code)
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


def test_a_verified_link_is_looked_at_once(tmp_path: Path) -> None:
    portal = portal_with(PortalUser("5", "ben", "Ben", "Jones", ADDRESS))
    with serve(portal) as url:
        world = bens(tmp_path, url, "guide")
        run(world)
        before = len(portal.calls)
        run(world)
        run(world)
    counted = {each.action for each in portal.calls[before:]} - {"ratelimit"}
    assert counted == {"getuserstatusincourse"}


@BOTH
def test_5_the_portals_owner_is_nobodys_learner(tmp_path: Path, profile: str) -> None:
    """Case P5."""
    owner = PortalUser("1", "owner", "Portal", "Owner", ADDRESS, "SuperAdmin")
    with serve(portal_with(owner)) as url:
        result = run(bens(tmp_path, url, profile))
    assert statuses(result) == {"C1": "held"}
    assert "talent-user-of-another" in reasons(result)


@BOTH
def test_13_an_account_of_staff_is_reported_or_held(tmp_path: Path, profile: str) -> None:
    trainer = PortalUser("5", "ben", "Ben", "Jones", ADDRESS, "Trainer-Type")
    with serve(portal_with(trainer)) as url:
        result = run(bens(tmp_path, url, profile))
    held = profile == "careful"
    assert statuses(result) == {"C1": "held" if held else "provisioned"}
    assert "not-a-learner" in reasons(result)


@BOTH
def test_6_a_deleted_talent_user_is_held_or_replaced_and_called_deleted(
    tmp_path: Path, profile: str
) -> None:
    """Case P6: the Secondary ID is 5, whom an administrator deleted; the e-mail is free."""
    gone = PortalUser("5", "b", "Ben", "Jones", "old@pm.example", status=UserStatus.DELETED)
    with serve(portal_with(gone)) as url:
        result = run(bens(tmp_path, url, profile, "5"))
    held = profile == "careful"
    assert statuses(result) == {"C1": "held" if held else "provisioned"}
    assert "talent-user-deleted" in reasons(result)
    assert "was deleted in TalentLMS" in result.output
    assert "has no user 5" not in result.output


@BOTH
def test_n2_a_login_that_is_the_clients_e_mail_is_theirs(tmp_path: Path, profile: str) -> None:
    portal = portal_with(PortalUser("5", ADDRESS, "Ben", "Jones", ""))
    with serve(portal) as url:
        result = run(bens(tmp_path, url, profile))
    assert statuses(result) == {"C1": "provisioned"}
    assert set(portal.users) == {"5"}


@BOTH
@pytest.mark.parametrize(("times", "ends"), [(1, "provisioned"), (9, "deferred")])
def test_s5_a_user_whom_the_portal_does_not_know_yet_is_tried_again_then_deferred(
    tmp_path: Path, profile: str, times: int, ends: str
) -> None:
    """Case S5."""
    portal = College("126")
    portal.fault(
        "addusertocourse",
        "error-body",
        times=times,
        message="The requested user does not exist",
        status=404,
    )
    with serve(portal) as url:
        result = run(bens(tmp_path, url, profile))
        assert statuses(result) == {"C1": ends}
        assert "Secondary ID" not in "".join(each["remedy"] for each in records(result))
