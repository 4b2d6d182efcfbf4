"""Repositories behind what hosts put before them: decorators, proxies, tracing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

T = TypeVar("T")


def timed(function: Callable[..., Any]) -> Callable[..., Any]:
    """A timing decorator without `functools.wraps`: what it makes is called ``inner``."""

    def inner(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return inner


class LoggingProxy:
    """Everything by `__getattr__`, as a logging or a tracing proxy does it."""

    def __init__(self, inner: object) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return timed(found) if callable(found) else found


class Partial:
    """Methods that are no functions and have no name at all."""

    def __init__(self, inner: object) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return Nameless(found) if callable(found) else found


class Nameless:
    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._function(*args, **kwargs)


def decorated(inner: T) -> T:
    """The same repository with each public method of its class behind `timed`."""
    kind = type(inner)
    methods = {
        name: timed(getattr(kind, name))
        for name in dir(kind)
        if not name.startswith("_") and callable(getattr(kind, name))
    }
    wrapped: Any = object.__new__(type(f"Timed{kind.__name__}", (kind,), methods))
    wrapped.__dict__ = inner.__dict__
    return cast(T, wrapped)


def behind_a_proxy(inner: T) -> T:
    return cast(T, LoggingProxy(inner))


def behind_nameless_methods(inner: T) -> T:
    return cast(T, Partial(inner))


WRAPPERS: tuple[Callable[[Any], Any], ...] = (decorated, behind_a_proxy, behind_nameless_methods)
