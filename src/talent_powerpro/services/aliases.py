"""Aliases in place of names, for a reader who may not see whom a text is about.

Two ways together. What is known, such as each client's name and e-mail, gets an alias that says
what it is: ``client-3``, ``client-3-email``. And of all other words only those of a vocabulary
stay; each other gets ``word-7``. So a name that nobody knew of is hidden as well. One `Aliases`
gives one thing the same alias in all texts.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from talent_powerpro.model.text import visible

# With whatever else is not ASCII, but for punctuation: `\w` leaves out the vowel signs of many
# scripts, and emoji.
_IN_WORD = "(?:[^\\W_]|[^\x00-\x7f\u00a0-\u00bf\u2010-\u206f\u2190-\u22ff\ufffd\ue000\ue001])+"
WORD = re.compile(_IN_WORD)
_WITHOUT = r"\s@<>\"'(),:;\[\]{}|=/\\"
# Each repetition has a limit: a long line of a log must not be read anew from each of its words.
_PIECE = re.compile(
    "(?P<folder>\ue000[0-9]+\ue001)"
    r"|(?P<moment>\b[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)"
    rf"|(?P<email>[^{_WITHOUT}]{{1,64}}@[^{_WITHOUT}]{{0,250}}[^\W_])"
    r"|(?P<host>(?<=://)\[?[^\s/?#\"'<>()\[\]]{1,300}\]?)"
    r"|(?P<address>\b(?!127\.)[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b)"
    r"|(?P<number>(?<!\w)\+?[0-9]{1,4}(?: [0-9]{2,4}){2,}\b)"
    r"|(?P<path>(?<![\w.:/\\>\])~-])(?:[A-Za-z]:)?(?:[\\/]{1,2}[^\s\\/:*?\"<>|'(),;\ue000]+){2,})"
    r"|(?P<domain>\b(?:[^\W_][\w-]{0,62}\.){1,8}(?i:com|net|org|edu|gov|au|nz|uk|io|local|lan|example)\b)"
    f"|(?P<word>{_IN_WORD})"
)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_PRIVATE = re.compile("[\ue000\ue001]")
_APART = 3
"""Characters between two words of one name, at the most: a comma and a blank, or ``%20``."""
_DIGITS = 4
"""Digits of a number that is no code: a year, a count, a status."""
_DECODINGS = 3
"""How often a text may be encoded in another: HTML in JSON in an address."""
_OURS = ("site-packages", "talent_powerpro")
"""Folders from which on a path is the same on every machine."""


class Aliases:
    """The aliases of one bundle. Only the words of *vocabulary* stay, in the case that it has."""

    def __init__(self, vocabulary: Container[str]) -> None:
        self._vocabulary = vocabulary
        self._known: dict[str, dict[tuple[str, ...], str]] = {}
        """Aliases by the words of what they stand for, by the first word."""
        self._folders: dict[str, str] = {}
        self._met: dict[tuple[str, str], str] = {}
        """Aliases of what was met in texts, by kind and text."""
        self.counts: Counter[str] = Counter()
        """How many aliases there are, by kind."""

    # --- what is known ----------------------------------------------------------------

    def new(self, kind: str) -> str:
        """The next alias of a kind."""
        self.counts[kind] += 1
        return f"{kind}-{self.counts[kind]}"

    def know(self, value: str, alias: str, *, shared: str = "") -> str:
        """Let *alias* stand for *value*, and return the alias that stands for it.

        One that has an alias keeps it; with *shared*, it gets a new one of that kind, as a surname
        of several. What is too short or too common to be found again gets none: it stays as it is
        in texts.
        """
        words = tuple(_words(plain(value)))
        if not words or _is_common(words):
            return alias
        found = self._known.setdefault(words[0], {})
        earlier = found.get(words, "")
        if not earlier or (shared and earlier != alias and not earlier.startswith(f"{shared}-")):
            found[words] = self.new(shared) if earlier else alias
        return found[words]

    def know_folder(self, folder: str, alias: str) -> None:
        """Let *alias* stand for an absolute folder, also for one with blanks."""
        if len(folder) > 1:
            self._folders.setdefault(plain(folder), alias)

    def keep(self, word: str) -> bool:
        """Whether a word stays as it is, where nothing is known of it."""
        if word.isdigit():
            return len(word) <= _DIGITS
        return word in self._vocabulary

    # --- texts and values -------------------------------------------------------------

    def text(self, text: str) -> str:
        """The text with aliases. What was encoded in it, as in an address, is decoded."""
        return "".join(self._pieces(self._without_folders(plain(text))))

    def value(self, value: Any) -> Any:
        """A JSON value with aliases in its texts, and in keys that are no words of ours."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self._key(str(key)): self.value(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(each) for each in value]
        return value

    def _key(self, key: str) -> str:
        parts = key.split("_")
        ours = key.islower() and all(each in self._vocabulary for each in parts)
        return key if ours else self.text(key)

    def _without_folders(self, text: str) -> str:
        for number, folder in enumerate(self._longest_first()):
            marked = f"\ue000{number}\ue001"
            text = re.sub(re.escape(folder), marked, text, flags=re.IGNORECASE)
        return text

    def _longest_first(self) -> list[str]:
        return sorted(self._folders, key=len, reverse=True)

    def _pieces(self, text: str) -> Iterator[str]:
        at = 0
        while found := _PIECE.search(text, at):
            yield text[at : found.start()]
            if known := self._known_at(text, found.start()):
                alias, at = known
            else:
                alias, at = self._alias_of(str(found.lastgroup), found[0]), found.end()
            yield alias
        yield text[at:]

    def _known_at(self, text: str, start: int) -> tuple[str, int] | None:
        """The alias of the longest known thing that begins here, and where that ends."""
        first = WORD.match(text, start)
        offered = self._known.get(first[0].casefold(), {}) if first else {}
        for words in sorted(offered, reverse=True):  # such as "joana gomez" before "joana"
            if end := _end_of(words, text, start):
                return offered[words], end
        return None

    def _alias_of(self, kind: str, piece: str) -> str:
        match kind:
            case "folder":
                return self._folders[self._longest_first()[int(piece[1:-1])]]
            case "moment":
                return piece
            case "path":
                return self._path(piece)
            case "word":
                return piece if self.keep(piece) else self._alias("word", piece)
            case "host" | "domain":
                here = piece.partition(":")[0] in ("localhost", "127.0.0.1")
                return piece if here else self._alias("host", piece)
            case _:
                return self._alias(kind, piece)

    def _alias(self, kind: str, piece: str) -> str:
        key = kind, piece.casefold()
        if key not in self._met:
            self._met[key] = self.new(kind)
        return self._met[key]

    def _path(self, path: str) -> str:
        parts = re.split(r"[\\/]+", path)
        for ours in _OURS:
            if ours in parts:
                return "/".join(self._inside(each) for each in parts[parts.index(ours) :])
        folder = self._alias("path", "/".join(parts[:-1]))
        return f"{folder}/{self._inside(parts[-1])}"

    def _inside(self, part: str) -> str:
        """A file's or folder's name, word by word."""
        return WORD.sub(
            lambda word: word[0] if self.keep(word[0]) else self._alias("word", word[0]), part
        )


def plain(text: str) -> str:
    """The text as people would read it: decoded, composed, without invisible characters."""
    for _ in range(_DECODINGS):
        decoded = unquote(html.unescape(_ESCAPE.sub(_escaped, text)))
        if decoded == text:
            break
        text = decoded
    return _PRIVATE.sub(" ", visible(unicodedata.normalize("NFKC", text)))


def _escaped(found: re.Match[str]) -> str:
    return chr(int(found[1] or found[2], 16))


def _words(text: str) -> Iterator[str]:
    return (word.casefold() for word in WORD.findall(text))


def _is_common(words: tuple[str, ...]) -> bool:
    """Whether it is one letter or a short number: as an alias it would hide counts and statuses."""
    (first, *others) = words
    return not others and (len(first) < 2 or (first.isdigit() and len(first) < _DIGITS))


def _end_of(words: tuple[str, ...], text: str, start: int) -> int | None:
    """Where a known thing ends that begins at *start*; ``None``: it does not."""
    at = start
    for wanted in words:
        found = WORD.search(text, at)
        if not found or found[0].casefold() != wanted:
            return None
        between = text[at : found.start()]
        if len(between) > _APART or "\n" in between:
            return None
        at = found.end()
    return at
