"""Pages on a terminal, letter by letter: their colours, and how they are wrapped."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

import pytest
from rich.console import Console

from talent_powerpro.cli.terminal import TerminalScreen, coloured
from talent_powerpro.records.record import RecordStatus

COUNTED = "one two three four five six seven eight nine ten"


class Page:
    """A screen of a given width, and what is on it. ``<1;33>`` begins a colour, ``<>`` ends it."""

    def __init__(self, width: int) -> None:
        self._stream = io.StringIO()
        self.on = TerminalScreen(
            Console(
                file=self._stream,
                force_terminal=True,
                color_system="standard",
                width=width,
                highlight=False,
                legacy_windows=False,
            )
        )

    def lines(self) -> list[str]:
        shown = re.sub(r"\x1b\[([0-9;]*)m", r"<\1>", self._stream.getvalue()).replace("<0>", "<>")
        # Rich ends the style of titles after each of them, and begins it again.
        return re.sub("<>( ?)<1>", r"\1", shown).splitlines()


def everything(width: int) -> list[str]:
    page = Page(width)
    on = page.on
    on.title("runs of a day")
    on.heading("Held [b]records[/b]")
    on.line("held: 1001 JOANA")
    on.line(COUNTED, indent=4)
    on.line()
    on.tabbed(("02/06/2022", "JOANA", COUNTED))
    on.tabbed(("a", f"{'x' * 30} yes"))
    on.heading("Records")
    rows = [("JOANA GOMEZ", "held"), ("PINK [b]PANTHER[/b]", "written: two"), ("x", "on time")]
    on.table(("Name", "Outcome"), rows)
    on.table(("Name",), [])
    on.heading("Fields")
    on.fields((("Name", "JOANA\nheld"), ("Blank", ""), ("日本", COUNTED)))
    return page.lines()


def test_a_page_on_a_terminal_that_has_room() -> None:
    assert everything(40) == [
        "<1;7>RUNS OF A DAY<>",
        "",
        "<1;36>Held [b]records[/b]<>",
        "<1;33>held: 1001 JOANA<>",
        "    one two three four five six seven",
        "      eight nine ten",
        "",
        "02/06/2022      JOANA   one two three",
        "                          four five six",
        "                          seven eight",
        "                          nine ten",
        f"a       {'x' * 30}",
        "          yes",
        "",
        "<1;36>Records<>",
        "<1>Name                 Outcome     <>",
        "─" * 33,
        "JOANA GOMEZ          <1;33>held        <>",
        "PINK [b]PANTHER[/b]  <32>written: two<>",
        "x                    <32>on time     <>",
        "",
        "<1;36>Fields<>",
        "<2>Name   <>JOANA",
        "<2>       <><1;33>held<>",
        "<2>Blank<>",
        "<2>日本   <>one two three four five six seven",
        "<2>       <>  eight nine ten",
    ]


def test_a_page_on_a_terminal_that_has_none() -> None:
    """Long texts begin below the first ones, and a table becomes a block for each row."""
    assert everything(20) == [
        "<1;7>RUNS OF A DAY<>",
        "",
        "<1;36>Held [b]records[/b]<>",
        "<1;33>held: 1001 JOANA<>",
        "    one two three",
        "      four five six",
        "      seven eight",
        "      nine ten",
        "",
        "02/06/2022      JOANA   ",
        "  one two three four",
        "    five six seven",
        "    eight nine ten",
        "a       ",
        f"  {'x' * 30}",
        "    yes",
        "",
        "<1;36>Records<>",
        "<2>Name<>",
        "<2>  <>JOANA GOMEZ",
        "<2>Outcome<>",
        "<2>  <><1;33>held<>",
        "",
        "<2>Name<>",
        "<2>  <>PINK",
        "<2>  <>  [b]PANTHER[/b]",
        "<2>Outcome<>",
        "<2>  <><32>written: two<>",
        "",
        "<2>Name<>",
        "<2>  <>x",
        "<2>Outcome<>",
        "<2>  <><32>on time<>",
        "",
        "<1;36>Fields<>",
        "<2>Name<>",
        "<2>  <>JOANA",
        "<2>  <><1;33>held<>",
        "<2>Blank<>",
        "",
        "<2>日本<>",
        "<2>  <>one two three four",
        "<2>  <>  five six seven",
        "<2>  <>  eight nine ten",
    ]


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (20, ["<2>Na  <>one two three", "<2>    <>  four five"]),
        (19, ["<2>Na<>", "<2>  <>one two three", "<2>  <>  four five"]),
    ],
)
def test_a_value_stands_beside_its_name_where_16_cells_are_left(
    width: int, lines: list[str]
) -> None:
    page = Page(width)
    page.on.fields((("Na", "one two three four five"),))
    assert page.lines() == lines


def test_names_and_words_that_are_too_long_stay_whole() -> None:
    page = Page(10)
    page.on.fields(())
    page.on.fields((("Talent LMS export/Date", f"a {'x' * 30}"),))
    page.on.line(f"a {'x' * 30}")
    assert page.lines() == [
        "<2>Talent LMS export/Date<>",
        "<2>  <>a",
        f"<2>  <>  {'x' * 30}",
        "a",
        f"  {'x' * 30}",
    ]
    wide = Page(30)
    wide.on.fields((("Na", f"a {'x' * 30}"),))
    assert wide.lines() == ["<2>Na  <>a", f"<2>    <>  {'x' * 30}"]


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (13, ["a       x yes", "          no"]),
        (12, ["a       ", "  x yes no"]),
        (9, ["a       ", "  x yes", "    no"]),
    ],
)
def test_no_cell_of_a_line_with_tabs_is_too_wide(width: int, lines: list[str]) -> None:
    page = Page(width)
    page.on.tabbed(("a", "x yes no"))
    assert page.lines() == lines


def test_a_line_has_16_cells_however_narrow_the_terminal_is() -> None:
    page = Page(10)
    page.on.line("one two three four five", indent=8)
    assert page.lines() == ["        one two three", "          four five"]


@pytest.mark.parametrize(
    "begin",
    [
        lambda page: page.on.title("One"),
        lambda page: page.on.heading("One"),
        lambda page: page.on.line("One"),
        lambda page: page.on.tabbed(("One", "two")),
        lambda page: page.on.table(("One",), [("two",)]),
        lambda page: page.on.fields((("Name", "One"),)),
    ],
    ids=["title", "heading", "line", "tabbed", "table", "fields"],
)
def test_a_heading_has_a_blank_line_above_it_but_as_the_first(begin: object) -> None:
    assert callable(begin)
    alone, after = Page(40), Page(40)
    alone.on.heading("Two")
    begin(after)
    after.on.heading("Two")
    assert alone.lines() == ["<1;36>Two<>"]
    assert after.lines()[-2:] == ["", "<1;36>Two<>"]


OF_STATUS: Mapping[RecordStatus, str] = {
    RecordStatus.PROVISIONED: "green",
    RecordStatus.WRITTEN: "green",
    RecordStatus.HELD: "bold yellow",
    RecordStatus.FAILED: "bold red",
    RecordStatus.DEFERRED: "magenta",
    RecordStatus.NOT_REACHED: "magenta",
}


def test_a_text_has_the_colour_of_the_status_that_it_begins_with() -> None:
    for status in RecordStatus:
        style = OF_STATUS.get(status, "")
        for text in (str(status), f"{status.upper()}: 1001: held"):
            assert (coloured(text).style, coloured(text).plain) == (style, text)
    assert coloured("a held record").style == coloured("held up").style == ""
    assert coloured("held: \x1b[31m").plain == "held: \\x1b[31m"


def test_a_cell_has_the_colour_of_the_condition_that_it_is() -> None:
    conditions = ("faulty settings", "late", "stopped", "paused", "on time", "late again")
    styles = ("bold red", "bold red", "bold red", "magenta", "green", "")
    assert [coloured(each).style for each in conditions] == list(styles)
