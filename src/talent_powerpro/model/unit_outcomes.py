"""National outcome codes of the AVETMISS standard (Outcome identifier - national)."""

from __future__ import annotations

import re

from talent_powerpro.model.text import visible

COMPETENT = "20 - Competency achieved/pass"
"""The outcome that the guide calls "Competent"."""

# AVETMISS: 70 is a continuing enrolment, 85 is not yet started. 90 (not yet available) has not
# been valid since 2017, but old data still has it. Blank is PowerPro's "not set".
OPEN_OUTCOMES = frozenset({"", "70", "85", "90"})
"""National codes that state no result yet."""

# AVETMISS: 20 competent, 51 recognition of prior learning, 60 credit transfer, 81 completed
# without assessment. For 51 and 60 no training took place, so a completion contradicts them.
ACHIEVED = frozenset({"20", "51", "60", "81"})
"""National codes of an achieved unit."""

_ENDS = re.compile(r"[\s:;,\u2010-\u2015-]+")
"""What ends the code: a blank, a colon, or one of the dashes that people and systems type."""

# Spreadsheets write the number 70 as 70.0, and code tables pad it as 070.
_NUMBER = re.compile(r"0*([0-9]+?)(?:\.0*)?")


def outcome_code(outcome: str) -> str:
    """The national code at the beginning of an outcome text; ``""`` where none is set.

    ``@@`` ("not stated" in AVETMISS files) and ``00`` count as not set.

    >>> outcome_code("20 - Competency achieved/pass")
    '20'
    >>> outcome_code("070:")
    '70'
    """
    words = [word for word in _ENDS.split(visible(outcome)) if word]
    code = words[0] if words else ""
    if number := _NUMBER.fullmatch(code):
        code = number[1]
    return "" if code == "0" or not code.strip("@") else code
