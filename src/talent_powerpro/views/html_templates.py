"""The templates of the HTML views, filled by Jinja2, which escapes every value.

Jinja2 comes with the extra ``html`` and is loaded when the first page is made.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import day_text, printable

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

INSTALL = 'Install it with: pip install "talent-powerpro[html]"'


def filled(template: str, **values: object) -> str:
    """Return the text of a template with *values* in it.

    Raises `SettingsFault` where Jinja2 is not installed.
    """
    return environment().get_template(template).render(values)


def part(template: str, macro: str, *values: object) -> str:
    """Return the text of one macro of a template. Raises as `filled`."""
    made: Any = getattr(environment().get_template(template).module, macro)
    return str(made(*values)).strip() + "\n"


@cache
def environment() -> Environment:
    """The templates of this package. Raises `SettingsFault` where Jinja2 is not installed."""
    try:
        from jinja2 import Environment, FunctionLoader, StrictUndefined
        from markupsafe import escape
    except ImportError:
        raise SettingsFault(
            "The package jinja2 is not installed, so no HTML can be made.", remedy=INSTALL
        ) from None
    made = Environment(
        loader=FunctionLoader(source),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"count": count, "day": day_text, "lines": _lines, "minute": _minute}
    # For values that a form sends back: escaped, and otherwise as they are.
    made.filters["raw"] = escape
    return made


def source(template: str) -> str:
    """Return the text of a file in the folder of templates."""
    return (files("talent_powerpro.views") / "templates" / template).read_text(encoding="utf-8")


def count(number: int, noun: str) -> str:
    """The number with its *noun*, which takes an s unless the number is 1."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _shown(value: Any) -> Any:
    """What is put into the page for a value: for a text, one that cannot turn what follows it."""
    # A text that is escaped already comes from a template and keeps its line ends.
    is_plain = isinstance(value, str) and not hasattr(value, "__html__")
    return printable(value) if is_plain else value


def _lines(text: str) -> Markup:
    """The text with its line ends as line breaks, and what is between backticks as code."""
    from markupsafe import Markup

    return Markup("<br>").join(map(_with_code, text.splitlines()))


def _with_code(line: str) -> Markup:
    from markupsafe import Markup, escape

    found = [escape(printable(each)) for each in line.split("`")]
    if len(found) % 2 == 0:  # One backtick is without its other one.
        return escape(printable(line))
    code = Markup("<code>%s</code>")
    return Markup("").join(code % each if n % 2 else each for n, each in enumerate(found))


def _minute(at: Any) -> str:
    """The time to the minute, as PowerPro shows it."""
    return f"{at:%d/%m/%Y %H:%M}"
