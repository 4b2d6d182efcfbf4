"""Compares a client with a Talent user: which e-mail and names agree.

The policy decides what follows from it; see `talent_powerpro.rules.provisioning_hazards`.
"""

from __future__ import annotations

import unicodedata

from attrs import frozen

from talent_powerpro.model import Client, TalentUser, same_text

_LETTERS = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
"""Letters that have no mark to take off: compatibility decomposition leaves them as they are."""

_DROPPED = frozenset(".'`´‘’ʻʼʹ＇")
"""Full stops and apostrophes, in the characters that people type for them."""

PARTICLES = frozenset(
    {"de", "da", "di", "van", "von", "der", "bin", "binti", "al", "el", "la", "le", "st"}
)
"""Parts of family names that many unrelated people have."""

SHARED = frozenset({"thi", "singh", "kaur"})
"""Names that many unrelated people have: a middle name in Vietnam, and names that Sikhs share."""


@frozen
class Likeness:
    """What agrees between a client and a Talent user."""

    email: bool
    """The e-mails agree; where the Talent user has none, its login stands in."""
    given: bool
    """A given or preferred name agrees with the first name."""
    family: bool
    """The surname shares a word with the last name."""
    whole: bool
    """The whole name agrees: given and family name, or all of it in another order."""


def likeness(client: Client, user: TalentUser) -> Likeness:
    """Compare names without case, accents, punctuation and the order of words.

    A blank name agrees with nothing. For a client with one name, that name anywhere in the
    Talent user's counts as both.
    """
    # API fact (reported): a user may have no e-mail, with the address as login instead.
    email = bool(client.email.strip()) and same_text(user.email.strip() or user.login, client.email)
    first, last = words(user.first_name), words(user.last_name)
    given, family = words(f"{client.given_names} {client.preferred_name}"), words(client.surname)
    if not words(client.given_names) or not family:
        return _by_one_name(email, words(client.name), first + last)
    all_of_it = _in_another_order(words(client.name), words(user.name))
    by_given = any(_begins(one, other) for one in given for other in first)
    shared = [word for word in family if word in last]
    # A family name that thousands share proves something only beside a given name, and a given
    # name like that proves nothing: two sisters are Nguyen Thi Lan and Nguyen Thi Mai.
    by_family = any(by_given or not is_weak(word) for word in shared)
    return Likeness(
        email,
        given=by_given or all_of_it,
        family=by_family or all_of_it,
        whole=(by_given and by_family) or all_of_it,
    )


def _by_one_name(email: bool, ours: tuple[str, ...], theirs: tuple[str, ...]) -> Likeness:
    """What agrees with a client who has one name: it counts as given and as family name."""
    agrees = set(ours) <= set(theirs) and not all(is_weak(word) for word in ours)
    return Likeness(email, given=agrees, family=agrees, whole=agrees)


def words(name: str) -> tuple[str, ...]:
    """The words of a name as they are compared; a word without a letter is none.

    >>> words("O'Brien-Smith, Siobhán")
    ('obrien', 'smith', 'siobhan')
    """
    # Folded twice: decomposing may leave letters that still have a case.
    folded = unicodedata.normalize("NFKD", name.casefold()).casefold()
    compared = "".join(map(_compared, folded)).translate(_LETTERS)
    return tuple(word for word in compared.split() if any(char.isalpha() for char in word))


def is_weak(word: str) -> bool:
    """True for single letters, particles and names that many unrelated people share."""
    return len(word) == 1 or word in PARTICLES or word in SHARED


def _compared(char: str) -> str:
    """The character itself, a blank, or nothing."""
    category = unicodedata.category(char)
    if char in _DROPPED or category in ("Cf", "Mn", "Me"):
        return ""
    return char if category[0] in "LNM" else " "


def _begins(one: str, other: str) -> bool:
    """True if the words are equal, or one of at least three letters begins the other.

    Never for names that many people share: Van does not begin Vanessa.
    """
    if is_weak(one) or is_weak(other):
        return False
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) >= 3 and longer.startswith(shorter))


def _in_another_order(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """True if all words of the shorter name are in the other, whatever their order.

    Vietnamese and Chinese family names come first; forms and portals turn them round.
    """
    shorter, longer = sorted((set(ours), set(theirs)), key=len)
    if len(shorter) < 2 or not shorter <= longer:
        return False
    return shorter == longer or not all(is_weak(word) for word in shorter)
