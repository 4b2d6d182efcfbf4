"""`tab`: the whole page of an enrolment and of a unit, as text and as JSON."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from support.cli.handed_on import edit
from support.cli.rto import Rto, rto
from support.sql.guide_rows import by_hand
from support.the_guide import PERTH
from talent_powerpro.sandbox import Sandbox, guide_portal, serve


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Rto:
    """The guide's RTO after a run that provisioned and one that fetched a result, at known times.

    All times are of another day in UTC than in the RTO's zone. It is only read.
    """
    portal = Sandbox(guide_portal())
    with serve(portal) as url:
        joana = rto(tmp_path_factory.mktemp("rto"), url).imported()
        assert joana.command("run", "--date", "02/06/2022").exit_code == 0
        portal.complete("7", "126", "ICTWEB304", datetime(2022, 6, 13, 0, 30, tzinfo=PERTH))
        assert joana.command("run").exit_code == 0
    edit(joana, "UPDATE contact_logs SET contact_date = '2022-06-01 22:58:56.000000'")
    edit(
        joana,
        "UPDATE result_evidence SET at = '2022-06-13 16:30:00.000000', run_id = 'r', version = '9'",
    )
    return joana


@pytest.fixture
def worked(whole: Rto, tmp_path: Path) -> Rto:
    """A copy, which may be changed."""
    for file in (whole.settings_file, whole.store):
        shutil.copy(file, tmp_path)
    return Rto(tmp_path)


def test_the_page_has_the_three_parts_of_the_guides_tab(whole: Rto) -> None:
    shown = whole.command("tab", "1001")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert (
        shown.stdout
        == """\
Talent LMS: JOANA GOMEZ, Certificate III - Information Technology
-----------------------------------------------------------------
Talent LMS export/Date  [x] 02/06/2022

Provision History
-----------------
Enrolment exported to Talent LMS on 02/06/2022 06:58
Additional information  Enrolled in Talent Course: 126 Joana Gomez added to Talent Group \
77eD6LXHH ...

Results fetched from Talent LMS: 1 out of 3
-------------------------------------------
Code       Unit/Module Name        Start Date  Outcome/Result                 Outcome Date  Tooltip
ICTWEB304  Build simple web pages  16/05/2022  20 - Competency achieved/pass  13/06/2022    \
[Talent Integration Agent]
"""
    )


def test_json_has_the_three_parts_too(whole: Rto) -> None:
    shown = whole.command("tab", "1001", "--json")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert json.loads(shown.stdout) == {
        "schema": 2,
        "tab": {
            "enrolment_id": "1001",
            "client_name": "JOANA GOMEZ",
            "course_name": "Certificate III - Information Technology",
            "export": True,
            "export_date": "2022-06-02",
            "history": [
                {
                    "summary": "Enrolment exported to Talent LMS on 02/06/2022 06:58",
                    "additional_information": "Enrolled in Talent Course: 126 Joana Gomez added "
                    "to Talent Group 77eD6LXHH ...",
                }
            ],
            "results": [
                {
                    "code": "ICTWEB304",
                    "name": "Build simple web pages",
                    "start_date": "2022-05-16",
                    "outcome": "20 - Competency achieved/pass",
                    "outcome_date": "2022-06-13",
                }
            ],
            "fetched": "1 out of 3",
            "tooltip": "[Talent Integration Agent]",
        },
    }


def test_a_unit_is_shown_with_the_origin_of_its_result(whole: Rto) -> None:
    shown = whole.command("tab", "1001", "--unit", "ictweb304")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert (
        shown.stdout
        == """\
Unit/Module Client Outcome
--------------------------
Client Name    JOANA GOMEZ
Unit/Module    ICTWEB304 - Build simple web pages
Start Date     16/05/2022
Outcome        20 - Competency achieved/pass
Outcome Date   13/06/2022
Short comment  [Talent Integration Agent]

Origin of the result
--------------------
Talent user             7
Talent course           126
Talent unit             1001 ICTWEB304 Build simple web pages
Completed in TalentLMS  13/06/2022 00:30:00
Confirmed by            nobody named
Policy                  guide
Written on              14/06/2022 00:30
Agent version           9
Run                     r
"""
    )
    as_json = whole.command("tab", "1001", "--unit", "ictweb304", "--json")
    assert (as_json.exit_code, as_json.stderr) == (0, "")
    document = json.loads(as_json.stdout)
    (unit,) = document["units"]
    evidence = unit.pop("evidence")
    assert (evidence["unit_code"], evidence["run_id"]) == ("ICTWEB304", "r")
    assert document == {
        "schema": 2,
        "units": [
            {
                "client_name": "JOANA GOMEZ",
                "unit": "ICTWEB304 - Build simple web pages",
                "start_date": "2022-05-16",
                "outcome": "20 - Competency achieved/pass",
                "outcome_date": "2022-06-13",
                "short_comment": "[Talent Integration Agent]",
                "fetched_by_agent": True,
            }
        ],
    }


def test_a_unit_that_was_not_fetched_has_no_origin(whole: Rto) -> None:
    (unit,) = json.loads(whole.command("tab", "1001", "--unit", "ICTWEB305", "--json").stdout)[
        "units"
    ]
    assert unit == {
        "client_name": "JOANA GOMEZ",
        "unit": "ICTWEB305 - Produce digital images for the web",
        "start_date": "2022-05-16",
        "outcome": "",
        "outcome_date": None,
        "short_comment": "",
        "fetched_by_agent": False,
        "evidence": None,
    }


def test_a_unit_that_the_enrolment_lacks_is_refused_with_those_that_it_has(worked: Rto) -> None:
    refused = worked.command("tab", "1001", "--unit", "NO")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == (
        "error: --unit: enrolment 1001 has no unit or module 'NO'.\n"
        "Choose from ICTWEB304, ICTWEB305, ICTWEB306.\n"
    )
    edit(worked, "DELETE FROM units WHERE enrolment_id = '1003'")
    refused = worked.command("tab", "1003", "--unit", "NO")
    assert refused.stderr.endswith("\nChoose from none.\n")


def test_an_origin_that_cannot_be_read_is_told(worked: Rto) -> None:
    with by_hand(worked.store) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute("UPDATE result_evidence SET at = 'soon'")
    shown = worked.command("tab", "1001", "--unit", "ICTWEB304")
    assert (shown.exit_code, shown.stderr) == (
        1,
        "Row 1 of the table result_evidence in PowerPro's store cannot be read: at is 'soon', "
        "which is not a date and time in UTC such as 2026-03-17 09:30:00.000000.\n"
        "Correct the value in PowerPro's store with the program that wrote it, or restore the "
        "store from a back-up.\n",
    )
    assert "Origin of the result" not in shown.stdout
