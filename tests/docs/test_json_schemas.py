"""The published JSON Schemas are those of the code, and what commands print is as they say.

Each document that any test makes a command print is validated: see `support.cli.json_checked`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from support import json_schemas
from support.cli.json_checked import check_printed
from support.cli.rto import rto
from support.json_documents import PUBLISHED
from talent_powerpro.cli.app import app
from talent_powerpro.cli.commands.fleet import fleet
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

WITHOUT_JSON = {"demo", "sandbox", "fleet", "fleet worker"}


@pytest.fixture
def url() -> Iterator[str]:
    with serve(Sandbox(guide_portal())) as served:
        yield served


def test_no_schema_is_left_of_what_is_gone_and_the_page_names_each() -> None:
    files = {file.name for file in json_schemas.FOLDER.iterdir()}
    assert files == {f"{name}.schema.json" for name in PUBLISHED}
    assert json_schemas.PAGE.read_text(encoding="utf-8") == json_schemas.page()


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_schema_is_what_the_classes_say_and_allows_no_other_field(name: str) -> None:
    """If it is not what they say, run ``nox -s generated``."""
    file = json_schemas.FOLDER / f"{name}.schema.json"
    assert file.read_text(encoding="utf-8") == json_schemas.text_of(name)
    schema = json_schemas.schema_of(name)
    Draft202012Validator.check_schema(schema)
    open_ones = [each for each in objects(schema) if "additionalProperties" not in each]
    assert open_ones == []


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Every part of a schema that is about an object."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for part in schema.values():
            yield from objects(part)
    if isinstance(schema, list):
        for part in schema:
            yield from objects(part)


def test_each_command_with_json_has_a_schema() -> None:
    commands = {
        **app.commands,
        **{f"fleet {name}": each for name, each in fleet.commands.items()},
    }
    with_json = {
        name
        for name, each in commands.items()
        if any("--json" in param.opts for param in each.params)
    }
    described = {command for each in PUBLISHED.values() for command in each.commands}
    assert set(commands) - WITHOUT_JSON == with_json
    assert with_json - described == set()


def test_a_run_a_plan_and_its_file_are_as_published(tmp_path: Path, url: str) -> None:
    it = rto(tmp_path, url, policy='profile = "careful"').imported()
    day = ("--date", "02/06/2022", "--json")
    planned = it.command("plan", "--out", str(tmp_path / "plan.json"), *day).stdout
    check_printed(("plan", "--json"), (tmp_path / "plan.json").read_text(encoding="utf-8"))
    done = json.loads(it.command("run", *day).stdout)
    assert [record["status"] for record in done["records"]] == ["provisioned"]
    assert json.loads(planned)["records"][0]["writes"]
    (run,) = json.loads(it.command("history", "--json").stdout)["runs"]
    assert run["header"]["wrote"] == 5


NOT_PUBLISHED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"undocumented": 1}, "undocumented"),
    ({"started": "2022-06-02T14:58:56"}, "does not match"),
    ({"today": "02/06/2022"}, "does not match"),
    ({"stages": ["grading"]}, "is not one of"),
    ({"schema": 1}, "2 was expected"),
)


def test_what_is_not_as_published_is_found(tmp_path: Path, url: str) -> None:
    it = rto(tmp_path, url).imported()
    report = json.loads(it.command("run", "--json").stdout)
    (document, _) = json_schemas.schema_of("run")["anyOf"]
    whole = {**document, "$defs": json_schemas.schema_of("run")["$defs"]}
    Draft202012Validator(whole).validate(report)
    for changed, said in NOT_PUBLISHED:
        with pytest.raises(ValidationError, match=said):
            Draft202012Validator(whole).validate({**report, **changed})
        with pytest.raises(AssertionError):
            check_printed(("run", "--json"), json.dumps({**report, **changed}))
