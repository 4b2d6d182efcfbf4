"""Mutants of decorated functions, which a mutation tester of functions passes over.

Their copies would have to be decorated again, and mean something else. There are few, so they
are changed here while the process runs, each in the small ways that the tool has for the others.
"""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FunctionType
from typing import Any

import pytest

from mutation.table_mutants import Mutant, another, replaced

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of one part of a function."""
    if type(node) in SWAPPED:
        yield SWAPPED[type(node)]()
    elif isinstance(node, ast.Constant) and isinstance(node.value, str | int):
        yield ast.Constant(another(node.value))
    elif isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.Return) and node.value and ast.unparse(node.value) != "None":
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Raise | ast.Expr):
        yield ast.Pass()


class Place(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old = old
        self._new = new

    def visit(self, node: ast.AST) -> Any:
        return self._new if node is self._old else self.generic_visit(node)


def changed(function: FunctionType) -> Iterator[tuple[str, FunctionType]]:
    """The function with one part changed, for each of its parts, named by its new text."""
    module = ast.parse(textwrap.dedent(inspect.getsource(function)))
    (definition,) = module.body
    assert isinstance(definition, ast.FunctionDef)
    definition.decorator_list = []
    if ast.get_docstring(definition) is not None:
        del definition.body[0]
    as_it_is = ast.unparse(definition)
    # Types are no part of what a function does.
    definition.returns = None
    for at in range(sum(1 for _ in ast.walk(definition))):
        for number in range(2):
            again = copy.deepcopy(definition)
            node = list(ast.walk(again))[at]
            new = list(changes(node))[number : number + 1]
            if new and not isinstance(node, ast.arguments):
                tree = Place(node, new[0]).visit(again)
                text = ast.unparse(tree)
                if text != as_it_is:
                    yield text, compiled(ast.fix_missing_locations(tree), function)


def compiled(definition: ast.FunctionDef, function: FunctionType) -> FunctionType:
    """The function of that definition, where the other stands."""
    code = compile(ast.Module([definition], []), function.__code__.co_filename, "exec")
    made: dict[str, Any] = {}
    exec(code, function.__globals__, made)
    new = made[definition.name]
    assert isinstance(new, FunctionType)
    return new


# --- by how they are decorated ----------------------------------------------------


@contextmanager
def attribute(owner: type, name: str, value: object) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, value)
        yield


def of_property(owner: type, name: str) -> Iterator[Mutant]:
    """A property computed in another way."""
    for text, function in changed(vars(owner)[name].fget):

        def applied(function: FunctionType = function) -> AbstractContextManager[None]:
            return attribute(owner, name, property(function))

        yield Mutant(f"{owner.__name__}.{' '.join(text.split())}", applied)


def of_context(function: Callable[..., Any]) -> Iterator[Mutant]:
    """A context manager made of another generator."""
    inner = inspect.unwrap(function)
    assert isinstance(inner, FunctionType)
    for text, new in changed(inner):

        def applied(new: FunctionType = new) -> AbstractContextManager[None]:
            return replaced(function, contextmanager(new))

        yield Mutant(" ".join(text.split()), applied)
