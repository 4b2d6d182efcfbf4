"""Schedules: each text is checked by the program that reads it, or by its schema."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path, PurePath, PureWindowsPath
from xml.etree import ElementTree as Xml

import pytest
from attrs import evolve

from support.patience import PATIENCE
from talent_powerpro.errors import SettingsFault
from talent_powerpro.services.schedules import (
    ScheduledRun,
    ScheduleFile,
    Scheduler,
    schedule_files,
)

AWKWARD = '100% of $HOME\'s "RTO X" \\ é'
"""A folder's name with letters that cron, the shell and systemd each read in their own way."""

RUN = ScheduledRun(
    rto="Perth & Sons\n100% <Training>",
    program=("/usr/local/bin/talent-powerpro",),
    settings=PurePath("/srv/rto/talent-powerpro.toml"),
    log=PurePath("/srv/rto/talent-powerpro.log"),
    user="agent",
    every=600,
)
WINDOWS = evolve(
    RUN,
    program=("C:\\Program Files\\agent\\talent-powerpro.exe",),
    settings=PureWindowsPath("C:\\RTO & Söhne\\talent-powerpro.toml"),
    log=PureWindowsPath("C:\\RTO & Söhne\\X.log"),
)


@pytest.fixture
def awkward(tmp_path: Path) -> ScheduledRun:
    """A program that prints its arguments, in a folder with an awkward name."""
    folder = tmp_path / AWKWARD
    folder.mkdir()
    program = folder / "prints its arguments.py"
    program.write_text("import sys; print(sys.argv[1:])", encoding="utf-8")
    return evolve(
        RUN,
        program=(sys.executable, str(program)),
        settings=folder / "talent-powerpro.toml",
        log=folder / "the log",
    )


def only(scheduler: Scheduler, run: ScheduledRun) -> ScheduleFile:
    (file,) = schedule_files(scheduler, run)
    return file


def logged(run: ScheduledRun) -> str:
    return Path(run.log).read_text(encoding="utf-8")


# --- cron ------------------------------------------------------------------------------


def cron_line(run: ScheduledRun) -> str:
    (line,) = (each for each in only(Scheduler.CRON, run).text.splitlines() if each[0] != "#")
    return line


def as_cron_runs_it(line: str) -> str:
    """The command of a line. cron ends it at the first ``%`` that has no backslash before it."""
    command = line.split(maxsplit=5)[5]
    assert "%" not in command.replace(r"\%", "")
    return command.replace(r"\%", "%")


def test_the_cron_line_runs_in_sh_and_adds_to_a_log_of_the_owner_alone(
    awkward: ScheduledRun,
) -> None:
    command = as_cron_runs_it(cron_line(awkward))
    for _ in range(2):
        subprocess.run(["/bin/sh", "-c", command], check=True, cwd="/", timeout=PATIENCE)
    assert logged(awkward) == f"{['run', '--settings', str(awkward.settings)]}\n" * 2
    assert Path(awkward.log).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("seconds", "times"),
    [
        (60, "* * * * *"),
        (600, "*/10 * * * *"),
        (3600, "0 * * * *"),
        (6 * 3600, "0 */6 * * *"),
        (24 * 3600, "0 6 * * *"),
    ],
)
def test_cron_repeats_at_equal_intervals(seconds: int, times: str) -> None:
    assert cron_line(evolve(RUN, every=seconds)).startswith(f"{times} umask")


@pytest.mark.parametrize(("seconds", "text"), [(30, "30s"), (420, "7m"), (5 * 3600, "5h")])
def test_an_interval_that_cron_cannot_repeat_is_refused(seconds: int, text: str) -> None:
    with pytest.raises(SettingsFault, match=f"--every {text}: .* Choose one of these"):
        schedule_files(Scheduler.CRON, evolve(RUN, every=seconds))


def test_the_crontab_names_the_user() -> None:
    file = only(Scheduler.CRON, RUN)
    assert "for the crontab of the user agent." in file.text
    assert file.next_step == "Add the line as the user agent with `crontab -e`."
    unknown = only(Scheduler.CRON, evolve(RUN, user=""))
    assert "for the crontab." in unknown.text
    assert unknown.next_step == "Add the line with `crontab -e`."


# --- systemd ---------------------------------------------------------------------------

SYSTEMD = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(
    SYSTEMD is None, reason="systemd-analyze is not installed: this system has no systemd"
)


@needs_systemd
@pytest.mark.parametrize("every", [30, 600, 24 * 3600])
def test_systemd_accepts_the_units(awkward: ScheduledRun, tmp_path: Path, every: int) -> None:
    units = schedule_files(Scheduler.SYSTEMD, evolve(awkward, every=every, user="root"))
    files = [tmp_path / PurePath(each.name).name for each in units]
    for unit, file in zip(units, files, strict=True):
        file.write_text(unit.text, encoding="utf-8")
    verified = subprocess.run(
        [str(SYSTEMD), "verify", "--man=no", *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    said = [line for line in verified.stderr.splitlines() if "talent-powerpro" in line]
    assert (verified.returncode, said) == (0, [])


def unescaped(text: str) -> list[str]:
    """The words of ``ExecStart`` as systemd reads them: quotes, escapes, ``%%`` and ``$$``."""
    words = []
    for part in text.split('" "'):
        word = part.strip('"') if part in (text, part.strip('"')) else part.replace('"', "", 1)
        word = word.replace("\\\\", "\0").replace('\\"', '"').replace("\0", "\\")
        words.append(word.replace("%%", "%").replace("$$", "$"))
    return words


def test_the_command_of_the_service_runs_in_sh_and_adds_to_the_log(awkward: ScheduledRun) -> None:
    service = schedule_files(Scheduler.SYSTEMD, awkward)[0].text
    (line,) = (each for each in service.splitlines() if each.startswith("ExecStart="))
    assert '100%% of $$HOME\'s \\"RTO X\\" \\\\ é' in line
    words = unescaped(line.removeprefix("ExecStart=")[1:-1])
    subprocess.run(words, check=True, cwd="/", timeout=PATIENCE)
    assert logged(awkward) == f"{['run', '--settings', str(awkward.settings)]}\n"


def test_the_units_name_the_user_and_hide_the_log() -> None:
    service, timer = schedule_files(Scheduler.SYSTEMD, RUN)
    assert service.name == "/etc/systemd/system/talent-powerpro-perth-sons-100-training.service"
    assert "\nUser=agent\nUMask=0077\nSuccessExitStatus=4 6\n" in service.text
    assert "Description=talent-powerpro for Perth & Sons 100%% <Training>\n" in service.text
    assert "\nOnUnitActiveSec=600s\n" in timer.text
    assert "systemctl enable --now talent-powerpro-perth-sons-100-training.timer" in timer.next_step
    nameless = schedule_files(Scheduler.SYSTEMD, evolve(RUN, user="", rto="日本"))[0]
    assert "User=" not in nameless.text
    assert nameless.name.endswith("talent-powerpro-rto.service")


# --- Windows Task Scheduler ------------------------------------------------------------

SEQUENCE = ["Enabled", "StartBoundary", "EndBoundary", "Repetition", "ExecutionTimeLimit"]
"""The children of ``triggerBaseType`` in the order of the Task Scheduler schema."""
ANY_ORDER = {
    "Task": {"RegistrationInfo", "Triggers", "Settings", "Data", "Principals", "Actions"},
    "RegistrationInfo": {"Description"},
    "Triggers": {"TimeTrigger"},
    "Repetition": {"Interval", "Duration", "StopAtDurationEnd"},
    "Principals": {"Principal"},
    "Principal": {"UserId", "LogonType", "GroupId", "DisplayName", "RunLevel"},
    "Settings": {
        "MultipleInstancesPolicy",
        "DisallowStartIfOnBatteries",
        "StopIfGoingOnBatteries",
        "StartWhenAvailable",
        "ExecutionTimeLimit",
    },
    "Actions": {"Exec"},
    "Exec": {"Command", "Arguments", "WorkingDirectory"},
}
"""Elements with ``xs:all`` or one choice: their children, each at most once."""
SPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def task(run: ScheduledRun) -> Xml.Element:
    return Xml.fromstring(only(Scheduler.TASK_SCHEDULER, run).text)  # our own text


def value(root: Xml.Element, name: str) -> str | None:
    return root.findtext(f".//{SPACE}{name}")


def test_the_task_has_only_elements_of_the_schema_in_its_order() -> None:
    for element in task(WINDOWS).iter():
        name = element.tag.removeprefix(SPACE)
        children = [child.tag.removeprefix(SPACE) for child in element]
        if name == "TimeTrigger":
            assert children == [each for each in SEQUENCE if each in children]
        else:
            assert set(children) <= ANY_ORDER.get(name, set()), name
            assert len(children) == len(set(children)), name


def test_the_task_repeats_the_command_as_the_user() -> None:
    root = task(WINDOWS)
    assert value(root, "Interval") == "PT10M"
    assert value(root, "UserId") == "agent"
    assert value(root, "Description") == "talent-powerpro for Perth & Sons 100% <Training>"
    assert value(root, "Arguments") == (
        '/d /s /c ""C:\\Program Files\\agent\\talent-powerpro.exe" "run" "--settings" '
        '"C:\\RTO & Söhne\\talent-powerpro.toml" >> "C:\\RTO & Söhne\\X.log" 2>&1"'
    )
    file, nobodys = (
        only(Scheduler.TASK_SCHEDULER, each) for each in (WINDOWS, evolve(WINDOWS, user=""))
    )
    assert nobodys.text == file.text.replace("      <UserId>agent</UserId>\n", "")
    name = "talent-powerpro-perth-sons-100-training"
    assert file.name == f"{name}.xml"
    assert file.next_step.endswith(f"run `schtasks /Create /TN {name} /XML {name}.xml`.")


def test_the_task_is_ascii_so_that_any_encoding_of_its_file_is_right() -> None:
    assert only(Scheduler.TASK_SCHEDULER, WINDOWS).text.isascii()


def test_windows_repeats_at_whole_minutes() -> None:
    with pytest.raises(SettingsFault, match=r"--every 90s: .* Choose 1m or more"):
        schedule_files(Scheduler.TASK_SCHEDULER, evolve(WINDOWS, every=90))


# --- all -------------------------------------------------------------------------------


@pytest.mark.parametrize("scheduler", Scheduler)
@pytest.mark.parametrize(
    ("broken", "named"),
    [
        (evolve(RUN, settings=PurePath("/srv/two\nlines")), "the settings file has"),
        (evolve(RUN, log=PurePath("/srv/two\nlines")), "the log has"),
    ],
    ids=["settings", "log"],
)
def test_a_path_that_no_text_can_hold_is_refused(
    scheduler: Scheduler, broken: ScheduledRun, named: str
) -> None:
    with pytest.raises(SettingsFault, match=f"{named}.* Move it to another folder"):
        schedule_files(scheduler, broken)


def test_schedulers_have_the_names_that_the_command_takes() -> None:
    assert [each.value for each in Scheduler] == ["cron", "systemd", "task-scheduler"]


def test_windows_has_no_way_to_write_a_percent_sign() -> None:
    broken = evolve(WINDOWS, program=('C:\\100%"\\talent-powerpro.exe',))
    with pytest.raises(SettingsFault, match="the program has '\"', '%' in its path"):
        schedule_files(Scheduler.TASK_SCHEDULER, broken)
