"""The small changes that can be made to a module: its mutants.

A change puts something else in the place of one part of the module's syntax tree. Those in
functions can be made while the process runs. Those in tables, defaults, options and decorators
take effect when the module is imported.
"""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from attrs import evolve, field, frozen

from mutation.parts import (
    FOR_TYPES,
    SWAPPED,
    UNTESTED_CALLS,
    all_lines,
    called,
    head,
    is_for_types,
    is_none,
    is_text,
    joins_texts,
    other_expressions,
    other_statements,
    targets,
    text,
    without_each,
)


@frozen
class Change:
    """One mutant of a module: a node of its tree, with other values in some fields."""

    parent: ast.AST = field(repr=False)
    fields: dict[str, Any] = field(repr=False)
    owner: str
    """The function or class around it; blank: the module."""
    at_import: bool
    """Whether it takes effect when the module is imported."""
    lines: range
    """Those that a test has to reach, of the statement's head."""
    says: str
    """The change in words: what was there, and what is there now."""
    uses: frozenset[str] = frozenset()
    """Names by which other code uses what changes at import."""
    number: int = 1
    """Which of several changes in the same words and of the same owner."""

    @property
    def key(self) -> str:
        again = f" ({self.number})" if self.number > 1 else ""
        return f"{self.owner or 'module'}: {self.says}{again}"

    @property
    def rank(self) -> bytes:
        """An order that is random and always the same, in which changes are sampled."""
        return hashlib.sha256(self.key.encode()).digest()

    @contextmanager
    def made(self) -> Iterator[None]:
        was = {name: getattr(self.parent, name) for name in self.fields}
        vars(self.parent).update(self.fields)
        try:
            yield
        finally:
            vars(self.parent).update(was)


def changes(tree: ast.Module) -> list[Change]:
    """All changes of a module, by their place. *tree* is the one that they change."""
    found: list[Change] = []
    seen: Counter[tuple[str, str]] = Counter()
    for change in _Finder().of_block(tree, "body"):
        seen[change.owner, change.says] += 1
        found.append(evolve(change, number=seen[change.owner, change.says]))
    return found


def sample(all_of_them: list[Change], number: int) -> list[Change]:
    """At most *number* changes, always the same of the same module, by their place."""
    ranked = sorted(all_of_them, key=lambda change: change.rank)[:number]
    chosen = {change.key for change in ranked}
    return [change for change in all_of_them if change.key in chosen]


class _Finder:
    """Walks a module, and knows in which statement and function it is."""

    def __init__(self) -> None:
        self._owners: list[str] = []
        self._functions = 0
        self._lines = range(0)
        self._uses: frozenset[str] = frozenset()
        self._named: list[str] = []
        """What the statement assigns, outside functions."""

    # --- statements ---------------------------------------------------------------

    def of_block(self, parent: ast.AST, name: str) -> Iterator[Change]:
        block: list[ast.stmt] = getattr(parent, name)
        for at, statement in enumerate(block):
            if is_text(statement) or is_for_types(statement):
                continue
            self._lines = head(statement)
            yield from self._of_statement(parent, name, at, statement)

    def _of_statement(
        self, parent: ast.AST, name: str, at: int, statement: ast.stmt
    ) -> Iterator[Change]:
        if isinstance(statement, ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal):
            return
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from self._of_definition(statement)
            return
        if not self._functions:
            self._named = list(targets(statement))
            self._uses = frozenset(self._named)
        block: list[ast.stmt] = getattr(parent, name)
        # A class of which nothing is left has no syntax.
        if self._functions or len(block) > 1 or not isinstance(statement, ast.Expr):
            for now, words in other_statements(statement):
                put = [*block[:at], *now, *block[at + 1 :]]
                yield self._change(parent, name, put, f"{text(statement)} → {words}")
        yield from self._of_fields(statement)
        yield from self._of_expressions(statement)
        yield from self._of_blocks(statement)

    def _of_fields(self, statement: ast.stmt) -> Iterator[Change]:
        """A value, a condition or a case of the statement changed as a whole."""
        if isinstance(statement, ast.Assign) and self._functions:
            if not is_none(statement.value):
                words = f"{text(statement)} → None"
                yield self._change(statement, "value", ast.Constant(None), words)
        elif isinstance(statement, ast.If | ast.While):
            if not isinstance(statement.test, ast.UnaryOp):
                turned = ast.UnaryOp(ast.Not(), statement.test)
                words = f"{text(statement)} → {text(turned)}"
                yield self._change(statement, "test", turned, words)
        elif isinstance(statement, ast.Match) and len(statement.cases) > 1:
            for left, case in without_each(statement.cases):
                words = f"case {text(case.pattern)} left out"
                yield self._change(statement, "cases", left, words)

    def _of_definition(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    ) -> Iterator[Change]:
        outside = self._uses
        self._named = []
        if not self._functions:
            # What is changed at import shows wherever the function or class is used.
            self._lines = range(self._lines.start, (node.end_lineno or node.lineno) + 1)
        if not self._functions:
            self._uses = frozenset({node.name})
        for at, (left, decorator) in enumerate(without_each(node.decorator_list)):
            if text(decorator) not in FOR_TYPES:
                words = f"@{text(decorator)} of {node.name} left out"
                yield self._change(node, "decorator_list", left, words)
                yield from self._of(node, "decorator_list", decorator, at)
        if isinstance(node, ast.ClassDef):
            self._owners.append(node.name)
            for key in node.keywords:
                yield from self._of(key, "value", key.value)
            yield from self.of_block(node, "body")
            self._owners.pop()
        else:
            self._owners.append(node.name)
            yield from self._defaults(node.args)
            self._functions += 1
            yield from self.of_block(node, "body")
            self._functions -= 1
            self._owners.pop()
        self._uses = outside

    def _defaults(self, arguments: ast.arguments) -> Iterator[Change]:
        for name in ("defaults", "kw_defaults"):
            for at, default in enumerate(getattr(arguments, name)):
                if default is not None:
                    yield from self._of(arguments, name, default, at)

    def _of_expressions(self, statement: ast.stmt) -> Iterator[Change]:
        for name, value in ast.iter_fields(statement):
            if name in {"annotation", "returns", "type_comment", "target", "targets"}:
                continue
            if isinstance(value, ast.expr):
                yield from self._of(statement, name, value)
            elif name == "items":
                for item in value:
                    yield from self._of(item, "context_expr", item.context_expr)
            elif isinstance(value, list) and value and isinstance(value[0], ast.expr):
                for at, each in enumerate(value):
                    yield from self._of(statement, name, each, at)

    def _of_blocks(self, statement: ast.stmt) -> Iterator[Change]:
        for name in ("body", "orelse", "finalbody"):
            if isinstance(getattr(statement, name, None), list):
                yield from self.of_block(statement, name)
        for handler in getattr(statement, "handlers", ()):
            self._lines = range(handler.lineno, handler.lineno + 1)
            if isinstance(handler.type, ast.Tuple):
                yield from self._shorter(handler.type)
            yield from self.of_block(handler, "body")
        for case in getattr(statement, "cases", ()):
            if case.guard is not None:
                self._lines = range(case.pattern.lineno, case.guard.lineno + 1)
                words = f"case {text(case.pattern)}: without its condition"
                yield self._change(case, "guard", None, words)
                yield from self._of(case, "guard", case.guard)
            yield from self.of_block(case, "body")

    # --- expressions --------------------------------------------------------------

    def _of(
        self, parent: ast.AST, name: str, node: ast.expr, at: int | None = None
    ) -> Iterator[Change]:
        """Changes of an expression, which is *parent*'s field or an entry of it."""
        for now in other_expressions(node):
            put: Any = now
            if at is not None:
                held = list(getattr(parent, name))
                held[at] = now
                put = held
            yield self._change(parent, name, put, f"{text(node)} → {text(now)}")
        yield from self._within(node)

    def _within(self, node: ast.expr) -> Iterator[Change]:
        if isinstance(node, ast.Call) and called(node) in UNTESTED_CALLS:
            return
        if isinstance(node, ast.Lambda):
            yield from self._lambda(node)
            return
        yield from self._parts_left_out(node)
        yield from self._operators(node)
        for name, value in ast.iter_fields(node):
            if isinstance(value, ast.expr) and name != "format_spec":
                yield from self._of(node, name, value)
            elif isinstance(value, list):
                yield from self._entries(node, name, value)

    def _parts_left_out(self, node: ast.expr) -> Iterator[Change]:
        if isinstance(node, ast.Call):
            yield from self._call(node)
        elif isinstance(node, ast.Dict):
            yield from self._dict(node)
        elif isinstance(node, ast.Tuple | ast.List | ast.Set):
            yield from self._shorter(node)
            if not self._functions and not isinstance(node, ast.Set):
                yield from self._turned(node)

    def _lambda(self, node: ast.Lambda) -> Iterator[Change]:
        yield from self._defaults(node.args)
        outside = self._uses, self._lines
        outermost = not self._functions
        self._functions += outermost
        self._owners.append("lambda")
        self._lines = all_lines(node)
        yield from self._of(node, "body", node.body)
        self._owners.pop()
        self._functions -= outermost
        self._uses, self._lines = outside

    def _call(self, node: ast.Call) -> Iterator[Change]:
        for at, argument in enumerate(node.args):
            if not isinstance(argument, ast.Constant | ast.Starred):
                args = [*node.args[:at], ast.Constant(None), *node.args[at + 1 :]]
                words = f"{text(node.func)}: argument {at + 1}, {text(argument)} → None"
                yield self._change(node, "args", args, words)
        for left, key in without_each(node.keywords):
            yield self._change(
                node, "keywords", left, f"{text(node.func)}: without {key.arg or '**'}"
            )

    def _operators(self, node: ast.expr) -> Iterator[Change]:
        if isinstance(node, ast.BoolOp) and len(node.values) > 2:
            for left, value in without_each(node.values):
                yield self._change(node, "values", left, f"{text(value)} left out of {text(node)}")
        if isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in SWAPPED:
            other = SWAPPED[type(node.op)]()
            if not joins_texts(node):
                yield self._change(node, "op", other, f"{text(node)} → {type(other).__name__}")
        if isinstance(node, ast.Compare):
            for at, op in enumerate(node.ops):
                if type(op) in SWAPPED:
                    other = SWAPPED[type(op)]()
                    ops = [*node.ops[:at], other, *node.ops[at + 1 :]]
                    words = f"{text(node)} → {type(other).__name__}"
                    yield self._change(node, "ops", ops, words)

    def _entries(self, node: ast.expr, name: str, entries: list[Any]) -> Iterator[Change]:
        for at, each in enumerate(entries):
            if isinstance(node, ast.JoinedStr) and isinstance(each, ast.Constant):
                continue  # the whole text is changed instead
            if isinstance(each, ast.expr):
                yield from self._of(node, name, each, at)
            elif isinstance(each, ast.keyword):
                yield from self._of(each, "value", each.value)
            elif isinstance(each, ast.comprehension):
                yield from self._of(each, "iter", each.iter)
                for number, (left, condition) in enumerate(without_each(each.ifs)):
                    yield self._change(each, "ifs", left, f"if {text(condition)} left out")
                    yield from self._of(each, "ifs", condition, number)

    def _dict(self, node: ast.Dict) -> Iterator[Change]:
        for at, key in enumerate(node.keys):
            shown = text(key) if key else "**"
            keys, values = list(node.keys), list(node.values)
            del keys[at], values[at]
            yield self._changes(node, {"keys": keys, "values": values}, f"entry {shown} left out")
            following = node.values[(at + 1) % len(node.values)]
            if text(following) != text(node.values[at]) and not self._functions:
                others = list(node.values)
                others[at] = following
                yield self._change(node, "values", others, f"entry {shown} with the next value")

    def _shorter(self, node: ast.Tuple | ast.List | ast.Set) -> Iterator[Change]:
        if isinstance(node, ast.Set) and len(node.elts) == 1:
            return
        if not isinstance(node.ctx if hasattr(node, "ctx") else ast.Load(), ast.Load):
            return
        for left, entry in without_each(node.elts):
            yield self._change(node, "elts", left, f"{text(entry)} left out of {text(node)}")

    def _turned(self, node: ast.Tuple | ast.List) -> Iterator[Change]:
        for at, (one, other) in enumerate(pairwise(node.elts)):
            now = [*node.elts[:at], other, one, *node.elts[at + 2 :]]
            yield self._change(node, "elts", now, f"{text(other)} before {text(one)}")

    def _change(self, parent: ast.AST, name: str, value: Any, words: str) -> Change:
        return self._changes(parent, {name: value}, words)

    def _changes(self, parent: ast.AST, fields: dict[str, Any], words: str) -> Change:
        return Change(
            parent,
            fields,
            owner=".".join((*self._owners, *([] if self._functions else self._named))),
            at_import=not self._functions,
            lines=self._lines,
            says=" ".join(words.split()),
            uses=self._uses if not self._functions else frozenset(),
        )
