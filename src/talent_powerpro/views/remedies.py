"""Remedies: the ways out of a hold, and the commands that answer it."""

from __future__ import annotations

from attrs import frozen

from talent_powerpro.records.blocks import Block


@frozen
class Way:
    """One thing that a person can do."""

    text: str
    command: str = ""
    """The command that does it; blank where it is done elsewhere."""


def ways_out(block: Block) -> tuple[Way, ...]:
    """The remedy of a block, then the commands that answer its holds."""
    cause = block.cause
    ids = " ".join(each.id for each in block.named if each.id)
    them = "it" if len(block.named) == 1 else "them"
    ways = [Way(cause.remedy)] if cause.remedy else []
    if ids and cause.releasable:
        # No ready command where two people would share an account: their codes are typed by
        # somebody who looked at both.
        release = "Or release" if ways else "Release"
        ways.append(
            Way(f"{release} {them} with the option --both and the codes of both clients")
            if any(each.both for each in block.named)
            else Way(f"{release} {them}", f"talent-powerpro release {ids} --why REASON")
        )
    if ids:
        keep = "Or keep" if ways else "Keep"
        ways.append(Way(f"{keep} PowerPro as it is", f"talent-powerpro keep {ids} --why REASON"))
    return tuple(ways)


def what_to_do(block: Block) -> str:
    """The same on one line."""
    ways = ways_out(block)
    if len(ways) == 1 and not ways[0].command:
        return ways[0].text
    # A host's own remedy may come without a full stop.
    return ". ".join(
        f"{each.text}: {each.command}" if each.command else each.text.removesuffix(".")
        for each in ways
    )
