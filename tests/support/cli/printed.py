"""A page as it is printed in a pipe, whole, with its blank lines."""

from __future__ import annotations

import io
from collections.abc import Callable

from talent_powerpro.cli.screen import PipeScreen, Screen


def printed(show: Callable[[Screen], None]) -> str:
    """What *show* prints."""
    stream = io.StringIO()
    show(PipeScreen(stream))
    return stream.getvalue()
