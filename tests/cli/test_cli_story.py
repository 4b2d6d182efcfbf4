"""The guide's whole story by command, over real HTTP, with the store in a file and on servers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import attrs
import httpx
import pytest
from sqlalchemy import make_url

from support.cli.handed_on import edit
from support.cli.rto import GUIDE, Rto, command, rto
from support.patience import PATIENCE
from support.sql.dialect_stores import SERVERS, new_place
from talent_powerpro.config.secrets import STORE_PASSWORD
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

SERVERS_ALONE = pytest.mark.servers

LOG = """\
>>> PowerPro-Talent Integration Agent started >>>
1 Student(s) to enrol
Looking up Talent Student by User ID (DPC000129)...
tal_studentExistsByID(DPC000129) - Talent User ID must be numeric -> Check PP Client>Second ID
Not found. Looking up Talent Student by email (jg11@pm.me)...
tal_studentExistsByEmail(jg11@pm.me)
GET {url}/api/v1/users/email:jg11@pm.me returned an error
{{ "error": {{ "type": "invalid_request_error", "message": "The requested user does not exist" }} }}
Student not found in Talent, creating Student in Talent ...
Updating PowerPro Client to align with Talent User ID: PP Client: 2021000017 Talent User: 7
Enrolling Joana Gomez in Talent Course ID 126 Group key: 77eD6LXHH ...
Enrolling now...
Enrolled. Creating PowerPro Contact Log in PP.
<<< PowerPro-Talent Integration Agent ended <<<
"""


@pytest.fixture(params=["sqlite", *(pytest.param(each, marks=SERVERS_ALONE) for each in SERVERS)])
def store(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, ...]:
    """The options of `init` for the store."""
    if request.param == "sqlite":
        return ()
    place = new_place(request.param, tmp_path)
    url = make_url(place.url)
    monkeypatch.setenv(STORE_PASSWORD.variable, str(url.password or ""))
    without = url._replace(password=None).render_as_string(hide_password=False)
    return ("--name", place.rto, "--store", without)


@pytest.fixture
def joana(tmp_path: Path, url: str, store: tuple[str, ...]) -> Rto:
    """The guide's RTO, made by `init` and `import`, before its first run."""
    folder = tmp_path / "my-rto"
    assert command("init", str(folder), "--url", url, *store).exit_code == 0
    return Rto(folder).imported()


@pytest.fixture
def provisioned(joana: Rto) -> Rto:
    assert joana.command("run", "--date", "02/06/2022").exit_code == 0
    return joana


def complete(url: str, unit: str) -> None:
    """Complete a unit as the page of the sandbox shows it."""
    form = {"user_id": "7", "course_id": "126", "unit": unit, "at": "2022-06-13T10:30:00+08:00"}
    answer = httpx.post(f"{url}/sandbox/complete", auth=("any", ""), data=form, timeout=PATIENCE)
    assert answer.status_code == 200


def test_the_first_run_provisions_the_one_enrolment_that_is_due(
    joana: Rto, portal: Sandbox
) -> None:
    ran = joana.command("run", "--date", "02/06/2022")
    assert ran.exit_code == 0
    assert "provisioning  provisioned" in ran.stdout
    assert "Secondary ID of client 2021000017: DPC000129 -> 7" in ran.stdout
    assert "The run made 5 writes for 1 record." in ran.stdout
    assert portal.users["7"].email == "jg11@pm.me"
    assert ("7", "126") in portal.enrolments


def test_the_sync_log_is_the_guides_page(provisioned: Rto, url: str) -> None:
    lines = provisioned.command("sync-log").stdout.splitlines()
    assert [line.split("\t")[2] for line in lines] == LOG.format(url=url).splitlines()
    form = re.compile(r"\d\d/\d\d/\d{4}\t\d\d:\d\d:\d\d\t[^\t]+")
    assert all(form.fullmatch(line) for line in lines)


def test_the_contact_log_has_the_fields_of_the_guides_picture(provisioned: Rto) -> None:
    shown = provisioned.command("contact-log", "1001").stdout
    lines = [re.split(r"  +", line) for line in shown.splitlines()]
    assert ["Client Name", "JOANA GOMEZ"] in lines
    assert ["Course", "Certificate III - Information Technology"] in lines
    assert ["Contact Type", "Enrolment exported to Talent LMS"] in lines
    assert ["Created by", "PP-TALENT"] in lines
    assert ["Assigned to"] in lines
    assert ["Follow up"] in lines
    assert ["Status", "Closed"] in lines
    assert ["Priority flag", "<No flag>"] in lines
    description = "Enrolled in Talent Course: 126 Joana Gomez added to Talent Group 77eD6LXHH ..."
    assert ["Description", description] in lines
    assert re.search(r"^Contact Date +\d\d/\d\d/\d{4} \d\d:\d\d$", shown, re.MULTILINE)


def test_completed_units_become_results_on_the_tab(provisioned: Rto, url: str) -> None:
    complete(url, "ICTWEB304")
    complete(url, "ICTWEB305")
    ran = provisioned.command("run")
    assert ran.exit_code == 0
    assert "ICTWEB304: (blank) -> 20 - Competency achieved/pass 13/06/2022" in ran.stdout
    tab = provisioned.command("tab", "1001").stdout
    assert "Talent LMS export/Date  [x] 02/06/2022" in tab
    assert "Enrolment exported to Talent LMS on " in tab
    assert "added to Talent Group 77eD6LXHH ..." in tab
    assert "Results fetched from Talent LMS: 2 out of 3" in tab
    found = re.findall(r"^(ICTWEB30\d) .*16/05/2022 +20 - .*13/06/2022 +\[Talent", tab, re.M)
    assert found == ["ICTWEB304", "ICTWEB305"]


def test_a_second_import_of_the_same_files_keeps_what_the_agent_wrote(provisioned: Rto) -> None:
    before = provisioned.command("tab", "1001", "--json").stdout
    again = provisioned.command("import", str(GUIDE), "--json")
    told = json.loads(again.stdout)
    assert again.exit_code == 0
    assert not any(told["added"].values())
    assert not any(told["changed"].values())
    assert sum(told["unchanged"].values()) == 16
    assert provisioned.command("tab", "1001", "--json").stdout == before
    ran = provisioned.command("run", "--date", "02/06/2022", "--strict")
    assert (ran.exit_code, "The run wrote nothing." in ran.stdout) == (0, True)


# --- what goes wrong --------------------------------------------------------------


def test_a_plan_that_cannot_be_written_is_a_fault(joana: Rto, tmp_path: Path) -> None:
    planned = joana.command("plan", "--out", str(tmp_path / "nowhere" / "plan.json"))
    assert planned.exit_code == 2
    assert "--out: " in planned.stderr


def test_a_date_to_come_is_a_fault(joana: Rto) -> None:
    assert joana.command("run", "--date", "02/06/2999").exit_code == 2


def test_a_run_never_makes_a_store(tmp_path: Path) -> None:
    empty = rto(tmp_path)
    assert empty.command("run").exit_code == 3
    assert not empty.store.exists()


def test_a_refused_key_stops_the_run(tmp_path: Path) -> None:
    closed = Sandbox(attrs.evolve(guide_portal(), key="another"))
    with serve(closed) as address:
        shut_out = rto(tmp_path, address).imported()
        ran = shut_out.command("run", "--date", "02/06/2022")
        planned = shut_out.command("plan", "--date", "02/06/2022")
    assert ran.exit_code == planned.exit_code == 3
    assert "Stopped: " in ran.stdout
    assert planned.stdout == ""
    assert planned.stderr != ""


def test_a_failed_client_is_1_in_the_first_run_only(tmp_path: Path, url: str) -> None:
    other = rto(tmp_path, url).imported()
    edit(other, "UPDATE courses SET talent_course_id = '999'")
    ran = other.command("run", "--date", "02/06/2022")
    assert ran.exit_code == 1
    assert "failed: provisioning: 1001 JOANA GOMEZ (2021000017), ICT30120-A (new)" in ran.stdout
    assert other.command("run", "--date", "02/06/2022").exit_code == 0
    assert other.command("run", "--date", "02/06/2022", "--strict").exit_code == 1
    listed = other.command("holds").stdout
    assert "Failed: a person corrects the data" in listed
    assert "JOANA GOMEZ (2021000017), ICT30120-A, enrolment 1001, since " in listed
