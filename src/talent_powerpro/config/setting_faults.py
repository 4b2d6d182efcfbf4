"""Whether a setting is what it should be, and what it was probably meant to be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, get_origin
from zoneinfo import ZoneInfo, available_timezones

from attrs import frozen

HIDDEN = frozenset({"key_file", "password_file", "keyring", "store", "url"})
"""Settings whose value no message repeats: people paste secrets into them."""

LONGEST_SHOWN = 60

LONGEST_KEPT = 36_500
"""Days. A hundred years are for ever."""


@frozen
class SettingFault:
    """One setting, or a section as a whole, that cannot be right."""

    section: str
    name: str
    sentence: str

    def __str__(self) -> str:
        return f"[{self.section}] {self.name}".rstrip() + f": {self.sentence}"


def problem(section: str, name: str, value: Any, kind: Any) -> str:
    """What is wrong with a value that should be of *kind*, and what to do; blank: nothing."""
    wrong = judge_of(kind)(value)
    if not wrong and (section, name) in CLOSER:
        wrong = CLOSER[section, name](value)
    if not wrong:
        return ""
    return wrong if name in HIDDEN else f"{shown(value)} {wrong}"


def shown(value: Any) -> str:
    """A value much as a settings file writes it."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


def meant(word: str, known: Iterable[str], form: str) -> str:
    """``; did you mean export_window?``, or nothing where nothing is near."""
    by_fold = {each.casefold(): each for each in known}
    near = get_close_matches(word.casefold(), by_fold, n=1)
    return f"; did you mean {form.format(by_fold[near[0]])}?" if near else ""


# --- by the kind of value ---------------------------------------------------------


def judge_of(kind: Any) -> Callable[[Any], str]:
    """What judges values of *kind*: a word of a list, or one of `JUDGES`."""
    if is_word(kind):
        return lambda value: _word(value, kind)
    return JUDGES[get_origin(kind) or kind]


def is_word(kind: Any) -> bool:
    """Whether values of *kind* are the words of a list."""
    return isinstance(kind, type) and issubclass(kind, StrEnum)


def _word(value: Any, words: type[StrEnum]) -> str:
    if value in list(words):
        return ""
    return f"is none of {', '.join(words)}" + meant(str(value), words, "{}")


def _text(value: Any) -> str:
    return "" if isinstance(value, str) else "is not a text; put it in double quotes"


def _whole(value: Any) -> str:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return "" if whole else "is not a whole number; write it without quotes, such as 3"


def _yes_no(value: Any) -> str:
    return "" if isinstance(value, bool) else "is neither true nor false; write it without quotes"


def _number(value: Any) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return "" if number else "is not a number; write it without quotes, such as 0.2"


def _zone(value: Any) -> str:
    if not isinstance(value, str):
        return _text(value)
    try:
        ZoneInfo(value)
    # A folder of zones, such as "Australia", is an OSError.
    except (KeyError, ValueError, OSError):
        near = meant(value, available_timezones(), "{}")
        return "is no time zone" + (near or "; write one such as Australia/Perth")
    return ""


def _texts(value: Any) -> str:
    listed = isinstance(value, list) and all(isinstance(each, str) for each in value)
    return "" if listed else 'is not a list of texts; write it as ["one", "another"]'


def _texts_by_text(value: Any) -> str:
    table = isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
    return "" if table else 'is not a table of texts; write it as { "CODE" = "text" }'


JUDGES: Mapping[Any, Callable[[Any], str]] = {
    str: _text,
    bool: _yes_no,
    int: _whole,
    float: _number,
    ZoneInfo: _zone,
    frozenset: _texts,
    Mapping: _texts_by_text,
}


# --- by the setting ---------------------------------------------------------------

_USUAL = re.compile(r"https://[a-z0-9.-]+/?")


def _store(url: str) -> str:
    path = url.removeprefix("sqlite:///")
    if path != url and path.strip() and path != ":memory:" and "?" not in path:
        return ""
    return 'names no SQLite file; write it as "sqlite:///powerpro.db"'


def _url(url: str) -> str:
    if _USUAL.fullmatch(url):
        return ""  # Most are so, and the judge is slow to load.
    from talent_powerpro.adapters.talentlms import check_url

    # They name the setting in their own way and hide what may be secret.
    return "; ".join(fault.removeprefix("TalentLMS url ") for fault in check_url(url))


def _width(calls: int) -> str:
    return "" if calls >= 1 else "is no number of calls at once; write 1 or more"


def _days(days: int) -> str:
    if 1 <= days <= LONGEST_KEPT:
        return ""
    return f"is no number of days to keep; write 1 to {LONGEST_KEPT}"


CLOSER: Mapping[tuple[str, str], Callable[[Any], str]] = {
    ("powerpro", "store"): _store,
    ("talentlms", "url"): _url,
    ("talentlms", "width"): _width,
    ("retention", "sync_log_days"): _days,
    ("retention", "journal_days"): _days,
}
"""What is asked of single settings beyond their kind."""
