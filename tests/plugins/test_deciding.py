"""Deciding hooks: "These conditions can be fine-tuned for each RTO if required"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pytest
from attrs import evolve

from support.the_guide import (
    DONE,
    JOANA,
    PINK,
    Rto,
    careful,
    ended,
    enrolment,
    finished,
    only,
    outcomes,
    provisioned,
    rto,
    unit,
)
from talent_powerpro import RecordStatus
from talent_powerpro.errors import PluginFault, SettingsFault
from talent_powerpro.model import Client, Enrolment, TalentUnit, Unit
from talent_powerpro.plugins.deciding import PluginChoices
from talent_powerpro.plugins.hooks import hookimpl
from talent_powerpro.records.due import Day
from talent_powerpro.records.reasons import FAILED, remedy_of
from talent_powerpro.records.write import CreateUser, SetResult, Write
from talent_powerpro.rules.conditions import Condition


def run_with(there: Rto, *plugins: object) -> dict[str, str]:
    report = there.agent(plugins=plugins).run()
    assert not ended(report)
    return outcomes(report)


def condition(name: str, reason: str | None) -> Condition:
    return Condition(name, "an RTO's own", lambda enrolment, day: reason, "the RTO's own field")


class Conditions:
    def __init__(self, *conditions: Condition) -> None:
        self._conditions = conditions

    @hookimpl
    def conditions(self) -> Iterable[Condition]:
        return self._conditions


def raising(enrolment: Enrolment, day: Day) -> str | None:
    raise ZeroDivisionError("the plugin's own words")


# --- conditions -------------------------------------------------------------------


def test_a_plugin_adds_a_condition() -> None:
    there = rto()
    report = there.agent(plugins=[Conditions(condition("paid", "the fee is not paid"))]).run()
    assert report.of("provisioning") == ()
    assert report.lists.unmet[0].reasons == ("the fee is not paid",)


def test_a_plugin_replaces_a_condition_by_its_name() -> None:
    there = rto(enrolment(booking_status="Tentative"))
    plugin = Conditions(condition("booking-confirmed", None))
    assert run_with(there, plugin) == {"1001": RecordStatus.PROVISIONED}


def test_a_condition_that_cannot_be_dropped_has_to_hold_beside_its_replacement() -> None:
    plugin = Conditions(condition("client-has-email", None))
    there = rto(enrolment(client=evolve(JOANA, email="")))
    assert run_with(there, plugin) == {}
    stricter = Conditions(condition("client-has-email", "not a college address"))
    assert run_with(rto(), stricter) == {}


def test_a_repository_narrows_by_no_condition_that_a_plugin_replaced() -> None:
    there = rto(enrolment(export=False))
    plugin = Conditions(condition("enrolment-exported", None))
    assert run_with(there, plugin) == {"1001": RecordStatus.PROVISIONED}


def test_a_condition_that_raises_fails_that_enrolment_alone() -> None:
    def only_joana(enrolment: Enrolment, day: Day) -> str | None:
        return raising(enrolment, day) if enrolment.client.code == JOANA.code else None

    there = rto(enrolment(), enrolment("1002", PINK))
    broken = Condition("odd", "an RTO's own", only_joana, "")
    report = there.agent(plugins=[Conditions(broken)]).run()
    assert outcomes(report) == {"1001": RecordStatus.FAILED, "1002": RecordStatus.PROVISIONED}
    failed = report.of("provisioning")[0]
    assert failed.reason == "plugin"
    assert "the plugin's own words" not in failed.message


def test_a_condition_that_raises_does_not_matter_where_another_is_unmet() -> None:
    there = rto(enrolment(booking_status="Tentative"))
    broken = Condition("odd", "an RTO's own", raising, "")
    assert run_with(there, Conditions(broken)) == {}


def test_a_scope_condition_that_raises_fails_the_results_of_that_enrolment() -> None:
    there = rto(provisioned(unit()), talent=finished("ICTWEB304"))
    broken = Condition("enrolment-active", "an RTO's own", raising, "")
    report = there.agent(plugins=[Conditions(broken)]).run()
    assert outcomes(report, "results") == {"1001": RecordStatus.FAILED}


def test_a_scope_condition_that_is_unmet_closes_the_enrolment() -> None:
    there = rto(provisioned(unit()), talent=finished("ICTWEB304"))
    report = there.agent(plugins=[Conditions(condition("enrolment-active", "on leave"))]).run()
    assert outcomes(report, "results") == {}
    assert there.unit().outcome == ""


def test_a_conditions_hook_that_raises_is_a_settings_fault() -> None:
    class Broken:
        @hookimpl
        def conditions(self) -> Iterable[Condition]:
            raise ZeroDivisionError

    with pytest.raises(SettingsFault, match="hook conditions raised ZeroDivisionError"):
        rto().agent(plugins=[Broken()])


# --- new Talent users -------------------------------------------------------------


class NewUsers:
    @hookimpl
    def talent_login(self, client: Client) -> str:
        return f"s{client.code}"

    @hookimpl
    def display_name(self, client: Client) -> tuple[str, str]:
        return client.preferred_name.title(), "McGomez"

    @hookimpl
    def talent_password(self, client: Client) -> str:
        return "Secret-of-theirs-1"

    @hookimpl
    def talent_user_fields(self, client: Client) -> Mapping[str, str]:
        return {"custom_field_1": client.code, "custom_field_2": "from the first"}


class MoreFields:
    @hookimpl
    def talent_user_fields(self, client: Client) -> Mapping[str, str]:
        return {"custom_field_2": "from the last"}


def test_a_plugin_decides_login_name_and_fields_of_a_new_talent_user() -> None:
    there = rto()
    plan = there.agent(plugins=[NewUsers(), MoreFields()]).plan()
    created = plan.writing[0].writes[0]
    assert isinstance(created, CreateUser)
    assert (created.login, created.name, created.email) == (
        "s2021000017",
        "Joana McGomez",
        "jg11@pm.me",
    )
    assert created.custom_fields == (
        ("custom_field_1", "2021000017"),
        ("custom_field_2", "from the last"),
    )
    assert "Secret-of-theirs-1" not in plan.to_json()


def test_the_decided_name_is_the_one_in_log_and_contact_log() -> None:
    there = rto()
    run_with(there, NewUsers())
    assert "Enrolling Joana McGomez in Talent Course ID 126 Group key: 77eD6LXHH ..." in (
        there.messages
    )
    assert there.talent.users


def test_the_plugin_registered_last_is_asked_first() -> None:
    class Other:
        @hookimpl
        def talent_login(self, client: Client) -> str:
            return "other"

    there = rto()
    run_with(there, NewUsers(), Other())
    assert [user.login for user in there.talent.users.values()] == ["other"]


# --- results ----------------------------------------------------------------------


def test_a_plugin_matches_a_talent_unit_to_a_unit() -> None:
    class ByNumber:
        @hookimpl
        def unit_code(self, talent_unit: TalentUnit, enrolment: Enrolment) -> str | None:
            return "ictweb306" if talent_unit.id == "ICTWEB304" else None

    there = rto(provisioned(unit(), unit("ICTWEB306")), talent=finished("ICTWEB304"))
    there.agent(plugins=[ByNumber()]).run()
    assert not there.unit().outcome
    assert there.unit("ICTWEB306").fetched_by_agent


def test_a_talent_unit_that_a_plugin_matches_to_nothing_is_passed_over() -> None:
    class Nothing:
        @hookimpl
        def unit_code(self, talent_unit: TalentUnit, enrolment: Enrolment) -> str:
            return ""

    there = rto(provisioned(unit()), talent=finished("ICTWEB304"))
    assert there.agent(plugins=[Nothing()]).run().wrote == 0


class Outcomes:
    def __init__(self, outcome: str) -> None:
        self._outcome = outcome

    @hookimpl
    def outcome(self, enrolment: Enrolment, unit: Unit, completed: date) -> str:
        return self._outcome


def test_a_plugin_decides_the_outcome_to_write() -> None:
    there = rto(provisioned(unit()), talent=finished("ICTWEB304"))
    plugin = Outcomes("81 - Non-assessable - satisfactorily completed")
    there.agent(plugins=[plugin]).run()
    assert there.unit().outcome == "81 - Non-assessable - satisfactorily completed"
    assert there.agent(plugins=[plugin]).run().wrote == 0


def test_an_outcome_without_a_code_fails_the_record() -> None:
    there = rto(provisioned(unit()), talent=finished("ICTWEB304"))
    report = there.agent(plugins=[Outcomes("  ")]).run()
    assert (only(report.of("results")).reason, there.unit().outcome) == ("plugin", "")


def test_an_achieved_unit_is_never_lowered_even_where_a_plugin_decides_so() -> None:
    there = rto(provisioned(unit(outcome="51 - RPL granted")), talent=finished("ICTWEB304"))
    report = there.agent(plugins=[Outcomes("30 - Competency not achieved/fail")]).run()
    assert only(report.of("results")).reason == "outcome-lowered"
    assert there.unit().outcome == "51 - RPL granted"


# --- vetoes -----------------------------------------------------------------------


class Vetoes:
    """Vetoes writes with one action; results of one unit alone."""

    def __init__(self, action: str, unit_code: str = "") -> None:
        self._action = action
        self._unit_code = unit_code
        self.asked: list[str] = []

    @hookimpl
    def veto(self, enrolment: Enrolment, write: Write) -> str | None:
        self.asked.append(write.action)
        code = write.unit_code if isinstance(write, SetResult) else ""
        hit = write.action == self._action and code.startswith(self._unit_code)
        return "the college says no" if hit else None


@pytest.mark.parametrize(
    "action", ["create_user", "set_secondary_id", "enrol", "add_to_group", "add_contact_log"]
)
def test_a_vetoed_provisioning_is_held_whole(action: str) -> None:
    there = rto()
    report = there.agent(plugins=[Vetoes(action)]).run()
    record = only(report.of("provisioning"))
    assert (record.status, record.reason) == (RecordStatus.HELD, "vetoed")
    assert record.message == "the college says no"
    assert there.talent.users == {}
    assert there.enrolment().client == JOANA


def test_half_characters_of_a_plugins_answer_are_replaced() -> None:
    """No store and no log could hold them."""

    class Odd:
        @hookimpl
        def veto(self, enrolment: Enrolment, write: Write) -> str:
            return "the college\ud800 says no"

        @hookimpl
        def display_name(self, client: Client) -> tuple[str, str]:
            return "Joana", "G\udfffmez"

    report = rto().agent(plugins=[Odd()]).run()
    assert only(report.of("provisioning")).message == "the college? says no"
    assert PluginChoices([Odd()]).display_name(JOANA) == ("Joana", "G?mez")


def test_a_vetoed_outcome_is_held_alone() -> None:
    there = rto(provisioned(unit(), unit("ICTWEB305")), talent=finished("ICTWEB304", "ICTWEB305"))
    report = there.agent(plugins=[Vetoes("set_result", "ICTWEB304")]).run()
    record = only(report.of("results"))
    assert (record.status, record.reason, len(record.writes)) == (RecordStatus.HELD, "vetoed", 1)
    assert not there.unit("ICTWEB304").outcome
    assert there.unit("ICTWEB305").fetched_by_agent


def test_a_vetoed_outcome_is_held_beside_what_the_policy_holds() -> None:
    rows = (unit(outcome="51 - RPL"), unit("ICTWEB305"), unit("ICTWEB306"))
    talent = finished("ICTWEB304", "ICTWEB305", "ICTWEB306")
    there = rto(provisioned(*rows), talent=talent, policy=careful())
    there.clock.now = DONE
    report = there.agent(plugins=[Vetoes("set_result", "ICTWEB305")]).run()
    record = only(report.of("results"))
    assert [hold.reason for hold in record.holds] == ["outcome-replaced", "vetoed"]
    assert there.unit("ICTWEB306").fetched_by_agent


def test_a_veto_is_asked_once_for_each_rehearsed_write() -> None:
    plugin = Vetoes("nothing")
    rto().agent(plugins=[plugin]).run()
    assert plugin.asked == [
        "create_user",
        "set_secondary_id",
        "enrol",
        "add_to_group",
        "add_contact_log",
    ]


# --- hooks that raise -------------------------------------------------------------


class Raises:
    """Each deciding hook of this plugin raises for Joana alone."""

    def __init__(self, hook: str) -> None:
        self._hook = hook

    def _decide(self, hook: str, client: Client) -> None:
        if hook == self._hook and client.code == JOANA.code:
            raise ZeroDivisionError("the plugin's own words")

    @hookimpl
    def display_name(self, client: Client) -> None:
        self._decide("display_name", client)

    @hookimpl
    def talent_login(self, client: Client) -> None:
        self._decide("talent_login", client)

    @hookimpl
    def talent_password(self, client: Client) -> None:
        self._decide("talent_password", client)

    @hookimpl
    def talent_user_fields(self, client: Client) -> Mapping[str, str]:
        self._decide("talent_user_fields", client)
        return {}

    @hookimpl
    def unit_code(self, enrolment: Enrolment) -> None:
        self._decide("unit_code", enrolment.client)

    @hookimpl
    def outcome(self, enrolment: Enrolment) -> None:
        self._decide("outcome", enrolment.client)

    @hookimpl
    def veto(self, enrolment: Enrolment) -> None:
        self._decide("veto", enrolment.client)


@pytest.mark.parametrize(
    "hook", ["display_name", "talent_login", "talent_password", "talent_user_fields", "veto"]
)
def test_a_deciding_hook_that_raises_fails_one_provisioning_and_no_run(hook: str) -> None:
    there = rto(enrolment(), enrolment("1002", PINK))
    assert run_with(there, Raises(hook)) == {
        "1001": RecordStatus.FAILED,
        "1002": RecordStatus.PROVISIONED,
    }
    assert "the plugin's own words" not in "".join(there.messages)


def test_a_deciding_hook_that_raises_is_named_with_the_type_alone_and_a_remedy() -> None:
    with pytest.raises(PluginFault) as fault:
        PluginChoices([Raises("talent_login")]).talent_login(JOANA)
    assert fault.value.message == "The plugin hook talent_login raised ZeroDivisionError."
    assert fault.value.remedy == remedy_of("plugin", FAILED)
    assert fault.value.remedy


def test_without_a_plugin_that_decides_a_new_user_has_no_fields() -> None:
    assert PluginChoices([]).talent_user_fields(JOANA) == ()


@pytest.mark.parametrize("hook", ["unit_code", "outcome", "veto"])
def test_a_deciding_hook_that_raises_fails_one_enrolments_results(hook: str) -> None:
    there = rto(provisioned(unit()), talent=finished("ICTWEB304"))
    report = there.agent(plugins=[Raises(hook)]).run()
    assert (only(report.of("results")).reason, there.unit().outcome) == ("plugin", "")


# --- where a plugin raised --------------------------------------------------------


class Fails:
    """Raises in a function of its own, with a client's data in the exception."""

    @hookimpl
    def display_name(self, client: Client) -> tuple[str, str]:
        raise ValueError(f"secret of {client.email}")


def test_a_deciding_plugin_that_raises_is_logged_with_file_and_line_and_without_values(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert run_with(rto(), Fails()) == {"1001": "failed"}
    (logged, *_) = caplog.records
    assert (logged.name, logged.levelname) == ("talent_powerpro", "ERROR")
    line = Fails.display_name.__code__.co_firstlineno + 2
    assert logged.getMessage() == (
        f"The plugin hook display_name raised ValueError, at {__file__}:{line} in display_name"
    )
    assert "jg11@pm.me" not in caplog.text
    assert "secret" not in caplog.text


def test_a_condition_that_raises_is_logged_with_file_and_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    own = Condition("own", "an RTO's own", raising, "the RTO's own field")
    assert run_with(rto(), Conditions(own)) == {"1001": "failed"}
    line = raising.__code__.co_firstlineno + 1
    assert (
        f"The plugin's condition own raised ZeroDivisionError, at {__file__}:{line} in raising"
    ) in caplog.text
    assert "the plugin's own words" not in caplog.text


def test_an_answer_of_the_wrong_type_has_no_line_of_the_plugin(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Odd:
        @hookimpl
        def display_name(self) -> object:
            return 3

    assert run_with(rto(), Odd()) == {"1001": "failed"}
    assert "The plugin hook display_name raised TypeError, at no line" in caplog.text
