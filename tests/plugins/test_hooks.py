"""The hooks' specifications: a plugin that does not fit them is refused when it is registered."""

from __future__ import annotations

import inspect

import pluggy
import pytest

from support.the_guide import rto
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Client
from talent_powerpro.plugins.hooks import PROJECT, DecidingHooks, WatchingHooks, hookimpl
from talent_powerpro.rules.rto_choices import RtoChoices


class Logins:
    @hookimpl
    def talent_login(self, client: Client) -> str:
        return client.code


def hooks(specification: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(specification, inspect.isfunction)}


def test_no_hook_both_decides_and_watches() -> None:
    assert hooks(DecidingHooks).isdisjoint(hooks(WatchingHooks))


def test_each_deciding_hook_is_a_choice_of_the_rto_and_each_choice_has_a_hook() -> None:
    choices = {name for name in hooks(RtoChoices) if not name.startswith("_")}
    assert choices == hooks(DecidingHooks)


def test_each_hook_is_specified_and_one_answer_counts_where_there_can_be_one() -> None:
    manager = pluggy.PluginManager(PROJECT)
    several = {
        name
        for kind in (DecidingHooks, WatchingHooks)
        for name in hooks(kind)
        if (specified := manager.parse_hookspec_opts(kind, name)) and not specified["firstresult"]
    }
    assert several == {"conditions", "talent_user_fields", *hooks(WatchingHooks)}


def test_every_hook_says_when_it_is_called() -> None:
    for specification in (DecidingHooks, WatchingHooks):
        assert all(inspect.getdoc(vars(specification)[name]) for name in hooks(specification))


def test_a_hook_with_an_unknown_argument_is_refused() -> None:
    class Odd:
        @hookimpl
        def talent_login(self, client: Client, unknown: str) -> None: ...

    with pytest.raises(SettingsFault, match="cannot be registered"):
        rto().agent(plugins=[Odd()])


def test_a_hook_of_an_unknown_name_is_refused() -> None:
    class Odd:
        @hookimpl
        def talent_lgoin(self, client: Client) -> None: ...

    with pytest.raises(SettingsFault, match="talent_lgoin"):
        rto().agent(plugins=[Odd()])


def test_one_plugin_twice_is_refused() -> None:
    plugin = Logins()
    with pytest.raises(SettingsFault, match="cannot be registered"):
        rto().agent(plugins=[plugin, plugin])
