"""A command of the group that ends as a test wants it to."""

from __future__ import annotations

import click
from click.testing import CliRunner, Result

from talent_powerpro.cli.app import DEBUG, App
from talent_powerpro.cli.options import json_option


def ended(end: BaseException | object, *words: str, debug: str = "") -> Result:
    """A command that ends with *end*: a fault, or the exit code that it returns."""

    @json_option
    def act(as_json: bool) -> object:
        if isinstance(end, BaseException):
            raise end
        return end

    made = click.command("act")(act)
    group = App(commands={"act": made})
    env = {DEBUG: debug}
    return CliRunner().invoke(group, ["act", *words], prog_name="talent-powerpro", env=env)
