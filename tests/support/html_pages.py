"""Reading a page of HTML: its elements, its addresses, its texts, and whether it is well formed."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Set
from hashlib import sha256
from html.parser import HTMLParser

from attrs import define, field, frozen
from typing_extensions import override

ALONE = frozenset({"input", "link", "meta", "br", "img"})
"""Elements without an end."""
IN_LINE = frozenset({"a", "bdi", "button", "code", "span", "time"})
"""Elements inside a line. All others begin a new one."""
CELLS = frozenset({"td", "th", "dd"})
"""Elements that go on with the line of a row or a label."""
LABELS = frozenset({"dt"})
"""Elements that begin a line and let it go on."""
ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "poster", "srcset"})
"""Attributes that may lead out of a page."""


@frozen
class Element:
    tag: str
    attributes: dict[str, str]


@define
class Read:
    """What was read of a page."""

    elements: list[Element] = field(factory=list)
    faults: list[str] = field(factory=list)
    texts: list[str] = field(factory=list)
    """Texts outside scripts and style sheets."""

    def of(self, tag: str) -> list[Element]:
        return [each for each in self.elements if each.tag == tag]

    def with_class(self, name: str) -> list[Element]:
        return [e for e in self.elements if name in e.attributes.get("class", "").split()]

    @property
    def addresses(self) -> list[str]:
        """The addresses outside the page."""
        found = [
            value
            for each in self.elements
            for name, value in each.attributes.items()
            if name in ADDRESSES
        ]
        return [each for each in found if not each.startswith("#")]

    @property
    def scripted(self) -> list[str]:
        """Attributes that would run a script or hold a style."""
        return [
            name
            for each in self.elements
            for name in each.attributes
            if name.startswith("on") or name == "style"
        ]

    @property
    def ids(self) -> list[str]:
        return [each.attributes["id"] for each in self.elements if "id" in each.attributes]

    @property
    def text(self) -> str:
        """All texts, with single blanks."""
        return " ".join(self.lines)

    @property
    def lines(self) -> list[str]:
        """All texts line by line, as they are read. A row of a table is one line."""
        lines = (" ".join(each.split()) for each in "".join(self.texts).split("\n"))
        return [each for each in lines if each]

    @property
    def headings(self) -> list[str]:
        """The tags of the headings, such as ``h1``."""
        return [each.tag for each in self.elements if re.fullmatch("h[1-6]", each.tag)]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.read = Read()
        self._open: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.read.faults.append(f"{tag} has an attribute twice")
        self.read.elements.append(Element(tag, {name: value or "" for name, value in attrs}))
        self._break(tag, CELLS)
        if tag not in ALONE:
            self._open.append(tag)

    @override
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.read.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    @override
    def handle_endtag(self, tag: str) -> None:
        self._break(tag, CELLS | LABELS)
        last = self._open.pop() if self._open else "nothing"
        if last != tag:
            self.read.faults.append(f"{tag} ends inside {last}")

    @override
    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1] not in ("script", "style"):
            self.read.texts.append(data.replace("\n", " "))

    def _break(self, tag: str, blanks: Set[str]) -> None:
        if tag not in IN_LINE:
            self.read.texts.append(" " if tag in blanks else "\n")

    def end(self) -> Read:
        self.close()
        self.read.faults += [f"{tag} has no end" for tag in self._open]
        ids = self.read.ids
        self.read.faults += [f"{each} is twice an id" for each in set(ids) if ids.count(each) > 1]
        named = [
            each.attributes[name]
            for each in self.read.elements
            for name in ("aria-labelledby", "aria-describedby", "aria-controls", "popovertarget")
            if name in each.attributes
        ]
        self.read.faults += [f"there is no {each}" for each in named if each not in ids]
        return self.read


def read(page: str) -> Read:
    """Read a page or a fragment."""
    reader = _Reader()
    reader.feed(page)
    return reader.end()


def assert_its_own_parts_alone_are_allowed(page: str, found: Read) -> None:
    """The page's security policy allows its own style and script, and nothing else."""
    (policy,) = (
        e.attributes["content"]
        for e in found.of("meta")
        if e.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    for kind in ("style", "script"):
        (text,) = re.findall(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
