"""Texts that people and portals should not send, and do: each tries something of its own."""

from __future__ import annotations

import re

from hypothesis import strategies as st

LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""All that some program or other begins a new line after."""

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""They turn the direction of what follows: a name can show as another."""

NO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"

FORGED_LINE = "02/06/2022\t14:58:56\tEnrolled. Creating PowerPro Contact Log in PP."
"""What a line of the sync log looks like."""

TERMINAL = (
    "\x1b[31mred\x1b[0m",
    "\x1b[2J\x1b[H",
    "\x1b]0;a title\x07",
    "\x1b]8;;https://elsewhere.test\x1b\\link\x1b]8;;\x1b\\",
    "\x1b[8mhidden\x1b[28m",
    "\x9b31m",
    "\x9d0;a title\x9c",
    "\x90q\x9c",
    "\b\b\b\x7f\a\0",
)
"""Escapes of seven bits and of eight."""

MARKUP = ("[red]GOMEZ[/red]", "[link=https://elsewhere.test]x[/link]", "[/]", "[bold", ":smile:")
"""Rich would colour by it, link, fail, or draw."""

FORMULAS = ("=cmd()", "+61 4", "-5", "@x", "\t=1", "\r=1", "＝1", "'=1")

HOSTILE = (
    *(f"GOMEZ{end}{FORGED_LINE}" for end in LINE_ENDS),
    *(f"GO{mark}MEZ" for mark in BIDI + NO_WIDTH),
    *TERMINAL,
    *MARKUP,
    *FORMULAS,
    "half \ud83d and \udc00",
)

TEXTS = st.lists(
    st.sampled_from((*HOSTILE, *LINE_ENDS, *BIDI, "GOMEZ", " ", "\t")) | st.text(max_size=3),
    max_size=4,
).map("".join)
"""Hostile texts, several at once."""


def storable(text: str) -> bool:
    """Whether the text can be in a file or a store at all: no half characters, no NUL."""
    return "\0" not in text and not re.search("[\ud800-\udfff]", text)


def only_prints(shown: str) -> bool:
    """Whether a text of many lines holds nothing that steers, turns or begins anything."""
    return shown.replace("\n", "").isprintable()
