"""Puts a changed table or constant into a process that has imported the program.

What has taken a value over at import, such as a default or a decorator, keeps the old one. So a
mutant that is noticed here is noticed, and one that survives has to be tried otherwise.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable
from types import CodeType

from mutation.forked_tests import Unfit
from mutation.reached_lines import SOURCE


def assigning(module: str, tree: ast.Module, line: int) -> Callable[[], None] | None:
    """What assigns anew the names of the statement at *line*, and all that are made of them.

    None where the statement assigns no names.
    """
    statements = _statements(tree, line)
    if not statements:
        return None
    names = {name for each in statements for name in _assigned(each)}
    code = compile(ast.Module(statements, []), str(SOURCE / module), "exec")
    parts = [part for part in module.removesuffix(".py").split("/") if part != "__init__"]
    return lambda: _assign(".".join((SOURCE.name, *parts)), names, code)


def _assign(module: str, names: Iterable[str], code: CodeType) -> None:
    namespace = vars(sys.modules[module])
    before = {name: namespace[name] for name in names if name in namespace}
    try:
        exec(code, namespace)
    except Exception as error:
        raise Unfit from error
    for other in list(sys.modules.values()):
        values = getattr(other, "__dict__", {})
        for name, old in before.items():
            if values.get(name) is old:
                values[name] = namespace[name]


def _statements(tree: ast.Module, line: int) -> list[ast.stmt]:
    """The assignment at *line*, and those below it that use its names."""
    found: list[ast.stmt] = []
    names: set[str] = set()
    for each in tree.body:
        begins, ends = each.lineno, each.end_lineno or each.lineno
        if _assigned(each) and (begins <= line <= ends or names & _used(each)):
            found.append(each)
            names.update(_assigned(each))
    return found


def _assigned(statement: ast.stmt) -> list[str]:
    """The names that an assignment at a module's top gives values to."""
    match statement:
        case ast.Assign(targets=targets):
            return [each.id for each in targets if isinstance(each, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            return [name]
        case _:
            return []


def _used(statement: ast.stmt) -> set[str]:
    return {each.id for each in ast.walk(statement) if isinstance(each, ast.Name)}
