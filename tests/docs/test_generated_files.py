"""The annotated settings and the drawing of the rooms are made from their sources.

If one of these fails, run ``nox -s generated``.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import attrs

from support import annotated_settings, architecture_drawing
from talent_powerpro import Policy
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.config.settings import SECTIONS, Settings


def read(folder: Path, text: str) -> Settings:
    file = folder / "talent-powerpro.toml"
    file.write_text(text, encoding="utf-8")
    return open_settings(file).settings


def test_the_annotated_settings_are_made_from_the_page() -> None:
    assert annotated_settings.FILE.read_text(encoding="utf-8") == annotated_settings.annotated()


def test_the_annotated_settings_are_the_defaults(tmp_path: Path) -> None:
    least = '[rto]\ntimezone = "Australia/Perth"\n[talentlms]\n'
    url = 'url = "https://powerpro.talentlms.com"\n'
    written = read(tmp_path, annotated_settings.annotated())
    defaults = read(tmp_path, least + url)
    # A list in a file is as good as the set that is the default.
    assert repr(written) == repr(defaults).replace("frozenset()", "[]", 2)
    assert written.talentlms.proxy.reveal() == defaults.talentlms.proxy.reveal()


def test_the_policy_in_them_is_the_guides_once_it_is_in_force(tmp_path: Path) -> None:
    head, policy = annotated_settings.annotated().split("[policy]\n")
    in_force = re.sub(r"^# (\w+ = )", r"\1", policy, flags=re.MULTILINE)
    assert in_force != policy
    assert read(tmp_path, f"{head}[policy]\n{in_force}").policy == Policy.guide()


def test_each_setting_is_among_them() -> None:
    names = {setting.name for setting in annotated_settings.settings()}
    sections = {field.name for kind in SECTIONS.values() for field in attrs.fields(kind)}
    policy = {field.name for field in attrs.fields(Policy)}
    assert sections | policy <= names


def test_the_drawing_is_made_from_the_contracts() -> None:
    text = architecture_drawing.FILE.read_text(encoding="utf-8")
    assert text == architecture_drawing.drawing()
    rooms = [room for row in architecture_drawing.layers() for room in row]
    names = [each.text for each in ET.fromstring(text).iter() if each.get("class") == "name"]
    assert names == rooms
    assert {"model", "run", "cli"} <= set(rooms)
