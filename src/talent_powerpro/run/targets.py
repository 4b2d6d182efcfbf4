"""A run for the enrolments that a person named: found, and read instead of all others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from typing import Any, cast

from talent_powerpro.errors import RecordFault, SettingsFault
from talent_powerpro.model import Enrolment, EnrolmentId, TalentUserId, talent_number
from talent_powerpro.model.talentlms import is_stand_in
from talent_powerpro.ports.optional import enrolments_by_course_of, finding_of
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.records.run_targets import RunTargets
from talent_powerpro.run.watched import read_again

PASSED_ON = frozenset(
    {"enrolment", "clients_linked_to", "provisioned_enrolments_of", "shared_talent_ids"}
)
"""The methods that a stage may call beside those that list enrolments, to look for its work."""


def find_targets(
    targets: RunTargets, powerpro: PowerProRepository
) -> tuple[EnrolmentId, ...] | None:
    """Return the named enrolments in the store's order; ``None`` where nobody is named.

    Raises `SettingsFault`, with all faults, for a name that PowerPro does not have, for names that
    have no enrolment in common, and for a reason without a named client or enrolment.
    """
    _check_reason(targets)
    if not targets.texts:
        return None
    found = _named(_near(targets, powerpro), targets)
    if _without_one(targets, found):
        # All of them are read only now, to say what is wrong.
        every = _every(powerpro)
        _check_known(targets, every)
        found = _named(every, targets)
        if lacking := _without_one(targets, found):
            raise SettingsFault(
                (f"The other names leave no enrolment of {each}." for each in lacking),
                remedy="Names of different kinds narrow each other. Run once for each of them.",
            )
    return tuple(found)


def same_lane(enrolment: Enrolment, powerpro: PowerProRepository) -> tuple[EnrolmentId, ...]:
    """Return the enrolment with those on which its provisioning depends, in the store's order.

    These are the enrolments, not yet provisioned, of clients who share the e-mail or the Secondary
    ID: whoever is provisioned first gets the Talent user, and the others are held.
    """
    client, number = enrolment.client, talent_number(enrolment.client.secondary_id)
    email = client.email.strip()
    alike = (
        *(powerpro.clients_with_email(email) if email else ()),
        *(powerpro.clients_linked_to(TalentUserId(number)) if number else ()),
    )
    codes = {each.code for each in alike} | {client.code}
    if enrolment.provisioning_log or len(codes) == 1:
        return (enrolment.id,)
    return tuple(
        each.id
        for each in powerpro.enrolments_to_provision(())
        if each.id == enrolment.id or (each.client.code in codes and each.provisioning_log is None)
    )


def _check_reason(targets: RunTargets) -> None:
    if targets.although_not_today and not (targets.clients or targets.enrolments):
        raise SettingsFault(
            "The export date can be set aside for named clients or enrolments alone.",
            remedy="Name them: --client CODE or --enrolment ID.",
        )


def _near(targets: RunTargets, powerpro: PowerProRepository) -> Mapping[EnrolmentId, Enrolment]:
    """Enrolments that include the named ones, read as narrowly as PowerPro can."""
    finding, by_course = finding_of(powerpro), enrolments_by_course_of(powerpro)
    found: list[Enrolment] = []
    if targets.enrolments:
        for each in targets.enrolments:
            # One that cannot be read now may be among all enrolments, and fails in its own stage.
            with suppress(RecordFault):
                found += filter(None, [powerpro.enrolment(each)])
    elif targets.clients and finding:
        for code in targets.clients:
            found += finding.enrolments_of(code)
    elif targets.courses and by_course:
        for course in targets.courses:
            found += by_course.enrolments_in(course) or ()
    else:
        return _every(powerpro)
    return {each.id: each for each in found}


def _every(powerpro: PowerProRepository) -> Mapping[EnrolmentId, Enrolment]:
    """Every enrolment: those without a contact log are among the candidates, whatever they lack."""
    both = (*powerpro.enrolments_to_provision(()), *powerpro.provisioned_enrolments())
    return {each.id: each for each in both}


def _named(
    enrolments: Mapping[EnrolmentId, Enrolment], targets: RunTargets
) -> Mapping[EnrolmentId, Enrolment]:
    return {
        key: each
        for key, each in enrolments.items()
        if (not targets.enrolments or key in targets.enrolments)
        and (not targets.clients or each.client.code in targets.clients)
        and (not targets.courses or each.course.code in targets.courses)
    }


def _without_one(targets: RunTargets, found: Mapping[EnrolmentId, Enrolment]) -> tuple[str, ...]:
    """The names that no enrolment of *found* has."""
    has = {
        *(f"enrolment {each}" for each in found),
        *(f"client {each.client.code}" for each in found.values()),
        *(f"course {each.course.code}" for each in found.values()),
    }
    return tuple(each for each in targets.texts if each not in has)


def _check_known(targets: RunTargets, every: Mapping[EnrolmentId, Enrolment]) -> None:
    """Raise `SettingsFault`, with near matches, for names that no enrolment has."""
    faults = (
        *_unknown("enrolment", targets.enrolments, every),
        *_unknown("client", targets.clients, {each.client.code for each in every.values()}),
        *_unknown("course", targets.courses, {each.course.code for each in every.values()}),
    )
    if faults:
        raise SettingsFault(faults, remedy="Nothing was run. Correct the name and run again.")


def _unknown(kind: str, names: Iterable[str], known: Collection[str]) -> Iterator[str]:
    for name in names:
        if name not in known:
            near = ", ".join(get_close_matches(name, known))
            offered = f" Did you mean {near}?" if near else ""
            enrolled = "" if kind == "enrolment" else " with an enrolment"
            yield f"PowerPro has no {kind} {name}{enrolled}.{offered}"


def limited_to(ids: Sequence[EnrolmentId], powerpro: PowerProRepository) -> PowerProRepository:
    """Return *powerpro* as a stage that looks for work sees it where a run has targets."""
    return cast(PowerProRepository, _Limited(ids, powerpro))


class _Limited:
    """PowerPro with the named enrolments alone.

    Optional ports that list enrolments are left out, so that none of them returns others.
    """

    def __init__(self, ids: Sequence[EnrolmentId], powerpro: PowerProRepository) -> None:
        self._ids = ids
        self._powerpro = powerpro

    def __getattr__(self, name: str) -> Any:
        if name in PASSED_ON:
            return getattr(self._powerpro, name)
        raise AttributeError(name)

    def enrolments_to_provision(self, narrowed_by: Collection[str]) -> Iterable[Enrolment]:
        return read_again(
            self._powerpro, self._ids, lambda: self._powerpro.enrolments_to_provision(narrowed_by)
        )

    def provisioned_enrolments(self) -> Iterable[Enrolment]:
        again = read_again(self._powerpro, self._ids, self._powerpro.provisioned_enrolments)
        # In a plan: a Talent user who is still to be created has no results, and no id to ask for.
        return (
            each
            for each in again
            if each.provisioning_log and not is_stand_in(TalentUserId(each.client.secondary_id))
        )
