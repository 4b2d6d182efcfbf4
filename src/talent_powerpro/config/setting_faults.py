"""Strict conversion of single settings. Its faults say what to write instead."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, get_args, get_origin
from zoneinfo import ZoneInfo, available_timezones

import attrs
from attrs import Attribute, frozen

from talent_powerpro.config.stores import address_faults
from talent_powerpro.model import Secret, plain
from talent_powerpro.rules.competent_outcome import CompetentOutcome, CompetentOutcomes

HIDDEN = frozenset(
    {"database", "key_file", "password_file", "keyring", "proxy", "store", "url", "url_file"}
)
"""Settings whose value no message shows, because people paste secrets into them."""

LONGEST_SHOWN = 60
"""Characters of a value that a message shows."""

LONGEST_KEPT = 36_500
"""Days that records can be kept: a hundred years."""


@frozen
class SettingFault:
    """A fault of one setting, or of a section as a whole."""

    section: str
    name: str
    sentence: str

    def __str__(self) -> str:
        where = f"[{self.section}] {self.name}".rstrip()
        # Some sentences go on from the setting's name: "[policy] profle is not a setting."
        return f"{where}{' ' if self.sentence.startswith('is ') else ': '}{self.sentence}"


def structure(value: Any, setting: Attribute[Any]) -> Any:
    """Convert a TOML value to the type of *setting*, a field whose type is resolved.

    Raises `ValueError` with a sentence for people.
    """
    kind: Any = setting.type
    try:
        typed = _typed(value, kind)
        if setting.validator:
            setting.validator(None, setting, typed)
    except ValueError as error:
        hidden = setting.name in HIDDEN
        raise ValueError(f"{error}" if hidden else f"{_shown(value)} {error}") from error
    return typed


def meant(word: str, known: Iterable[str], form: str = "{}") -> str:
    """``. Did you mean export_window?``, or blank if no known word is similar."""
    by_fold = {each.casefold(): each for each in known}
    near = get_close_matches(word.casefold(), by_fold, n=1)
    return f". Did you mean {form.format(by_fold[near[0]])}?" if near else ""


def _shown(value: Any) -> str:
    """A value as a settings file would write it, cut at `LONGEST_SHOWN` characters."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


# --- by the kind of value ---------------------------------------------------------


def _all_texts(values: Iterable[Any]) -> bool:
    return all(isinstance(each, str) for each in values)


# Compares types, because isinstance(True, int) is true.
_TOML: Mapping[Any, tuple[Callable[[Any], bool], str]] = {
    str: (lambda v: type(v) is str, "is not text. Put it in double quotes"),
    bool: (lambda v: type(v) is bool, "is not true or false. Write true or false without quotes"),
    int: (lambda v: type(v) is int, "is not a whole number. Write it without quotes, such as 3"),
    float: (
        lambda v: type(v) in (int, float),
        "is not a number. Write it without quotes, such as 0.2",
    ),
    frozenset: (
        lambda v: type(v) is list and _all_texts(v),
        'is not a list of texts. Write it as ["one", "another"]',
    ),
    Mapping: (
        lambda v: type(v) is dict and _all_texts(v.values()),
        'is not a table of texts. Write it as { "CODE" = "text" }',
    ),
}
"""By type: whether a TOML value fits, and the fault if it does not."""


def _toml(value: Any, kind: Any) -> Any:
    fits, otherwise = _TOML[get_origin(kind) or kind]
    if not fits(value):
        raise ValueError(otherwise)
    return value


def _table_of_lists(value: Any) -> dict[str, tuple[str, ...]]:
    lists = type(value) is dict and all(
        type(each) is list and _all_texts(each) for each in value.values()
    )
    if not lists:
        raise ValueError('is not a table of lists. Write it as { "CODE" = ["one", "another"] }')
    return {name: tuple(each) for name, each in value.items()}


def _table_of_tables(value: Any) -> dict[str, dict[str, str]]:
    tables = type(value) is dict and all(
        type(each) is dict and _all_texts(each.values()) for each in value.values()
    )
    if not tables:
        raise ValueError('is not a table of tables. Write it as { "Column" = { CODE = "text" } }')
    return dict(value)


def _table_of_parts(value: Any, kind: type[attrs.AttrsInstance]) -> dict[str, attrs.AttrsInstance]:
    """A table whose values are tables with the fields of *kind*. All their faults are one."""
    known = attrs.fields_dict(attrs.resolve_types(kind))
    if type(value) is not dict or not all(type(each) is dict for each in value.values()):
        raise ValueError(f"is not a table of tables with {' and '.join(known)}")
    faults, parts = [], {}
    for part, written in value.items():
        typed = {}
        for name, each in written.items():
            try:
                if name not in known:
                    raise ValueError("is not a setting" + meant(name, known))
                typed[name] = _typed(each, known[name].type)
            except ValueError as error:
                faults.append(f"{part}.{name} {error}")
        parts[part] = kind(**typed)
    if faults:
        raise ValueError(f"has faults: {'; '.join(faults)}")
    return parts


def _table(value: Any, kind: Any) -> Any:
    """A table, by the type of its values."""
    values = get_args(kind)[1]
    if values == Collection[str]:
        return _table_of_lists(value)
    if get_origin(values) is Mapping:
        return _table_of_tables(value)
    if attrs.has(values):
        return _table_of_parts(value, values)
    return _toml(value, kind)


def _word(value: Any, words: type[StrEnum]) -> StrEnum:
    if value not in list(words):
        raise ValueError(f"is not one of {', '.join(words)}{meant(str(value), words)}")
    return words(value)


NORTH_AMERICAN = ("EST", "MST", "HST")
"""Zones that read like Australian ones. EST is 15 hours behind Sydney."""


def _zone(value: Any) -> ZoneInfo:
    name = _toml(value, str)
    if name in NORTH_AMERICAN:
        raise ValueError("is a time zone of North America. Write one such as Australia/Sydney")
    try:
        return ZoneInfo(name)
    # A name that is a folder of zones, such as "Australia", raises OSError.
    except (KeyError, ValueError, OSError) as error:
        # Only names with a place: the nearest to "AEST" of all is "EST", a zone of North America.
        places = [each for each in available_timezones() if "/" in each]
        near = meant(name, places) or ". Write one such as Australia/Perth"
        raise ValueError(f"is not a time zone{near}") from error


_LENGTHS = {"m": "minutes", "h": "hours", "d": "days"}
LONGEST_TIME = timedelta(days=366)


def _time(value: Any) -> timedelta:
    """A length of time, such as ``30m``, ``24h`` or ``7d``."""
    found = re.fullmatch(r"([0-9]{1,6})([mhd])", _toml(value, str).strip().lower())
    length = timedelta(**{_LENGTHS[found[2]]: int(found[1])}) if found else None
    if length is None or length > LONGEST_TIME:
        raise ValueError('is not a length of time up to 366d. Write it as "30m", "24h" or "7d"')
    return length


_CONFIRMED = ("outcome", "confirmed_by", "confirmed_on")


def _competent_outcomes(value: Any) -> CompetentOutcomes:
    if type(value) is not dict:
        raise ValueError('is not a table of texts. Write it as { "CODE" = "text" }')
    return {course: _competent_outcome(course, each) for course, each in value.items()}


def _competent_outcome(course: str, value: Any) -> str | CompetentOutcome:
    if type(value) is str:
        return value
    example = '{ outcome = "...", confirmed_by = "P Jones", confirmed_on = "01/02/2022" }'
    if type(value) is not dict or "outcome" not in value:
        raise ValueError(f'"{course}" is neither a text nor a table. Write a text, or {example}')
    for name in value:
        if name not in _CONFIRMED:
            raise ValueError(f'"{course}": no such setting {name}{meant(name, _CONFIRMED)}')
    texts = {name: _toml(value.get(name, ""), str) for name in ("outcome", "confirmed_by")}
    return CompetentOutcome(**texts, confirmed_on=_day(value.get("confirmed_on")))


def _day(value: Any) -> date | None:
    """A TOML date, or a text as PowerPro shows dates."""
    if value is None or type(value) is date:
        return value
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            return datetime.strptime(_toml(value, str).strip(), form).date()  # noqa: DTZ007  # a date alone
    raise ValueError('confirmed_on is not a date. Write it as "01/02/2022", day first')


def _typed(value: Any, kind: Any) -> Any:
    # By hand, because the command reads settings at each start and cattrs is slow to load.
    if kind == CompetentOutcomes:
        return _competent_outcomes(value)
    if get_origin(kind) is Mapping:
        return _table(value, kind)
    if kind is ZoneInfo:
        return _zone(value)
    if kind is Secret:
        return Secret(_toml(value, str))
    if kind is timedelta:
        return _time(value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _word(value, kind)
    return _toml(value, kind)


# --- by the setting: validators of its field --------------------------------------

_USUAL = re.compile(r"https://[a-z0-9.-]+/?")


def store_address(_: Any, __: Any, address: Secret) -> None:
    if faults := list(address_faults(address.reveal())):
        raise ValueError("; ".join(faults))


def portal_url(_: Any, __: Any, url: str) -> None:
    if _USUAL.fullmatch(url):
        return  # Most addresses match, and the adapter is slow to load.
    from talent_powerpro.adapters.talentlms import check_url

    # The adapter's sentences already hide what may be secret, but start with another name.
    if faults := [fault.removeprefix("TalentLMS url ") for fault in check_url(url)]:
        raise ValueError("; ".join(faults))


def proxy_address(_: Any, __: Any, proxy: Secret) -> None:
    if proxy.reveal().strip() in ("", "environment", "none"):
        return  # As above.
    from talent_powerpro.adapters.talentlms.proxies import proxy_of

    proxy_of(proxy.reveal(), named_by="")  # Its sentences hide user name and password.


def monitor_address(_: Any, __: Any, address: Secret) -> None:
    text = address.reveal().strip()
    if not text:
        return  # As above.
    from talent_powerpro.adapters.monitor import address_fault

    if fault := address_fault(text):
        raise ValueError(fault)


def at_least_one_call(_: Any, __: Any, calls: int) -> None:
    if calls < 1:
        raise ValueError("is not a number of simultaneous calls. Write 1 or more")


def share(_: Any, __: Any, part: float) -> None:
    if not 0 <= part < 1:
        raise ValueError("is no share. Write 0 or more, and less than 1, such as 0.2")


_SIZE = re.compile(r"([1-9][0-9]{0,5}) ?(KB|MB|GB)", re.IGNORECASE)
_UNITS = {"KB": 1000, "MB": 1000**2, "GB": 1000**3}


def size(_: Any, __: Any, text: str) -> None:
    """Validate a file size, such as ``200 MB``."""
    if not _SIZE.fullmatch(text.strip()):
        raise ValueError('is not a size. Write one such as "200 MB"')


def bytes_of(text: str) -> int:
    """The number of bytes of a valid file size."""
    found = _SIZE.fullmatch(text.strip())
    assert found  # `size` has checked it.
    return int(found[1]) * _UNITS[found[2].upper()]


def days_kept(_: Any, __: Any, days: int) -> None:
    if not 1 <= days <= LONGEST_KEPT:
        raise ValueError(f"is not a number of days to keep. Write 1 to {LONGEST_KEPT}")


def columns_left_out(_: Any, __: Any, titles: Collection[str]) -> None:
    if not titles:
        return  # The adapter takes time to load.
    from talent_powerpro.adapters.csv.columns import CAN_BE_LEFT_OUT

    known = {plain(title) for title in CAN_BE_LEFT_OUT}
    wrong = [
        f'"{title}"{meant(title, CAN_BE_LEFT_OUT)}'
        for title in sorted(titles)
        if plain(title) not in known
    ]
    if wrong:
        raise ValueError(
            "names columns that cannot be left out: "
            f"{'; '.join(wrong)}. Those that can be: {', '.join(CAN_BE_LEFT_OUT)}"
        )
