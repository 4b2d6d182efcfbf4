"""Support bundles of worlds with a trouble, and the search of a bundle for names."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from support.cli.rto import SECRETS, Rto
from talent_powerpro.cli.bundle.making import make_bundle
from talent_powerpro.services.aliases import plain

NOW = datetime(2022, 6, 2, 7, tzinfo=UTC)


@frozen
class Read:
    """A bundle as its reader sees it."""

    files: Mapping[str, bytes]

    def __getitem__(self, name: str) -> Any:
        text = self.files[name].decode()
        return json.loads(text) if name.endswith(".json") else text

    @property
    def not_made(self) -> dict[str, str]:
        """Why parts are missing, by name."""
        missing = self["manifest.json"]["not_made"]
        return {each["name"]: f"{each['reason']} {each['remedy']}" for each in missing}


def bundle(
    world: Rto, *, offline: bool = True, now: datetime = NOW, env: Mapping[str, str] = SECRETS
) -> Read:
    """The bundle of a world, made without the command."""
    return Read(make_bundle(world.settings_file, env, now, offline=offline).files)


def words_found(files: Mapping[str, bytes], names: Iterable[str]) -> list[str]:
    """Which of *names* stand in which file as words, in any case and with or without accents."""
    found = []
    for name, content in files.items():
        texts = {content.decode(), plain(content.decode())}
        folded = "\n".join(map(_folded, texts))
        words = set(re.findall(r"[^\W_]+", folded))
        found += [f"{name}: {each}" for each in names if _is_in(_folded(each), folded, words)]
    return found


def _is_in(name: str, text: str, words: set[str]) -> bool:
    # A whole word: "len" is in "length" too. What is no single word is looked for as it is.
    return name in words if re.fullmatch(r"[^\W_]+", name) else name in text


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))
