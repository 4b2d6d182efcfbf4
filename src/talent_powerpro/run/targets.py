"""A run for the enrolments that a person named: found, and read instead of all others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from typing import Any, cast

from talent_powerpro.errors import RecordFault, SettingsFault
from talent_powerpro.model import Enrolment, EnrolmentId
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.records.run_targets import RunTargets
from talent_powerpro.run.watched import read_again

CLOSE = 3
"""The most near matches that a message lists."""
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
    alone = not (targets.clients or targets.courses)
    by_id = _by_id(targets.enrolments, powerpro)
    if alone and len(by_id) == len(set(targets.enrolments)):
        return tuple(by_id)
    every = _every(powerpro)
    faults = [
        *_unknown("enrolment", targets.enrolments, {*every, *by_id}),
        *_unknown("client", targets.clients, {each.client.code for each in every.values()}),
        *_unknown("course", targets.courses, {each.course.code for each in every.values()}),
    ]
    if faults:
        raise SettingsFault(faults, remedy="Nothing was run. Correct the name and run again.")
    found = {key: each for key, each in every.items() if _is_named(each, targets)}
    _check_each_has_one(targets, found)
    return tuple(found)


def _check_reason(targets: RunTargets) -> None:
    if targets.although_not_today and not (targets.clients or targets.enrolments):
        raise SettingsFault(
            "The export date can be set aside for named clients or enrolments alone.",
            remedy="Name them: --client CODE or --enrolment ID.",
        )


def _by_id(
    ids: Iterable[EnrolmentId], powerpro: PowerProRepository
) -> Mapping[EnrolmentId, Enrolment]:
    found: dict[EnrolmentId, Enrolment] = {}
    for each in ids:
        # One that cannot be read now may be among all enrolments, and fails in its own stage.
        with suppress(RecordFault):
            if enrolment := powerpro.enrolment(each):
                found[enrolment.id] = enrolment
    return found


def _every(powerpro: PowerProRepository) -> Mapping[EnrolmentId, Enrolment]:
    """Every enrolment: those without a contact log are among the candidates, whatever they lack."""
    both = (*powerpro.enrolments_to_provision(()), *powerpro.provisioned_enrolments())
    return {each.id: each for each in both}


def _unknown(kind: str, names: Iterable[str], known: Collection[str]) -> Iterator[str]:
    for name in names:
        if name not in known:
            near = ", ".join(get_close_matches(name, known, n=CLOSE))
            offered = f" Did you mean {near}?" if near else ""
            enrolled = "" if kind == "enrolment" else " with an enrolment"
            yield f"PowerPro has no {kind} {name}{enrolled}.{offered}"


def _is_named(enrolment: Enrolment, targets: RunTargets) -> bool:
    return (
        (not targets.enrolments or enrolment.id in targets.enrolments)
        and (not targets.clients or enrolment.client.code in targets.clients)
        and (not targets.courses or enrolment.course.code in targets.courses)
    )


def _check_each_has_one(targets: RunTargets, found: Mapping[EnrolmentId, Enrolment]) -> None:
    """Raise `SettingsFault` where another kind of name leaves nothing of a name."""
    clients = {each.client.code for each in found.values()}
    courses = {each.course.code for each in found.values()}
    lacking = (
        *(f"enrolment {each}" for each in targets.enrolments if each not in found),
        *(f"client {each}" for each in targets.clients if each not in clients),
        *(f"course {each}" for each in targets.courses if each not in courses),
    )
    if lacking:
        raise SettingsFault(
            (f"The other names leave no enrolment of {each}." for each in lacking),
            remedy="Names of different kinds narrow each other. Run once for each of them.",
        )


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
        return (each for each in again if each.provisioning_log)
