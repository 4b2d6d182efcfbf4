"""Lines of the sync log, whatever is in their messages. `test_sync_log` reads those of runs."""

from __future__ import annotations

from hypothesis import given

from support.hostile import FORGED_LINE, TEXTS
from support.the_guide import PERTH, STARTED
from talent_powerpro.views.step_lines import line
from talent_powerpro.views.sync_log import shown


def test_a_message_cannot_forge_a_line_or_steer_a_terminal() -> None:
    forged = "O'Brien\n02/06/2022\t14:58:56\tEnrolled\x1b[2J\N{LINE SEPARATOR}x"
    assert line(STARTED, forged).message == ("O'Brien 02/06/2022\\t14:58:56\\tEnrolled\\x1b[2J x")


@given(TEXTS)
def test_any_message_is_one_line_and_equals_no_other(text: str) -> None:
    logged = shown(line(STARTED, f"{text}\n{FORGED_LINE}"), PERTH)
    date, time, message = logged.split("\t")
    assert (date, time) == ("02/06/2022", "14:58:56")
    assert message.isprintable()
    assert len(f"{logged}x".splitlines()) == 1
