"""Parts of a syntax tree: what may stand in the place of each, and how it is written."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TypeVar

Entry = TypeVar("Entry")

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
UNTESTED_CALLS = frozenset({"assert_never", "cast", "TypeVar", "ParamSpec", "NewType"})
"""Calls for the type checker alone."""
FOR_TYPES = frozenset({"overload", "override", "runtime_checkable"})
"""Decorators of the same kind."""
SHOWN = 60
"""Letters of a changed part that its name shows."""


def other_statements(statement: ast.stmt) -> Iterator[tuple[list[ast.stmt], str]]:
    """Statements for the place of one, and how they are named."""
    now: ast.stmt
    match statement:
        case ast.Expr() | ast.Raise():
            now = ast.Pass()
        case ast.Break():
            now = ast.Continue()
        case ast.Continue():
            now = ast.Break()
        case ast.Return() if not is_none(statement.value):
            now = ast.Return(ast.Constant(None))
        case ast.AugAssign():
            now = ast.Assign([statement.target], statement.value)
        case ast.With() if not any(item.optional_vars for item in statement.items):
            yield statement.body, "its body alone"
            return
        case _:
            return
    yield [now], text(ast.copy_location(now, statement))


def other_expressions(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.Constant):
        yield from other_constants(node.value)
    elif isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield node.operand
    elif isinstance(node, ast.BoolOp) and len(node.values) == 2:
        yield from node.values
    elif isinstance(node, ast.JoinedStr) and has_text(node):
        yield ast.Constant("XX")


def other_constants(value: object) -> Iterator[ast.Constant]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value + 1)
    elif isinstance(value, str):
        yield ast.Constant("XX" if " " in value.strip() else f"XX{value}XX")
    elif isinstance(value, bytes):
        yield ast.Constant(b"XX" + value)


def head(statement: ast.stmt) -> range:
    """The lines of a statement without those of its blocks."""
    last = statement.end_lineno or statement.lineno
    body = getattr(statement, "body", None) or getattr(statement, "cases", None)
    first = statement.lineno
    if isinstance(statement, ast.Try):
        return range(first, first + 1)
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        first = min([first, *(each.lineno for each in statement.decorator_list)])
    if isinstance(body, list) and body:
        inner = getattr(body[0], "lineno", None) or body[0].pattern.lineno
        last = max(first, inner - 1)
    return range(first, last + 1)


def all_lines(node: ast.expr) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def is_text(statement: ast.stmt) -> bool:
    """A docstring, or the dots of a protocol."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def is_for_types(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.If):
        return text(statement.test) == "TYPE_CHECKING"
    if isinstance(statement, ast.Assign):
        named = text(statement.targets[0])
        value = statement.value
        if named in {"__all__", "__slots__"}:
            return True
        return isinstance(value, ast.Call) and called(value) in UNTESTED_CALLS
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return called(statement.value) in UNTESTED_CALLS
    if isinstance(statement, ast.AnnAssign):
        return statement.value is None or text(statement.annotation) == "TypeAlias"
    return False


def targets(statement: ast.stmt) -> Iterator[str]:
    targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id


def called(node: ast.Call) -> str:
    return text(node.func).rpartition(".")[2]


def is_none(node: ast.expr | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is None)


def without_each(entries: Sequence[Entry]) -> Iterator[tuple[list[Entry], Entry]]:
    for at, entry in enumerate(entries):
        yield [*entries[:at], *entries[at + 1 :]], entry


def joins_texts(node: ast.BoolOp | ast.BinOp) -> bool:
    return isinstance(node.op, ast.Add | ast.Mod) and has_text(node)


def has_text(node: ast.AST) -> bool:
    return any(
        isinstance(part, ast.JoinedStr)
        or (isinstance(part, ast.Constant) and isinstance(part.value, str))
        for part in ast.walk(node)
    )


def text(node: ast.AST) -> str:
    """A node as it is written, of a statement the head, cut to a line."""
    written = " ".join(ast.unparse(node).split("\n", 1)[0].split())
    return written if len(written) <= SHOWN else f"{written[: SHOWN - 1]}…"
