"""Whose Talent user it is, by e-mail and names: pairs as forms and portals really have them."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from support.the_guide import JOANA, JOANA_7
from talent_powerpro.model import Client, TalentUser
from talent_powerpro.rules.same_person import Likeness, is_weak, likeness, words

GIVEN, FAMILY, WHOLE, NOTHING = "given", "family", "whole", ""


def client(name: str, preferred: str = "") -> Client:
    """A client by ``Surname, Given Names``."""
    surname, _, given_names = name.partition(",")
    return evolve(
        JOANA, surname=surname.strip(), given_names=given_names.strip(), preferred_name=preferred
    )


def user(name: str) -> TalentUser:
    """A Talent user by ``First | Last``."""
    first, _, last = name.partition("|")
    return evolve(JOANA_7, first_name=first.strip(), last_name=last.strip())


def agreeing(found: Likeness) -> str:
    """What agrees of the names."""
    if found.whole:
        return WHOLE
    return GIVEN if found.given else FAMILY if found.family else NOTHING


@pytest.mark.parametrize(
    ("ours", "theirs", "agrees"),
    [
        ("GOMEZ, JOANA", "Joana | Gomez", WHOLE),
        ("Gómez, Joana", "joana|GOMEZ", WHOLE),
        ("Smith, Ben", "Benjamin | Smith", WHOLE),
        ("Smith, Benjamin", "Ben | Smith", WHOLE),
        ("Jones, Ben", "Ben | Smith", GIVEN),
        ("Jones, Ben", "Benjamin | Smith", GIVEN),
        ("Jones, Ben", "Mary | Jones", FAMILY),
        ("Jones, Ben", "Mary | Smith", NOTHING),
        ("Jones, Jo", "Joanna | Jones", FAMILY),
        ("Jones, Jo", "Jo | Smith", GIVEN),
        ("Jones, Al", "Alan | Jones", FAMILY),
        ("Jones, Van", "Vanessa | Jones", FAMILY),
        ("Jones, Vanessa", "Van | Jones", FAMILY),
        ("Nguyễn, Thị Lan", "Lan | Nguyen", WHOLE),
        ("Lan, Nguyễn Thị", "Lan | Nguyen", WHOLE),
        ("Nguyen, Thi Lan", "Nguyen Thi | Lan", WHOLE),
        ("Nguyen, Thi Lan", "Thi Mai | Nguyen", FAMILY),
        ("Tran, Van Minh", "Van Hung | Tran", FAMILY),
        ("Tran, Van Minh", "Minh | Tran", WHOLE),
        ("Đặng, Thị Ánh", "Anh | Dang", WHOLE),
        ("de la Cruz, Maria", "Maria | Delacruz", GIVEN),
        ("de la Cruz, Maria", "Maria | Cruz", WHOLE),
        ("de la Cruz, Maria", "Ana | de la Rosa", NOTHING),
        ("van der Berg, Pieter", "Jan | van der Linden", NOTHING),
        ("van der Berg, Pieter", "Pieter | van der Linden", WHOLE),
        ("O'Brien-Smith, Siobhán", "Siobhan | Smith", WHOLE),
        ("O'Brien-Smith, Siobhán", "Siobhan | OBrien", WHOLE),
        ("O’Brien, Siobhán", "Siobhan | O'Brien", WHOLE),
        ("St. John, Anna", "Anna | St John", WHOLE),
        ("Jones, Xavier", "Avier | Jones", FAMILY),
        ("Singh, Harpreet", "Manpreet | Singh", NOTHING),
        ("Singh, Harpreet", "Harpreet | Singh", WHOLE),
        ("Kaur, Harpreet", "Harpreet Kaur | Gill", WHOLE),
        ("Gill, Harpreet Kaur", "Manpreet Kaur | Gill", FAMILY),
        ("Singh, Kaur", "Kaur | Singh", WHOLE),
        ("Singh, Kaur", "Kaur | Gill", NOTHING),
        ("Wang, Xiao Ming", "Wang | Xiao Ming", WHOLE),
        ("Wang, Xiao Ming", "Xiaoming | Wang", WHOLE),
        ("Müller, Jürgen", "Jurgen | Muller", WHOLE),
        ("Groß, Anna", "Anna | Gross", WHOLE),
        ("Ångström, Åsa", "Asa | Angstrom", WHOLE),
        ("Łukasz, Żaneta", "Zaneta | Lukasz", WHOLE),
        ("Bjørn, Æsa", "Aesa | Bjorn", WHOLE),
        ("Þórsson, Guðrún", "Gudrun | Thorsson", WHOLE),
        ("Lebœuf, Anna", "Anna | Leboeuf", WHOLE),
        ("Smith (nee Jones), Mary", "Mary | Jones", WHOLE),
        ("Smith-Jones, Mary Ann", "Mary-Ann | Jones", WHOLE),
        ("Smith, Mary\u200b", "Mary | Smith\ufeff", WHOLE),
        (", Madonna", "Madonna | -", WHOLE),
        ("Suharto,", "Suharto | Suharto", WHOLE),
        ("Suharto, Suharto", "Budi | Suharto", FAMILY),
        (", Suharto", "Budi | Suharto", WHOLE),
        (", Suharto", "Budi | Santoso", NOTHING),
        ("Smith, M", "M | Jones", NOTHING),
        ("Smith, J P", "J | Smith", WHOLE),
        ("Smith, John", " | ", NOTHING),
        ("Smith, 123", "123 | Jones", NOTHING),
        ("Portal, Ben", "Portal | Owner", NOTHING),
    ],
)
def test_a_pair_of_names_agrees_as_far_as_people_would_say(
    ours: str, theirs: str, agrees: str
) -> None:
    found = likeness(client(ours), user(theirs))
    assert agreeing(found) == agrees
    if found.whole:
        assert found.given
        assert found.family


def test_names_that_many_unrelated_people_have_are_weak() -> None:
    shared = "de da di van von der bin binti al el la le st thi singh kaur j"
    assert [word for word in shared.split() if not is_weak(word)] == []
    assert not is_weak("jo")


def test_characters_that_nobody_sees_split_no_word() -> None:
    assert words("Ma\u200bry Ann\u20dda") == ("mary", "anna")


def test_a_preferred_name_counts_as_a_given_name() -> None:
    assert likeness(client("Gomez, Joana", preferred="Jo-Jo"), user("Jojo | Smith")).given is False
    assert likeness(client("Gomez, Joana", preferred="Nina"), user("Nina | Smith")).given


@pytest.mark.parametrize(
    ("email", "login", "agrees"),
    [
        ("JG11@pm.me ", "x", True),
        ("", "jg11@pm.me", True),
        ("other@pm.me", "jg11@pm.me", False),
        ("", "", False),
    ],
)
def test_the_login_stands_in_where_a_talent_user_has_no_e_mail(
    email: str, login: str, agrees: bool
) -> None:
    assert likeness(JOANA, evolve(JOANA_7, email=email, login=login)).email is agrees


def test_a_blank_e_mail_agrees_with_nothing() -> None:
    assert not likeness(evolve(JOANA, email=""), evolve(JOANA_7, email="", login="")).email


NAMES = st.text(st.sampled_from("abcdeÉßłđ'-. (Ñ\u200b"), max_size=8)


@given(NAMES, NAMES, NAMES, NAMES)
def test_case_and_accents_change_nothing(one: str, two: str, three: str, four: str) -> None:
    ours, theirs = client(f"{one}, {two}"), user(f"{three} | {four}")
    shouted = evolve(theirs, first_name=three.upper(), last_name=four.title())
    assert likeness(ours, shouted) == likeness(ours, theirs)


@given(NAMES, NAMES)
def test_everyone_with_a_name_that_can_be_compared_is_themselves(one: str, two: str) -> None:
    ours = client(f"{one}, {two}")
    same = likeness(ours, user(f"{ours.given_names} | {ours.surname}"))
    strong = [word for word in words(ours.name) if not is_weak(word)]
    assert same.whole or len(strong) < 2


@given(NAMES)
def test_words_are_compared_without_what_nobody_sees(name: str) -> None:
    assert words(name.replace("\u200b", "")) == words(name)
    assert all(word == word.casefold() and any(map(str.isalpha, word)) for word in words(name))
