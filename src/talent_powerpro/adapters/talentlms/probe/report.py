"""What a probe found: one line per question, what was assumed beside what the portal said."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from attrs import frozen

from talent_powerpro.errors import RecordFault
from talent_powerpro.model import Absent

T = TypeVar("T")

FORESEEN = ("unknown-user", "unknown-course", "unknown-group", "duplicate")
"""Reasons that say all; any other fault is shown with the portal's message."""


@frozen
class Finding:
    """One question to the portal."""

    question: str
    assumed: str
    """What the sandbox answers, and this package takes for granted."""
    found: str
    """What the portal answered, in the same words where it is the same."""

    @property
    def deviates(self) -> bool:
        return self.found != self.assumed


@frozen
class ProbeReport:
    """All that a probe asked, in the order in which it was asked. Prints as lines for people."""

    findings: tuple[Finding, ...]

    @property
    def deviations(self) -> tuple[Finding, ...]:
        """Where the portal is not as the sandbox has it; empty: nowhere."""
        return tuple(finding for finding in self.findings if finding.deviates)

    def __str__(self) -> str:
        return "\n".join(map(_line, self.findings))


def _line(finding: Finding) -> str:
    if finding.deviates:
        return f"DIFFERS  {finding.question}: {finding.found} (assumed: {finding.assumed})"
    return f"as is    {finding.question}: {finding.found}"


def asked(
    question: str, assumed: str, ask: Callable[[], T], in_words: Callable[[T], str]
) -> Finding:
    """Ask, and put the answer in words. A record's fault is an answer too; a run's is raised:
    asking on would find the same each time."""
    try:
        found = in_words(ask())
    except RecordFault as fault:
        found = refusal(fault)
    return Finding(question, assumed, found)


def refusal(fault: RecordFault) -> str:
    """A fault in the words of a finding; an unforeseen one with its message."""
    said = f"{type(fault).__name__}: {fault.reason}"
    return said if fault.reason in FORESEEN else f"{said}: {fault.message}"


def presence(answer: object) -> str:
    """Whether something was found; an absence in the portal's own words."""
    return f"absent: {answer.message}" if isinstance(answer, Absent) else "found"
