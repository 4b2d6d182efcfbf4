"""Every setting in one file with its meaning and its default, made from the tables of settings.md.

``nox -s generated`` writes docs/reference/annotated-settings.toml.
"""

from __future__ import annotations

import re
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from attrs import frozen

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"
FILE = PAGE.with_name("annotated-settings.toml")

HEAD = """\
# Every setting of talent-powerpro with its meaning and its default. You can use this file as it is,
# once the time zone and the portal's address are yours. Settings behind a # have no default, so
# their values are examples; under [policy] the profile decides them, and the values are those of
# "guide".
"""
EXAMPLES: Mapping[str, str] = {
    "[rto] timezone": '"Australia/Perth"',
    "[talentlms] url": '"https://powerpro.talentlms.com"',
    "[powerpro] password_file": '"store-password.txt"',
    "[talentlms] key_file": '"talentlms-key.txt"',
    "[talentlms] password_file": '"new-user-password.txt"',
    "[talentlms] ca_file": '"ca.pem"',
    "[monitor] url": '"https://monitor.example.com/an-address-that-nobody-guesses"',
    "[monitor] url_file": '"monitor-url.txt"',
    "[plugins.NAME] tables": "",
}
"""Values of settings without a default."""
REQUIRED = ("[rto] timezone", "[talentlms] url")


@frozen
class Setting:
    """One row of the page's tables."""

    section: str
    name: str
    text: str
    default: str

    @property
    def full_name(self) -> str:
        return f"{self.section} {self.name}"

    @property
    def is_comment(self) -> bool:
        """Whether the setting is not in force: it has no default, or the profile decides it."""
        by_profile = self.section == "[policy]" and self.name != "profile"
        return by_profile or (self.full_name in EXAMPLES and self.full_name not in REQUIRED)

    def lines(self) -> Iterator[str]:
        """Its comment and its line."""
        yield from textwrap.wrap(
            self.text, 96, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False
        )
        value = EXAMPLES.get(self.full_name, self.default)
        if self.name == "tables":
            yield "# [plugins.mail]"
        elif self.is_comment:
            yield f"# {self.name} = {value}"
        else:
            yield f"{self.name} = {value}"


def settings() -> Iterator[Setting]:
    """The rows of both tables, in the page's order."""
    page = PAGE.read_text(encoding="utf-8")
    general, policy = page.partition("\n## The policy\n")[::2]
    section = ""
    for cells in _rows(general, "| section | setting |"):
        section = cells[0].strip("`") or section
        name, text = cells[1].split()[0].strip("`"), f"{plain(cells[2])}."
        yield Setting(section, name, text, _value(cells[3]))
    for name, guide, careful, text in _rows(policy, "| setting | `guide` |"):
        same = careful in ("the same", guide)
        beside = "" if same else f' Under "careful": {careful.strip("`")}.'
        yield Setting("[policy]", name.strip("`"), f"{plain(text)}.{beside}", _value(guide))


def _rows(text: str, head: str) -> Iterator[list[str]]:
    for line in text.partition(head)[2].splitlines()[2:]:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def _value(cell: str) -> str:
    """A cell's value as TOML; blank text where the table says it in a word."""
    found = re.match(r"`(.*?)`", cell)
    return found[1] if found else '""'


def plain(cell: str) -> str:
    """A cell's text without Markdown, as a sentence of a comment."""
    unlinked = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", cell)
    text = unlinked[:1].upper() + unlinked[1:]  # Never that of a value, which is in backticks.
    return text.replace("`", "").replace("\\|", "|")


def annotated() -> str:
    """The whole file."""
    parts = [HEAD]
    for section, members in groupby(settings(), lambda each: each.section):
        title = [] if section == "[plugins.NAME]" else [section]
        lines = (line for each in members for line in ("", *each.lines()))
        parts.append("\n".join(["", *title, *list(lines)[1:]]) + "\n")
    made = "".join(parts)
    tomllib.loads(made)
    return made


def write() -> None:
    FILE.write_text(annotated(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
