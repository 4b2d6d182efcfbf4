"""Aliases in place of names: what is hidden, what stays, and that one thing has one alias."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from talent_powerpro.services.aliases import Aliases, plain

WORDS = frozenset(
    (
        *("Held", "e", "mail", "store", "error", "File", "line", "in", "on", "the", "run", "is"),
        *("not", "a", "client", "name", "status", "GET", "users", "id", "talent", "powerpro"),
        *("site", "packages", "py", "db", "and", "or", "v1", "api", "http", "https"),
    )
)


def aliases() -> Aliases:
    """Two clients, of whom the second has the first one's surname."""
    made = Aliases(WORDS)
    for alias, given, surname in (("client-1", "Joana", "Gomez"), ("client-2", "Pink", "Gomez")):
        made.know(f"{given} {surname}", alias)
        made.know(f"{surname} {given}", alias)
    for alias, part in (("client-1", "Joana"), ("client-1", "Gomez"), ("client-2", "Pink")):
        made.know(part, alias, shared="name")
    made.know("Gomez", "client-2", shared="name")
    made.know("jg11@pm.me", "client-1-email")
    made.know("2021000017", "client-1-code")
    return made


# --- what is known ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Held: Joana Gomez", "Held: client-1"),
        ("JOANA GOMEZ is held", "client-1 is word-1"),
        ("gomez, joana", "client-1"),
        ("joana.gomez", "client-1"),
        ("Joana_Gomez", "client-1"),
        ("Joana - Gomez", "client-1"),
        ("Joana -- Gomez", "client-1 -- name-1"),
        ("Joana", "client-1"),
        ("pink gomez and Gomez", "client-2 and name-1"),
        ("Pink Joana", "client-2 client-1"),
        ("Joana (on the run) Gomez", "client-1 (on the run) name-1"),
        ("Joana\nGomez", "client-1\nname-1"),
        ("the e-mail jg11@pm.me.", "the e-mail client-1-email."),
        ("JG11@PM.ME", "client-1-email"),
        ("client 2021000017", "client client-1-code"),
        (f"GET users/{quote('Joana Gomez')}", "GET users/client-1"),
        (f"email:{quote(quote('jg11@pm.me', safe=''), safe='')}", "word-1:client-1-email"),
        ("Joana+Gomez", "client-1"),
        ("&#74;oana &lt;jg11&#64;pm.me&gt;", "client-1 <client-1-email>"),
        (json.dumps("Joana Gomez").replace("J", "\\u004a"), '"client-1"'),
        ("\\x4aoana", "client-1"),
        ("Jo\u200bana G\u00adomez", "client-1"),
        ("ＪＯＡＮＡ", "client-1"),
    ],
)
def test_a_known_name_is_found_in_every_spelling(text: str, shown: str) -> None:
    assert aliases().text(text) == shown


@pytest.mark.parametrize("text", ["JoanaGomez", "Joanas", "xjg11", "Joana1"])
def test_a_word_with_a_name_inside_is_hidden_as_a_word(text: str) -> None:
    assert aliases().text(text) == "word-1"


def test_a_letter_with_an_accent_is_the_same_however_it_is_composed() -> None:
    made = aliases()
    made.know("José", "client-3")
    assert made.text("JOSE\u0301 Jose\u0301 José") == "client-3 client-3 client-3"
    assert made.text("Jose") == "word-1", "another name, which is hidden too"


def test_one_thing_keeps_its_first_alias() -> None:
    made = aliases()
    assert made.know("jg11@pm.me", "client-2-email") == "client-1-email"


def test_a_name_of_several_gets_one_of_its_own_once() -> None:
    made = aliases()
    assert made.know("Gomez", "client-7", shared="name") == "name-1"
    assert made.know("Pink", "client-2", shared="name") == "client-2"


@pytest.mark.parametrize("value", ["", " ", "-", "7", "126", "A"])
def test_what_is_too_common_is_not_known(value: str) -> None:
    made = aliases()
    assert made.know(value, "client-9") == "client-9"
    assert made.text("a 126 on 7") == "a 126 on 7"


@pytest.mark.parametrize("value", ["Li", "4711"])
def test_a_short_name_and_a_short_code_are_known(value: str) -> None:
    made = aliases()
    made.know(value, "client-9")
    assert made.text(f"a {value}") == "a client-9"


# --- what is met ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Noah is not a client", "word-1 is not a client"),
        ("Noah, noah, NOAH, Mia", "word-1, word-1, word-1, word-2"),
        ("oXo@X.example, OXO@x.example", "email-1, email-1"),
        ("2022-06-02T14:58:56.123+08:00", "2022-06-02T14:58:56.123+08:00"),
        ("02/06/2022 14:58", "02/06/2022 14:58"),
        ("200 on 1001 and 10012", "200 on 1001 and word-1"),
        ("0412345678", "word-1"),
        ("on 0412 345 678 and +61 412 345 678", "on number-1 and number-2"),
        ("https://rto.example:8443/api/v1/users", "https://host-1/api/v1/users"),
        (
            "http://127.0.0.1:8000/users http://localhost/a",
            "http://127.0.0.1:8000/users http://localhost/a",
        ),
        ("10.1.2.3 127.0.0.1 10.1.2.3", "address-1 127.0.0.1 address-1"),
        (
            "error on /srv/noah/store.db and /srv/noah/x.db, not /srv/mia/store.db",
            "error on path-1/store.db and path-1/word-1.db, not path-2/store.db",
        ),
        (r"C:\rto\Noah\store.db", "path-1/store.db"),
        (r"\\server\noah\store.db", "path-1/store.db"),
        ("/usr/lib/talent_powerpro/run.py", "talent_powerpro/run.py"),
        ("/usr/lib/site-packages/noah/run.py", "site-packages/word-1/run.py"),
        ("and/or", "and/or"),
        ("store.run.example RUN.COM.AU", "host-1 host-2"),
        ("", ""),
        ("\ue000\ue001name", "  name"),
        ("%zz %ff", "%word-1 \ufffd"),
    ],
)
def test_what_is_not_of_the_vocabulary_is_hidden(text: str, shown: str) -> None:
    assert aliases().text(text) == shown


def test_a_word_stays_only_in_the_case_of_the_vocabulary() -> None:
    """A surname such as Store or Line would otherwise be read."""
    assert aliases().text("store Store STORE") == "store word-1 word-1"


def test_one_thing_has_one_alias_in_all_texts_and_they_are_counted() -> None:
    made = aliases()
    assert made.text("Noah") == made.text("noah!").removesuffix("!")
    assert made.counts["word"] == 1


def test_a_folder_with_blanks_is_found_the_longest_first() -> None:
    made = aliases()
    made.know_folder("/srv/noah brown", "home-folder")
    made.know_folder("/srv/noah brown/vt", "settings-folder")
    made.know_folder("/srv/noah brown/vt", "another")
    made.know_folder("/v", "short-folder")
    made.know_folder("/", "nothing")
    assert made.text("/srv/noah brown/vt/store.db") == "settings-folder/store.db"
    assert made.text("error in /v/store.db") == "error in short-folder/store.db"
    assert made.text("error in /SRV/noah brown/x.db") == "error in home-folder/word-1.db"


# --- values -----------------------------------------------------------------------


def test_a_value_keeps_its_numbers_and_the_keys_that_are_ours() -> None:
    made = aliases()
    for part in ("Name", "Held"):
        made.know(part, "client-3")
    value = {
        "client_name": "Joana Gomez",
        "Held": "name",
        "status": None,
        "Joana": [1, True, 2.5],
        "noah": {"id": ("Pink Gomez", "on")},
        "run_noah": 1,
    }
    assert made.value(value) == {
        "client_name": "client-1",
        "client-3": "client-3",
        "status": None,
        "client-1": [1, True, 2.5],
        "word-1": {"id": ["client-2", "on"]},
        "run_word-1": 1,
    }


def test_decoding_ends() -> None:
    text = "Joana"
    for _ in range(3):
        text = quote(text.replace("J", "%4A"), safe="")
    assert plain("%4Aoana") == "Joana"
    assert "Joana" not in plain(text), "encoded four times"


def test_signs_that_are_no_letters_belong_to_the_word() -> None:
    aliases = Aliases({"enrolled", "in"})
    hidden = aliases.text(
        "\N{GRINNING FACE} \u0926\u0947\u0935\u0940 enrolled in \u0e01\u0e34\u0e48\u0e07 \u2192 1"
    )
    assert hidden == "word-1 word-2 enrolled in word-3 \u2192 1"
