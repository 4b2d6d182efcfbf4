"""Contract suite of a PowerPro repository: reads. Each test covers a sentence of the port."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from talent_powerpro.model import Client, ClientCode, Enrolment, EnrolmentId, TalentUserId
from talent_powerpro.records.due import Day
from talent_powerpro.rules.conditions import GUIDE
from talent_powerpro.testing.contracts.powerpro_stores import LAW, PowerProStores
from talent_powerpro.testing.contracts.rows import (
    BOOKING,
    ENDED,
    EXPORT_DATE,
    JOANA,
    LISA,
    PINK,
    as_returned,
    contact_log,
    enrolment,
    provisioned,
    unit,
)
from talent_powerpro.testing.strategies import stored_enrolments

OF_A_DAY = ("enrolment-active", "export-date-is-today")
"""Conditions that depend on the day of the run. No repository is asked to narrow by them."""
NARROWING = tuple(condition for condition in GUIDE if condition.name not in OF_A_DAY)
NAMES = tuple(condition.name for condition in NARROWING)
ANY_DAY = Day(EXPORT_DATE, EXPORT_DATE)
SEVEN = TalentUserId("7")


def ids(found: Collection[Client]) -> list[str]:
    return sorted(client.code for client in found)


class PowerProReads(PowerProStores):
    """The part of `PowerProContract` about reads."""

    # --- one enrolment --------------------------------------------------------------

    def test_an_enrolment_is_returned_with_every_field_that_the_rules_use(self) -> None:
        given = provisioned(
            withdrawal_date=date(2022, 7, 1),
            completion_date=date(2022, 8, 1),
            deferment_date=date(2022, 9, 1),
        )
        found = self.found(self.store((given,)))
        assert found == as_returned(given, found)

    def test_blank_texts_and_missing_dates_come_back_blank(self) -> None:
        bare = enrolment(
            "1001",
            unit(start_date=None),
            client=Client(JOANA.code, surname="GOMEZ", given_names=""),
            booking_status="",
            export=False,
            export_date=None,
        )
        found = self.found(self.store((bare,)))
        assert found == as_returned(bare, found)

    def test_letters_beyond_ascii_are_returned_unchanged(self) -> None:
        client = evolve(JOANA, surname="GÓMEZ", given_names="Joana 乔安娜")
        commented = unit(short_comment="geprüft – o'clock")
        found = self.found(self.store((enrolment("1001", commented, client=client),)))
        assert (found.client.surname, found.client.given_names) == ("GÓMEZ", "Joana 乔安娜")
        assert found.units[0].short_comment == "geprüft – o'clock"

    def test_a_client_code_keeps_its_leading_zeros(self) -> None:
        client = evolve(JOANA, code=ClientCode("0017"))
        found = self.found(self.store((enrolment(client=client),)))
        assert found.client.code == "0017"

    def test_a_secondary_id_is_returned_exactly_as_stored(self) -> None:
        """Including blanks and leading zeros, because a later write is compared with this text."""
        client = evolve(JOANA, secondary_id=" 007 ")
        found = self.found(self.store((enrolment(client=client),)))
        assert found.client.secondary_id == " 007 "

    def test_an_unknown_enrolment_id_returns_none(self) -> None:
        assert self.store((enrolment(),)).enrolment(EnrolmentId("1002")) is None

    def test_contact_dates_are_aware_and_the_same_moment(self) -> None:
        found = self.found(self.store((provisioned(),)))
        log = found.provisioning_log
        assert log is not None
        assert log.contact_date.tzinfo is not None
        assert log.contact_date == contact_log().contact_date

    def test_the_provisioning_log_of_an_enrolment_is_the_newest_one(self) -> None:
        logs = (contact_log(2), contact_log(3, description="again"))
        log = self.found(self.store((enrolment(contact_logs=logs),))).provisioning_log
        assert log is not None
        assert log.description == "again"

    def test_units_with_the_same_code_are_all_returned(self) -> None:
        """A student who repeats a unit has two rows for it."""
        again = unit(outcome="70 - Continuing activity", id="again")
        found = self.found(self.store((enrolment("1001", unit(), again),)))
        assert [each.code for each in found.units] == ["ICTWEB304", "ICTWEB304"]
        assert len({each.id for each in found.units}) == 2

    def test_every_enrolment_has_its_own_units_client_and_course(self) -> None:
        other = enrolment("1002", unit("BSBWHS311", EnrolmentId("1002")), client=PINK, course=ENDED)
        powerpro = self.store((enrolment(), other))
        seen = self.found(powerpro, EnrolmentId("1002"))
        assert seen == as_returned(other, seen)
        assert self.found(powerpro) == as_returned(enrolment(), self.found(powerpro))

    # --- enrolments to provision ----------------------------------------------------

    @pytest.mark.parametrize(
        "narrowed_by", [(), *((each,) for each in NAMES), NAMES, ("no such",)], ids=str
    )
    def test_a_due_enrolment_is_never_left_out(self, narrowed_by: tuple[str, ...]) -> None:
        powerpro = self.store((enrolment(),))
        assert [each.id for each in powerpro.enrolments_to_provision(narrowed_by)] == [BOOKING]

    @LAW
    @given(stored_enrolments(), st.sets(st.sampled_from(NAMES)))
    def test_narrowing_may_return_more_enrolments_but_never_fewer(
        self, given: tuple[Enrolment, ...], narrowed_by: set[str]
    ) -> None:
        powerpro = self.store(given)
        by = [each for each in NARROWING if each.name in narrowed_by]
        wanted = {
            each.id
            for each in given
            if not any(condition.unmet_by(each, ANY_DAY) for condition in by)
        }
        found = powerpro.enrolments_to_provision(narrowed_by)
        assert wanted <= {each.id for each in found}

    @LAW
    @given(stored_enrolments())
    def test_without_narrowing_every_enrolment_is_returned_once(
        self, given: tuple[Enrolment, ...]
    ) -> None:
        found = list(self.store(given).enrolments_to_provision(()))
        assert sorted(each.id for each in found) == sorted(each.id for each in given)
        by_id = {each.id: each for each in given}
        assert all(each == as_returned(by_id[each.id], each) for each in found)

    # --- provisioned enrolments -----------------------------------------------------

    @LAW
    @given(stored_enrolments())
    def test_provisioned_enrolments_are_exactly_those_with_a_provisioning_contact_log(
        self, given: tuple[Enrolment, ...]
    ) -> None:
        """In any state (archived, withdrawn, not ticked), and no matter who wrote the log."""
        found = [each.id for each in self.store(given).provisioned_enrolments()]
        assert sorted(found) == sorted(each.id for each in given if each.provisioning_log)

    @pytest.mark.parametrize(
        "cells",
        [
            {"course": ENDED},
            {"withdrawal_date": date(2022, 6, 3)},
            {"completion_date": date(2022, 6, 3)},
            {"booking_status": "Tentative"},
            {"export": False, "export_date": None},
        ],
        ids=["archived course", "withdrawn", "completed", "not confirmed", "box not ticked"],
    )
    def test_a_provisioned_enrolment_is_returned_in_any_state(self, cells: dict[str, Any]) -> None:
        powerpro = self.store((provisioned(**cells),))
        assert [each.id for each in powerpro.provisioned_enrolments()] == [BOOKING]

    def test_a_provisioning_contact_log_is_recognised_by_its_contact_type_alone(self) -> None:
        """Author, description and status do not count, nor does the case of the type."""
        by_hand = contact_log(
            contact_type="enrolment exported to talent LMS",
            created_by="PP-CA",
            description="",
            status="Open",
        )
        powerpro = self.store((enrolment(contact_logs=(by_hand,)),))
        assert [each.id for each in powerpro.provisioned_enrolments()] == [BOOKING]

    def test_a_contact_log_of_another_type_does_not_mark_an_enrolment_as_provisioned(self) -> None:
        call = contact_log(contact_type="Phone call")
        powerpro = self.store((enrolment(contact_logs=(call,)),))
        assert list(powerpro.provisioned_enrolments()) == []

    # --- clients --------------------------------------------------------------------

    @pytest.mark.parametrize("stored", ["7", " 7 ", "007", "\t7"])
    @pytest.mark.parametrize("asked", ["7", "07"])
    def test_secondary_ids_are_compared_as_numbers(self, stored: str, asked: str) -> None:
        """Blanks around the id and leading zeros do not count."""
        powerpro = self.store((enrolment(client=evolve(JOANA, secondary_id=stored)),))
        assert ids(powerpro.clients_linked_to(TalentUserId(asked))) == [JOANA.code]

    @pytest.mark.parametrize("stored", ["", "70", "17", "7a", "DPC7", "7.0", "+7", "-7", "７", "0"])
    def test_a_different_secondary_id_links_no_client(self, stored: str) -> None:
        powerpro = self.store((enrolment(client=evolve(JOANA, secondary_id=stored)),))
        assert ids(powerpro.clients_linked_to(SEVEN)) == []

    @pytest.mark.parametrize("asked", ["new:2021000017", "", "0"])
    def test_an_id_that_is_not_a_number_links_no_client(self, asked: str) -> None:
        """An example is the stand-in id of a user who is still to be created."""
        blank = evolve(JOANA, secondary_id="")
        powerpro = self.store((enrolment(client=blank),), (evolve(LISA, secondary_id="0"),))
        assert ids(powerpro.clients_linked_to(TalentUserId(asked))) == []

    def test_all_clients_with_a_secondary_id_are_returned_including_archived_ones(self) -> None:
        linked = [evolve(each, secondary_id="7") for each in (JOANA, PINK, LISA)]
        powerpro = self.store(
            (enrolment(client=linked[0]), enrolment("1002", client=linked[1])), (linked[2],)
        )
        assert ids(powerpro.clients_linked_to(SEVEN)) == ids(linked)

    @pytest.mark.parametrize("stored", ["jg11@pm.me", "JG11@PM.me", "  jg11@pm.me "])
    @pytest.mark.parametrize("asked", ["jg11@pm.me", " Jg11@pm.ME "])
    def test_e_mails_are_compared_trimmed_and_without_case(self, stored: str, asked: str) -> None:
        powerpro = self.store((enrolment(client=evolve(JOANA, email=stored)),))
        assert ids(powerpro.clients_with_email(asked)) == [JOANA.code]

    @pytest.mark.parametrize("around", ["\t", "\r\n", "\N{NO-BREAK SPACE}", " \t\r\n"])
    def test_all_white_space_around_an_e_mail_is_trimmed_as_the_agent_does(
        self, around: str
    ) -> None:
        """Many databases trim plain blanks only. Two people with one e-mail would then count as
        two e-mails, and one of them could get the other's results."""
        stored = f"{around}jg11@pm.me{around}"
        powerpro = self.store((enrolment(client=evolve(JOANA, email=stored)),))
        for asked in ("jg11@pm.me", stored):
            assert ids(powerpro.clients_with_email(asked)) == [JOANA.code]

    def test_e_mails_are_compared_without_case_beyond_ascii_too(self) -> None:
        powerpro = self.store((enrolment(client=evolve(JOANA, email="GÓMEZ@pm.me")),))
        assert ids(powerpro.clients_with_email("gómez@pm.me")) == [JOANA.code]

    @pytest.mark.parametrize("asked", ["j_11@pm.me", "jg%@pm.me", "jg11@pm.m", "g11@pm.me"])
    def test_an_e_mail_is_compared_as_a_whole_and_not_as_a_pattern(self, asked: str) -> None:
        powerpro = self.store((enrolment(),))
        assert ids(powerpro.clients_with_email(asked)) == []

    def test_all_clients_with_an_e_mail_are_returned_including_archived_ones(self) -> None:
        sharing = [evolve(each, email="family@pm.me") for each in (JOANA, PINK, LISA)]
        powerpro = self.store(
            (enrolment(client=sharing[0]), enrolment("1002", client=sharing[1])), (sharing[2],)
        )
        assert ids(powerpro.clients_with_email("family@pm.me")) == ids(sharing)
