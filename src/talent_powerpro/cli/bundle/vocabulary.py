"""The words that a support bundle may show: those of this package's own texts and code.

A message of the agent is readable with them, and a name in it is not.
"""

from __future__ import annotations

import ast
import builtins
import errno
import keyword
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import talent_powerpro

LEFT_OUT = ("sandbox", "testing", "demo")
"""Folders whose texts tell of people."""
NO_WORDS = frozenset(
    (
        *("Jones", "Mark", "May", "Sydney", "Perth", "Fields"),
        *("singh", "kaur", "white", "green", "rich", "judge", "le"),
    )
)
"""Words of texts and code that are names as well, in the case in which they stand there."""
WITH_DIGITS = frozenset(
    {"v1", "utf8", "sqlite3", "httpx2", "http11", "ipv4", "ipv6", "sha256", "base64", "x86", "py3"}
)
OTHERS = """
Traceback most recent call last line in File raise raised exception error errors warning
Invalid invalid Forbidden Unauthorized unauthorized Bad bad Internal Gateway gateway Service
Unavailable unavailable Too Many many Requests requests request Timeout timeout timed out
Connection connection refused reset closed peer aborted broken pipe Name name or service not known
Temporary failure resolution resolve certificate verify failed self signed expired hostname mismatch
unable get local issuer handshake protocol version database disk image is malformed locked file
table no such column constraint unique datatype readonly attempt to write a full encrypted
HTTP https http TLS DNS TCP socket host port proxy tunnel API key wrong
ConnectError ConnectTimeout ReadTimeout ReadError WriteError WriteTimeout PoolTimeout ProxyError
RemoteProtocolError LocalProtocolError UnsupportedProtocol SSLError SSLCertVerificationError
OperationalError DatabaseError IntegrityError ProgrammingError InterfaceError NotSupportedError
Linux Windows Darwin macOS CPython linux win32 darwin amd64 aarch64 arm64 glibc
Mon Tue Wed Thu Fri Sat true false null none None yes no on off and the of to for with from at
by as be been was were has have had it its this that these those which who what when where why
how there
"""


@cache
def vocabulary() -> frozenset[str]:
    """The words, each in the case in which it stands somewhere."""
    root = Path(talent_powerpro.__file__).parent
    found: set[str] = set()
    for path in root.rglob("*.py"):
        if not set(LEFT_OUT) & set(path.relative_to(root).parts):
            found.update(_split(path.stem))
            found.update(_words_of(ast.parse(path.read_text(encoding="utf-8"))))
    found.update(_split(OTHERS))
    found.update(_split(" ".join((*vars(builtins), *keyword.kwlist))))
    found.update(_split(" ".join(map(os.strerror, errno.errorcode))))
    return frozenset(word for word in found if _is_word(word)) - NO_WORDS | WITH_DIGITS


def _is_word(word: str) -> bool:
    # With a digit it is a code, such as that of a unit in an example.
    return word.isascii() and word.isalpha()


def _split(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def _words_of(tree: ast.AST) -> Iterator[str]:
    """The words of a module's texts and of its names, without those of its docstrings."""
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in told:
                yield from _split(text)
            case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
                yield from _split(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield from _split(name)
