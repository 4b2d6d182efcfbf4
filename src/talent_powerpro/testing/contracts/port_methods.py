"""A port's methods, looked for as the agent looks for them: by name.

`isinstance` on a runtime protocol sees through a `__getattr__` proxy on Python 3.11 alone.
"""

from __future__ import annotations

import inspect


def missing_methods(repository: object, port: type) -> list[str]:
    """The methods and properties of *port* that *repository* does not have."""
    names = [
        name
        for name, member in inspect.getmembers_static(port)
        if not name.startswith("_") and isinstance(member, property | type(missing_methods))
    ]
    return [name for name in names if getattr(repository, name, None) is None]
