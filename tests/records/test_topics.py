"""A topic has no personal data, and says whom it is about."""

from talent_powerpro.records.topics import topic

SAID = "held: provisioning E1: Joana Gómez (jg11@pm.me)"


def test_equal_messages_have_equal_topics_in_every_version() -> None:
    assert topic(SAID, "E1") == "1b242274eb44130394f19fa19336dd10:E1"


def test_different_messages_have_different_topics() -> None:
    assert topic(SAID, "E1") != topic(SAID + ".", "E1")


def test_a_message_about_no_single_enrolment_ends_in_a_colon() -> None:
    assert topic(SAID) == topic(SAID, "E1").removesuffix("E1")


def test_half_a_surrogate_pair_of_a_damaged_text_is_accepted() -> None:
    assert topic("\ud800") != topic("\udc00")
