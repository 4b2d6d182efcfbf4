"""Knowledge of clients before their records begin: links, and sign-ups in doubt."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from talent_powerpro.model import ClientCode, Enrolment
from talent_powerpro.ports.optional import enrolment_journal_of
from talent_powerpro.ports.state import RunJournal, VerifiedLinks
from talent_powerpro.records.journal import JournalEntry
from talent_powerpro.records.links import Linkage
from talent_powerpro.records.record import RecordStatus
from talent_powerpro.records.write import CreateUser


def linkages(
    links: VerifiedLinks,
    portal: str,
    enrolments: Collection[Enrolment],
    in_doubt: Mapping[ClientCode, tuple[str, ...]] | None = None,
) -> Callable[[Enrolment], Linkage]:
    """Return a function for what is known of an enrolment's client. Asks for all at once.

    *in_doubt* is what `sign_ups_in_doubt` returned; ``None`` where nobody will be signed up.
    """
    codes, doubts = {each.client.code for each in enrolments}, in_doubt or {}
    stored = links.links_of(codes)

    def known(enrolment: Enrolment) -> Linkage:
        code = enrolment.client.code
        return Linkage(portal, stored.get(code), doubts.get(code, ()))

    return known


def sign_ups_in_doubt(journal: RunJournal) -> Mapping[ClientCode, tuple[str, ...]]:
    """The e-mail addresses of sign-ups that may have made a Talent user, by client.

    A run was killed after such a sign-up, or TalentLMS did not answer it. The user is found by the
    client's e-mail, but not after a person has changed that: then only this address finds them,
    and without it the client would get a second Talent user.
    """
    found: dict[ClientCode, dict[str, None]] = {}
    for entry in _left_due(journal):
        if entry.status == RecordStatus.PROVISIONED or _created(entry.made):
            continue
        for write in _created(entry.writes):
            found.setdefault(write.client_code, {})[write.email] = None
    return {code: tuple(emails) for code, emails in found.items()}


def _left_due(journal: RunJournal) -> Sequence[JournalEntry]:
    """The records of enrolments that an earlier run found due and did not provision."""
    due = {mark.enrolment_id for mark in journal.due_marks()}
    if not due:
        return ()
    of_enrolments = enrolment_journal_of(journal)
    if of_enrolments:
        return of_enrolments.entries_of(due)
    return [entry for entry in journal.entries() if entry.enrolment_id in due]


def _created(writes: Sequence[object]) -> Sequence[CreateUser]:
    return [write for write in writes if isinstance(write, CreateUser)]
