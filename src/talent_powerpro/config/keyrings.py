"""The system's keyring as a source of secrets, used only if the settings say so."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from talent_powerpro.errors import SettingsFault

_INSTALL = 'Install it with: pip install "talent-powerpro[keyring]"'
_OTHERWISE = "use the environment or a file"


def from_keyring(service: str, user: str) -> str | None:
    """The secret that the keyring has for *user* of *service*; ``None`` if it has none.

    Raises `SettingsFault` if there is no keyring. The keyring's own messages are never shown,
    because they may contain a secret.
    """
    try:
        import keyring
        from keyring.errors import KeyringError, NoKeyringError
    except ImportError:
        raise SettingsFault(
            f"the package keyring is not installed. {_INSTALL}, or {_OTHERWISE}."
        ) from None
    try:
        with nobody_asked():
            return keyring.get_password(service, user)
    except NoKeyringError:
        raise SettingsFault(
            "the package keyring is installed, but this machine has no keyring. "
            f"{_OTHERWISE.capitalize()}."
        ) from None
    except (KeyringError, EOFError) as error:
        raise SettingsFault(
            f"the keyring does not answer ({type(error).__name__}). Unlock it, or {_OTHERWISE}."
        ) from None


@contextmanager
def nobody_asked() -> Iterator[None]:
    """An empty standard input during the block, unless it is a terminal.

    Some keyrings ask for their own password. Under a scheduler they would wait for ever; so they
    raise `EOFError`.
    """
    given = sys.stdin
    if given is not None and given.isatty():
        yield
        return
    sys.stdin = StringIO()
    try:
        yield
    finally:
        sys.stdin = given
