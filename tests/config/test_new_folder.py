"""The folder that `init` makes: its files, its store, and the faults of what it was told."""

from __future__ import annotations

from pathlib import Path

import pytest

from talent_powerpro.config.new_folder import KEPT, Answers, fill

FILES = (
    *("talent-powerpro.toml", "talentlms-key.txt", "new-user-password.txt"),
    *("courses.csv", "clients.csv", "enrolments.csv", "units.csv"),
    *(".gitignore", "sqlite:///powerpro.db"),
)


def test_each_part_is_made_once_and_kept_after_that(tmp_path: Path) -> None:
    made = fill(tmp_path / "rto", Answers())
    assert [(each.name, each.done) for each in made] == [(name, "made") for name in FILES]
    again = fill(tmp_path / "rto", Answers())
    assert [(each.name, each.done) for each in again] == [(name, KEPT) for name in FILES]
    assert {each.fault for each in (*made, *again)} == {None}
    for secret in FILES[1:3]:
        assert (tmp_path / "rto" / secret).read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        (Answers(name=" "), "[rto] name: ' '"),
        (Answers(url="a\nb"), r"[talentlms] url: 'a\nb'"),
        # A store's address may have a password in it.
        (Answers(store="a\nb"), "[powerpro] store: it"),
    ],
    ids=["name", "url", "store"],
)
def test_a_value_that_is_no_line_of_text_is_shown_unless_it_may_be_secret(
    answers: Answers, shown: str
) -> None:
    assert answers.faults() == (f"{shown} is blank or not on one line. Write some text.",)
