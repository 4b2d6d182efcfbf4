"""HTTP library of the adapter's tests: httpx by default.

``nox -s httpx2`` runs them all with the maintained fork; it sets the variable below.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

VARIABLE = "TALENTLMS_TESTS_HTTP_LIBRARY"

if TYPE_CHECKING:
    import httpx
else:
    httpx = import_module(os.environ.get(VARIABLE, "httpx"))

__all__ = ["VARIABLE", "httpx"]
