"""Ready texts that run the agent on a schedule: a crontab, systemd units, a Windows task."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import PurePath
from xml.sax.saxutils import escape

from attrs import frozen

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import printable

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600


class Scheduler(StrEnum):
    """A program that starts other programs at certain times."""

    CRON = "cron"
    SYSTEMD = "systemd"
    TASK_SCHEDULER = "task-scheduler"


@frozen(kw_only=True)
class ScheduledRun:
    """A command to repeat, and as whom. All paths are absolute."""

    rto: str
    program: tuple[str, ...]
    """The program, then the arguments that come before ``run``."""
    settings: PurePath
    log: PurePath
    """The file that output and messages are added to."""
    user: str
    """The user name on this machine; blank where it is not known."""
    every: int
    """Seconds from one run to the next."""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The whole command, without its log."""
        return (*self.program, "run", "--settings", str(self.settings))


@frozen
class ScheduleFile:
    """One text for a scheduler. Nothing is installed: a person puts it in its place."""

    name: str
    """The file's usual place, or its name where it has no usual place."""
    text: str
    next_step: str
    """The instruction that installs it."""


def schedule_files(scheduler: Scheduler, run: ScheduledRun) -> tuple[ScheduleFile, ...]:
    """The texts that make *scheduler* repeat *run*.

    Raises `SettingsFault` for an interval or a path that the scheduler has no way to write.
    """
    program = (("program", part) for part in run.program)
    for name, path in (("settings file", run.settings), ("log", run.log), *program):
        _refuse(str(path), _UNWRITABLE.get(scheduler, "\n\r\0"), f"the {name}")
    return _TEXTS[scheduler](run)


# cmd.exe replaces variables such as %PATH% between quotes too.
_UNWRITABLE = {Scheduler.TASK_SCHEDULER: '\n\r\0"%'}


def _refuse(path: str, letters: str, name: str) -> None:
    found = sorted(set(path) & set(letters))
    if found:
        raise SettingsFault(
            f"{path!r}: {name} has {', '.join(map(repr, found))} in its path, which this "
            "scheduler cannot take. Move it to another folder."
        )


def _crontab(run: ScheduledRun) -> tuple[ScheduleFile, ...]:
    # cron ends the command at a % that has no backslash.
    command = shlex.join(run.arguments).replace("%", r"\%")
    log = shlex.quote(str(run.log)).replace("%", r"\%")
    user = f" of the user {run.user}" if run.user else ""
    text = (
        f"# talent-powerpro for {_one_line(run.rto)}: a line for the crontab{user}.\n"
        "# cron does not know your shell's variables: keep the secrets in their files.\n"
        # The log has names and addresses of students, so nobody else may read it.
        f"{_cron_times(run.every)} umask 077; {command} >> {log} 2>&1\n"
    )
    who = f" as the user {run.user}" if run.user else ""
    return (ScheduleFile("crontab", text, f"Add the line{who} with `crontab -e`."),)


def _cron_times(seconds: int) -> str:
    """The five fields of a crontab line. cron starts anew at each hour and each day."""
    if seconds == DAY:
        return "0 6 * * *"
    if seconds % HOUR == 0 and DAY % seconds == 0:
        return f"0 {_every(seconds // HOUR)} * * *"
    if seconds % MINUTE == 0 and HOUR % seconds == 0:
        return f"{_every(seconds // MINUTE)} * * * *"
    raise SettingsFault(
        f"--every {_interval(seconds)}: cron repeats at equal intervals only where they divide an "
        "hour or a day, such as 5m, 10m, 15m, 30m, 1h, 6h or 24h. Choose one of these."
    )


def _every(number: int) -> str:
    return "*" if number == 1 else f"*/{number}"


# --- systemd ---------------------------------------------------------------------------


def _units(run: ScheduledRun) -> tuple[ScheduleFile, ...]:
    name = f"talent-powerpro-{_slug(run.rto)}"
    place = "/etc/systemd/system"
    # `StandardOutput=append:` would create the log as root, for all to read. The shell of the
    # user creates it, under UMask.
    shell = ("/bin/sh", "-c", 'log="$1"; shift; exec "$@" >> "$log" 2>&1', "sh", str(run.log))
    command = " ".join(_unit_word(word) for word in (*shell, *run.arguments))
    user = f"User={_unit_text(run.user)}\n" if run.user else ""
    described = f"Description=talent-powerpro for {_unit_text(_one_line(run.rto))}\n"
    service = (
        f"[Unit]\n{described}Wants=network-online.target\nAfter=network-online.target\n\n"
        # 4: another run holds the lock. 6: stopped at the quota's reserve. The next run goes on.
        f"[Service]\nType=oneshot\n{user}UMask=0077\nSuccessExitStatus=4 6\nExecStart={command}\n"
    )
    timer = (
        f"[Unit]\n{described}\n"
        f"[Timer]\nOnBootSec=1min\nOnUnitActiveSec={run.every}s\nAccuracySec=1s\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )
    return (
        ScheduleFile(f"{place}/{name}.service", service, "Save it under this name."),
        ScheduleFile(
            f"{place}/{name}.timer",
            timer,
            "Save it under this name, then run `systemctl daemon-reload` and "
            f"`systemctl enable --now {name}.timer`.",
        ),
    )


def _unit_word(word: str) -> str:
    r"""One word of ``ExecStart``. ``%`` begins a specifier, ``$`` a variable, ``\`` an escape."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{_unit_text(escaped)}"'


def _unit_text(text: str) -> str:
    return text.replace("%", "%%")


def _slug(name: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", name.lower())) or "rto"


# --- Windows Task Scheduler ------------------------------------------------------------

_TASK = """\
<?xml version="1.0"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>talent-powerpro for {rto}</Description>
  </RegistrationInfo>
  <Triggers>
    <TimeTrigger>
      <Enabled>true</Enabled>
      <StartBoundary>2020-01-01T00:00:00</StartBoundary>
      <Repetition>
        <Interval>PT{minutes}M</Interval>
      </Repetition>
    </TimeTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
{user}      <LogonType>S4U</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>cmd.exe</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"""
"""Version 1.2, which Windows Vista and every later one reads.

Children of the trigger stand in the order of the schema's ``triggerBaseType``, which is a sequence.
"""


def _task(run: ScheduledRun) -> tuple[ScheduleFile, ...]:
    if run.every % MINUTE:
        raise SettingsFault(
            f"--every {_interval(run.every)}: Windows Task Scheduler repeats at whole minutes. "
            "Choose 1m or more."
        )
    command = " ".join(f'"{word}"' for word in run.arguments)
    # /s takes away the outer quotes alone, so each inner one stays.
    arguments = f'/d /s /c "{command} >> "{run.log}" 2>&1"'
    user = f"      <UserId>{escape(run.user)}</UserId>\n" if run.user else ""
    text = _TASK.format(
        rto=escape(_one_line(run.rto)),
        minutes=run.every // MINUTE,
        user=user,
        arguments=escape(arguments),
    )
    name = f"talent-powerpro-{_slug(run.rto)}"
    # Character references leave ASCII alone, so that any encoding of the file is right.
    ascii_text = text.encode("ascii", "xmlcharrefreplace").decode("ascii")
    step = f"Save it under this name, then run `schtasks /Create /TN {name} /XML {name}.xml`."
    return (ScheduleFile(f"{name}.xml", ascii_text, step),)


_TEXTS: Mapping[Scheduler, Callable[[ScheduledRun], tuple[ScheduleFile, ...]]] = {
    Scheduler.CRON: _crontab,
    Scheduler.SYSTEMD: _units,
    Scheduler.TASK_SCHEDULER: _task,
}


def _one_line(text: str) -> str:
    return printable(" ".join(text.split()))


def _interval(seconds: int) -> str:
    for unit, size in (("h", HOUR), ("m", MINUTE)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
