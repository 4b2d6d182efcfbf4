"""Runs a worker in this process, until a signal."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable

from talent_powerpro.config.monitoring import MONITOR
from talent_powerpro.config.secrets import KEY, PASSWORD, STORE_PASSWORD, open_to_others
from talent_powerpro.errors import SettingsFault
from talent_powerpro.fleet.database import FleetDatabase
from talent_powerpro.fleet.procrastinate import (
    ProcrastinateDispatcher,
    engine_schema,
    engine_version,
)
from talent_powerpro.fleet.recording import Recorder
from talent_powerpro.fleet.registry import Registry, settings_files
from talent_powerpro.fleet.settings import PASSWORD as DATABASE_PASSWORD
from talent_powerpro.fleet.settings import FleetSettings
from talent_powerpro.fleet.tables import make_tables
from talent_powerpro.fleet.worker import Worker, worker_name


def work(settings: FleetSettings, notify: Callable[[str], None]) -> None:
    """Work until a signal comes. *notify* gets messages for the person at the terminal.

    Raises `SettingsFault` for a folder that cannot be read, and for secrets of one RTO in the
    environment, and `FleetUnusable` where the database does not answer at the start.
    """
    refuse_shared_secrets()
    notify(open_to_others(DATABASE_PASSWORD, settings.section.password_file, settings.folder))
    for _ in settings_files(settings.rtos):
        break
    # Named because of Windows, where psycopg cannot use the event loop that Python has for it.
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(_main(settings, notify))


def refuse_shared_secrets() -> None:
    """Raise `SettingsFault` for secrets in the environment, which would count for every RTO."""
    faults = [
        f"{each.variable} is set, and would count for every RTO of the fleet. Unset it, and name "
        f"a file with [{each.section}] {each.setting} in each RTO's settings."
        for each in (KEY, PASSWORD, STORE_PASSWORD, MONITOR)
        if os.environ.get(each.variable)
    ]
    if faults:
        raise SettingsFault(faults)


async def _main(settings: FleetSettings, notify: Callable[[str], None]) -> None:
    with FleetDatabase(settings) as database:
        database.do(lambda connection: make_tables(connection, engine_schema(), engine_version()))
        async with ProcrastinateDispatcher(settings) as dispatcher:
            recorder = Recorder(database, worker_name())
            worker = Worker(settings.section, dispatcher, recorder, Registry(settings.rtos))
            end_on_signals(worker.stop, notify)
            await worker.main()


def end_on_signals(stop: Callable[[], None], notify: Callable[[str], None]) -> None:
    """Call *stop* in the event loop at the first signal. The second ends the process at once."""
    loop, signalled = asyncio.get_running_loop(), False

    def handle(*_: object) -> None:
        nonlocal signalled
        if signalled:
            # Threads cannot be interrupted. Nothing is lost: the next run repeats what is open.
            os._exit(130)
        signalled = True
        loop.call_soon_threadsafe(stop)
        notify("Finishing the current records. Press Ctrl+C again to stop now.")

    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), handle)
