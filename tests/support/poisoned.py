"""Values in which every text is replaced by a hostile one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import attrs

T = TypeVar("T")

HOSTILE_MARKUP = (
    "<script>document.title='owned'</script>",
    '"><img src=x onerror="document.title=\'owned\'">',
    "' onmouseover='document.title=1' x='",
    "</style></script></title></textarea>--><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)//&amp;&lt;b&gt;",
)
"""Texts that would run, or break out of where they are shown, if they were not escaped."""

LONG_WORD = "Lopadotemachoselachogaleokranioleipsano" * 12


def poisoned(value: T, text: str) -> T:
    """The value with *text* in place of every text inside it."""
    made: Any = _of(value, text)
    return made  # type: ignore[no-any-return]


def _of(value: Any, text: str) -> Any:
    if isinstance(value, str):
        return text
    if isinstance(value, tuple | list):
        return type(value)(_of(each, text) for each in value)
    if isinstance(value, Mapping):
        return {key: _of(each, text) for key, each in value.items()}
    if attrs.has(type(value)):
        names = [each.name for each in attrs.fields(type(value)) if each.init]
        return attrs.evolve(value, **{name: _of(getattr(value, name), text) for name in names})
    return value
