"""The demo: plays the guide's story with the commands' own code, over real HTTP."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from attrs import mutable

from talent_powerpro.cli.commands.import_folder import import_folder
from talent_powerpro.cli.commands.init import show_parts
from talent_powerpro.cli.commands.run import run_once
from talent_powerpro.cli.demo.story import (
    ENROLMENT,
    FIRST_RUN,
    LEARNT,
    SECOND_RUN,
    TALENT_COURSE,
    TALENT_USER,
    THIRD_RUN,
    UNITS,
    StoryClock,
    guide_files,
)
from talent_powerpro.cli.exits import Exit, of_report
from talent_powerpro.cli.pages.enrolment import show_contact_log, show_tab
from talent_powerpro.cli.pages.imported import show_import
from talent_powerpro.cli.pages.run import show_run
from talent_powerpro.cli.screen import Screen
from talent_powerpro.config.bootstrap import Connected, open_to_write
from talent_powerpro.config.new_folder import KEY_FILE, PASSWORD_FILE, Answers, fill
from talent_powerpro.config.settings import SETTINGS_FILE
from talent_powerpro.model import Enrolment
from talent_powerpro.sandbox import Sandbox, guide_portal, serve
from talent_powerpro.services.finding import find_enrolment
from talent_powerpro.views.sync_log import shown
from talent_powerpro.views.tab import talent_tab


@mutable
class Story:
    """State that the chapters of the demo share."""

    screen: Screen
    opened: Connected
    clock: StoryClock
    portal: Sandbox
    log_lines_shown: int = 0

    def run(self, title: str, at: datetime) -> Exit:
        """Run the agent at that time, and print the report and the new lines of the sync log."""
        self.clock.now = at
        self.screen.title(title)
        report, interrupted = run_once(
            self.opened, lambda report: show_run(self.screen, report), clock=self.clock
        )
        self.screen.heading("E-Learning Sync Log")
        with self.opened.store() as store:
            lines = store.sync_log.lines()
        for line in lines[self.log_lines_shown :]:
            self.screen.tabbed(shown(line, self.opened.settings.rto.timezone).split("\t", 2))
        self.log_lines_shown = len(lines)
        return of_report(report, interrupted=interrupted)

    def show_contact_logs(self) -> None:
        with self.opened.store() as store:
            logs = store.contact_logs()
        for enrolment_id, log in logs:
            show_contact_log(self.screen, enrolment_id, log, self.opened.settings.rto.timezone)

    def show_client(self) -> None:
        """Print the fields of the guide's "PowerPro Client Second ID"."""
        client = self._enrolment().client
        self.screen.heading("Client")
        self.screen.fields(
            (
                ("Code/ID", client.code),
                ("Surname", client.surname),
                ("Given names", client.given_names),
                ("Preferred name", client.preferred_name),
                ("Secondary ID", client.secondary_id),
                ("Email", client.email),
            )
        )

    def show_tab(self) -> None:
        show_tab(self.screen, talent_tab(self._enrolment(), self.opened.settings.rto.timezone))

    def _enrolment(self) -> Enrolment:
        with self.opened.store() as store:
            return find_enrolment(ENROLMENT, store)


def demonstrate(screen: Screen, folder: Path) -> Exit:
    """Play the story in an empty *folder*. Ends at the first run that fails, with its code."""
    clock = StoryClock(FIRST_RUN)
    portal = Sandbox(guide_portal(), clock=lambda: clock.now)
    with serve(portal) as url:
        screen.title("The guide's own RTO, and a local TalentLMS simulator")
        screen.line(f"The simulator is at {url}. The RTO's folder is {folder}")
        story = Story(screen, prepared(screen, folder, url), clock, portal)
        codes = (chapter(story) for chapter in (provisioning, results, nothing_left))
        return next((code for code in codes if code is not Exit.DONE), Exit.DONE)


def prepared(screen: Screen, folder: Path, url: str) -> Connected:
    """Set up the RTO as a person does: `init`, the secrets, `import`."""
    for file in guide_files().glob("*.csv"):
        shutil.copyfile(file, folder / file.name)
    show_parts(screen, fill(folder, Answers(url=url)))
    # Random, and useless elsewhere: the simulator takes any key and stops with the demo.
    secrets = {KEY_FILE: token_hex(15), PASSWORD_FILE: f"Aa1{token_hex(9)}"}
    for name, secret in secrets.items():
        (folder / name).write_text(secret, encoding="utf-8")  # `fill` made it private
    # Without the environment, so that a person's own key never goes to the simulator.
    opened = open_to_write(folder / SETTINGS_FILE, environ={})
    screen.heading("Import")
    show_import(screen, import_folder(opened, folder))
    return opened


def provisioning(story: Story) -> Exit:
    code = story.run("First run: one enrolment is due", FIRST_RUN)
    story.show_contact_logs()
    story.show_client()
    story.show_tab()
    return code


def results(story: Story) -> Exit:
    for unit in UNITS:
        story.portal.complete(TALENT_USER, TALENT_COURSE, unit, at=LEARNT)
    title = f"Second run: {' and '.join(UNITS)} were completed on {LEARNT:%d/%m/%Y}"
    code = story.run(title, SECOND_RUN)
    story.show_tab()
    return code


def nothing_left(story: Story) -> Exit:
    return story.run("Third run: nothing is left to do", THIRD_RUN)
