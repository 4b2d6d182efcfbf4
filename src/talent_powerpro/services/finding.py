"""Finding the enrolment or the client that a person means.

An enrolment id, a client code, an e-mail or a name will do. A name is given by whole words, in any
order: ``gomez``, ``joana gomez``. Nothing is guessed: where several match, none is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches

from attrs import frozen

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Client, Enrolment, EnrolmentId, same_text
from talent_powerpro.ports.finding import FindsEnrolments
from talent_powerpro.rules.same_person import words

SHOWN = 20
"""The most candidates that a fault lists."""
LIKE = 0.75
"""How alike two words are, from 0 to 1, for one to be shown as what the other may have meant."""


@frozen
class Candidate:
    """An enrolment that a person may have meant, or a client without one."""

    client_code: str
    client_name: str
    enrolment_id: str = ""
    course_code: str = ""


class NoMatch(SettingsFault):
    """A person named nobody. *candidates* are those that may have been meant."""

    reason = "no-match"

    def __init__(self, message: str, candidates: Sequence[Candidate] = (), *, remedy: str) -> None:
        shown = tuple(candidates[:SHOWN])
        left = len(candidates) - len(shown)
        more = (f"  and {left} more",) if left else ()
        super().__init__((message, *map(_line, shown), *more), remedy=remedy)
        self.candidates = tuple(candidates)


class SeveralMatch(NoMatch):
    """A person named several. *candidates* are all of them."""

    reason = "several-match"


def find_enrolments(wanted: str, powerpro: FindsEnrolments) -> tuple[Enrolment, ...]:
    """Return every enrolment that matches *wanted*: its own id, or its client as in `find_clients`.

    An enrolment id and a client code that are equal both count.
    """
    wanted = wanted.strip()
    by_id = powerpro.enrolment(EnrolmentId(wanted)) if wanted else None
    clients = matching(wanted, powerpro.every_client(), by_name=by_id is None)
    theirs = (each for client in clients for each in powerpro.enrolments_of(client.code))
    found = {each.id: each for each in (*((by_id,) if by_id else ()), *theirs)}
    return tuple(found.values())


def find_enrolment(wanted: str, powerpro: FindsEnrolments) -> Enrolment:
    """Return the one enrolment that matches. Raises `NoMatch` or `SeveralMatch`."""
    found = find_enrolments(wanted, powerpro)
    if len(found) == 1:
        return found[0]
    if found:
        raise _several("enrolments", wanted, tuple(map(_candidate, found)), "the enrolment id")
    clients = matching(wanted.strip(), powerpro.every_client())
    if not clients:
        raise _nobody("enrolment", wanted, powerpro)
    raise NoMatch(
        f"The client who matches {wanted.strip()!r} has no enrolment:"
        if len(clients) == 1
        else f"None of the clients who match {wanted.strip()!r} has an enrolment:",
        tuple(map(_without, clients)),
        remedy="Enrol the client in PowerPro. If the enrolment is new, import enrolments.csv.",
    )


def find_enrolments_of(wanted: str, powerpro: FindsEnrolments) -> tuple[Enrolment, ...]:
    """Return the enrolment with that id, or all enrolments of the one client who matches.

    Raises `NoMatch` or `SeveralMatch`.
    """
    client = find_client(wanted, powerpro)
    by_id = powerpro.enrolment(EnrolmentId(wanted.strip()))
    return (by_id,) if by_id else tuple(powerpro.enrolments_of(client.code))


def find_clients(wanted: str, powerpro: FindsEnrolments) -> tuple[Client, ...]:
    """Return every client that matches *wanted*, a code, e-mail or name, or an enrolment's id."""
    wanted = wanted.strip()
    enrolment = powerpro.enrolment(EnrolmentId(wanted)) if wanted else None
    found = matching(wanted, powerpro.every_client(), by_name=enrolment is None)
    of_it = (enrolment.client,) if enrolment else ()
    return tuple({each.code: each for each in (*of_it, *found)}.values())


def find_client(wanted: str, powerpro: FindsEnrolments) -> Client:
    """Return the one client that matches. Raises `NoMatch` or `SeveralMatch`."""
    found = find_clients(wanted, powerpro)
    if len(found) == 1:
        return found[0]
    if found:
        raise _several("clients", wanted, tuple(map(_without, found)), "the client code")
    raise _nobody("client", wanted, powerpro)


def matching(wanted: str, clients: Iterable[Client], *, by_name: bool = True) -> tuple[Client, ...]:
    """Return the clients with that code; else those with that e-mail; else with that name.

    Code and e-mail are compared without case. Names are too, and without accents; each word of
    *wanted* has to be a word of the client's names.
    """
    every = tuple(clients)
    named = frozenset(words(wanted))
    ways: tuple[Callable[[Client], bool], ...] = (
        lambda each: each.code == wanted,
        lambda each: same_text(each.code, wanted),
        lambda each: same_text(each.email, wanted),
        lambda each: bool(named) and named <= _names(each),
    )
    if not wanted:
        return ()
    for way in ways if by_name else ways[:1]:
        if found := tuple(filter(way, every)):
            return found
    return ()


def _names(client: Client) -> frozenset[str]:
    return frozenset(words(f"{client.given_names} {client.preferred_name} {client.surname}"))


def _several(what: str, wanted: str, candidates: Sequence[Candidate], key: str) -> SeveralMatch:
    return SeveralMatch(
        f"{len(candidates)} {what} match {wanted.strip()!r}:",
        candidates,
        remedy=f"Run the command again with {key}.",
    )


def _nobody(what: str, wanted: str, powerpro: FindsEnrolments) -> NoMatch:
    near = near_by(wanted, powerpro.every_client())
    found = f"No {what} in PowerPro matches {wanted.strip()!r}."
    return NoMatch(
        f"{found} Perhaps you mean:" if near else found,
        tuple(map(_without, near)),
        remedy="Use an enrolment id, a client code, an e-mail, or whole words of a name. If the "
        "client is new, import the files first.",
    )


def near_by(wanted: str, clients: Iterable[Client]) -> tuple[Client, ...]:
    """Return the clients whose code or a name is like what was *wanted*, or begins so."""
    asked = words(wanted)
    wanted = wanted.strip().casefold()
    return tuple(
        each
        for each in clients
        if get_close_matches(wanted, (each.code.casefold(),), cutoff=LIKE)
        or (asked and all(_is_like(word, _names(each)) for word in asked))
    )


def _is_like(word: str, names: Iterable[str]) -> bool:
    names = tuple(names)
    begins = any(len(word) >= 2 and name.startswith(word) for name in names)
    return begins or bool(get_close_matches(word, names, cutoff=LIKE))


def _candidate(enrolment: Enrolment) -> Candidate:
    client = enrolment.client
    return Candidate(client.code, client.name, enrolment.id, enrolment.course.code)


def _without(client: Client) -> Candidate:
    return Candidate(client.code, client.name)


def _line(candidate: Candidate) -> str:
    code = f" ({candidate.client_code})" if candidate.client_code else ""
    named = f"{candidate.client_name}{code}"
    if not candidate.enrolment_id:
        return f"  {named}"
    return f"  {named}, {candidate.course_code}, enrolment {candidate.enrolment_id}"
