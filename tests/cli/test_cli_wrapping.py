"""On a terminal of 60 or 80 columns no line is too wide, no word broken and no code split."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from rich.cells import cell_len

from support.cli.rto import SECRETS, Rto, command, rto
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.wrapping import wrapped
from talent_powerpro.sandbox import PortalEnrolment, PortalUser, Sandbox, guide_portal, serve

CODES = ("ICT30120-A", "2021000017", "ICTWEB304", "jg11@pm.me", "course-unconfirmed")


def test_a_text_that_fits_is_one_line() -> None:
    assert wrapped("a  b", 4) == ["a  b"]
    assert wrapped("a b ", 4) == ["a b "]
    assert wrapped("", 4) == [""]


def test_a_text_is_wrapped_between_words_with_its_further_lines_indented() -> None:
    assert wrapped("one two three", 9) == ["one two", "  three"]
    assert wrapped("id  one two", 8) == ["id  one", "  two"]


def test_a_word_that_is_too_long_stays_whole() -> None:
    assert wrapped("a https://powerpro.talentlms.com b", 10) == [
        "a",
        "  https://powerpro.talentlms.com",
        "  b",
    ]


def test_a_command_stays_on_one_line() -> None:
    assert wrapped("List them with `talent-powerpro holds`. Then go.", 24) == [
        "List them with",
        "  `talent-powerpro holds`.",
        "  Then go.",
    ]


def test_a_command_stays_whole_with_what_is_joined_to_it() -> None:
    assert wrapped("Say `a b`, then `c d e`!? Go.", 8) == [
        "Say",
        "  `a b`,",
        "  then",
        "  `c d e`!?",
        "  Go.",
    ]
    # A backtick alone begins no command.
    assert wrapped("a `b c d", 5) == ["a `b", "  c d"]


def test_blanks_before_the_first_word_stay() -> None:
    assert wrapped("   one two", 7) == ["   one", "  two"]
    assert wrapped("  verylong two", 4) == ["  verylong", "  two"]


def test_letters_of_two_cells_count_twice() -> None:
    assert wrapped("日本 日本", 8) == ["日本", "  日本"]


# --- every command -----------------------------------------------------------------------

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "budget": (),
    "check": (),
    "contact-log": (),
    "closed": (),
    "engagement": ("--client", "2021000017"),
    "explain": ("1001",),
    "history": (),
    "holds": (),
    "missed": (),
    "not-started": (),
    "plan": (),
    "plugins": (),
    "portal": (),
    "reconcile": (),
    "report": ("--html", "office.html"),
    "run": (),
    "set-export": ("ICT30120-A",),
    "shadow": (),
    "status": (),
    "sync-log": (),
    "tab": ("1001",),
    "unmatched": (),
    "withdrawn": (),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rto]:
    """The guide's RTO after a run, with a held student and a stranger in TalentLMS."""
    sandbox = Sandbox(guide_portal())
    sandbox.users["50"] = PortalUser("50", "pink", "Zoe", "Stranger", "pink@powerpro.example")
    with serve(sandbox) as url:
        made = rto(tmp_path_factory.mktemp("rto"), url, policy='profile = "careful"').imported()
        made.command("set-export", "ICT30120-A", "--all", "--date", "02/06/2022")
        made.command("run", "--date", "02/06/2022")
        sandbox.enrolments["50", "126"] = PortalEnrolment("50", "126")
        yield made


def shown(world: Rto, name: str, words: tuple[str, ...], width: int) -> str:
    env = {**SECRETS, "COLUMNS": str(width)}
    return world.command(name, *words, env=env).stdout


@pytest.mark.parametrize(
    ("name", "width"),
    [*((name, 60) for name in COMMANDS), ("run", 80), ("set-export", 80), ("status", 80)],
)
def test_no_line_is_too_wide_and_no_code_split(
    world: Rto, name: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talent_powerpro.cli.screen.is_terminal", lambda: True)
    monkeypatch.chdir(world.folder)
    page = shown(world, name, COMMANDS[name], width)
    assert page.strip()
    for line in page.splitlines():
        # A word or a command alone may be longer than any terminal is wide.
        is_one_piece = len(wrapped(line.strip(), 1)) == 1
        assert cell_len(line.rstrip()) <= width or is_one_piece, line
    in_one = "".join(page.split())
    for code in CODES:
        assert in_one.count(code) == page.count(code), code


@pytest.mark.parametrize(
    "words",
    [
        ("run", "--only", "results", "--settings", "none.toml"),
        ("run", "--release", "nothing"),
        ("set-export", "ICT30120-A", "--all", "--date", "tomorrow"),
    ],
    ids=["a fault", "a choice", "a value"],
)
def test_messages_are_wrapped_on_a_terminal_alone(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = command(*words, env={"COLUMNS": "60"}).stderr
    assert max(map(len, whole.splitlines())) > 60
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    refused = command(*words, env={"COLUMNS": "60"})
    assert refused.exit_code == Exit.SETTINGS
    lines = refused.stderr.splitlines()
    assert any(line.startswith("error: ") for line in lines)
    assert "Error:" not in refused.stderr
    assert all(len(line) <= 60 or " " not in line.strip() for line in lines)
    assert " ".join(refused.stderr.split()) == " ".join(whole.split())
