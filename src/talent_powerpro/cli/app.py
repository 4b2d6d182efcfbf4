"""The group of all subcommands, with one exit code and sentence for each kind of fault."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from talent_powerpro.cli.commands.clear_export import clear_export_command
from talent_powerpro.cli.commands.contact_log import contact_log
from talent_powerpro.cli.commands.demo import demo
from talent_powerpro.cli.commands.export import export_command
from talent_powerpro.cli.commands.holds import holds
from talent_powerpro.cli.commands.import_folder import import_command
from talent_powerpro.cli.commands.init import init
from talent_powerpro.cli.commands.migrate import migrate
from talent_powerpro.cli.commands.plan import plan
from talent_powerpro.cli.commands.plugins import plugins
from talent_powerpro.cli.commands.portal import portal
from talent_powerpro.cli.commands.purge import purge
from talent_powerpro.cli.commands.release import release
from talent_powerpro.cli.commands.run import run
from talent_powerpro.cli.commands.sandbox import sandbox
from talent_powerpro.cli.commands.set_export import set_export_command
from talent_powerpro.cli.commands.sync_log import sync_log
from talent_powerpro.cli.commands.tab import tab
from talent_powerpro.cli.exits import Exit, of_fault
from talent_powerpro.cli.screen import tell_faults, warn
from talent_powerpro.errors import RunFault

DEBUG = "TALENT_POWERPRO_DEBUG"
"""The variable of the environment that has internal errors shown with their traceback."""


class App(click.Group):
    """A group whose commands return exit codes and raise this package's faults."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with logged_errors_shown():
                code = super().invoke(ctx)
            sys.stdout.flush()  # A reader that has gone is noticed here, not at the very end.
            ctx.exit(code)
        except RunFault as fault:
            tell_faults(fault)
            ctx.exit(of_fault(fault))
        except BrokenPipeError:
            # Nobody reads the output any more. Without this, Python complains again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(Exit.INTERRUPTED)
        except KeyboardInterrupt:
            warn("Interrupted. Run again: nothing is lost.")
            ctx.exit(Exit.INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as fault:
            report_internal_error(fault)
            ctx.exit(Exit.INTERNAL_ERROR)


@contextmanager
def logged_errors_shown() -> Iterator[None]:
    """For as long as the block lasts, show internal errors that a run logged, where `DEBUG` is
    set: they did not end the run, so nothing else shows them."""
    handler = LoggedErrors(logging.ERROR)
    core = logging.getLogger("talent_powerpro")
    if os.environ.get(DEBUG):
        core.addHandler(handler)
    try:
        yield
    finally:
        core.removeHandler(handler)


class LoggedErrors(logging.Handler):
    """Writes the tracebacks of logged errors to standard error."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1]:
            warn("".join(traceback.format_exception(record.exc_info[1])))


def report_internal_error(fault: Exception) -> None:
    """Write one sentence to standard error and, where `DEBUG` is set, the traceback: source
    lines and the exception's text, but no variables."""
    warn(
        f"talent-powerpro has a fault of its own ({type(fault).__name__}). Nothing is lost. "
        f"Please report it, with what is shown when {DEBUG}=1 is set in the environment."
    )
    if os.environ.get(DEBUG):
        for line in "".join(traceback.format_exception(fault)).split("\n"):
            warn(line)


@click.group(cls=App, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="talent-powerpro", message="%(prog)s %(version)s")
def app() -> None:
    """The integration agent between PowerPro and TalentLMS.

    Enrolments go out, results come back. Start with `talent-powerpro demo`, which needs
    nothing, or with `talent-powerpro init`.
    """


for command in (
    demo,
    init,
    import_command,
    export_command,
    set_export_command,
    clear_export_command,
    plan,
    run,
    holds,
    release,
    portal,
    tab,
    contact_log,
    sync_log,
    purge,
    migrate,
    plugins,
    sandbox,
):
    app.add_command(command)
