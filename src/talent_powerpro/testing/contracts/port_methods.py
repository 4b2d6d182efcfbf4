"""Check that a repository has all methods of a port, by name as the agent looks them up.

Not by `isinstance` on the protocol: behind a `__getattr__` proxy it is true on Python 3.11 and
false from 3.12 on.
"""

from __future__ import annotations

import inspect


def missing_methods(repository: object, port: type) -> list[str]:
    """The names of the port's methods and properties that *repository* lacks."""
    names = [
        name
        for name, member in inspect.getmembers_static(port)
        if not name.startswith("_") and isinstance(member, property | type(missing_methods))
    ]
    return [name for name in names if getattr(repository, name, None) is None]
