"""Pages and JSON with the ids and times of the moment replaced, so that all of them is compared."""

from __future__ import annotations

import re

RUN_ID = re.compile(r"\b\d{8}T\d{6}-[0-9a-f]{6}\b")
MOMENT = re.compile(r"\b\d\d/\d\d/\d{4} \d\d:\d\d(:\d\d)?")


def without_the_moment(page: str) -> str:
    """The page with RUN for each id of a run, and NOW for each date with a time."""
    return MOMENT.sub("NOW", RUN_ID.sub("RUN", page))


def headed(page: str) -> str:
    """The same without the rules below headings: they are as long as what was replaced."""
    return re.sub(r"^-+\n", "", without_the_moment(page), flags=re.MULTILINE)
