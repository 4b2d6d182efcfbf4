"""The subcommands by name, each imported when it is first needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module

import click

from talent_powerpro.cli.help_text import with_whole_words

SENTENCES: Mapping[str, str] = {
    "demo": "Play the guide's own example on this machine.",
    "init": "Create settings, empty import files and a store in DIR.",
    "import": "Import PowerPro's data from the CSV files in DIR.",
    "export": "Write the agent's changes to CSV files in DIR.",
    "set-export": "Tick the export box and set the export date of clients.",
    "clear-export": "Untick the export box of an enrolment.",
    "reconcile": "Compare who is in each course in PowerPro and in TalentLMS.",
    "shadow": "Compare this agent with another one that is still at work.",
    "plan": "Show what a run would write, and whom it would leave out and why.",
    "apply": "Run, but write only what the plan in FILE says.",
    "check": "Check settings, courses, groups, units and people in both systems.",
    "budget": "Show how many calls to TalentLMS runs need, by schedule, and what the quota allows.",
    "run": "Provision the enrolments that are due, then fetch results.",
    "status": "Show the last run, what comes next, and what waits for a person.",
    "holds": "List held and failed records, and answers.",
    "release": "Release held records.",
    "keep": "Keep PowerPro as it is.",
    "missed": "List enrolments whose export date has passed, or is missing.",
    "closed": "List units completed before the enrolment was closed, without a result.",
    "unmatched": "List completed Talent units that no unit of the enrolment matches.",
    "not-started": "List students who have completed nothing for some time.",
    "withdrawn": "List withdrawn students who may still have access to their Talent course.",
    "dismiss": "Take rows off the list missed, closed, unmatched, not-started or withdrawn.",
    "history": "Show what each run wrote, with old and new values, newest run first.",
    "engagement": "Show what TalentLMS said of a client's work: status, time, score and progress.",
    "undo": "Undo in PowerPro what a run wrote.",
    "report": "Write a page for the office: what runs did, and what waits for a person.",
    "portal": "Show or confirm the portal of the stored Talent user ids.",
    "tab": "Show the Talent LMS tab of an enrolment.",
    "explain": "Explain one enrolment: what a run would do with it, and why.",
    "contact-log": "Show the contact logs of one enrolment, or of all.",
    "sync-log": "Show the E-Learning Sync Log, oldest line first.",
    "purge": "Delete old records of the agent, and every byte of them.",
    "backup": "Back up the store to FILE, also during a run.",
    "restore": "Put the back-up FILE in the place of the store.",
    "copy-store": "Move the RTO's rows from the store FROM to the store TO.",
    "forget": "Delete everything about one client from the store, and from the memory of `shadow`.",
    "migrate": "Migrate the store to the schema of this version.",
    "support-bundle": "Write what support needs to FILE, without names and secrets.",
    "plugins": "List installed plugins, and whether runs use them.",
    "schedule": "Print the text that makes a scheduler run the agent for this folder.",
    "fleet": "Run the agent for many RTOs from one place.",
    "sandbox": "Run a local TalentLMS simulator until Ctrl+C.",
}
"""The first sentence of each command's help, so that the list of commands loads none of them."""

_PLACES = {
    "import": "import_folder:import_command",
    **{name: f"{name}:{name}_command" for name in ("export", "purge", "forget")},
    **{
        name: f"work_lists:{name.replace('-', '_')}"
        for name in ("missed", "closed", "unmatched", "not-started", "withdrawn")
    },
    **{
        name: f"{name.replace('-', '_')}:{name.replace('-', '_')}_command"
        for name in ("set-export", "clear-export", "copy-store")
    },
}
"""Module and attribute of the commands that are not called like both, because of Python's words."""


class LazyCommands(MutableMapping[str, click.Command]):
    """The commands of the group `app`. To look one up imports its module."""

    def __init__(self) -> None:
        self._loaded: dict[str, click.Command | None] = dict.fromkeys(SENTENCES)

    def __getitem__(self, name: str) -> click.Command:
        command = self._loaded[name]
        if command is None:
            command = self._loaded[name] = _loaded(name)
        return command

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._loaded)

    def __len__(self) -> int:
        return len(self._loaded)

    def __contains__(self, name: object) -> bool:
        return name in self._loaded


def _loaded(name: str) -> click.Command:
    plain = name.replace("-", "_")
    module, attribute = _PLACES.get(name, f"{plain}:{plain}").split(":")
    found: click.Command = getattr(
        import_module(f"talent_powerpro.cli.commands.{module}"), attribute
    )
    return with_whole_words(found)
