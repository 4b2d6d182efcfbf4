"""The sentences of records that a flow holds or fails, word for word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from attrs import evolve

from support.by_hand import answered, sides
from support.scripted import ScriptedTalent
from support.the_guide import (
    COURSE,
    COURSE_126,
    GROUP,
    JOANA,
    JOANA_7,
    PERTH,
    TODAY,
    USER_7,
    booking,
    enrolment,
    finished,
    portal,
    provisioned,
    rules,
    unit,
)
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.errors import Duplicate, Failed, PluginFault, RecordFault, Refused
from talent_powerpro.flows.drivers import Sides
from talent_powerpro.flows.progress import course_units, whom_to_ask
from talent_powerpro.flows.provisioning import check_course, talent_course_id
from talent_powerpro.flows.results import Fetched, fetch_results
from talent_powerpro.flows.talent_group import Group, keep_pending, retry_membership
from talent_powerpro.flows.talent_user import create_user, find_user, user_by_login
from talent_powerpro.model import (
    Absent,
    Client,
    Enrolment,
    TalentCourseId,
    Unit,
)
from talent_powerpro.plugins.deciding import PluginChoices
from talent_powerpro.plugins.hooks import hookimpl
from talent_powerpro.records.due import Day
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.record import Remark
from talent_powerpro.records.step import Flow, Note
from talent_powerpro.records.write import Enrol, Write
from talent_powerpro.rules.conditions import Condition
from talent_powerpro.rules.policy import Policy, RepeatedUnits
from talent_powerpro.rules.rules import Rules
from talent_powerpro.testing import Stepped

TALENT_COURSE_ID = "Course > E-Learning (Talent LMS) tab > Talent Course ID"


def scripted(method: str, fault: Exception) -> ScriptedTalent:
    talent = portal(users=[JOANA_7])
    talent.script.raises(method, fault)
    return talent


def no_user_seen() -> ScriptedTalent:
    talent = portal()
    talent.script.raises("create_user", Duplicate("A user with the same login already exists."))
    return talent


def told(fault: RecordFault) -> tuple[str, str, str]:
    return fault.reason, fault.message, fault.remedy


def fault_of(flow: Flow[object], who: Sides) -> RecordFault:
    with pytest.raises(RecordFault) as caught:
        Stepped(flow, who).run()
    return caught.value


def remarks_of(flow: Flow[object], answer: object) -> list[Remark]:
    """The remarks of a flow if every call gets *answer*."""
    remarks: list[Remark] = []
    try:
        step = next(flow)
        while True:
            if isinstance(step, Note):
                remarks += [each for each in step.values if isinstance(each, Remark)]
                step = next(flow)
            elif isinstance(answer, Exception):
                step = flow.throw(answer)
            else:
                step = flow.send(answer)
    except StopIteration:
        return remarks


# --- provisioning -----------------------------------------------------------------


def with_course(talent_course_id: str) -> Enrolment:
    return provisioned(unit(), course=evolve(COURSE, talent_course_id=talent_course_id))


@pytest.mark.parametrize(
    ("flow", "who", "expected"),
    [
        (
            lambda: check_course(evolve(COURSE, talent_course_id="127")),
            lambda: sides(portal()),
            (
                "talent-course-missing",
                "Talent course 127 does not exist in TalentLMS, so clients of ICT30120-A are not "
                "enrolled in it.",
                f"Correct the Talent Course ID of ICT30120-A: {TALENT_COURSE_ID}.",
            ),
        ),
        (
            lambda: check_course(COURSE),
            lambda: sides(portal(active=False)),
            (
                "talent-course-inactive",
                "Talent course 126 (Certificate III in Information Technology) is not active in "
                "TalentLMS, so clients of ICT30120-A are not enrolled in it.",
                "Activate the course in TalentLMS, or correct the Talent Course ID of "
                f"ICT30120-A: {TALENT_COURSE_ID}.",
            ),
        ),
        (
            lambda: create_user(JOANA, rules()),
            lambda: sides(no_user_seen()),
            (
                "deleted-user-in-the-way",
                "TalentLMS will not create JOANA GOMEZ (2021000017): A user with the same login "
                "already exists. It finds nobody with that e-mail or login, so a deleted user is "
                "probably in the way.",
                "Restore the deleted user in TalentLMS, or delete it permanently.",
            ),
        ),
        (
            lambda: user_by_login(JOANA, "jo"),
            lambda: sides(portal(users=[evolve(JOANA_7, login="jo", email="p@pm.me")])),
            (
                "login-of-another",
                "The login jo, meant for JOANA GOMEZ (2021000017), belongs to Talent User 7: "
                "Joana Gomez, p@pm.me.",
                "Change that user's login in TalentLMS > Users, or the client's e-mail in "
                "Client > Main > Email.",
            ),
        ),
        (
            lambda: user_by_login(JOANA, "jo"),
            lambda: sides(portal(users=[evolve(JOANA_7, login="jo", email="")])),
            (
                "login-of-another",
                "The login jo, meant for JOANA GOMEZ (2021000017), belongs to Talent User 7: "
                "Joana Gomez, no e-mail.",
                "Change that user's login in TalentLMS > Users, or the client's e-mail in "
                "Client > Main > Email.",
            ),
        ),
        (
            lambda: retry_membership(
                PendingMembership(booking(), USER_7, GROUP), rules(), logged=True
            ),
            lambda: sides(
                scripted("add_to_group", Refused("used up")), MemoryPowerPro([enrolment()])
            ),
            (
                "group-refused",
                "JOANA GOMEZ (2021000017) is not in Talent Group 77eD6LXHH of ICT30120-A: used up. "
                "Each run tries again.",
                "Correct the key: Course > E-Learning (Talent LMS) tab > Talent Group Key.",
            ),
        ),
    ],
)
def test_a_fault_of_provisioning_has_its_message_and_remedy(
    flow: Callable[[], Flow[object]], who: Callable[[], Sides], expected: tuple[str, str, str]
) -> None:
    assert told(fault_of(flow(), who())) == expected


def test_a_talent_course_id_that_is_not_a_number_is_shown_as_typed() -> None:
    with pytest.raises(Failed) as fault:
        talent_course_id(evolve(COURSE, talent_course_id=" x"))
    assert told(fault.value) == (
        "talent-course-id-numeric",
        "The Talent Course ID ' x' of ICT30120-A is not a number.",
        f"Correct the Talent Course ID of ICT30120-A: {TALENT_COURSE_ID}.",
    )


def test_a_stored_id_that_talentlms_does_not_know_is_remarked() -> None:
    linked = evolve(JOANA, secondary_id="07")
    assert remarks_of(find_user(linked), Absent("GET x")) == [
        Remark(
            "known-user-missing",
            "TalentLMS has no user 7, the Secondary ID of JOANA GOMEZ (2021000017). The agent "
            "looks for the client's e-mail instead.",
        )
    ]


def test_a_group_that_refused_is_remarked() -> None:
    flow = keep_pending(enrolment(), USER_7, Group(GROUP, "used up"), rules())
    assert remarks_of(flow, None) == [
        Remark(
            "group-refused",
            "JOANA GOMEZ (2021000017) is not in Talent Group 77eD6LXHH of ICT30120-A: used up. "
            "Each run tries again. "
            "Correct the key: Course > E-Learning (Talent LMS) tab > Talent Group Key.",
        )
    ]


# --- results ----------------------------------------------------------------------


def linked(secondary_id: str) -> Client:
    return evolve(JOANA, secondary_id=secondary_id)


@pytest.mark.parametrize(
    ("asked", "message", "remedy"),
    [
        (
            provisioned(unit(), client=linked(" DPC1 ")),
            "The Secondary ID ' DPC1 ' of JOANA GOMEZ (2021000017) is not a Talent user id, so "
            "results cannot be fetched.",
            "Enter the id of the client's Talent user: Client > Secondary ID.",
        ),
        (
            provisioned(unit(), client=linked(" ")),
            "JOANA GOMEZ (2021000017) has no Secondary ID, so results cannot be fetched.",
            "Enter the id of the client's Talent user: Client > Secondary ID.",
        ),
        (
            with_course(" x"),
            "The Talent Course ID ' x' of ICT30120-A is not a number, so results cannot be "
            "fetched.",
            f"Correct the Talent Course ID of ICT30120-A: {TALENT_COURSE_ID}.",
        ),
    ],
)
def test_unreachable_results_have_their_message_and_remedy(
    asked: Enrolment, message: str, remedy: str
) -> None:
    with pytest.raises(Failed) as fault:
        whom_to_ask(asked, rules())
    assert told(fault.value) == ("results-unreachable", message, remedy)


def fetching(*units: Unit) -> Flow[Fetched]:
    return fetch_results(provisioned(*units), rules(), TODAY)


def test_a_user_who_is_not_enrolled_any_more_is_reported() -> None:
    assert told(fault_of(fetching(unit()), sides(portal(users=[JOANA_7])))) == (
        "results-unreachable",
        "Talent User 7 is not enrolled in Talent course 126, so results cannot be fetched.",
        "Enrol the user again in TalentLMS > Courses, or withdraw the enrolment in PowerPro: "
        "Home > Enrolments and Results > Course data > Withdrawal Date.",
    )


def test_a_course_whose_units_cannot_be_listed_is_reported() -> None:
    careful = rules(Policy(repeated_units=RepeatedUnits.ALL))
    assert told(fault_of(course_units(TalentCourseId("127"), careful), sides(portal()))) == (
        "results-unreachable",
        "Talent course 127 does not exist in TalentLMS, so results cannot be fetched.",
        f"Correct the Talent Course ID: {TALENT_COURSE_ID}.",
    )


def test_several_rows_with_one_code_are_reported() -> None:
    _, fetched = answered(fetching(unit(row="a"), unit("ictweb304", "b")), finished("ICTWEB304"))
    assert [told(hold) for hold in fetched.held] == [
        (
            "several-units-with-code",
            "ICTWEB304: enrolment 1001 has 2 rows with this code. Either none of them is open or "
            "more than one is, so the agent cannot tell which was completed.",
            "Set the outcome of the right row by hand: "
            "Home > Enrolments and Results > Outcomes & Dates.",
        )
    ]


# --- plugins ----------------------------------------------------------------------


class Decides:
    @hookimpl
    def outcome(self, enrolment: Enrolment, unit: Unit, completed: date) -> str:
        return "competent"

    @hookimpl
    def veto(self, enrolment: Enrolment, write: Write) -> str:
        return "the college says no"

    @hookimpl
    def conditions(self) -> list[Condition]:
        return [Condition("odd", "an RTO's own", raising, "")]


def raising(enrolment: Enrolment, day: Day) -> str:
    raise KeyError("the plugin's own words")


def decided() -> Rules:
    return Rules(Policy.guide(), PERTH, PluginChoices([Decides()]))


MEND = "Fix the plugin, or run without it."


def test_a_plugins_outcome_without_a_code_is_reported() -> None:
    with pytest.raises(PluginFault) as fault:
        decided().competent_outcome(enrolment(), unit(), date(2022, 6, 13))
    assert (fault.value.message, fault.value.remedy) == (
        "The plugin hook outcome returned 'competent', which has no outcome code.",
        MEND,
    )


def test_a_plugins_condition_that_raises_is_reported_without_its_text() -> None:
    with pytest.raises(PluginFault) as fault:
        decided().unmet(enrolment(), TODAY)
    assert (fault.value.message, fault.value.remedy) == (
        "The plugin's condition odd raised KeyError.",
        MEND,
    )


def test_a_veto_has_the_plugins_reason() -> None:
    held = decided().veto(enrolment(), Enrol(USER_7, COURSE_126))
    assert held is not None
    assert told(held) == (
        "vetoed",
        "the college says no",
        "A plugin of your RTO refuses this write. Ask the person who maintains the plugin.",
    )
