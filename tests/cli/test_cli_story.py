"""The guide's whole story by command, over real HTTP, with the store in a file and on servers."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import attrs
import httpx
import pytest
from sqlalchemy import make_url

from support.cli.rto import GUIDE, KEY, Rto, command, rto
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


def test_the_newest_lines_of_the_sync_log_are_its_last(provisioned: Rto) -> None:
    (line,) = provisioned.command("sync-log", "--newest", "1").stdout.splitlines()
    assert line.endswith("<<< PowerPro-Talent Integration Agent ended <<<")


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


def test_without_an_enrolment_all_contact_logs_are_shown(provisioned: Rto) -> None:
    everything = provisioned.command("contact-log").stdout
    assert everything == provisioned.command("contact-log", "1001").stdout


def test_an_enrolment_without_contact_logs_says_so(provisioned: Rto) -> None:
    assert provisioned.command("contact-log", "1002").stdout == "No contact logs.\n"


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


def test_a_tab_says_that_nothing_was_provisioned(joana: Rto) -> None:
    tab = joana.command("tab", "1002").stdout
    assert "Talent LMS export/Date  [ ]\n" in tab
    assert "Not provisioned." in tab
    assert "0 out of 3" in tab


def test_a_further_run_writes_nothing(provisioned: Rto) -> None:
    ran = provisioned.command("run", "--date", "02/06/2022", "--strict")
    assert ran.exit_code == 0
    assert "The run wrote nothing." in ran.stdout


def test_a_second_import_of_the_same_files_keeps_what_the_agent_wrote(provisioned: Rto) -> None:
    before = provisioned.command("tab", "1001", "--json").stdout
    again = provisioned.command("import", str(GUIDE), "--json")
    told = json.loads(again.stdout)
    assert again.exit_code == 0
    assert not any(told["added"].values())
    assert not any(told["changed"].values())
    assert sum(told["unchanged"].values()) == 16
    assert provisioned.command("tab", "1001", "--json").stdout == before
    assert "The run wrote nothing." in provisioned.command("run", "--date", "02/06/2022").stdout


def test_a_stage_can_be_run_alone(joana: Rto, portal: Sandbox) -> None:
    ran = joana.command("run", "--only", "results", "--date", "2022-06-02", "--json")
    assert json.loads(ran.stdout)["stages"] == ["results"]
    assert "7" not in portal.users


# --- plans ------------------------------------------------------------------------


def test_a_plan_shows_what_a_run_would_write_and_exits_0(joana: Rto, portal: Sandbox) -> None:
    # A plan needs no password.
    planned = joana.command("plan", "--date", "02/06/2022", env={"TALENTLMS_API_KEY": KEY})
    assert planned.exit_code == 0
    assert "for export dates of 02/06/2022" in planned.stdout
    assert "New Talent user enrolled in Talent course 126" in planned.stdout
    assert "A run now would make 5 writes for 1 record." in planned.stdout
    assert "7" not in portal.users
    assert joana.command("sync-log").stdout == "The sync log is empty.\n"


@pytest.mark.parametrize("on_terminal", [True, False])
def test_an_empty_sync_log_says_so_and_not_in_json(
    joana: Rto, on_terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talent_powerpro.cli.screen.is_terminal", lambda: on_terminal)
    for words in ((), ("--newest", "5"), ("--search", "Gomez")):
        shown = joana.command("sync-log", *words)
        assert (shown.exit_code, shown.stdout) == (0, "The sync log is empty.\n")
    assert json.loads(joana.command("sync-log", "--json").stdout)["lines"] == []


def test_a_search_without_a_match_does_not_call_the_sync_log_empty(provisioned: Rto) -> None:
    assert provisioned.command("sync-log", "--search", "nothing like it").stdout == ""


def test_a_plan_without_changes_exits_0(joana: Rto) -> None:
    planned = joana.command("plan")
    assert planned.exit_code == 0
    assert "A run now would write nothing." in planned.stdout


def test_a_dry_run_shows_the_plan_and_exits_0(joana: Rto, portal: Sandbox) -> None:
    words = ("--date", "02/06/2022")
    dry = joana.command("run", "--dry-run", *words)
    assert dry.exit_code == 0
    assert dry.stdout == joana.command("plan", *words).stdout
    assert "7" not in portal.users


def test_a_plan_is_written_as_the_json_that_is_shown(joana: Rto, tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    planned = joana.command("plan", "--date", "02/06/2022", "--out", str(out), "--json")
    assert json.loads(out.read_text(encoding="utf-8")) == json.loads(planned.stdout)
    assert json.loads(planned.stdout)["schema"] == 2


def test_a_plan_that_cannot_be_written_is_a_fault(joana: Rto, tmp_path: Path) -> None:
    planned = joana.command("plan", "--out", str(tmp_path / "nowhere" / "plan.json"))
    assert planned.exit_code == 2
    assert "--out: " in planned.stderr


# --- for programs -----------------------------------------------------------------


def test_a_runs_json_has_its_schema_and_its_id(joana: Rto) -> None:
    told = json.loads(joana.command("run", "--date", "02/06/2022", "--json").stdout)
    assert told["schema"] == 2
    assert told["run_id"]
    assert told["records"][0]["client_name"] == "JOANA GOMEZ"


def test_each_page_has_json_too(provisioned: Rto) -> None:
    tab = json.loads(provisioned.command("tab", "1001", "--json").stdout)
    assert (tab["schema"], tab["tab"]["fetched"]) == (2, "0 out of 3")
    logs = json.loads(provisioned.command("contact-log", "--json").stdout)
    assert logs["contact_logs"][0]["enrolment_id"] == "1001"
    assert datetime.fromisoformat(logs["contact_logs"][0]["log"]["contact_date"]).utcoffset()
    lines = json.loads(provisioned.command("sync-log", "--json").stdout)["lines"]
    assert lines[0]["message"] == ">>> PowerPro-Talent Integration Agent started >>>"
    assert lines[0]["at"].endswith("+08:00")


# --- what goes wrong --------------------------------------------------------------


@pytest.mark.parametrize("name", ["tab", "contact-log"])
def test_an_unknown_enrolment_is_a_fault(joana: Rto, name: str) -> None:
    shown = joana.command(name, "9999")
    assert shown.exit_code == 2
    assert "No enrolment in PowerPro matches '9999'." in shown.stderr


def test_a_date_to_come_is_a_fault(joana: Rto) -> None:
    assert joana.command("run", "--date", "02/06/2999").exit_code == 2


def test_a_date_that_does_not_exist_is_a_fault_of_usage(joana: Rto) -> None:
    ran = joana.command("run", "--date", "31/02/2022")
    assert ran.exit_code == 2
    assert "'31/02/2022' is not a date. Write dd/mm/yyyy or yyyy-mm-dd" in ran.stderr


def test_a_run_never_makes_a_store(tmp_path: Path, url: str) -> None:
    empty = rto(tmp_path, url)
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
    files = tmp_path / "files"
    files.mkdir()
    for file in GUIDE.glob("*.csv"):
        text = file.read_text(encoding="utf-8").replace(",126,", ",999,")
        (files / file.name).write_text(text, encoding="utf-8")
    other = rto(tmp_path, url).imported(files)
    ran = other.command("run", "--date", "02/06/2022")
    assert ran.exit_code == 1
    assert "failed: provisioning: 1001 JOANA GOMEZ (2021000017), ICT30120-A (new)" in ran.stdout
    assert other.command("run", "--date", "02/06/2022").exit_code == 0
    assert other.command("run", "--date", "02/06/2022", "--strict").exit_code == 1


# --- secrets ----------------------------------------------------------------------


def test_a_key_of_another_length_is_used_with_a_warning(joana: Rto) -> None:
    short = joana.command("plan", env={"TALENTLMS_API_KEY": "8DZQvzDn6YczzPw1EBf4YLhAuGujV"})
    assert short.exit_code == 0
    assert short.stderr.startswith(
        "The TalentLMS API key has 29 characters instead of the usual 30."
    )
    assert "8DZQ" not in short.output
