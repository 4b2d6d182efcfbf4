"""A run in words, from its header."""

from __future__ import annotations

from talent_powerpro.records.journal import UNDO, RunHeader


def purpose(run: RunHeader) -> str:
    """What the run was started for, such as ``provisioning, results; only client 2021000017``."""
    named = ", ".join(run.targets)
    if UNDO in run.stages:
        return f"undo of {named}"
    return ", ".join(run.stages) + (f"; only {named}" if named else "")


def stage_counts(run: RunHeader) -> tuple[str, ...]:
    """For each stage the number of records by status, such as ``results: 2 written``."""
    return tuple(
        f"{stage}: " + (", ".join(f"{n} {status}" for status, n in each.items()) or "nothing to do")
        for stage, each in run.counts.items()
    )
