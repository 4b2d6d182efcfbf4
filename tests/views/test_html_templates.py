"""The templates escape every value, and name the extra that they need."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime

import pytest

from support.the_guide import PERTH
from talent_powerpro.errors import SettingsFault
from talent_powerpro.views import html_templates
from talent_powerpro.views.html_templates import count, environment, filled, source


@pytest.fixture
def texts() -> Iterator[pytest.MonkeyPatch]:
    """Templates of the test's own."""
    environment.cache_clear()
    with pytest.MonkeyPatch.context() as patched:
        yield patched
    environment.cache_clear()


def shown(texts: pytest.MonkeyPatch, template: str, **values: object) -> str:
    texts.setattr(html_templates, "source", lambda _: template)
    environment.cache_clear()
    return filled("mine", **values)


def test_values_are_escaped_and_cannot_turn_what_follows(texts: pytest.MonkeyPatch) -> None:
    assert shown(texts, "{{ x }}", x="<b>'\"&") == "&lt;b&gt;&#39;&#34;&amp;"
    assert shown(texts, "{{ x }}", x="GO\u202eMEZ\0") == "GO\\u202eMEZ\\x00"
    assert shown(texts, "{{ x }}", x=7) == "7"
    assert shown(texts, "{% set y %}<b>\n{% endset %}{{ y }}") == "<b>\n"


def test_a_value_of_a_form_is_escaped_and_otherwise_as_it_is(texts: pytest.MonkeyPatch) -> None:
    assert shown(texts, "{{ x | raw }}", x='a\u202e"') == "a\u202e&#34;"


def test_lines_are_kept_and_backticks_become_code(texts: pytest.MonkeyPatch) -> None:
    assert shown(texts, "{{ x | lines }}", x="a\n<b>") == "a<br>&lt;b&gt;"
    assert shown(texts, "{{ x | lines }}", x="in `[<policy>]`.") == (
        "in <code>[&lt;policy&gt;]</code>."
    )
    assert shown(texts, "{{ x | lines }}", x="it`s") == "it`s"
    assert shown(texts, "{{ x | lines }}", x="") == ""


def test_times_and_numbers_are_shown_as_powerpro_shows_them(texts: pytest.MonkeyPatch) -> None:
    at = datetime(2022, 6, 2, 14, 59, 58, tzinfo=PERTH)
    template = "{{ at | minute }}, {{ at.date() | day }}, {{ 2 | count('line') }}"
    assert shown(texts, template, at=at) == "02/06/2022 14:59, 02/06/2022, 2 lines"


def test_a_line_of_marks_alone_leaves_nothing_behind(texts: pytest.MonkeyPatch) -> None:
    template = "<ul>\n  {% for each in x %}\n<li>{{ each }}</li>\n  {% endfor %}\n</ul>"
    assert shown(texts, template, x=[1, 2]) == "<ul>\n<li>1</li>\n<li>2</li>\n</ul>"


def test_a_name_that_a_template_lacks_is_an_error(texts: pytest.MonkeyPatch) -> None:
    with pytest.raises(Exception, match="'x' is undefined"):
        shown(texts, "{{ x }}")


def test_numbers_have_their_noun() -> None:
    assert (count(1, "day"), count(0, "day"), count(1200, "line")) == (
        "1 day",
        "0 days",
        "1,200 lines",
    )


def test_without_jinja2_the_fault_names_the_extra(texts: pytest.MonkeyPatch) -> None:
    texts.setitem(sys.modules, "jinja2", None)
    with pytest.raises(SettingsFault, match="jinja2 is not installed") as raised:
        filled("windows.html")
    assert 'pip install "talent-powerpro[html]"' in raised.value.remedy


def test_jinja2_is_loaded_with_the_first_page_and_not_before() -> None:
    views = "talent_powerpro.views"
    asked = (
        f"import sys, {views}.html_report, {views}.html_windows; print('jinja2' in sys.modules); "
        f"{views}.html_windows.stylesheet(); print('jinja2' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "True"]


def test_templates_are_read_from_the_package() -> None:
    assert source("windows.css").startswith(".tpp")
