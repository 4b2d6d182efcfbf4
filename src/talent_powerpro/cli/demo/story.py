"""The guide's own story: its clock, its files, its learner."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import mutable

PERTH = ZoneInfo("Australia/Perth")

FIRST_RUN = datetime(2022, 6, 2, 14, 58, 56, tzinfo=PERTH)
"""When the guide's own log begins."""
LEARNT = datetime(2022, 6, 13, 10, 30, tzinfo=PERTH)
"""When the learner finishes two units: their outcome date in the guide's pictures."""
SECOND_RUN = datetime(2022, 6, 14, 9, 0, tzinfo=PERTH)
THIRD_RUN = datetime(2022, 6, 14, 9, 10, tzinfo=PERTH)

ENROLMENT = "1001"
"""Joana Gomez's."""
TALENT_USER = "7"
TALENT_COURSE = "126"
UNITS = ("ICTWEB304", "ICTWEB305")


@mutable
class StoryClock:
    """A clock that stands where the story is, and moves on a little each time it is read.

    Read through `now` it does not move: the portal's clock follows the agent's.
    """

    now: datetime
    step: timedelta = timedelta(milliseconds=150)

    def __call__(self) -> datetime:
        """The time, which then moves on."""
        self.now += self.step
        return self.now


def guide_files() -> Path:
    """The folder with the guide's RTO as import files: in the package where it is installed
    from a wheel, else in the source tree's ``examples``, of which the wheel's is a copy."""
    packaged = Path(__file__).parent / "guide"
    return packaged if packaged.is_dir() else Path(__file__).parents[4] / "examples"
