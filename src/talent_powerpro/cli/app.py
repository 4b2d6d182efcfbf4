"""The command group: registers the subcommands and turns faults into messages and exit codes."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import StringIO, UnsupportedOperation
from typing import Any

import click

from talent_powerpro.cli.exits import Exit, of_fault
from talent_powerpro.cli.help_text import HelpContext
from talent_powerpro.cli.json_errors import JSON, show_error, wants_json
from talent_powerpro.cli.lazy_commands import SENTENCES, LazyCommands
from talent_powerpro.cli.output import about_the_disk
from talent_powerpro.cli.screen import columns, is_terminal, show_faults, warn
from talent_powerpro.errors import RecordFault, RunFault
from talent_powerpro.plain_files import full_disk

DEBUG = "TALENT_POWERPRO_DEBUG"
"""Environment variable that makes internal errors print their traceback."""


UNWRAPPED = 10_000
"""Width of help in a pipe. Else click wraps it, and cuts the list of commands, at 80 or less."""

WIDEST = 80
"""The most columns of help on a terminal."""


class App(click.Group):
    """A group whose commands return exit codes and raise this package's faults."""

    context_class = HelpContext

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # Click's own loads every command for the first sentence of its help.
        with formatter.section("Commands"):
            formatter.write_dl([(each, SENTENCES[each]) for each in self.list_commands(ctx)])

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        wide = min(columns(sys.stdout), WIDEST) if is_terminal() else UNWRAPPED
        extra["terminal_width"] = wide
        as_json = wants_json(args)  # Parsing takes the words off the list.
        try:
            context = super().make_context(info_name, args, parent, **extra)
        except click.ClickException as fault:
            show_usage(fault)
            raise click.exceptions.Exit(fault.exit_code) from fault
        context.meta[JSON] = as_json
        return context

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with logged_errors_shown():
                # A command that forgot its code would end with 0, as if all were well.
                code = Exit(super().invoke(ctx))
            sys.stdout.flush()  # Raises BrokenPipeError here, where it is handled.
            ctx.exit(code)
        except (RunFault, RecordFault) as fault:
            ctx.exit(show_fault(fault, as_json=ctx.meta[JSON]))
        except (BrokenPipeError, KeyboardInterrupt, click.Abort) as end:
            show_interruption(end)
            ctx.exit(Exit.INTERRUPTED)
        except click.exceptions.Exit:
            raise
        except click.ClickException as fault:
            if ctx.meta[JSON]:
                show_error(fault, fault.exit_code)
            else:
                show_usage(fault)
            ctx.exit(fault.exit_code)
        except Exception as fault:
            ctx.exit(show_unexpected(fault, as_json=ctx.meta[JSON]))


def show_interruption(end: BaseException) -> None:
    """Say that a person ended the command; nothing where the reader of its output has gone."""
    if isinstance(end, BrokenPipeError):
        end_output()
    elif isinstance(end, click.Abort):  # Ctrl+C or Ctrl+D at a question, whose line is open.
        sys.stderr.write("\n")
        warn("Interrupted. Nothing was changed.")
    else:
        warn("Interrupted. Nothing is lost. Run the command again to continue.")


def show_usage(fault: click.ClickException) -> None:
    """Print a fault of usage. It begins as all others do, and not with click's ``Error:``."""
    text = StringIO()
    fault.show(text)
    message = fault.format_message()
    usage, _, _ = text.getvalue().partition(f"Error: {message}")
    click.echo(usage, nl=False, err=True)
    warn(f"error: {message}")


def show_fault(fault: RunFault | RecordFault, *, as_json: bool = False) -> Exit:
    """Print a fault of this package and return its exit code."""
    if full := full_disk(fault):
        warn(fault.message)
        say_full(full)
        return Exit.UNUSABLE
    if as_json:
        code = of_fault(fault) if isinstance(fault, RunFault) else Exit.ATTENTION
        show_error(fault, code)
        return code
    if isinstance(fault, RunFault):
        show_faults(fault)
        return of_fault(fault)
    # A row that the command needs cannot be read.
    warn(f"error: {fault.message}")
    warn(fault.remedy)
    return Exit.ATTENTION


def show_unexpected(fault: Exception, *, as_json: bool = False) -> Exit:
    """Print any other exception and return its exit code."""
    if full := full_disk(fault):
        end_output()
        say_full(full)
        return Exit.UNUSABLE
    if told := about_the_disk(fault):
        end_output()
        warn(told)
        return Exit.UNUSABLE
    report_internal_error(fault, as_json=as_json)
    return Exit.INTERNAL_ERROR


def say_full(error: OSError) -> None:
    """Print that the disk is full, and what to do."""
    warn(f"The disk is full ({error.strerror}). Free space, then run the command again.")


def end_output() -> None:
    """Discard what could not be written. Else Python's own flush at exit fails again."""
    with suppress(UnsupportedOperation):  # A stream in memory has no file.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def logged_errors_shown() -> Iterator[None]:
    """Print the tracebacks of logged internal errors during the block, if `DEBUG` is set.

    These errors did not end the run, so nothing else prints them.
    """
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


def report_internal_error(fault: Exception, *, as_json: bool = False) -> None:
    """Write a message to standard error or as JSON and, if `DEBUG` is set, the traceback.

    The traceback has source lines and the exception's text, but no values of variables.
    """
    message = f"Internal error ({type(fault).__name__}). Nothing is lost."
    remedy = (
        f"To report it, set {DEBUG}=1 in the environment, run the command again and send us what "
        "it prints."
    )
    if as_json:
        show_error(fault, Exit.INTERNAL_ERROR, message, remedy)
    else:
        warn(f"{message} {remedy}")
    if os.environ.get(DEBUG):
        for line in "".join(traceback.format_exception(fault)).split("\n"):
            warn(line)


@click.group(
    cls=App, commands=LazyCommands(), context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="talent-powerpro", message="%(prog)s %(version)s")
def app() -> None:
    """Integration agent between PowerPro and TalentLMS.

    The agent sends PowerPro enrolments to TalentLMS and brings unit results back. To see it
    work, run `talent-powerpro demo`; it needs no account. To set up your RTO, run
    `talent-powerpro init`.
    """
