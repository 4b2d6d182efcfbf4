"""The guide's own story: its times, its files and its learner."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import mutable

PERTH = ZoneInfo("Australia/Perth")

FIRST_RUN = datetime(2022, 6, 2, 14, 58, 56, tzinfo=PERTH)
"""The first time in the guide's log."""
LEARNT = datetime(2022, 6, 13, 10, 30, tzinfo=PERTH)
"""When the learner completes two units: their outcome date in the guide's pictures."""
SECOND_RUN = datetime(2022, 6, 14, 9, 0, tzinfo=PERTH)
THIRD_RUN = datetime(2022, 6, 14, 9, 10, tzinfo=PERTH)

ENROLMENT = "1001"
"""Joana Gomez's enrolment."""
TALENT_USER = "7"
TALENT_COURSE = "126"
UNITS = ("ICTWEB304", "ICTWEB305")


@mutable
class StoryClock:
    """A clock set to the story's times, which moves on by *step* each time it is called.

    Reading `now` does not move it. The simulator reads `now`, so it follows the agent's clock.
    """

    now: datetime
    step: timedelta = timedelta(milliseconds=150)

    def __call__(self) -> datetime:
        """Move on by *step* and return the time."""
        self.now += self.step
        return self.now


def guide_files() -> Path:
    """The folder with the guide's RTO as import files.

    A wheel has a copy of it inside the package. A source tree has it as ``examples``.
    """
    packaged = Path(__file__).parent / "guide"
    return packaged if packaged.is_dir() else Path(__file__).parents[4] / "examples"
