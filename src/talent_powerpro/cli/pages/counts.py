"""Counts in words, such as "1 record" and "2,000 records"."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """The number with its *noun*, which takes an s unless the number is 1."""
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"
