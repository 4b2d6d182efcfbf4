"""A reason of a hold, a failure, a deferral, a remark or a stop, as its page explains it."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen


@frozen
class Reason:
    """A reason of one kind, with what causes it, what follows from it and what to do.

    The texts are Markdown and name no client. The message and the remedy of a record name the
    client, the values and the place in question.
    """

    code: str
    """The stable code, such as ``login-of-another``."""
    cause: str
    """What happened, and what follows from it beside what follows from every reason of its kind."""
    remedy: str
    """An instruction, with the menu path."""
    also: tuple[str, ...] = ()
    """Other codes of which the same is true."""
    releasable: bool = True
    """False for a hold that a person cannot release."""
    setting: str = ""
    """The field of the policy that decides between hold and remark; blank if none does."""

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes of which this is true."""
        return self.code, *self.also


def remedy_of(code: str, reasons: Sequence[Reason]) -> str:
    """The remedy of a code. Raises `KeyError` for a code that is not among *reasons*."""
    return {code: each.remedy for each in reasons for code in each.codes}[code]
