"""Report of a probe: one line for each question, with the assumed and the found answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from attrs import frozen

from talent_powerpro.errors import RecordFault
from talent_powerpro.model import Absent

T = TypeVar("T")

FORESEEN = frozenset({"unknown-user", "unknown-course", "unknown-group", "duplicate"})
"""Reasons that need no more words; other faults are shown with the portal's message."""


@frozen
class Finding:
    """One question to the portal, with the assumed and the found answer."""

    question: str
    assumed: str
    """The sandbox's answer, which this package relies on."""
    found: str
    """The portal's answer, in the same words where it is the same."""

    @property
    def deviates(self) -> bool:
        """True where the portal differs from the sandbox."""
        return self.found != self.assumed


@frozen
class ProbeReport:
    """Findings of a probe, in the order of the questions. As a text: one line for each."""

    findings: tuple[Finding, ...]

    @property
    def deviations(self) -> tuple[Finding, ...]:
        """The findings where the portal differs from the sandbox."""
        return tuple(finding for finding in self.findings if finding.deviates)

    def __str__(self) -> str:
        return "\n".join(map(_line, self.findings))


def _line(finding: Finding) -> str:
    if finding.deviates:
        return f"DIFFERS  {finding.question}: {finding.found} (assumed: {finding.assumed})"
    return f"matches  {finding.question}: {finding.found}"


def asked(
    question: str, assumed: str, ask: Callable[[], T], in_words: Callable[[T], str]
) -> Finding:
    """Ask a question and put the answer in words. A `RecordFault` is an answer too.

    A `RunFault` is raised: every further question would meet it again.
    """
    try:
        found = in_words(ask())
    except RecordFault as fault:
        found = refusal(fault)
    return Finding(question, assumed, found)


def refusal(fault: RecordFault) -> str:
    """A fault in the words of a finding, with its message unless its reason is `FORESEEN`."""
    said = f"{type(fault).__name__}: {fault.reason}"
    return said if fault.reason in FORESEEN else f"{said}: {fault.message}"


def presence(answer: object) -> str:
    """The word "found", or an absence in the portal's own words."""
    return f"absent: {answer.message}" if isinstance(answer, Absent) else "found"
