"""The system's keyring as a source of secrets, used only if the settings say so."""

from __future__ import annotations

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
        return keyring.get_password(service, user)
    except NoKeyringError:
        raise SettingsFault(
            "the package keyring is installed, but this machine has no keyring. "
            f"{_OTHERWISE.capitalize()}."
        ) from None
    except KeyringError as error:
        raise SettingsFault(
            f"the keyring does not answer ({type(error).__name__}). Unlock it, or {_OTHERWISE}."
        ) from None
